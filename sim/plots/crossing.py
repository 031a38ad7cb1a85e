"""Table of the stances in which the same futures end under two policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.comparison import Comparison, compare_runs
from sim.experiment.results import Results
from sim.experiment.titles import policy_titles
from sim.plots import style
from sim.plots.entry import Choice, Drawn, Entry, FigureError, Row, chosen_policy, runs_of, stem
from sim.plots.house_style import in_house_style
from sim.words import STANCE_WORDS, counted, percent

NAME = "stance-changes"
CELL = 1.15, 0.5  # inches
ROOM = 1.35  # inches at the left, for the names of the rows
HEAD = 0.3  # inches above the cells, for the names of the columns
DARKEST = 0.85
NOTE = "Every future once. Darker: more futures. Framed: the same stance under both."


@dataclass(frozen=True)
class CrossingData:
    """Data of the figure: stances that occur, and `counts` of futures [under first, under second].

    Both axes of `counts` are in the order of `stances`.
    """

    title: str
    first: str
    second: str
    stances: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    runs: int


def crossing_data(found: Comparison) -> CrossingData:
    """Return the data of the figure for a paired comparison.

    Raises:
        ValueError: Runs were not paired, and so no future was played under both policies.
    """
    if found.crossing is None:
        raise ValueError("runs that are not paired have no stances in common")
    table = found.crossing
    kept = [
        k
        for k in range(len(table.stances))
        if sum(table.counts[k]) or sum(row[k] for row in table.counts)
    ]
    return CrossingData(
        title=(
            f"Stances: {found.titles[0]} (down) and {found.titles[1]} (across), n = {table.runs:,}"
        ),
        first=found.first,
        second=found.second,
        stances=tuple(table.stances[k] for k in kept),
        counts=tuple(tuple(table.counts[i][j] for j in kept) for i in kept),
        runs=table.runs,
    )


def draw_crossing(data: CrossingData, ax: Axes) -> None:
    """Draw the table, a cell for each pair of stances, with totals at the right and below."""
    n = len(data.stances)
    ax.set_xlim(0, n + 1)
    ax.set_ylim(n + 1, 0)
    ax.axis("off")
    most = max((max(row) for row in data.counts), default=1) or 1
    for i, row in enumerate(data.counts):
        for j, count in enumerate(row):
            colour = style.tint(style.INK, DARKEST * count / most)
            same = i == j
            cell = Rectangle((j, i), 1, 1, facecolor=colour, zorder=3 if same else 1)
            cell.set_edgecolor(style.INK if same else style.GRID)
            cell.set_linewidth(1.6 if same else 0.6)
            ax.add_patch(cell)
            _write(ax, j + 0.5, i + 0.5, _share(count, data.runs), style.ink_on(colour), zorder=4)
    for k, stance in enumerate(data.stances):
        across = sum(row[k] for row in data.counts)
        _write(ax, n + 0.5, k + 0.5, _share(sum(data.counts[k]), data.runs), style.FAINT)
        _write(ax, k + 0.5, n + 0.5, _share(across, data.runs), style.FAINT)
        _name(ax, STANCE_WORDS[stance].label, k, style.INK)
    _name(ax, "all", n, style.FAINT)


def _name(ax: Axes, name: str, place: int, colour: str) -> None:
    """Write a name beside its row and above its column."""
    shown: dict[str, Any] = {"fontsize": style.TEXT_SIZE, "color": colour}
    ax.text(-0.1, place + 0.5, name, ha="right", va="center", **shown)
    ax.text(place + 0.5, -0.1, name, ha="center", va="bottom", **shown)


def _write(ax: Axes, x: float, y: float, text: str, colour: str, *, zorder: int = 2) -> None:
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        fontsize=style.SMALL_SIZE,
        color=colour,
        zorder=zorder,
        linespacing=1.15,
    )


def _share(count: int, runs: int) -> str:
    return f"{count:,}\n{percent(count / runs, digits=1)}" if count else "-"


def crossing_figure(data: CrossingData) -> Figure:
    """Return the table as a figure."""
    n = len(data.stances) + 1
    width, tall = n * CELL[0], n * CELL[1]
    figure = style.page(ROOM + width + style.MARGIN, tall + HEAD, data.title, NOTE)
    draw_crossing(data, style.add_axes(figure, ROOM, style.MARGIN, width, tall))
    return figure


def crossing_table(data: CrossingData) -> tuple[Row, ...]:
    """Return a row for each pair of stances, after a header."""
    return (
        (data.first, data.second, "futures"),
        *(
            (stance, other, count)
            for stance, row in zip(data.stances, data.counts, strict=True)
            for other, count in zip(data.stances, row, strict=True)
        ),
    )


@in_house_style
def crossing_drawn(found: Comparison, name: str = NAME) -> Drawn:
    """Return the figure of a paired comparison, with its caption and table.

    Raises:
        ValueError: Runs were not paired.
    """
    data = crossing_data(found)
    assert found.crossing is not None  # crossing_data raises ValueError without it
    return Drawn(
        name=name,
        title=data.title,
        caption=" ".join(found.crossing.sentences()),
        figure=crossing_figure(data),
        rows=crossing_table(data),
        alt=(
            f"A table of how many of {counted(data.runs, 'future')} went from each stance under "
            f"{' to each under '.join(found.called)}."
        ),
    )


def _fits(results: Results) -> str:
    return "" if len(results.store.manifest.policies) > 1 else "it has one policy only"


def _draw(results: Results, choice: Choice) -> Drawn:
    policies = results.store.manifest.policies
    chosen = chosen_policy(results, choice) if choice.policy else policies[1]
    if chosen == policies[0]:
        raise FigureError(f"policy {chosen}: it is the first, with which others are compared")
    table = runs_of(results, ["stance"])
    first, second = (table[table["policy"] == name] for name in (policies[0], chosen))
    titles = policy_titles(results)
    names = (policies[0], chosen)
    called = (titles[names[0]], titles[names[1]])
    found = compare_runs(first, second, (), names=names, titles=called)
    if found.crossing is None:
        raise FigureError(f"{results.store.folder}: no future was played under both yet")
    return crossing_drawn(found, stem(NAME, choice))


CROSSING = Entry(NAME, "Which stances the same futures end in under two policies", _fits, _draw)

"""Stances of the same futures under two policies: who went from where to where."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.comparison import Comparison
from sim.plots import style
from sim.record.files import write_file

CELL = 1.0, 0.5  # inches
LETTER = 0.112  # inches, a generous width for one letter of a title
DARKEST = 0.85
NOTE = "Every future once. Darker: more futures. Framed: the same stance under both."


@dataclass(frozen=True)
class CrossingData:
    """What the figure shows: stances that occur, and `counts` [under first, under second]."""

    title: str
    first: str
    second: str
    stances: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    runs: int


def crossing_data(found: Comparison) -> CrossingData:
    """Gather the stances that occur from a paired comparison.

    Raises:
        ValueError: Runs were not paired, so no future was played under both.
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
        title=f"Stances: {found.first} down, {found.second} across, n = {table.runs:,}",
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
        _name(ax, stance, k, style.INK)
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
    return f"{count:,}\n{100 * count / runs:.1f} %" if count else "-"


def crossing_figure(data: CrossingData) -> Figure:
    """Return the table as a figure."""
    n = len(data.stances) + 1
    width, tall = n * CELL[0], n * CELL[1]
    room = 1.15
    across = max(room + width + 0.2, LETTER * len(data.title) + 0.2)
    figure = style.new_figure(across, tall + 1.2)
    style.write(figure, 0.1, 0.08, data.title, bold=True)
    style.write(figure, 0.1, 0.36, NOTE)
    draw_crossing(data, style.add_axes(figure, room, 0.15, width, tall))
    return figure


def crossing_table(data: CrossingData) -> Iterable[tuple[str, ...]]:
    """Yield a row for each pair of stances."""
    yield data.first, data.second, "futures"
    for stance, row in zip(data.stances, data.counts, strict=True):
        for other, count in zip(data.stances, row, strict=True):
            yield stance, other, str(count)


def save_crossing(found: Comparison, folder: str | Path) -> list[Path]:
    """Save the figure as `stances.png`, `.svg` and `.csv`; nothing where runs are not paired.

    Raises OSError where a file cannot be written.
    """
    if found.crossing is None or not found.crossing.runs:
        return []
    import csv
    import io

    data, stem = crossing_data(found), Path(folder) / "stances"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(crossing_table(data))
    write_file(stem.with_suffix(".csv"), text.getvalue().encode())
    return [*style.save(crossing_figure(data), stem), stem.with_suffix(".csv")]

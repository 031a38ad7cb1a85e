"""Chart of patterns: how far every check lies on the expected side, with interval and verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.entry import Drawn, FigureError, Row
from sim.plots.house_style import in_house_style

NAME = "patterns"
LINE = 0.16  # inches, one check
LEFT, WIDTH = 2.75, 1.95  # inches: name of the check, axis
GAP, FOOT = 0.2, 0.5  # inches between two columns; below them, for the axis
COLUMNS = 2
LETTERS = 40  # in a name
REACH = (-1.5, 3.0)  # standard deviations shown; what lies beyond is drawn at the edge
COLOURS = {"holds": "#0072B2", "fails": "#D55E00", "not clear": style.FAINT}
MARKERS = {"holds": "o", "fails": "s", "not clear": "D"}
ARROWS = {"+": " ↑", "-": " ↓"}
NOTE = (
    "Arrow: the sign that is expected. Mark: how far the effect lies on the expected side (right "
    "of the line), in standard deviations between runs; bar: 99 % interval. Blue circle: holds; "
    "orange square: fails; open grey diamond: not clear. * known misfit of the specification. "
    "Beyond the edge: drawn there. Checks without a spread between runs: a mark on the line only."
)


@dataclass(frozen=True)
class Mark:
    """One check: its name, verdict, and standardised effect with its interval."""

    name: str
    verdict: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PatternsData:
    """Data of the figure: the marks of each column, from the top."""

    title: str
    columns: tuple[tuple[Mark, ...], ...]


def patterns_data(facts: Mapping[str, Any]) -> PatternsData:
    """Return the data of the figure for the facts of the patterns."""
    rows = [row for row in facts["checks"] if row["verdict"] in COLOURS]
    marks = tuple(_mark(row) for row in rows)
    held = sum(mark.verdict == "holds" for mark in marks)
    tall = -(-len(marks) // COLUMNS)
    return PatternsData(
        title=f"Patterns: {held} of {len(marks)} checks hold, n = {facts['runs']['runs']:,}",
        columns=tuple(marks[k * tall : (k + 1) * tall] for k in range(COLUMNS)),
    )


def _mark(row: Mapping[str, Any]) -> Mark:
    value, low, high = row["standard"] or (0.0, 0.0, 0.0)
    star = " *" if row["misfit"] else ""
    arrow = ARROWS.get(row["expected"], "")
    name = f"{row['pattern']} {row['what']}"
    if len(name) > LETTERS:
        name = name[: LETTERS - 1].rstrip() + "…"
    return Mark(name + arrow + star, row["verdict"], value, low, high)


def patterns_figure(data: PatternsData) -> Figure:
    """Return the checks as a figure, in columns side by side."""
    tall = LINE * max(len(column) for column in data.columns)
    across = COLUMNS * (LEFT + WIDTH) + (COLUMNS - 1) * GAP + style.MARGIN
    figure = style.page(across, tall + FOOT, data.title, NOTE)
    for k, column in enumerate(data.columns):
        left = LEFT + k * (LEFT + WIDTH + GAP)
        high = LINE * len(column)
        ax = style.add_axes(figure, left, FOOT + tall - high, WIDTH, high)
        draw_patterns(column, ax)
    return figure


def draw_patterns(marks: Sequence[Mark], ax: Axes) -> None:
    """Draw one column of checks; their names stand to the left of the axes."""
    style.dress(ax)
    ax.set_xlim(*REACH)
    ax.set_ylim(len(marks) - 0.5, -0.5)
    ax.set_yticks([])
    ax.grid(False, axis="y")
    ax.spines["left"].set_visible(False)
    ax.axvline(0.0, color=style.FAINT, linewidth=1.0)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    ax.set_xlabel("standard deviations", fontsize=style.SMALL_SIZE, color=style.FAINT)
    for k, mark in enumerate(marks):
        colour = COLOURS[mark.verdict]
        ends = [_within(mark.low), _within(mark.high)]
        ax.plot(ends, [k, k], color=colour, linewidth=1.8, solid_capstyle="butt")
        ax.plot(
            [_within(mark.value)],
            [k],
            marker=MARKERS[mark.verdict],
            markersize=4.2,
            color=colour,
            markerfacecolor=style.PAPER if mark.verdict == "not clear" else colour,
            linestyle="none",
            clip_on=False,
        )
        ax.text(
            -0.02,
            k,
            mark.name,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.INK,
        )


def _within(value: float) -> float:
    return min(max(value, REACH[0]), REACH[1])


@in_house_style
def patterns_drawn(facts: Mapping[str, Any]) -> Drawn:
    """Return the figure of the facts of the patterns, with its caption and table.

    Raises:
        FigureError: There is no check with a verdict.
    """
    data = patterns_data(facts)
    marks = [mark for column in data.columns for mark in column]
    if not marks:
        raise FigureError("figure patterns: no check has a verdict")
    counts = {verdict: sum(mark.verdict == verdict for mark in marks) for verdict in COLOURS}
    told = ", ".join(f"{number} {verdict}" for verdict, number in counts.items() if number)
    return Drawn(
        name=NAME,
        title=data.title,
        caption=f"{len(marks)} checks of patterns with 99 % intervals: {told}.",
        figure=patterns_figure(data),
        rows=patterns_table(data),
        alt=f"{len(marks)} checks, each with a mark and an interval beside a line at no effect.",
    )


def patterns_table(data: PatternsData) -> tuple[Row, ...]:
    """Return a row for each check drawn, after a header."""
    rows: list[Row] = [("check", "verdict", "standardised", "low", "high")]
    for column in data.columns:
        rows += [(mark.name, mark.verdict, mark.value, mark.low, mark.high) for mark in column]
    return tuple(rows)

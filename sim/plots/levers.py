"""Chart of ranked levers: the change each makes to the outcome, its interval and its cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.levers import Ranking, Single
from sim.plots import style
from sim.plots.entry import Drawn, FigureError, Row
from sim.plots.house_style import in_house_style

NAME = "levers"
HEADING = 0.42  # inches above a group, for its heading
FOOT = 0.5  # inches below the last group, for the axis
LINE = 0.15  # inches, one line of small text
GAP = 0.16  # inches between one lever and the next
LEFT, WIDTH = 4.15, 3.5  # inches: description of the lever, axis
COLUMN, COST = 0.84, 1.6  # inches: a column of results, the cost
LETTERS = 64  # in a line of a lever's description
COST_LETTERS = 24  # in a line of a lever's cost
NOTE = (
    "Dot: change against the same futures with no lever pulled; bar: 95 % interval, all holding at "
    "once. Filled: the interval leaves out zero. Beside: the outcomes with the lever, and its cost."
)


@dataclass(frozen=True)
class Bar:
    """One lever's change with its interval, in percentage points if the outcome is a share.

    `results` are the outcome with the lever and, if there is one, the measure beside it.
    """

    said: str
    cost: str
    results: tuple[str, ...]
    colour: str
    marker: str
    difference: float
    low: float
    high: float
    moves: bool


@dataclass(frozen=True)
class LeversData:
    """Data of the figure: groups of levers with their headings.

    In each group the levers that raise the outcome most come first. `columns` are the headings of
    the results of each lever.
    """

    title: str
    unit: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]


def levers_data(ranking: Ranking, roles: Mapping[str, str] | None = None) -> LeversData:
    """Return the data of the figure for a ranking; `roles` by actor give the actors' colours."""
    pullers = dict.fromkeys(item.lever.puller for item in ranking.singles)
    colours = style.actor_colours(dict(roles or {}) | {key: "" for key in pullers if key})
    markers = dict(zip([*colours, ""], style.MARKERS * 4, strict=False))
    groups = []
    for heading, items in (
        (f"Pulled by others on {ranking.seat_name}", ranking.others),
        (f"Pulled by {ranking.seat_name} itself", ranking.own),
    ):
        ordered = sorted(items, key=lambda item: -item.effect.difference)
        bars = tuple(_bar(ranking, item, colours, markers) for item in ordered)
        if bars:
            groups.append((heading, bars))
    unit = "percentage points" if ranking.share else ranking.outcome
    return LeversData(
        title=(
            f"What would change {ranking.seat_name}'s mind: {ranking.name}, "
            f"{ranking.number(ranking.base[0])} with no lever pulled, n = {ranking.replicates:,}"
        ),
        unit=f"Change of {ranking.name}, {unit}",
        columns=tuple(filter(None, (ranking.outcome, ranking.beside))),
        groups=tuple(groups),
    )


def _bar(
    ranking: Ranking, item: Single, colours: Mapping[str, str], markers: Mapping[str, str]
) -> Bar:
    scale = 100.0 if ranking.share else 1.0
    puller = item.lever.puller
    return Bar(
        said=item.lever.said,
        cost=item.lever.cost.said,
        results=ranking.values(item),
        colour=colours.get(puller, style.FAINT),
        marker=markers[puller],
        difference=scale * item.effect.difference,
        low=scale * item.effect.low,
        high=scale * item.effect.high,
        moves=item.effect.moves,
    )


def levers_figure(data: LeversData) -> Figure:
    """Return the ranking as a figure, one group below the other."""
    heights = [_tall(bars) for _, bars in data.groups]
    tall = sum(heights) + HEADING * len(heights) + FOOT
    figure = style.page(_width(data), tall, data.title, NOTE)
    bottom, reach = tall, _reach(data)
    for k, ((heading, bars), height) in enumerate(zip(data.groups, heights, strict=True)):
        bottom -= height + HEADING
        ax = style.add_axes(figure, LEFT, bottom, WIDTH, height)
        draw_levers(bars, ax, heading=heading, columns=data.columns, reach=reach)
        last = k == len(heights) - 1
        ax.tick_params(labelbottom=last)
        if last:
            ax.set_xlabel(data.unit, fontsize=style.SMALL_SIZE, color=style.FAINT)
    return figure


def draw_levers(
    bars: Sequence[Bar],
    ax: Axes,
    *,
    heading: str,
    columns: Sequence[str],
    reach: tuple[float, float],
) -> None:
    """Draw one group of levers, with descriptions to the left of the axes.

    To the right are the results, under `columns`, and the costs.

    The axes must be as tall as their texts need; `levers_figure` makes such axes.
    """
    style.dress(ax)
    ax.set_xlim(*reach)
    total = _tall(bars)
    ax.set_ylim(total, 0.0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0.0, color=style.FAINT, linewidth=1.0)
    heads = [(-LEFT / WIDTH + 0.03, heading, style.TEXT_SIZE, "bold", style.INK)]
    for k, text in enumerate((*columns, "cost")):
        heads.append((_column(k), text, style.SMALL_SIZE, "normal", style.FAINT))
    for x, text, size, weight, colour in heads:
        ax.text(
            x,
            1.0 + 0.08 / total,
            text,
            transform=ax.transAxes,
            fontsize=size,
            fontweight=weight,
            color=colour,
            va="bottom",
        )
    at = 0.0
    for bar in bars:
        tall = _lines(bar) * LINE + GAP
        _draw_bar(bar, ax, at + tall / 2)
        at += tall


def _draw_bar(bar: Bar, ax: Axes, at: float) -> None:
    ax.plot([bar.low, bar.high], [at, at], color=bar.colour, linewidth=2.2, solid_capstyle="butt")
    ax.plot(
        [bar.difference],
        [at],
        marker=bar.marker,
        markersize=6.5,
        color=bar.colour,
        markerfacecolor=bar.colour if bar.moves else style.PAPER,
        linestyle="none",
    )
    sides = (
        (-0.03, "right", "\n".join(wrap(bar.said, LETTERS)), style.INK),
        *((_column(k), "left", said, style.INK) for k, said in enumerate(bar.results)),
        (_column(len(bar.results)), "left", "\n".join(wrap(bar.cost, COST_LETTERS)), style.FAINT),
    )
    for x, side, text, colour in sides:
        ax.text(
            x,
            at,
            text,
            transform=ax.get_yaxis_transform(),
            ha=side,
            va="center",
            fontsize=style.SMALL_SIZE,
            color=colour,
            linespacing=1.1,
        )


def _width(data: LeversData) -> float:
    return LEFT + WIDTH + 0.1 + COLUMN * len(data.columns) + COST


def _column(k: int) -> float:
    """Return the place of a column to the right of the axes, as a share of their width."""
    return 1.03 + k * COLUMN / WIDTH


def _lines(bar: Bar) -> int:
    return max(len(wrap(bar.said, LETTERS)), len(wrap(bar.cost, COST_LETTERS)), 1)


def _tall(bars: Sequence[Bar]) -> float:
    """Return the height in inches that a group needs."""
    return sum(_lines(bar) * LINE + GAP for bar in bars)


def _reach(data: LeversData) -> tuple[float, float]:
    """Return the ends of the axis: it holds all intervals and zero, with some free space."""
    ends = [end for _, bars in data.groups for bar in bars for end in (bar.low, bar.high)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    air = 0.05 * (high - low) or 1.0
    return low - air, high + air


@in_house_style
def levers_drawn(ranking: Ranking, roles: Mapping[str, str] | None = None) -> Drawn:
    """Return the figure of a ranking, with its caption and table.

    Raises:
        FigureError: No lever was measured.
    """
    data = levers_data(ranking, roles)
    if not data.groups:
        raise FigureError("figure levers: no lever was measured")
    count = sum(len(bars) for _, bars in data.groups)
    return Drawn(
        name=NAME,
        title=data.title,
        caption=" ".join(ranking.findings()),
        figure=levers_figure(data),
        rows=levers_table(data),
        alt=f"{count} levers, each with a mark and an interval beside a line at no change.",
    )


def levers_table(data: LeversData) -> tuple[Row, ...]:
    """Return a row for each lever drawn, after a header."""
    rows: list[Row] = [("group", "lever", *data.columns, "change", "low", "high", "cost")]
    for heading, bars in data.groups:
        for bar in bars:
            change = (bar.difference, bar.low, bar.high)
            rows.append((heading, bar.said, *bar.results, *change, bar.cost))
    return tuple(rows)

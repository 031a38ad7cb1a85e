"""Chart of ranked levers: the change each makes to the outcome, its side effects and its cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.lever_findings import cannot_happen
from sim.analysis.levers import Ranking, Single
from sim.plots import style
from sim.plots.entry import Drawn, FigureError, Row
from sim.plots.house_style import in_house_style
from sim.words import counted, quoted

NAME = "levers"
POINTS = 100.0  # percentage points in a share of one
HEADING = 0.27  # inches above a group, for its heading, and a line for each of its columns' heads
FOOT = 0.5  # inches below the last group, for the axis
LINE = 0.15  # inches, one line of small text
GAP = 0.16  # inches between one lever and the next
LEFT, WIDTH = 4.0, 2.9  # inches: description of the lever, axis
COLUMN, COST = 0.84, 1.6  # inches: a column of results, the cost
SIDE, SIDE_GAP = 1.15, 0.3  # inches: the axis of a side effect, the room before it
LETTERS = 60  # in a line of a lever's description
COST_LETTERS = 24  # in a line of a lever's cost
HEAD_LETTERS = 14  # in a line of the head of a column of results
NOTE = (
    "Dot: change against the same futures with no lever pulled; bar: 95 % interval, all holding at "
    "once. Filled: the interval leaves out zero. Beside: the outcomes with the lever, its side "
    "effects (cross: cannot happen with it), and its cost."
)


@dataclass(frozen=True)
class SideBar:
    """A side effect with its interval, in percentage points.

    `barred` says that it cannot happen with the lever.
    """

    difference: float
    low: float
    high: float
    moves: bool
    barred: bool


@dataclass(frozen=True)
class Bar:
    """One lever's change with its interval, in percentage points if the outcome is a share.

    `said` ends in how often the lever's order was given. `results` are the outcome with the lever
    and, if there is one, the measure beside it.
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
    sides: tuple[SideBar, ...] = ()


@dataclass(frozen=True)
class LeversData:
    """Data of the figure: groups of levers with their headings.

    In each group the levers that raise the outcome most come first. `columns` are the headings of
    the results of each lever, `sides` those of its side effects.
    """

    title: str
    unit: str
    columns: tuple[str, ...]
    sides: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]


def levers_data(ranking: Ranking, roles: Mapping[str, str] | None = None) -> LeversData:
    """Return the data of the figure for the levers that a ranking shows.

    `roles` by actor give the actors' colours.
    """
    pullers = dict.fromkeys(item.lever.puller for item in ranking.singles)
    colours = style.actor_colours(dict(roles or {}) | {key: "" for key in pullers if key})
    markers = dict(zip([*colours, ""], style.MARKERS * 4, strict=False))
    groups = []
    for heading, own in (
        (f"Pulled by others on {ranking.seat_name}", False),
        (f"Pulled by {ranking.seat_name} itself", True),
    ):
        items = [item for item in ranking.shown if (item.lever.puller == ranking.seat) is own]
        ordered = sorted(items, key=lambda item: -item.effect.difference)
        bars = tuple(_bar(ranking, item, colours, markers) for item in ordered)
        if bars:
            groups.append((heading, bars))
    unit = ", percentage points" if ranking.share else ""
    return LeversData(
        title=(
            f"What would change {ranking.seat_name}'s mind: {quoted(ranking.label)}, "
            f"{ranking.number(ranking.base[0])} with no lever pulled, n = {ranking.replicates:,}"
        ),
        unit=f"Change of {quoted(ranking.label)}{unit}",
        columns=ranking.heads,
        sides=ranking.side_labels,
        groups=tuple(groups),
    )


def _bar(
    ranking: Ranking, item: Single, colours: Mapping[str, str], markers: Mapping[str, str]
) -> Bar:
    scale = POINTS if ranking.share else 1.0
    puller = item.lever.puller
    given = f", given in {item.given_said}" if item.given_said else ""
    return Bar(
        said=item.said + given,
        cost=item.lever.cost.said,
        results=ranking.values(item),
        colour=colours.get(puller, style.FAINT),
        marker=markers[puller],
        difference=scale * item.effect.difference,
        low=scale * item.effect.low,
        high=scale * item.effect.high,
        moves=item.effect.moves,
        sides=tuple(
            SideBar(
                POINTS * side.effect.difference,
                POINTS * side.effect.low,
                POINTS * side.effect.high,
                side.effect.moves,
                cannot_happen(item, name),
            )
            for name, side in zip(ranking.sides, item.sides, strict=True)
        ),
    )


def levers_figure(data: LeversData) -> Figure:
    """Return the ranking as a figure, one group below the other."""
    heights = [_tall(bars) for _, bars in data.groups]
    heading_tall = _heading_tall(data)
    tall = sum(heights) + heading_tall * len(heights) + FOOT
    figure = style.page(_width(data), tall, data.title, NOTE)
    drawn = [bar for _, bars in data.groups for bar in bars]
    bottom, reach = tall, _reach(drawn)
    # Both side effects have one scale, so that they can be compared.
    both = _reach(side for bar in drawn for side in bar.sides)
    for k, ((heading, bars), height) in enumerate(zip(data.groups, heights, strict=True)):
        bottom -= height + heading_tall
        ax = style.add_axes(figure, LEFT, bottom, WIDTH, height)
        draw_levers(bars, ax, heading=heading, data=data, reach=reach)
        last = k == len(heights) - 1
        _label(ax, data.unit if last else "")
        for side, label in enumerate(data.sides):
            beside = style.add_axes(figure, LEFT + _side_at(data, side), bottom, SIDE, height)
            _bare(beside, both, height)
            draw_side([bar.sides[side] for bar in bars], _middles(bars), beside, label)
            _label(beside, "points" if last else "")
    return figure


def _label(ax: Axes, unit: str) -> None:
    """Label the axis of the last group with its unit; those above it have no numbers."""
    ax.tick_params(labelbottom=bool(unit))
    if unit:
        ax.set_xlabel(unit, fontsize=style.SMALL_SIZE, color=style.FAINT)


def draw_levers(
    bars: Sequence[Bar],
    ax: Axes,
    *,
    heading: str,
    data: LeversData,
    reach: tuple[float, float],
) -> None:
    """Draw one group of levers, with descriptions to the left of the axes.

    To the right are the results, room for the side effects, and the costs.

    The axes must be as tall as their texts need; `levers_figure` makes such axes.
    """
    _bare(ax, reach, _tall(bars))
    heads = [(-LEFT / WIDTH + 0.03, heading, style.TEXT_SIZE, "bold", style.INK)]
    columns = ["\n".join(wrap(text, HEAD_LETTERS)) for text in data.columns]
    for place, text in [*zip(_columns(data), columns, strict=True), (_cost_at(data), "cost")]:
        heads.append((place, text, style.SMALL_SIZE, "normal", style.FAINT))
    for x, text, size, weight, colour in heads:
        _head(ax, x, text, size=size, weight=weight, colour=colour)
    for bar, at in zip(bars, _middles(bars), strict=True):
        _draw_bar(bar, ax, at, data)


def draw_side(
    bars: Sequence[SideBar],
    middles: Sequence[float],
    ax: Axes,
    label: str,
) -> None:
    """Draw one side effect of each lever of a group, at the heights of the levers."""
    low, high = ax.get_xlim()
    ticks = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(low, high)
    ax.set_xticks([tick for tick in ticks if low <= tick <= high])
    ax.tick_params(labelsize=style.SMALL_SIZE)
    _head(ax, 0.0, label, size=style.SMALL_SIZE, weight="normal", colour=style.FAINT)
    for bar, at in zip(bars, middles, strict=True):
        ax.plot([bar.low, bar.high], [at, at], color=style.FAINT, linewidth=1.4)
        ax.plot(
            [bar.difference],
            [at],
            marker="X" if bar.barred else "o",
            markersize=5.0,
            color=style.FAINT,
            markerfacecolor=style.FAINT if bar.moves else style.PAPER,
            linestyle="none",
        )


def _bare(ax: Axes, reach: tuple[float, float], tall: float) -> None:
    """Prepare axes that are `tall` inches high, with a line at no change and no vertical axis."""
    style.dress(ax)
    ax.set_xlim(*reach)
    ax.set_ylim(tall, 0.0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0.0, color=style.FAINT, linewidth=1.0)


def _head(ax: Axes, x: float, text: str, *, size: float, weight: str, colour: str) -> None:
    """Write the heading of a column above axes whose vertical scale is inches."""
    above = 1.0 + 0.08 / ax.get_ylim()[0]
    ax.text(
        x,
        above,
        text,
        transform=ax.transAxes,
        fontsize=size,
        fontweight=weight,
        color=colour,
        va="bottom",
    )


def _middles(bars: Sequence[Bar]) -> list[float]:
    """Return the height of the middle of each lever, in inches from the top of its group."""
    found, at = [], 0.0
    for bar in bars:
        tall = _lines(bar) * LINE + GAP
        found.append(at + tall / 2)
        at += tall
    return found


def _draw_bar(bar: Bar, ax: Axes, at: float, data: LeversData) -> None:
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
        *(
            (x, "left", said, style.INK)
            for x, said in zip(_columns(data), bar.results, strict=True)
        ),
        (_cost_at(data), "left", "\n".join(wrap(bar.cost, COST_LETTERS)), style.FAINT),
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


def _heading_tall(data: LeversData) -> float:
    """Return the height in inches above a group, for its heading and the heads of its columns."""
    return HEADING + LINE * max(len(wrap(text, HEAD_LETTERS)) for text in data.columns)


def _width(data: LeversData) -> float:
    return LEFT + _side_at(data, len(data.sides)) + COST


def _columns(data: LeversData) -> list[float]:
    """Return the places of the results to the right of the axes, as shares of their width."""
    return [1.03 + k * COLUMN / WIDTH for k in range(len(data.columns))]


def _side_at(data: LeversData, k: int) -> float:
    """Return the place of a side effect in inches from the left of the axes."""
    return WIDTH + 0.1 + COLUMN * len(data.columns) + k * (SIDE + SIDE_GAP)


def _cost_at(data: LeversData) -> float:
    """Return the place of the costs, as a share of the width of the axes."""
    return _side_at(data, len(data.sides)) / WIDTH


def _lines(bar: Bar) -> int:
    return max(len(wrap(bar.said, LETTERS)), len(wrap(bar.cost, COST_LETTERS)), 1)


def _tall(bars: Sequence[Bar]) -> float:
    """Return the height in inches that a group needs."""
    return sum(_lines(bar) * LINE + GAP for bar in bars)


def _reach(bars: Iterable[Bar | SideBar]) -> tuple[float, float]:
    """Return the ends of the axis: it holds all intervals and zero, with some free space."""
    ends = [end for bar in bars for end in (bar.low, bar.high)]
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
        alt=(
            f"{counted(count, 'lever')}, each with a mark and an interval beside a line at "
            "no change."
        ),
    )


def levers_table(data: LeversData) -> tuple[Row, ...]:
    """Return a row for each lever drawn, after a header."""
    sides = [f"{label}, {what}" for label in data.sides for what in ("change", "low", "high")]
    rows: list[Row] = [
        ("group", "lever", *data.columns, "change", "low", "high", *sides, "cost"),
    ]
    for heading, bars in data.groups:
        for bar in bars:
            change = [(bar.difference, bar.low, bar.high)]
            change += [(side.difference, side.low, side.high) for side in bar.sides]
            numbers = (number for three in change for number in three)
            rows.append((heading, bar.said, *bar.results, *numbers, bar.cost))
    return tuple(rows)

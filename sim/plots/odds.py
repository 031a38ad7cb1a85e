"""The odds of every turn of a run: a line with its band, and what changed it in every turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.plots import style
from sim.plots.actors_shown import run_name
from sim.plots.dates import mark_years
from sim.plots.entry import Drawn, Row
from sim.plots.histories import wars_of
from sim.plots.house_style import in_house_style
from sim.studies.odds import CHANCE, KNOWN, ORDERS, PUT_IN, REPLY, Odds
from sim.words import capitalised, counted, mean_words, percent_number, points_tick

NAME = "odds"
WIDTH, LEFT, RIGHT = 7.2, 0.75, 1.75  # inches
LINE_TALL, BARS_TALL, BETWEEN, FOOT = 2.6, 1.5, 0.45, 0.45  # inches
BAR = 0.62  # of a quarter
COLOURS = {PUT_IN: "#CC79A7", ORDERS: "#0072B2", REPLY: "#D55E00", CHANCE: "#A5A5A5"}
NOTE = (
    "Line: futures in which all seats follow their doctrines, from just before the orders of each "
    "quarter (full dot) and from just after them (open dot); band: 95 % interval. Bars: what "
    "changed it in a quarter. Shaded: fighting."
)


@dataclass(frozen=True)
class OddsData:
    """Data of the figure.

    Attributes:
        title: The outcome and the number of futures.
        run: Name of the run.
        share: Whether the outcome is a share.
        dates: Date of every quarter.
        line: Value, low and high at the start of every quarter and at the end.
        ordered: The same after the orders of every quarter.
        last: What the last point is, "end" or "now".
        changes: Change by each cause in every quarter.
        wars: Quarters with fighting.
    """

    title: str
    run: str
    share: bool
    dates: tuple[str, ...]
    line: tuple[tuple[float, float, float], ...]
    ordered: tuple[tuple[float, float, float], ...]
    last: str
    changes: tuple[tuple[str, tuple[float, ...]], ...]
    wars: tuple[int, ...]


def odds_data(found: Odds) -> OddsData:
    """Return the data of the figure."""
    frame = found.frame()
    rows = frame[["value", "low", "high"]].to_numpy().tolist()
    turns, what = len(rows) - 1, "odds" if found.share else "mean"
    return OddsData(
        title=f"{capitalised(found.name)}: the {what} of every quarter (n = {found.futures:,})",
        run=run_name(found.record),
        share=found.share,
        dates=tuple(played.date for played in found.record.turns_played),
        line=_bounds(rows),
        ordered=_bounds(frame[list(KNOWN)].to_numpy().tolist()[:turns]),
        last=str(frame["date"].iloc[-1]),
        changes=tuple((cause, tuple(frame[cause].tolist()[:turns])) for cause in found.causes),
        wars=wars_of(found.record),
    )


def _bounds(rows: list[list[float]]) -> tuple[tuple[float, float, float], ...]:
    return tuple((value, low, high) for value, low, high in rows)


def odds_figure(data: OddsData) -> Figure:
    """Return the figure: the line above, the changes below."""
    tall = LINE_TALL + BETWEEN + BARS_TALL + FOOT
    figure = style.page(LEFT + WIDTH + RIGHT, tall, data.title, f"{data.run}. {NOTE}")
    above = style.add_axes(figure, LEFT, FOOT + BARS_TALL + BETWEEN, WIDTH, LINE_TALL)
    below = style.add_axes(figure, LEFT, FOOT, WIDTH, BARS_TALL)
    draw_odds(data, above)
    draw_changes(data, below)
    return figure


def draw_odds(data: OddsData, ax: Axes) -> None:
    """Draw the line with its band."""
    style.dress(ax)
    _shade(data, ax)
    points = {float(turn): point for turn, point in enumerate(data.line)}
    points |= {turn + 0.5: point for turn, point in enumerate(data.ordered)}
    across = sorted(points)
    values, lows, highs = zip(*(points[x] for x in across), strict=True)
    ax.fill_between(across, lows, highs, color=style.tint(style.INK, 0.2), linewidth=0, zorder=2)
    ax.plot(across, values, color=style.INK, linewidth=1.4, zorder=3)
    for x in across:
        inside = style.INK if x == int(x) else style.PAPER
        ax.plot(
            x,
            points[x][0],
            marker="o",
            markersize=3.5,
            markerfacecolor=inside,
            markeredgecolor=style.INK,
            markeredgewidth=0.9,
            clip_on=False,
            zorder=4,
        )
    if data.share:
        ax.set_ylim(0.0, 1.0)
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, at: percent_number(value)))
        ax.set_ylabel("percent of futures", fontsize=style.SMALL_SIZE, color=style.FAINT)


def draw_changes(data: OddsData, ax: Axes) -> None:
    """Draw the changes of every quarter, one bar on the other, up and down from zero."""
    style.dress(ax)
    _shade(data, ax)
    ups, downs = [0.0] * len(data.dates), [0.0] * len(data.dates)
    for cause, changes in data.changes:
        bottoms = []
        for quarter, change in enumerate(changes):
            stack = ups if change >= 0 else downs
            bottoms.append(stack[quarter])
            stack[quarter] += change
        ax.bar(
            [quarter + 0.5 for quarter in range(len(changes))],
            changes,
            BAR,
            bottom=bottoms,
            color=COLOURS[cause],
            label=cause if any(changes) else None,
            zorder=3,
        )
    ax.axhline(0.0, color=style.FAINT, linewidth=0.8, zorder=4)
    if data.share:
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, at: points_tick(value)))
        ax.set_ylabel("points", fontsize=style.SMALL_SIZE, color=style.FAINT)
    if any(any(changes) for _, changes in data.changes):
        ax.legend(
            loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=style.SMALL_SIZE
        )


def _shade(data: OddsData, ax: Axes) -> None:
    mark_years(ax, data.dates)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    for quarter in data.wars:
        ax.axvspan(quarter, quarter + 1, color=style.WAR, linewidth=0, zorder=0)


@in_house_style
def odds_drawn(found: Odds) -> Drawn:
    """Return the figure of the odds, with its caption and table."""
    data = odds_data(found)
    return Drawn(
        name=NAME,
        title=data.title,
        caption=" ".join(found.findings()),
        figure=odds_figure(data),
        rows=odds_table(data),
        alt=_alt(data),
    )


def _alt(data: OddsData) -> str:
    values = [value for value, _, _ in data.line]
    top = max(range(len(values)), key=lambda turn: values[turn])
    when = f"in {data.dates[top]}" if top < len(data.dates) else "at the end"
    first, last, most = (
        mean_words(x, share=data.share) for x in (values[0], values[-1], max(values))
    )
    return (
        f"A line over {counted(len(data.dates), 'quarter')} from {first} to {last}, highest {when} "
        f"with {most}, and bars of its changes below."
    )


def odds_table(data: OddsData) -> tuple[Row, ...]:
    """Return a row for the start of every quarter and one for the end, after a header."""
    names: Sequence[str] = [cause for cause, _ in data.changes]
    rows: list[Row] = [("turn", "date", "value", "low", "high", *KNOWN, *names)]
    for turn, bounds in enumerate(data.line):
        last = turn == len(data.dates)
        known = [None] * len(KNOWN) if last else data.ordered[turn]
        changes = [None if last else change[turn] for _, change in data.changes]
        rows.append((turn, data.last if last else data.dates[turn], *bounds, *known, *changes))
    return tuple(rows)

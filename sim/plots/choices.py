"""What the seats of a game ordered, among what they could have ordered: a strip for every seat."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sim.plots import style
from sim.plots.actors_shown import run_name, shown_actors
from sim.plots.dates import mark_years
from sim.plots.entry import Drawn, Row
from sim.plots.house_style import in_house_style
from sim.studies.review import Review
from sim.words import capitalised, counted, joined, percent_number

NAME = "choices"
WIDTH, LEFT, RIGHT = 7.2, 0.75, 1.75  # inches
TALL, BETWEEN, FOOT = 1.7, 0.55, 0.45  # inches
NOTE = (
    "Each as if the orders of all other seats were still open; they follow their doctrines. Line: "
    "the mean over what its doctrine orders. Grey: from the lowest to the highest legal order."
)
LABELS = ("what was ordered", "its doctrine", "legal orders")


@dataclass(frozen=True)
class ChoiceShown:
    """The decision of a seat in a quarter, as means of the outcome.

    Attributes:
        turn: Number of the turn.
        given: After the orders that were given.
        doctrine: Before them: the mean over what the doctrine would have ordered.
        lowest: After the orders with the lowest mean.
        highest: After those with the highest.
    """

    turn: int
    given: float
    doctrine: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Strip:
    """The decisions of one seat."""

    name: str
    colour: str
    choices: tuple[ChoiceShown, ...]


@dataclass(frozen=True)
class ChoicesData:
    """Data of the figure.

    Attributes:
        title: The outcome and the number of futures.
        run: Name of the run.
        share: Whether the outcome is a share.
        dates: Date of every quarter.
        strips: The decisions of every seat with a player.
    """

    title: str
    run: str
    share: bool
    dates: tuple[str, ...]
    strips: tuple[Strip, ...]


def choices_data(found: Review) -> ChoicesData:
    """Return the data of the figure. The review must have odds and decisions."""
    assert found.odds is not None
    record = found.odds.record
    actors = shown_actors(record.scenario)
    strips = []
    for actor in dict.fromkeys(one.actor for one in found.decided):
        own = [one for one in found.decided if one.actor == actor]
        shown = tuple(
            ChoiceShown(
                one.turn,
                one.odds,
                float(one.before.mean()),
                float(one.values.mean(axis=1).min()),
                float(one.values.mean(axis=1).max()),
            )
            for one in own
        )
        strips.append(Strip(actors[actor].heading, actors[actor].colour, shown))
    outcome, futures = capitalised(found.odds.name), found.odds.futures
    return ChoicesData(
        title=f"{outcome}: the choices of each seat (n = {futures:,})",
        run=run_name(record),
        share=found.odds.share,
        dates=tuple(played.date for played in record.turns_played),
        strips=tuple(strips),
    )


def choices_figure(data: ChoicesData) -> Figure:
    """Return the figure: one strip below the other."""
    count = len(data.strips)
    tall = count * TALL + (count - 1) * BETWEEN + FOOT + 0.2
    figure = style.page(LEFT + WIDTH + RIGHT, tall, data.title, f"{data.run}. {NOTE}")
    for k, strip in enumerate(data.strips):
        bottom = FOOT + (count - 1 - k) * (TALL + BETWEEN)
        ax = style.add_axes(figure, LEFT, bottom, WIDTH, TALL)
        draw_strip(data, strip, ax)
        if k == 0:
            ax.legend(
                loc="upper left",
                bbox_to_anchor=(1.01, 1.0),
                frameon=False,
                fontsize=style.SMALL_SIZE,
            )
    return figure


def draw_strip(data: ChoicesData, strip: Strip, ax: Axes) -> None:
    """Draw the decisions of a seat: a bar for its options, a line for the doctrine, a dot."""
    style.dress(ax, strip.name)
    mark_years(ax, data.dates)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    across = [one.turn + 0.5 for one in strip.choices]
    given, doctrine, everything = LABELS
    ax.vlines(
        across,
        [one.lowest for one in strip.choices],
        [one.highest for one in strip.choices],
        color=style.GRID,
        linewidth=7,
        label=everything,
        zorder=2,
    )
    ax.hlines(
        [one.doctrine for one in strip.choices],
        [x - 0.32 for x in across],
        [x + 0.32 for x in across],
        color=style.INK,
        linewidth=1.4,
        label=doctrine,
        zorder=3,
    )
    ax.plot(
        across,
        [one.given for one in strip.choices],
        linestyle="none",
        marker="o",
        markersize=5,
        color=strip.colour,
        label=given,
        zorder=4,
    )
    if data.share:
        top = max((one.highest for one in strip.choices), default=1.0)
        ax.set_ylim(0.0, min(1.0, top * 1.08 + 0.01))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, at: percent_number(value)))
        ax.set_ylabel("percent of futures", fontsize=style.SMALL_SIZE, color=style.FAINT)


@in_house_style
def choices_drawn(found: Review) -> Drawn:
    """Return the figure of the decisions, with its caption and table."""
    data = choices_data(found)
    names = joined([strip.name for strip in data.strips])
    return Drawn(
        name=NAME,
        title=data.title,
        caption=(
            f"What {names} ordered in every quarter. A dot at the top or the bottom of its bar was "
            "an order after which the outcome was most or least likely; a dot on the line changed "
            "nothing against the doctrine."
        ),
        figure=choices_figure(data),
        rows=choices_table(data),
        alt=(
            f"For {names}: a bar, a short line and a dot for each of "
            f"{counted(len(data.dates), 'quarter')}."
        ),
    )


def choices_table(data: ChoicesData) -> tuple[Row, ...]:
    """Return a row for every decision, after a header."""
    rows: list[Row] = [("seat", "turn", "date", "ordered", "doctrine", "lowest", "highest")]
    for strip in data.strips:
        rows += [
            (
                strip.name,
                one.turn,
                data.dates[one.turn],
                one.given,
                one.doctrine,
                one.lowest,
                one.highest,
            )
            for one in strip.choices
        ]
    return tuple(rows)

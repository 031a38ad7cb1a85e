"""Lines of one quantity of every tie over time, such as influence or commitment."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.actors_shown import run_name, shown_ties
from sim.plots.dates import mark_years
from sim.plots.labels import spread
from sim.record import Record

LABEL_GAP = 0.155  # inches from one label at a line's end to the next


@dataclass(frozen=True)
class History:
    """One tie's values: at the start, then at the end of every quarter.

    `dashed` is true for a tie to the challenger. Lines differ in `marker`, for readers without
    colour.
    """

    tie: str
    name: str
    colour: str
    dashed: bool
    marker: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class HistoriesData:
    """Data of a figure of histories.

    Quarter i runs from i to i + 1 on the time axis and has the date `dates[i]`; `wars` holds the
    quarters with a war under way. Values are in [0, 1].
    """

    title: str
    run: str
    dates: tuple[str, ...]
    histories: tuple[History, ...]
    wars: tuple[int, ...]


def histories_data(record: Record, variable: str) -> HistoriesData:
    """Return one variable of every tie in a record, such as "influence" or "commitment".

    Raises LookupError if ties have no such variable.
    """
    ties = shown_ties(record.scenario)
    return HistoriesData(
        title=variable.capitalize(),
        run=run_name(record),
        dates=tuple(turn.date for turn in record.turns_played),
        histories=tuple(
            History(
                tie=tie.id,
                name=tie.name,
                colour=tie.patron.colour,
                dashed=tie.client.role == "challenger",
                marker=style.MARKERS[i % len(style.MARKERS)],
                values=tuple(record.series(f"ties.{tie.id}.{variable}")),
            )
            for i, tie in enumerate(ties)
        ),
        wars=wars_of(record),
    )


def draw_histories(data: HistoriesData, ax: Axes) -> None:
    """Draw the lines, each with its name at the right end.

    The names need `label_room(data)` inches to the right of the axes.
    """
    turns = len(data.dates)
    highest = max([0.0, *(value for line in data.histories for value in line.values)])
    style.dress(ax, data.title)
    mark_years(ax, data.dates)
    ax.set_ylim(0, min(1.0, 0.1 * (int(highest * 10) + 1)))
    for quarter in data.wars:
        ax.axvspan(quarter, quarter + 1, color=style.WAR, linewidth=0, zorder=0)
    for i, line in enumerate(data.histories):
        ax.plot(
            range(len(line.values)),
            line.values,
            color=line.colour,
            linewidth=1.8,
            linestyle=(0, (4, 1.6)) if line.dashed else "solid",
            marker=line.marker,
            markersize=4.5,
            markevery=(i % 4, 4),
            clip_on=False,
            zorder=3,
        )
    _name_lines(data.histories, ax, turns)


def label_room(data: HistoriesData) -> float:
    """Return the inches to the right of the axes that the names of the lines need."""
    return 0.5 + style.LETTER * max(len(f"{line.name}  0.00") for line in data.histories)


def _name_lines(histories: Sequence[History], ax: Axes, turns: int) -> None:
    """Write each line's name and last value beside its end, without overlap."""
    figure = ax.figure.get_figure(root=True)
    bottom, top = ax.get_ylim()
    inches = float(ax.get_position().height * figure.get_size_inches()[1])
    per_inch = (top - bottom) / inches
    ends = [line.values[-1] for line in histories]
    reach = LABEL_GAP * per_inch
    heights = spread(ends, reach, bottom - reach / 2, top + reach / 2)
    for line, end, at in zip(histories, ends, heights, strict=True):
        ax.annotate(
            f"{line.name}  {end:.2f}",
            xy=(max(turns, 1), end),
            xytext=(1.04, at),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": line.colour, "linewidth": 1.2, "shrinkB": 0},
        )


def wars_of(record: Record) -> tuple[int, ...]:
    """Return the quarters in which there was fighting over a theatre."""
    return tuple(
        i
        for i, turn in enumerate(record.turns_played)
        if any(ruling.rule == "war" for ruling in turn.rulings)
    )

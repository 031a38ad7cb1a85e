"""The figures of one run, and the tables of their numbers."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.entry import NO_CHOICE, Choice, Drawn, Entry, FigureError, Row, stem
from sim.plots.histories import HistoriesData, draw_histories, histories_data, label_room
from sim.plots.house_style import in_house_style
from sim.plots.map_page import map_page
from sim.plots.saving import save
from sim.plots.ties import TiesData, ties_data
from sim.plots.ties_drawing import draw_ties
from sim.plots.timeline import TimelineData, draw_timeline, height, timeline_data
from sim.record import Record
from sim.vocabulary import KINDS
from sim.words import counted

TIMELINE_NOTE = (
    "A row for each desk of an actor. A bar is a course, as long as it goes on; a diamond is an "
    "act, which happens once, on a solid ground if it uses force. Empty: the desk waits. "
    "Stance: what the guarantor's conduct amounts to by the end of the quarter."
)
HISTORIES_NOTE = (
    "Solid: ties to the defender. Dashed: ties to the challenger. Shaded: quarters with fighting."
)
RIVALRY_NOTE = "Dotted: the patrons' rivalry. "
"""Sentence of a note that a map without a rival patron leaves out."""
TIES_NOTE = (
    "Arrows run from patron to client, as wide as their influence; dashed: suspended by the "
    f"client. {RIVALRY_NOTE}Diamond: a theatre; cross: fighting there."
)
EDGE_NOTE = "A pointer at the edge: that actor lies farther that way."


def save_run_figures(record: Record, directory: str | Path) -> list[Path]:
    """Save the timeline, the histories and the map of ties of a run, each as PNG, SVG and CSV.

    Makes the directory if it does not exist and returns the paths written. The same record gives
    the same bytes. Raises OSError if a file cannot be written.
    """
    drawn = (in_house_style(entry.draw)(record, NO_CHOICE) for entry in RUN_FIGURES)
    return [path for figure in drawn for path in save(figure, directory, formats=("png", "svg"))]


def timeline_figure(data: TimelineData) -> Figure:
    """Return the timeline as a figure; a long run is cut into strips, one below the other."""
    left, width, gap = 2.1, 9.4, 0.42
    pages = data.pages()
    columns = max(len(pages[0].dates), 1)
    heights = [height(page, width, columns) for page in pages]
    figure = style.new_figure(left + width + 0.15, 0.72 + sum(heights) + gap * len(pages))
    style.write(figure, 0.1, 0.08, f"Orders, quarter by quarter: {data.title}", bold=True)
    style.write(figure, 0.1, 0.32, TIMELINE_NOTE)
    bottom = float(figure.get_size_inches()[1]) - 0.62
    for page, tall in zip(pages, heights, strict=True):
        bottom -= tall + gap
        draw_timeline(
            page, style.add_axes(figure, left, bottom + 0.1, width, tall), columns=columns
        )
    return figure


def histories_figure(data: Sequence[HistoriesData]) -> Figure:
    """Return histories as a figure, one quantity below the other."""
    left, width, tall, gap = 0.5, 6.2, 2.35, 0.62
    room = max(map(label_room, data))
    figure = style.new_figure(left + width + room, 0.75 + len(data) * (tall + gap))
    style.write(figure, 0.1, 0.08, f"Ties over time: {data[0].run}", bold=True)
    style.write(figure, 0.1, 0.32, HISTORIES_NOTE)
    bottom = float(figure.get_size_inches()[1]) - 0.5
    for history in data:
        bottom -= tall + gap
        draw_histories(history, style.add_axes(figure, left, bottom + 0.2, width, tall))
    return figure


def ties_figure(data: TiesData, *, note: str = TIES_NOTE) -> Figure:
    """Return the map of ties as a figure; `note` explains its signs."""
    notes = ties_note(data, note)
    if any(place.towards for place in data.places):
        notes = f"{notes} {EDGE_NOTE}"
    figure, ax = map_page(data.title, f"{notes}\n{data.caption}")
    draw_ties(data, ax)
    return figure


def ties_note(data: TiesData, note: str) -> str:
    """Return the note of a map of ties, without the patrons' rivalry if there is one patron."""
    return note if data.rivals else note.replace(RIVALRY_NOTE, "")


def timeline_table(data: TimelineData) -> Iterable[Row]:
    """Yield a header, then a row for each course, act, stance, ruling and event of each turn."""
    yield "turn", "date", "kind", "who", "desk", "what"
    spans = [
        (KINDS[span.act], lane.name, lane.desk, span) for lane in data.lanes for span in lane.spans
    ]
    spans += [("stance", data.guarantor, "", span) for span in data.stances]
    for turn, date in enumerate(data.dates):
        for kind, who, desk, span in spans:
            if span.first <= turn < span.first + span.turns:
                yield turn, date, kind, who, desk, span.text
        yield from ((turn, date, "ruling", "", "", text) for text in data.rulings[turn])
        yield from ((turn, date, "event", "", "", text) for text in data.events[turn])


def histories_table(data: Sequence[HistoriesData]) -> Iterable[Row]:
    """Yield a header, then a row for every tie, quantity and turn; turn -1 is the start."""
    yield "turn", "date", "tie", "quantity", "value"
    for history in data:
        dates = ("start", *history.dates)
        for line in history.histories:
            for turn, (date, value) in enumerate(zip(dates, line.values, strict=True), start=-1):
                yield turn, date, line.tie, history.title.lower(), value


def ties_table(data: TiesData) -> Iterable[Row]:
    """Yield a header, then a row for every tie."""
    yield "date", "tie", "influence", "commitment", "frozen"
    for link in data.links:
        yield data.date, link.tie, link.influence, link.commitment, int(link.frozen)


def _draw_timeline(record: Record, choice: Choice) -> Drawn:
    data = timeline_data(record)
    return Drawn(
        name="timeline",
        title=f"Orders, quarter by quarter: {data.title}",
        caption=f"Courses and acts of all actors, rulings and events of one run. {TIMELINE_NOTE}",
        figure=timeline_figure(data),
        rows=tuple(timeline_table(data)),
        alt=(
            f"A row for each of {counted(len(data.lanes), 'desk')} over "
            f"{counted(len(data.dates), 'quarter')}, with bars "
            "for its courses and diamonds for its acts; below them the stance of the guarantor, "
            "what the adjudicator ruled, and the events."
        ),
    )


def _draw_histories(record: Record, choice: Choice) -> Drawn:
    data = [histories_data(record, name) for name in ("influence", "commitment")]
    ends = ", ".join(f"{line.name} {line.values[-1]:.2f}" for line in data[0].histories)
    return Drawn(
        name="histories",
        title=f"Ties over time: {data[0].run}",
        caption=f"Influence and commitment of every tie in one run. {HISTORIES_NOTE}",
        figure=histories_figure(data),
        rows=tuple(histories_table(data)),
        alt=f"Lines over {counted(len(data[0].dates), 'quarter')}. Influence at the end: {ends}.",
    )


def _draw_ties(record: Record, choice: Choice) -> Drawn:
    try:
        data = ties_data(record, choice.turn or None)
    except LookupError as error:
        raise FigureError(str(error.args[0])) from None
    strengths = ", ".join(f"{link.tie} {link.influence:.2f}" for link in data.links)
    return Drawn(
        name=stem("ties", Choice(turn=choice.turn)),
        title=data.title,
        caption=f"{data.caption} {ties_note(data, TIES_NOTE)}",
        figure=ties_figure(data),
        rows=tuple(ties_table(data)),
        alt=f"A map with an arrow for every tie, as wide as its influence: {strengths}.",
    )


def _fits(record: Record) -> str:
    return ""


RUN_FIGURES = (
    Entry(
        "timeline", "Courses and acts of every desk, with rulings and events", _fits, _draw_timeline
    ),
    Entry("histories", "Influence and commitment of every tie over time", _fits, _draw_histories),
    Entry("ties", "Ties between actors on the map, at the end or at a turn", _fits, _draw_ties),
)

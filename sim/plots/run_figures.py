"""The figures of one run, saved: pictures for reading, tables for drawing them again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.histories import HistoriesData, draw_histories, histories_data, label_room
from sim.plots.ties import TiesData, ties_data
from sim.plots.ties_drawing import draw_ties
from sim.plots.timeline import TimelineData, draw_timeline, height, timeline_data
from sim.record import Record

Row = tuple[str | int | float, ...]

TIMELINE_NOTE = (
    "A pale cell is an order, a solid one an order to use force, an empty one waiting. "
    "Stance: what the guarantor's conduct amounts to by the end of the quarter."
)
HISTORIES_NOTE = (
    "Solid: ties to the defender. Dashed: ties to the challenger. Shaded: quarters with fighting."
)
TIES_NOTE = (
    "Arrows run from patron to client, as wide as their influence; dashed: suspended by the "
    "client. Dotted: the patrons' rivalry. Diamond: a theatre; cross: fighting there."
)
EDGE_NOTE = "A pointer at the edge: that actor lies farther that way."


def save_run_figures(record: Record, directory: str | Path) -> list[Path]:
    """Save the timeline, the histories and the map of ties of a run, each as PNG, SVG and CSV.

    Makes the directory if need be and returns the paths written. The same record gives the same
    bytes. Raises OSError where a file cannot be written.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    timeline = timeline_data(record)
    histories = [histories_data(record, name) for name in ("influence", "commitment")]
    ties = ties_data(record)
    return [
        *style.save(timeline_figure(timeline), folder / "timeline"),
        _save_table(folder / "timeline.csv", timeline_table(timeline)),
        *style.save(histories_figure(histories), folder / "histories"),
        _save_table(folder / "histories.csv", histories_table(histories)),
        *style.save(ties_figure(ties), folder / "ties"),
        _save_table(folder / "ties.csv", ties_table(ties)),
    ]


def timeline_figure(data: TimelineData) -> Figure:
    """Return the timeline as a figure, long runs in several strips."""
    left, width, gap = 1.5, 9.4, 0.42
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
    """Return histories as a figure, one quantity under the other."""
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


def ties_figure(data: TiesData) -> Figure:
    """Return the map of ties as a figure."""
    width, tall = 8.7, 6.46
    figure = style.new_figure(width + 0.2, tall + 1.15)
    style.write(figure, 0.1, 0.08, data.title, bold=True)
    notes = TIES_NOTE
    if any(place.towards for place in data.places):
        notes = f"{notes} {EDGE_NOTE}"
    style.write(figure, 0.1, tall + 0.42, f"{notes}\n{data.caption}")
    draw_ties(data, style.add_axes(figure, 0.1, 0.8, width, tall))
    return figure


def timeline_table(data: TimelineData) -> Iterable[Row]:
    """Yield a row for everything the timeline shows: order, stance, ruling or event."""
    yield "turn", "date", "kind", "who", "what"
    spans = [("order", lane.name, span) for lane in data.lanes for span in lane.spans]
    spans += [("stance", data.guarantor, span) for span in data.stances]
    for turn, date in enumerate(data.dates):
        for kind, who, span in spans:
            if span.first <= turn < span.first + span.turns:
                yield turn, date, kind, who, span.text
        yield from ((turn, date, "ruling", "", text) for text in data.rulings[turn])
        yield from ((turn, date, "event", "", text) for text in data.events[turn])


def histories_table(data: Sequence[HistoriesData]) -> Iterable[Row]:
    """Yield a row for every tie, quantity and moment; turn -1 is the start."""
    yield "turn", "date", "tie", "quantity", "value"
    for history in data:
        dates = ("start", *history.dates)
        for line in history.histories:
            for turn, (date, value) in enumerate(zip(dates, line.values, strict=True), start=-1):
                yield turn, date, line.tie, history.title.lower(), value


def ties_table(data: TiesData) -> Iterable[Row]:
    """Yield a row for every tie."""
    yield "date", "tie", "influence", "commitment", "frozen"
    for link in data.links:
        yield data.date, link.tie, link.influence, link.commitment, int(link.frozen)


def _save_table(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path

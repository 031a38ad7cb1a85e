"""The timeline of one run: courses and acts by desk, the guarantor's stance, rulings and events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.plots import style
from sim.plots.actors_shown import in_role, run_name, shown_actors, titled
from sim.record import Record, TurnRecord
from sim.vocabulary import ACT, DESKS, HOLD, KINDS

LINE = 0.142  # inches, one line of small text
PADDING = 0.7  # free space in a row, in lines
SWATCH = 0.008  # width of the field with an actor's colour, as a share of the axes
NAME_LETTERS = 14  # in one line of a row's name
NAME_ROOM = 0.78  # inches from a row's end to the name of its actor; the desk's is between them
MARK = 0.19  # inches that the mark of an act takes
FORCE = 2  # weight of an order to use force
MOST_TURNS = 10  # in a row; with more, labels would not fit into their quarters

# Two-valued state variables, with the words for a rise above and a fall below one half.
SWITCHES = {
    "world.treaty": ("treaty signed", "treaty void"),
    "world.shock": ("overstretch shock", "shock over"),
    "world.mandate": ("mandate renewed", "mandate ended"),
}


@dataclass(frozen=True)
class Span:
    """One label over `turns` quarters from turn `first`.

    `weight` is 0 if nothing was done, 1 if something was done, 2 if force was used. `act` says
    whether it is an act, which happens once; all other labels go on, such as a course.
    """

    first: int
    turns: int
    text: str
    weight: int = 1
    act: bool = False


@dataclass(frozen=True)
class Lane:
    """The orders of one desk of an actor; a course is one span while it goes on."""

    name: str
    desk: str
    colour: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class TimelineData:
    """Data of a timeline of turns `first` to `first + len(dates) - 1`, counted from 0.

    `rulings[i]` and `events[i]` belong to the quarter `dates[i]`; `guarantor` is the name of the
    actor whose stance is shown.
    """

    title: str
    guarantor: str
    first: int
    dates: tuple[str, ...]
    lanes: tuple[Lane, ...]
    stances: tuple[Span, ...]
    rulings: tuple[tuple[str, ...], ...]
    events: tuple[tuple[str, ...], ...]

    def pages(self, most: int = MOST_TURNS) -> tuple["TimelineData", ...]:
        """Cut a timeline into pieces of nearly equal length, with at most `most` turns each."""
        count = max(1, ceil(len(self.dates) / most))
        size = ceil(len(self.dates) / count)
        return tuple(self._cut(i * size, size) for i in range(count))

    def _cut(self, start: int, size: int) -> "TimelineData":
        first, part = self.first + start, slice(start, start + size)
        return replace(
            self,
            first=first,
            dates=self.dates[part],
            lanes=tuple(replace(a, spans=_within(a.spans, first, size)) for a in self.lanes),
            stances=_within(self.stances, first, size),
            rulings=self.rulings[part],
            events=self.events[part],
        )


def timeline_data(record: Record) -> TimelineData:
    """Return the data of a record's timeline."""
    actors = shown_actors(record.scenario)
    guarantor = in_role(actors, "guarantor")
    assert guarantor is not None, "every scenario has a guarantor"
    played = record.turns_played
    lanes = []
    for actor in actors.values():
        menu = record.scenario["actions"][actor.role]
        for desk in DESKS:
            spans = _orders([turn.orders[actor.id].of(desk) for turn in played], menu)
            lanes.append(Lane(actor.heading, desk, actor.colour, spans))
    return TimelineData(
        title=run_name(record),
        guarantor=guarantor.heading,
        first=0,
        dates=tuple(turn.date for turn in played),
        lanes=tuple(lanes),
        stances=_joined([Span(i, 1, turn.stance) for i, turn in enumerate(played)]),
        rulings=tuple(_happenings(record, i) for i in range(len(played))),
        events=tuple(tuple(titled(_spaced(key)) for key in turn.events) for turn in played),
    )


def draw_timeline(data: TimelineData, ax: Axes, *, columns: int | None = None) -> None:
    """Draw a timeline on axes at least `height(data, ...)` inches high.

    `columns` is the width of the axes in quarters. It is more than the timeline has if that is the
    last, shorter piece of several.
    """
    columns = columns or len(data.dates)
    rows = _rows(data, _letters(_inches_wide(ax), columns))
    ax.set_xlim(0, columns)
    ax.set_ylim(sum(row.lines for row in rows), 0)
    ax.set_xticks([i + 0.5 for i in range(len(data.dates))], data.dates)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelsize=style.SMALL_SIZE, colors=style.FAINT)
    for side in ax.spines.values():
        side.set_visible(False)
    top = 0.0
    for row in rows:
        _draw_row(ax, row, top)
        top += row.lines
    for quarter in range(len(data.dates) + 1):
        ax.plot([quarter, quarter], [0, top], color=style.GRID, linewidth=0.6, zorder=0.5)
    ax.set_yticks([])
    _name_rows(ax, rows)


def height(data: TimelineData, width: float, columns: int) -> float:
    """Return the height in inches that a timeline needs on axes of `width` inches."""
    return LINE * sum(row.lines for row in _rows(data, _letters(width, columns)))


@dataclass(frozen=True)
class _Box:
    first: float
    turns: int
    text: str
    fill: style.Fill
    ink: str
    mark: str = ""  # colour of the mark of an act, "" for no act


@dataclass(frozen=True)
class _Row:
    name: str
    colour: str
    boxes: tuple[_Box, ...]
    align_top: bool = False
    desk: str = ""

    @property
    def lines(self) -> float:
        # Names are written a little larger; that of an actor has the room of the rows of its desks.
        named = 1.15 * (self.name.count("\n") + 1) / (len(DESKS) if self.desk else 1)
        return PADDING + max([named, *(box.text.count("\n") + 1.0 for box in self.boxes)])


def _rows(data: TimelineData, letters: int) -> tuple[_Row, ...]:
    lanes = [
        _Row(
            _named(lane.name),
            lane.colour,
            tuple(_box(data, s, lane.colour, letters) for s in lane.spans if s.weight),
            desk=lane.desk,
        )
        for lane in data.lanes
    ]
    stances = tuple(
        _Box(s.first - data.first, s.turns, s.text, style.STANCES[s.text], "") for s in data.stances
    )
    stance = _Row(_named(f"{data.guarantor}: stance"), "", stances)
    return (
        *lanes,
        stance,
        _notes("Rulings", data.rulings, "\N{BULLET}", letters),
        _notes("Events", data.events, "\N{BLACK UP-POINTING TRIANGLE}", letters),
    )


def _box(data: TimelineData, span: Span, colour: str, letters: int) -> _Box:
    first = span.first - data.first
    if not span.act:
        fill = style.Fill(style.tint(colour, 0.22), "")
        text = _fitted(span.text, letters * span.turns)
        return _Box(first, span.turns, text, fill, style.ink_on(fill.colour))
    text = _fitted(span.text, letters - round(MARK / style.LETTER))
    if span.weight == FORCE:
        ink = style.ink_on(colour)
        return _Box(first, 1, text, style.Fill(colour, ""), ink, mark=ink)
    return _Box(first, 1, text, _CLEAR, style.INK, mark=colour)


def _notes(name: str, notes: Sequence[Sequence[str]], mark: str, letters: int) -> _Row:
    boxes = tuple(
        _Box(
            i, 1, "\n".join(_fitted(f"{mark} {text}", letters) for text in texts), _CLEAR, style.INK
        )
        for i, texts in enumerate(notes)
        if texts
    )
    return _Row(name, "", boxes, align_top=True)


_CLEAR = style.Fill("none", "")


def _name_rows(ax: Axes, rows: Sequence[_Row]) -> None:
    """Write the names to the left of the axes: actors over the rows of their desks, and desks."""
    beside, wide = ax.get_yaxis_transform(), _inches_wide(ax)
    how: dict[str, Any] = {"transform": beside, "ha": "right", "va": "center", "clip_on": False}
    top = 0.0
    for k, row in enumerate(rows):
        middle = top + ((1 + PADDING) / 2 if row.align_top else row.lines / 2)
        place, size = -0.14 / wide, style.TEXT_SIZE
        if row.desk:
            ax.text(place, middle, row.desk, fontsize=style.SMALL_SIZE, color=style.FAINT, **how)
            place = -(0.14 + NAME_ROOM) / wide
            middle = top + sum(one.lines for one in rows[k : k + len(DESKS)]) / 2
        if row.desk in ("", DESKS[0]):
            ax.text(place, middle, row.name, fontsize=size, color=style.INK, **how)
        top += row.lines


def _draw_row(ax: Axes, row: _Row, top: float) -> None:
    if row.colour:
        beside = ax.get_yaxis_transform()  # across: shares of the axes; down: lines
        swatch = Rectangle(
            (0, top + 0.1), -SWATCH, row.lines - 0.2, transform=beside, color=row.colour
        )
        swatch.set_clip_on(False)
        ax.add_patch(swatch)
    for box in row.boxes:
        place = (box.first + 0.02, top + 0.1)
        size = (box.turns - 0.04, row.lines - 0.2)
        if box.mark:
            across = box.first + 0.55 * MARK / _quarter(ax)
            ax.plot(across, top + row.lines / 2, "D", markersize=5, color=box.mark, zorder=3)
        if box.fill is not _CLEAR:
            edge = style.INK if box.fill.hatch else style.GRID
            patch = Rectangle(
                place, *size, facecolor=box.fill.colour, edgecolor=edge, linewidth=0.5, zorder=1
            )
            patch.set_hatch(box.fill.hatch)
            ax.add_patch(patch)
        _write(ax, box, top, row)


def _write(ax: Axes, box: _Box, top: float, row: _Row) -> None:
    """Write a label in its box, beside its mark; in a hatched box it gets a plain background."""
    behind = None
    if box.fill.hatch:
        behind = {"facecolor": box.fill.colour, "edgecolor": "none", "pad": 1.2}
    across = box.first + (0.06 if row.align_top else box.turns / 2)
    if box.mark:
        across = box.first + MARK / _quarter(ax)
    ax.text(
        across,
        top + (PADDING / 2 if row.align_top else row.lines / 2),
        box.text,
        ha="left" if row.align_top or box.mark else "center",
        va="top" if row.align_top else "center",
        fontsize=style.SMALL_SIZE,
        color=box.ink or style.ink_on(box.fill.colour),
        linespacing=1.1,
        bbox=behind,
        zorder=2,
    )


def _letters(width: float, columns: int) -> int:
    """Return the number of letters of small text that fit in one quarter."""
    return max(4, int((width / columns - 0.08) / style.LETTER))


def _quarter(ax: Axes) -> float:
    """Return the width of a quarter in inches."""
    low, high = ax.get_xlim()
    return _inches_wide(ax) / (high - low)


def _inches_wide(ax: Axes) -> float:
    return float(ax.get_position().width * ax.figure.get_figure(root=True).get_size_inches()[0])


def _fitted(text: str, letters: int) -> str:
    return "\n".join(wrap(text, letters)) or text


def _named(name: str) -> str:
    return _fitted(name, NAME_LETTERS)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _orders(orders: Sequence[str], menu: Mapping[str, Any]) -> tuple[Span, ...]:
    """Return the courses and acts of a desk that gave these orders, one in each turn."""
    spans = []
    for turn, order in enumerate(orders):
        forceful = bool(menu[order].get("efforts", {}).get("force"))
        weight = FORCE if forceful else int(order != HOLD)
        act = menu[order]["kind"] == KINDS[ACT]
        spans.append(Span(turn, 1, _spaced(order), weight, act))
    return _joined(spans)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join neighbours that are alike into one span; acts stay apart."""
    found: list[Span] = []
    for span in spans:
        if found and not span.act and found[-1].text == span.text:
            found[-1] = replace(found[-1], turns=found[-1].turns + 1)
        else:
            found.append(span)
    return tuple(found)


def _within(spans: Iterable[Span], first: int, size: int) -> tuple[Span, ...]:
    """Cut spans to the turns from `first` to `first + size - 1`."""
    cut = []
    for span in spans:
        start, end = max(span.first, first), min(span.first + span.turns, first + size)
        if start < end:
            cut.append(replace(span, first=start, turns=end - start))
    return tuple(cut)


def _happenings(record: Record, index: int) -> tuple[str, ...]:
    """Return the rulings and switches of state that the timeline names in a turn."""
    played = record.turns_played[index]
    before = record.turns_played[index - 1].state if index else record.initial
    return (*_fights(record, played), *_switches(record, before, played.state))


def _fights(record: Record, played: TurnRecord) -> Iterable[str]:
    theatres = record.scenario["theatres"]
    for ruling in played.rulings:
        where = theatres[ruling.subject]["name"] if ruling.subject in theatres else ""
        if ruling.rule == "war":
            yield f"war: {where}"
        elif ruling.rule == "test":
            yield f"test {'met' if ruling.result.get('met', 0) > 0 else 'unmet'}: {where}"
        elif ruling.rule == "base" and ruling.inputs.get("grant", 0) > 0:
            yield "base granted"


def _switches(record: Record, before: Sequence[float], after: Sequence[float]) -> Iterable[str]:
    for column, path in enumerate(record.columns):
        risen = after[column] >= 0.5 > before[column]
        fallen = before[column] >= 0.5 > after[column]
        words = SWITCHES.get(path)
        if path.endswith(".frozen"):
            words = ("alliance frozen", "alliance restored")
        if words and (risen or fallen):
            yield words[0] if risen else words[1]

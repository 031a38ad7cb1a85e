"""The timeline of one run: all orders, the guarantor's stance, rulings and events."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.plots import style
from sim.plots.actors_shown import in_role, run_name, shown_actors, titled
from sim.record import Record, TurnRecord

LINE = 0.142  # inches, one line of small text
PADDING = 0.7  # free space in a row, in lines
SWATCH = 0.008  # width of the field with an actor's colour, as a share of the axes
NAME_LETTERS = 16  # in one line of a row's name
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

    `weight` is 0 if nothing was done, 1 if something was done, 2 if force was used; a label with
    more weight is drawn darker.
    """

    first: int
    turns: int
    text: str
    weight: int = 1


@dataclass(frozen=True)
class Lane:
    """The orders of one actor; equal orders in consecutive quarters are one span."""

    name: str
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
        forceful = _forceful_actions(record, actor.role)
        orders = [turn.orders[actor.id].action for turn in played]
        weights = {order: 2 if order in forceful else int(order != "hold") for order in orders}
        spans = _joined(orders, weights.__getitem__)
        lanes.append(Lane(actor.heading, actor.colour, spans))
    return TimelineData(
        title=run_name(record),
        guarantor=guarantor.heading,
        first=0,
        dates=tuple(turn.date for turn in played),
        lanes=tuple(lanes),
        stances=_joined([turn.stance for turn in played], lambda stance: 1),
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
    top, middles = 0.0, []
    for row in rows:
        _draw_row(ax, row, top, len(data.dates))
        middles.append(top + ((1 + PADDING) / 2 if row.align_top else row.lines / 2))
        top += row.lines
    for quarter in range(len(data.dates) + 1):
        ax.plot([quarter, quarter], [0, top], color=style.GRID, linewidth=0.6, zorder=0.5)
    ax.set_yticks(middles, [row.name for row in rows])
    ax.tick_params(axis="y", pad=10, labelsize=style.TEXT_SIZE, labelcolor=style.INK)


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


@dataclass(frozen=True)
class _Row:
    name: str
    colour: str
    boxes: tuple[_Box, ...]
    align_top: bool = False

    @property
    def lines(self) -> float:
        named = 1.15 * (self.name.count("\n") + 1)  # names are written a little larger
        return PADDING + max([named, *(box.text.count("\n") + 1.0 for box in self.boxes)])


def _rows(data: TimelineData, letters: int) -> tuple[_Row, ...]:
    lanes = [
        _Row(
            _named(lane.name),
            lane.colour,
            tuple(_box(data, s, lane.colour, letters) for s in lane.spans),
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
    fill = style.tint(colour, (0.0, 0.22, 1.0)[span.weight])
    ink = style.ink_on(fill) if span.weight else style.FAINT
    text = _fitted(span.text, letters * span.turns)
    return _Box(span.first - data.first, span.turns, text, style.Fill(fill, ""), ink)


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


def _draw_row(ax: Axes, row: _Row, top: float, turns: int) -> None:
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
        if box.fill is not _CLEAR:
            edge = style.INK if box.fill.hatch else style.GRID
            patch = Rectangle(
                place, *size, facecolor=box.fill.colour, edgecolor=edge, linewidth=0.5, zorder=1
            )
            patch.set_hatch(box.fill.hatch)
            ax.add_patch(patch)
        _write(ax, box, top, row)


def _write(ax: Axes, box: _Box, top: float, row: _Row) -> None:
    """Write a label in its box; in a hatched box it gets a plain background."""
    behind = None
    if box.fill.hatch:
        behind = {"facecolor": box.fill.colour, "edgecolor": "none", "pad": 1.2}
    ax.text(
        box.first + (0.06 if row.align_top else box.turns / 2),
        top + (PADDING / 2 if row.align_top else row.lines / 2),
        box.text,
        ha="left" if row.align_top else "center",
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


def _inches_wide(ax: Axes) -> float:
    return float(ax.get_position().width * ax.figure.get_figure(root=True).get_size_inches()[0])


def _fitted(text: str, letters: int) -> str:
    return "\n".join(wrap(text, letters)) or text


def _named(name: str) -> str:
    return _fitted(name, NAME_LETTERS)


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _joined(texts: Sequence[str], weight: Callable[[str], int]) -> tuple[Span, ...]:
    """Join equal neighbours into spans."""
    spans: list[Span] = []
    for turn, text in enumerate(texts):
        if spans and spans[-1].text == _spaced(text):
            spans[-1] = replace(spans[-1], turns=spans[-1].turns + 1)
        else:
            spans.append(Span(turn, 1, _spaced(text), weight(text)))
    return tuple(spans)


def _within(spans: Iterable[Span], first: int, size: int) -> tuple[Span, ...]:
    """Cut spans to the turns from `first` to `first + size - 1`."""
    cut = []
    for span in spans:
        start, end = max(span.first, first), min(span.first + span.turns, first + size)
        if start < end:
            cut.append(replace(span, first=start, turns=end - start))
    return tuple(cut)


def _forceful_actions(record: Record, role: str) -> frozenset[str]:
    menu = record.scenario["actions"][role]
    return frozenset(
        name for name, action in menu.items() if action.get("efforts", {}).get("force")
    )


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

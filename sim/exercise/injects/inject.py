"""Injects: events that the staff of a game adds while it is played, and their schedule.

Neither an inject nor a schedule changes: every step returns a new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from sim.engine.numbers import state_value
from sim.exercise.injects.conditions import Clause, Happened, clause_of, parse_clause, serial_of
from sim.rules.curves import logistic
from sim.scenario import Scenario
from sim.scenario.calendar import Calendar, Moment
from sim.scenario.draft import Draft
from sim.scenario.fields import Part, words
from sim.scenario.problems import guess, shown
from sim.scenario.states import bounds_of
from sim.scenario.validation import Bounds
from sim.words import joined

ALL, CONTROL = "all", "control"
"""Who gets an inject, beside actors: every seat; the control desk alone."""
BY_HAND = "by hand"
"""Trigger of an inject without a time and without a condition."""
NOT_TOLD = "Something happens that not everybody is told of (inject {serial})"
"""Line of the chronicle for an inject that not all seats get."""
MOST_INJECTS = 400
"""Most injects of a game; a scenario has room for 500 events."""
INSIDE = 0.001
"""A change stops so far inside a bound that is itself not allowed: beliefs stay in (0, 1)."""

Status = Literal["planned", "held", "fired", "cancelled"]


class Inject(Part):
    """One line of the list of events that the staff of a game keeps ready.

    It has a time (``at``, or ``at`` to ``until``), a condition (``when``), both or neither. With
    both, the condition counts within that time; with neither, the staff fires it by hand. Effects
    on numbers are new values (``set``) or changes (``add``) of state variables.
    """

    PARAGRAPHS = frozenset({"text", "expected", "note"})

    serial: str = Field(description="Number, with a letter or without: 3, 3a")
    title: str = words("Title, one line")
    at: Moment | None = Field(
        default=None,
        description="Quarter such as 2022-Q1, or turn number; with until, the first of a span",
    )
    until: Moment | None = Field(default=None, description="Last quarter or turn of a span")
    when: str | None = Field(default=None, description="Condition for firing it")
    fires: Literal["once", "always"] = Field(
        default="once", description="Once, or in every turn in which its trigger holds"
    )
    to: tuple[str, ...] = Field(description="Who gets the text: ids of actors, all or control")
    sender: str = Field(default="", description="From whom it seems to come")
    text: str = words("What is told")
    set: dict[str, bool | float] = Field(
        default_factory=dict, description="State variables set, by path; beliefs as probabilities"
    )
    add: dict[str, float] = Field(
        default_factory=dict, description="Changes of state variables, by path"
    )
    expected: str = Field(default="", description="Response that is expected of the players")
    status: Status = Field(default="planned", description="What has become of it")
    note: str = Field(default="", description="Note for the staff")

    @field_validator("serial", mode="before")
    @classmethod
    def _serial(cls, value: object) -> object:
        return _checked(serial_of, value, "serial")

    @field_validator("when", mode="before")
    @classmethod
    def _condition(cls, value: object) -> object:
        """Keep a condition as its text, which can be read again."""
        if value is None:
            return None
        return str(_checked(lambda one: parse_clause(str(clause_of(one))), value, "condition"))

    @field_validator("sender", "expected", "note", mode="after")
    @classmethod
    def _blank(cls, text: str) -> str:
        return text if text.strip() else ""

    @field_validator("to", mode="before")
    @classmethod
    def _addressees(cls, value: object) -> object:
        if isinstance(value, str):
            value = [one for one in re.split(r"[,;\s]+", value) if one]
        if not isinstance(value, list | tuple):
            return value
        if not value:
            _refuse("addressees", "names nobody; name actors, all or control")
        return tuple(dict.fromkeys(map(_addressee, value)))

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Inject:
        """Return the inject that plain data describe, such as those of :meth:`plain`.

        Raises:
            pydantic.ValidationError: They describe none.
        """
        return cls.model_validate(dict(plain))

    def plain(self) -> dict[str, Any]:
        """Return the inject as plain data for JSON or TOML, without what is as usual."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.model_dump(exclude_defaults=True).items()
        }

    @property
    def condition(self) -> Clause | None:
        """The condition; None if there is none."""
        return None if self.when is None else parse_clause(self.when)

    @property
    def by_hand(self) -> bool:
        """Whether it has neither a time nor a condition, so that only the staff fires it."""
        return self.at is None and self.until is None and self.when is None

    @property
    def has_effects(self) -> bool:
        """Whether it changes numbers."""
        return bool(self.set or self.add)

    @property
    def trigger(self) -> str:
        """When it fires, as a text: "2022-Q3", "turn 5 to turn 8", "when world.tension > 0.5"."""
        times = [
            f"turn {time}" if isinstance(time, int) else time for time in (self.at, self.until)
        ]
        at, until = times
        span = f"until {until}" if at is None else f"{at} to {until}"
        parts = [at if until is None else span, self.when and f"when {self.when}"]
        return " ".join(part for part in parts if part) or BY_HAND

    def holds(
        self, turn: int, state: Mapping[str, float], happened: Happened, calendar: Calendar
    ) -> bool:
        """Return whether its time has come and its condition holds; never, if it has neither.

        Args:
            turn: Number of the turn that is about to open.
            state: Value of every state variable by path, beliefs in log-odds, as `Game.state()`.
            happened: What happened before.
            calendar: The calendar of the scenario.
        """
        first, last = calendar.span(self.at, self.until)
        if self.by_hand or not first <= turn <= last:
            return False
        return self.condition is None or self.condition.holds(state, happened)

    def as_event(
        self, turn: int, state: Mapping[str, float], scenario: Scenario
    ) -> tuple[str, dict[str, Any]]:
        """Return the inject as an event of a turn: its key and its table in a scenario's document.

        The table holds new values alone: changes are added to the state, and stop at the bounds of
        their variables. Its text, a line of the chronicle, is the title if all get the inject, and
        else says only that something happened. An inject without effects needs no event.

        Args:
            turn: Number of the turn.
            state: As for :meth:`holds`, with all earlier events of this turn; see
                :func:`events_of`.
            scenario: The scenario.
        """
        draft = Draft.of(scenario) if self.add else None
        values: dict[str, bool | float] = dict(self.set)
        for path, change in self.add.items():
            assert draft is not None
            values[path] = _within(as_told(path, state[path]) + change, bounds_of(path, draft))
        table = {
            "at": turn,
            "text": self.title if ALL in self.to else NOT_TOLD.format(serial=self.serial),
            "set": values,
            "source": f"inject {self.serial} of the exercise",
            "confidence": "C",
        }
        return f"inject-{self.serial}-t{turn}", table


def _checked(read: Callable[[Any], object], value: object, what: str) -> object:
    try:
        return read(value)
    except ValueError as error:
        _refuse(what, str(error))


def _refuse(what: str, fault: str) -> NoReturn:
    raise PydanticCustomError(what, "{fault}", {"fault": fault})


def _addressee(one: object) -> Hashable:
    """Return one of those to whom an inject goes; "all" and "control" may be capitals."""
    if isinstance(one, str):
        return one.lower() if one.lower() in (ALL, CONTROL) else one
    return _refuse("addressees", f"{shown(one)}: must be a text in quotes")


def as_told(path: str, value: float) -> float:
    """Return a value of the state as scenarios have it: a belief as a chance."""
    return logistic(value) if path.rsplit(".", 1)[-1].startswith("belief_") else value


def _within(value: float, bounds: Bounds) -> float:
    low, high, open_low, open_high = bounds
    if low is not None:
        value = max(value, low + (INSIDE if open_low else 0.0))
    return value if high is None else min(value, high - (INSIDE if open_high else 0.0))


def events_of(
    injects: Iterable[Inject], turn: int, state: Mapping[str, float], scenario: Scenario
) -> dict[str, dict[str, Any]]:
    """Return the effects of injects that are fired in the same turn as events, by key, in order.

    Each of them changes what the events of the scenario in this turn, and the injects before it,
    have left: two that add to the same number both count. Injects without effects make no event.

    Args:
        injects: The injects.
        turn: Number of the turn.
        state: Value of every state variable by path before the turn, as `Game.state()`.
        scenario: The scenario.
    """
    reached = dict(state)
    for event in scenario.events.values():
        if event.turn(scenario.calendar) == turn:
            reached |= _reached(event.set)
    found = {}
    for inject in injects:
        if not inject.has_effects:
            continue
        key, found[key] = inject.as_event(turn, reached, scenario)
        reached |= _reached(found[key]["set"])
    return found


def _reached(settings: Mapping[str, bool | float]) -> dict[str, float]:
    return {path: state_value(path, value) for path, value in settings.items()}


# --- the schedule -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Schedule:
    """The injects of a game, in order of serial.

    Attributes:
        injects: The injects.
        calendar: The calendar of the scenario.
    """

    injects: tuple[Inject, ...]
    calendar: Calendar

    @classmethod
    def of(cls, injects: Iterable[Inject], calendar: Calendar) -> Schedule:
        """Return the schedule of these injects; no two may have the same serial."""
        return cls(tuple(sorted(injects, key=lambda one: in_order(one.serial))), calendar)

    def __getitem__(self, serial: str) -> Inject:
        """Return the inject with a serial.

        Raises:
            LookupError: There is none; the message lists the serials.
        """
        for one in self.injects:
            if one.serial == serial:
                return one
        known = f"; there are {joined(self.serials)}" if 0 < len(self.injects) <= 12 else ""
        raise LookupError(f"no inject {serial}{guess(serial, self.serials) or known}")

    @property
    def serials(self) -> tuple[str, ...]:
        """The serials, in order."""
        return tuple(one.serial for one in self.injects)

    def due(self, turn: int, state: Mapping[str, float], happened: Happened) -> tuple[Inject, ...]:
        """Return the planned injects that fire as a turn opens, in order of serial.

        Args:
            turn: Number of the turn that is about to open.
            state: Value of every state variable by path, as `Game.state()`.
            happened: What happened before; those that fire once and were fired are not due.
        """
        return tuple(
            one
            for one in self.injects
            if one.status == "planned"
            and (one.fires == "always" or one.serial not in happened.fired)
            and one.holds(turn, state, happened, self.calendar)
        )

    def fired(self, serials: Iterable[str]) -> Schedule:
        """Return the schedule after these were fired; those that fire always stay as they were.

        Raises:
            LookupError: There is no such inject.
            ValueError: One is cancelled, or fires once and was fired.
        """
        return self._moved(serials, "fired", ("planned", "held"))

    def held(self, serials: Iterable[str]) -> Schedule:
        """Return the schedule with these held back: they are not due until they are released.

        Raises:
            LookupError: There is no such inject.
            ValueError: One was fired, or is cancelled.
        """
        return self._moved(serials, "held", ("planned", "held"))

    def released(self, serials: Iterable[str]) -> Schedule:
        """Return the schedule with these planned again, after they were held or cancelled.

        Raises:
            LookupError: There is no such inject.
            ValueError: One fires once and was fired.
        """
        return self._moved(serials, "planned", ("planned", "held", "cancelled"))

    def cancelled(self, serials: Iterable[str]) -> Schedule:
        """Return the schedule with these cancelled.

        Raises:
            LookupError: There is no such inject.
            ValueError: One fires once and was fired.
        """
        return self._moved(serials, "cancelled", ("planned", "held", "cancelled"))

    def edited(self, inject: Inject) -> Schedule:
        """Return the schedule with an inject in place of the one of the same serial.

        Raises:
            LookupError: There is none.
        """
        self[inject.serial]
        others = (one for one in self.injects if one.serial != inject.serial)
        return Schedule.of((*others, inject), self.calendar)

    def added(self, inject: Inject) -> Schedule:
        """Return the schedule with one more inject.

        Raises:
            ValueError: There is one with its serial, or there are too many.
        """
        if any(one.serial == inject.serial for one in self.injects):
            raise ValueError(f"there is an inject {inject.serial}; the next is {self.next_serial}")
        if len(self.injects) >= MOST_INJECTS:
            raise ValueError(f"there are {MOST_INJECTS} injects already, and no more are allowed")
        return Schedule.of((*self.injects, inject), self.calendar)

    @property
    def next_serial(self) -> str:
        """The first whole number above all serials."""
        return str(1 + max((in_order(one.serial)[0] for one in self.injects), default=0))

    def _moved(self, serials: Iterable[str], status: Status, before: tuple[str, ...]) -> Schedule:
        moved: dict[str, Inject] = {}
        for serial in serials:
            one = self[serial]
            if one.status not in before:
                raise ValueError(f"inject {serial} is {one.status} and cannot be {status}")
            stays = status == "fired" and one.fires == "always"
            moved[serial] = one if stays else one.model_copy(update={"status": status})
        return replace(self, injects=tuple(moved.get(one.serial, one) for one in self.injects))


def in_order(serial: str) -> tuple[int, str]:
    """Return what serials are sorted by: the number, then the letter.

    >>> sorted(["10", "3a", "3", "2"], key=in_order)
    ['2', '3', '3a', '10']
    """
    number = serial.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(number), serial.removeprefix(number)

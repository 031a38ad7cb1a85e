"""Conditions of injects: comparisons of the state and things that happened, joined by and, or, not.

A condition is written as a text, such as ``theatres.border.heat > 0.5 and not fired 2``. A TOML
file may also write it as tables: ``{ and = ["theatres.border.heat > 0.5", { not = { fired = 2 } }]
}``. Both mean the same; the text is kept.

========================================  ========================================================
``PATH OPERATOR NUMBER``                  a state variable as the turn begins; beliefs as chances
``ordered ACTOR:ORDER``                   a desk of the actor gave this order in the last turn
``ruling RULE`` or ``RULE:SUBJECT``       the rule had something to decide in the last turn
``fired SERIAL``                          this inject was fired in an earlier turn
``A and B``, ``A or B``, ``not A``        "and" binds closer than "or"; brackets group
``at least N of (A, B, C)``               so many of these hold, or more
========================================  ========================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from sim.engine.numbers import state_value
from sim.record import Ruling, TurnRecord
from sim.scenario.doctrines import Condition, parse_condition
from sim.scenario.problems import choices, shown
from sim.vocabulary import DESKS

MOST_LEVELS = 20
"""Most brackets, or tables, inside each other."""
LONGEST_TEXT = 4_000
"""Most letters of a condition."""
FORMS = "PATH OPERATOR NUMBER, ordered ACTOR:ORDER, ruling RULE:SUBJECT or fired SERIAL"
"""What a condition is made of, for messages."""


@dataclass(frozen=True)
class Happened:
    """What happened before a turn, as far as conditions ask for it.

    Attributes:
        orders: Orders of the last turn, by actor and desk.
        rulings: Rulings of the last turn.
        fired: Serials of the injects that were fired in any earlier turn.
    """

    orders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    fired: frozenset[str] = frozenset()

    @classmethod
    def after(cls, played: TurnRecord | None, fired: frozenset[str] = frozenset()) -> Happened:
        """Return what happened by the end of a turn; None stands for the opening of a game."""
        if played is None:
            return cls(fired=fired)
        orders = {
            actor: {desk: order.of(desk) for desk in DESKS}
            for actor, order in played.orders.items()
        }
        return cls(orders, played.rulings, fired)


@dataclass(frozen=True)
class Compared:
    """A comparison of a state variable with a number; beliefs are compared as chances."""

    condition: Condition

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        path, limit = self.condition.path, self.condition.threshold
        there = Condition(path, self.condition.operator, state_value(path, limit))
        return there.holds(state[path])

    def __str__(self) -> str:
        limit = self.condition.threshold
        number = repr(limit).removesuffix(".0")
        if "e" in number:
            number = f"{limit:.12f}".rstrip("0").rstrip(".")
        return f"{self.condition.path} {self.condition.operator} {number}"


@dataclass(frozen=True)
class Ordered:
    """A desk of an actor gave an order in the last turn, anew or as its course."""

    actor: str
    order: str

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return self.order in happened.orders.get(self.actor, {}).values()

    def __str__(self) -> str:
        return f"ordered {self.actor}:{self.order}"


@dataclass(frozen=True)
class Ruled:
    """A rule had something to decide in the last turn, for one subject or, if "", for any."""

    rule: str
    subject: str

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return any(
            one.rule == self.rule and self.subject in ("", one.subject) for one in happened.rulings
        )

    def __str__(self) -> str:
        return f"ruling {self.rule}{':' if self.subject else ''}{self.subject}"


@dataclass(frozen=True)
class Fired:
    """An inject was fired in an earlier turn."""

    serial: str

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return self.serial in happened.fired

    def __str__(self) -> str:
        return f"fired {self.serial}"


@dataclass(frozen=True)
class Every:
    """All parts hold."""

    parts: tuple[Clause, ...]

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return all(part.holds(state, happened) for part in self.parts)

    def __str__(self) -> str:
        return " and ".join(_bracketed(part, Every, Some) for part in self.parts)


@dataclass(frozen=True)
class Some:
    """One part holds, or more."""

    parts: tuple[Clause, ...]

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return any(part.holds(state, happened) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(_bracketed(part, Some) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """A part does not hold."""

    part: Clause

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return not self.part.holds(state, happened)

    def __str__(self) -> str:
        return f"not {_bracketed(self.part, Every, Some)}"


@dataclass(frozen=True)
class Count:
    """So many parts hold, or more."""

    least: int
    parts: tuple[Clause, ...]

    def holds(self, state: Mapping[str, float], happened: Happened) -> bool:
        """Return whether it holds."""
        return sum(part.holds(state, happened) for part in self.parts) >= self.least

    def __str__(self) -> str:
        return f"at least {self.least} of ({', '.join(map(str, self.parts))})"


Leaf = Compared | Ordered | Ruled | Fired
Clause = Leaf | Every | Some | Not | Count
"""A condition; ``str`` gives its text."""


def _bracketed(part: Clause, *kinds: type) -> str:
    return f"({part})" if isinstance(part, kinds) else str(part)


def leaves(clause: Clause) -> Iterator[Leaf]:
    """Return the parts of a condition that ask something, from left to right."""
    if isinstance(clause, Not):
        yield from leaves(clause.part)
    elif isinstance(clause, Every | Some | Count):
        for part in clause.parts:
            yield from leaves(part)
    else:
        yield clause


# --- texts ------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*(>=|<=|[<>=(),]|[^\s<>=(),]+)")
_SERIAL = re.compile(r"[1-9]\d{0,3}[a-z]?")


def serial_of(value: object) -> str:
    """Return the serial of an inject that a value means: 3, "3" and "003" mean "3".

    Raises:
        ValueError: It is no serial.
    """
    text = "" if isinstance(value, bool) else str(value).strip().lower().lstrip("0")
    if not isinstance(value, int | str) or not _SERIAL.fullmatch(text):
        raise ValueError("must be a serial: a number from 1 to 9999, with a letter or without: 3a")
    return text


def parse_clause(text: str) -> Clause:
    """Return the condition that a text describes.

    >>> str(parse_clause("(world.tension>0.50) AND not fired 2"))
    'world.tension > 0.5 and not fired 2'

    Raises:
        ValueError: It is not a condition; the message says what is wrong and how to write it.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"must have at most {LONGEST_TEXT:,} letters")
    reader = _Reader(_TOKEN.findall(text))
    clause = reader.either(0)
    if reader.tokens:
        word = reader.tokens[0]
        raise ValueError(f"'{word[:30]}' cannot stand there; join conditions by and, or")
    return clause


class _Reader:
    """Reads a condition from its words, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def either(self, level: int) -> Clause:
        if level > MOST_LEVELS:
            raise ValueError(f"has brackets inside brackets, more than {MOST_LEVELS} levels deep")
        parts = self._joined("or", lambda: self._both(level))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self, level: int) -> Clause:
        parts = self._joined("and", lambda: self._one(level))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _joined(self, word: str, read: Callable[[], Clause]) -> list[Clause]:
        parts = [read()]
        while self._next_is(word):
            self.tokens.pop(0)
            parts.append(read())
        return parts

    def _one(self, level: int) -> Clause:
        word = self._word(f"a condition is missing at the end; write {FORMS}")
        if word == "(":
            clause = self.either(level + 1)
            self._expect(")")
            return clause
        if word.lower() == "not":
            if level > MOST_LEVELS:
                raise ValueError(f"has more than {MOST_LEVELS} times not")
            return Not(self._one(level + 1))
        if word.lower() == "at" and self._next_is("least"):
            return self._count(level)
        if word.lower() in _NAMED:
            return _NAMED[word.lower()](self._word(f"a word is missing after {word.lower()}"))
        return self._compared(word)

    def _count(self, level: int) -> Clause:
        self.tokens.pop(0)
        least = self._word("a number is missing after at least")
        if not re.fullmatch(r"\d{1,3}", least):
            raise ValueError(f"at least '{least[:20]}': must be a whole number")
        self._expect("of")
        self._expect("(")
        parts = [self.either(level + 1)]
        while self._next_is(","):
            self.tokens.pop(0)
            parts.append(self.either(level + 1))
        self._expect(")")
        return _counted(int(least), parts)

    def _compared(self, path: str) -> Clause:
        if not self.tokens or self.tokens[0] not in (">", ">=", "<", "<=", "="):
            raise ValueError(f"'{path[:40]}' is no condition; write {FORMS}")
        operator = self.tokens.pop(0)
        number = self._word(f"a number is missing after {path[:40]} {operator}")
        return _comparison(f"{path} {operator} {number}")

    def _next_is(self, word: str) -> bool:
        return bool(self.tokens) and self.tokens[0].lower() == word

    def _word(self, missing: str) -> str:
        if not self.tokens:
            raise ValueError(missing)
        return self.tokens.pop(0)

    def _expect(self, wanted: str) -> None:
        found = self.tokens.pop(0) if self.tokens else "the end"
        if found.lower() != wanted:
            raise ValueError(f"'{wanted}' is missing before '{found[:30]}'")


def _comparison(text: str) -> Compared:
    condition = parse_condition(text)
    if not isfinite(condition.threshold):
        raise ValueError("must compare with a finite number")
    return Compared(condition)


def _ordered(text: str) -> Ordered:
    actor, _, order = text.partition(":")
    if not actor or not order:
        raise ValueError(f"ordered '{text[:40]}': must be ACTOR:ORDER, such as AZE:offensive")
    return Ordered(actor, order)


def _ruled(text: str) -> Ruled:
    rule, _, subject = text.partition(":")
    return Ruled(rule, subject)


def _counted(least: int, parts: Sequence[Clause]) -> Count:
    if not 1 <= least <= len(parts):
        raise ValueError(f"at least {least} of {len(parts)}: must be from 1 to {len(parts)}")
    return Count(least, tuple(parts))


_NAMED: Mapping[str, Callable[[str], Leaf]] = {
    "ordered": _ordered,
    "ruling": _ruled,
    "fired": lambda text: Fired(serial_of(text)),
}
"""What reads the word after each of these."""


# --- tables -----------------------------------------------------------------------------------

_KEYS = ("and", "or", "not", "count", *_NAMED)


def clause_of(value: Any, level: int = 0) -> Clause:
    """Return the condition of a value of a TOML file: a text, or a table with one key.

    Raises:
        ValueError: It is not a condition.
    """
    if isinstance(value, str):
        return parse_clause(value)
    if not isinstance(value, dict):
        raise ValueError(f"{shown(value)}: a condition is a text or a table")
    if level > MOST_LEVELS:
        raise ValueError(f"has more than {MOST_LEVELS} tables inside each other")
    if len(value) != 1:
        raise ValueError(f"a table of a condition has one key (allowed: {', '.join(_KEYS)})")
    ((key, item),) = value.items()
    if key in _NAMED:
        return _NAMED[key](str(item) if key == "fired" else _text(key, item))
    if key == "not":
        return Not(clause_of(item, level + 1))
    if key == "count":
        return _count_of(item, level)
    if key not in _KEYS:
        raise ValueError(f"no condition '{str(key)[:30]}'{choices(str(key), _KEYS)}")
    parts = _parts(key, item, level)
    return Every(parts) if key == "and" else Some(parts)


def _text(key: str, item: object) -> str:
    if not isinstance(item, str):
        raise ValueError(f"{key} = {shown(item)}: must be a text in quotes")
    return item.strip()


def _parts(key: str, item: object, level: int) -> tuple[Clause, ...]:
    if not isinstance(item, list | tuple) or not item:
        raise ValueError(f"{key} = {shown(item)}: must be an array of conditions")
    return tuple(clause_of(part, level + 1) for part in item)


def _count_of(item: object, level: int) -> Count:
    if not isinstance(item, dict) or item.keys() != {"at_least", "of"}:
        raise ValueError("count must be a table with at_least = NUMBER and of = [CONDITIONS]")
    least = item["at_least"]
    if isinstance(least, bool) or not isinstance(least, int):
        raise ValueError(f"at_least = {shown(least)}: must be a whole number")
    return _counted(least, _parts("of", item["of"], level))

"""Write the first draft of a scenario: complete, commented and valid, with neutral values.

The values are data (`scenarios/starting/neutral.toml`); the comments are the descriptions of the
schema. Nothing in a draft is a finding about the dispute: every number is there to be replaced.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.scenario import shipped
from sim.scenario.actors import ACTOR_MODELS, Factions
from sim.scenario.places import Theatre, Tie, World
from sim.scenario.utilities import UTILITY_MODELS, FactionWeights

NEUTRAL = "starting/neutral.toml"
SOURCE = "judgement: a neutral start, to be replaced"
TURNS = 20
"""Turns of a new scenario: five years."""
GROUND = "ground"
"""Key of the theatre if none is named."""
_NAMES = {GROUND: "the disputed ground"}
_ID = re.compile(r"[A-Z][A-Z0-9_]{0,11}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_THEATRES = 4


class StartingError(Exception):
    """A draft that cannot be written. The message is one line."""


@dataclass(frozen=True)
class Seat:
    """An actor of a new scenario.

    Attributes:
        key: Its id, such as USA.
        role: Its role.
        name: Its name as printed.
        adjective: Its adjective as printed.
    """

    key: str
    role: str
    name: str
    adjective: str


def seat_of(text: str, role: str) -> Seat:
    """Return the actor that a text such as `TWN`, `TWN:Taiwan` or `TWN:Taiwan:Taiwanese` means.

    Raises:
        StartingError: The id is not one, or a part is empty.
    """
    key, *words = (part.strip() for part in text.split(":"))
    if not _ID.fullmatch(key):
        raise StartingError(
            f"--{_OPTION[role]} {text}: an id is up to twelve capital letters and digits, such as "
            f"TWN; write {key.upper()[:3] or 'TWN'}:NAME:ADJECTIVE to name it"
        )
    if len(words) > 2 or not all(words):
        raise StartingError(f"--{_OPTION[role]} {text}: write ID, ID:NAME or ID:NAME:ADJECTIVE")
    name = words[0] if words else key
    return Seat(key, role, name, words[1] if len(words) == 2 else name)


_OPTION = {
    "guarantor": "guarantor",
    "defender": "client",
    "challenger": "challenger",
    "sponsor": "sponsor",
    "suitor": "suitor",
}
"""The option of `sim new` by role."""


def draft_of(
    name: str,
    seats: Sequence[Seat],
    *,
    theatres: Sequence[str] = (GROUND,),
    cross_tie: bool = False,
    start: str = "2026-Q1",
) -> str:
    """Return the text of a new scenario file.

    Args:
        name: Name of the scenario: lower case, digits and hyphens.
        seats: One guarantor, one defender, one challenger, at most one sponsor, any suitors.
        theatres: One to four theatres, the main one first: KEY or KEY:NAME.
        cross_tie: Whether the guarantor has a tie to the challenger too.
        start: Quarter of turn 0.

    Raises:
        StartingError: A name or key is not one, or two are the same.
    """
    if not _NAME.fullmatch(name):
        raise StartingError(f"{name}: a name is lower-case letters, digits and hyphens")
    if not 1 <= len(theatres) <= _MOST_THEATRES:
        raise StartingError(f"--theatre: from one to {_MOST_THEATRES} theatres")
    grounds = [_ground_of(text) for text in theatres]
    for what, keys in (
        ("actor", [seat.key for seat in seats]),
        ("name", [seat.name for seat in seats]),
        ("theatre", [key for key, _ in grounds]),
        ("theatre", [name for _, name in grounds]),
    ):
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise StartingError(f"{twice}: two {what}s are called so")
    draft = _Draft(tuple(seats), dict(grounds), cross_tie)
    lines = [*draft.head(name, start), *draft.actors(), *draft.ties(), *draft.theatres_and_world()]
    return "\n".join([*lines, *draft.utilities()]) + "\n"


def _ground_of(text: str) -> tuple[str, str]:
    """Key and name of the theatre that a text such as `north:the north` means."""
    key, *words = (part.strip() for part in text.split(":"))
    if not _KEY.fullmatch(key):
        raise StartingError(f"--theatre {text}: a key is lower-case letters, digits and _")
    if len(words) > 1 or not all(words):
        raise StartingError(f"--theatre {text}: write KEY or KEY:NAME")
    return key, words[0] if words else _NAMES.get(key, key.replace("_", " "))


@cache
def _neutral() -> dict[str, Any]:
    path = shipped.folder() / NEUTRAL
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Draft:
    seats: tuple[Seat, ...]
    theatres: Mapping[str, str]  # name by key
    cross_tie: bool

    def one(self, role: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.role == role), None)

    def head(self, name: str, start: str) -> Iterator[str]:
        guarantor, defender = self.one("guarantor"), self.one("defender")
        challenger = self.one("challenger")
        assert guarantor is not None
        assert defender is not None
        assert challenger is not None
        yield f"# {name}: a first draft by `sim new`. Every number is neutral and to be replaced;"
        yield "# write where each comes from. scenarios/README.md explains the tables, and"
        yield f"# `sim check {name}.toml` reports every fault with its line."
        yield ""
        yield 'extends = "common/model.toml"'
        yield f'name = "{name}"'
        yield f'title = "{guarantor.name}, {defender.name} and {challenger.name}"'
        yield f'question = "Does {guarantor.name} stand by {defender.name}?"'
        yield 'summary = "A first draft with neutral values; nothing in it is a finding."'
        yield ""
        yield "[calendar]"
        yield f'start = "{start}"    # quarter of turn 0'
        yield f"turns = {TURNS}"

    def actors(self) -> Iterator[str]:
        shares = _neutral()["control_standing"]
        for place, seat in enumerate(self.seats):
            values = dict(_neutral()["actors"][seat.role])
            opening = values.pop("opening")
            yield from ("", f"[actors.{seat.key}]")
            yield f'name = "{seat.name}"'
            yield f'adjective = "{seat.adjective}"'
            yield f'role = "{seat.role}"'
            yield 'doctrine = "logit_eu"    # decides by expected utility'
            yield from _numbers(values, ACTOR_MODELS[seat.role])
            moved = shares.get(seat.role)
            moves = {key: _written(moved) for key in self.theatres} if moved else {}
            yield f"control_standing = {_inline(moves)}    # standing per unit of control gained"
            courses = {desk: f'"{order}"' for desk, order in opening.items()}
            yield f"opening = {_inline(courses)}    # courses in force at the start"
            yield f"location = [{10.0 + 5 * place}, 45.0]    # longitude, latitude: put its own"
            if seat.role == "guarantor":
                yield from ("", f"[actors.{seat.key}.factions]    # they sum to one")
                yield from _numbers(_neutral()["factions"], Factions)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Kind and key of every tie."""
        keys = {seat.role: seat.key for seat in self.seats}
        yield "guarantee", f"{keys['guarantor']}-{keys['defender']}"
        if "sponsor" in keys:
            yield "sponsorship", f"{keys['sponsor']}-{keys['challenger']}"
        if self.cross_tie:
            yield "cross", f"{keys['guarantor']}-{keys['challenger']}"
        for seat in self.seats:
            if seat.role == "suitor":
                yield "suitor", f"{seat.key}-{keys['defender']}"

    def ties(self) -> Iterator[str]:
        for kind, key in self.pairs():
            values = {**_neutral()["ties"][kind], "base_request": 0, "frozen": 0}
            yield from ("", f"[ties.{key}]")
            yield from _numbers(values, Tie)

    def theatres_and_world(self) -> Iterator[str]:
        weight = 1 / len(self.theatres)
        for place, (key, name) in enumerate(self.theatres.items()):
            yield from ("", f"[theatres.{key}]")
            yield f'name = "{name}"'
            yield from _numbers({**_neutral()["theatre"], "security_weight": weight}, Theatre)
            yield f"location = [{12.0 + 5 * place}, 47.0]    # longitude, latitude: put its own"
        yield from ("", "[world]")
        yield from _numbers(_neutral()["world"], World)

    def utilities(self) -> Iterator[str]:
        yield from ("", "# What each actor wants: weights in utils per quarter.")
        for seat in self.seats:
            weights, model = dict(_neutral()["utility"][seat.role]), UTILITY_MODELS[seat.role]
            factions = weights.pop("factions", {})
            if seat.role == "guarantor" and not self.cross_tie:
                weights |= dict.fromkeys(("cross_influence", "cross_cadre"), 0)
            if seat.role == "guarantor":
                weights |= dict.fromkeys(("mission",), 0)
                weights |= {} if len(self.theatres) > 1 else {"second_control": 0}
            if seat.role == "sponsor" and not self.cross_tie:
                weights["cross_influence"] = 0
            yield from ("", f"[utility.{seat.key}]")
            for name, field in model.model_fields.items():
                if name != "factions":
                    value = self._weight(seat, name, weights, is_table=_is_table(field.annotation))
                    yield f"{name} = {value}    # {field.description}"
            for faction, own in factions.items():
                yield from ("", f"[utility.{seat.key}.factions.{faction}]")
                yield from _numbers(own, FactionWeights, ranges=False)

    def _weight(self, seat: Seat, name: str, weights: Mapping[str, Any], *, is_table: bool) -> str:
        value = weights.get(name)
        if not is_table:
            return _plain(value)
        if value is None:
            return "{}"
        if seat.role == "suitor" and name == "influence":
            defender = self.one("defender")
            assert defender is not None
            return _inline({f"{seat.key}-{defender.key}": _plain(value)})
        return _inline({key: _plain(value) for key in self.theatres})


def _is_table(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is dict


def _numbers(
    values: Mapping[str, Any], model: type[BaseModel], *, ranges: bool = True
) -> Iterator[str]:
    """Lines of the values of a table, in the order of its model, each with its description."""
    for name, field in model.model_fields.items():
        if name in values:
            written = _written(values[name]) if ranges else _plain(values[name])
            yield f"# {field.description}"
            yield f"{name} = {written}"


def _written(value: Any) -> str:
    """Text of a value: a number with its range as a table that says that it is neutral."""
    if not isinstance(value, list):
        return _plain(value)
    middle, low, high = value
    return (
        f"{{ value = {_plain(middle)}, low = {_plain(low)}, high = {_plain(high)}, "
        f'source = "{SOURCE}", confidence = "C" }}'
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:.12g}"


def _inline(table: Mapping[str, str]) -> str:
    inside = ", ".join(f"{key} = {value}" for key, value in table.items())
    return f"{{ {inside} }}" if inside else "{}"

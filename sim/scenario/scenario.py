"""The class of a scenario, which is complete, checked and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pydantic import Field, PrivateAttr, SerializeAsAny

from sim.cards import Card, Line
from sim.scenario.actions import Action
from sim.scenario.actors import Actor
from sim.scenario.addressees import closed_without, missing_targets
from sim.scenario.calendar import Calendar
from sim.scenario.changes import changed, copied
from sim.scenario.doctrines import Doctrine, built_in
from sim.scenario.fields import Part, words
from sim.scenario.happenings import Claim, Event
from sim.scenario.knowledge import Knowledge
from sim.scenario.limits import Limits
from sim.scenario.numbers import Provenance
from sim.scenario.parameters import Parameters
from sim.scenario.paths import format_path, split_path
from sim.scenario.places import Mission, Theatre, Tie, World
from sim.scenario.problems import Path, choices, single
from sim.scenario.utilities import Utility
from sim.scenario.validation import Bounds
from sim.vocabulary import DOCTRINES, LOGIT_EU, ROLES
from sim.words import counted, percent


class Head(Part):
    """The keys of a scenario that are not tables with entries by name."""

    PARAGRAPHS = frozenset({"summary"})

    name: str = Field(
        description="Short name, such as karabakh-2020", pattern=r"^[a-z0-9][a-z0-9_-]*$"
    )
    title: str = words("Title, one line")
    question: str = words("The question it is for, one line")
    summary: str = words("What the situation is")
    calendar: Calendar
    world: World
    parameters: Parameters


class Scenario(Card, Head):
    """A dispute of patrons and clients: everything that a run needs, except the seed.

    Tables keep the order of the file: the first theatre is the main one, and the first action of a
    menu is `hold`. The order changes the results of a run, so never sort the tables.
    """

    actors: dict[str, SerializeAsAny[Actor]] = Field(description="Actors by id, such as RUS")
    ties: dict[str, Tie] = Field(description="Ties by PATRON-CLIENT, such as RUS-ARM")
    theatres: dict[str, Theatre] = Field(description="Theatres by name; the first is the main one")
    mission: Mission | None = Field(description="Peacekeepers; absent = none")
    utility: dict[str, SerializeAsAny[Utility]] = Field(description="Utility weights by actor")
    actions: dict[str, dict[str, SerializeAsAny[Action]]] = Field(description="Menus by role")
    doctrines: dict[str, SerializeAsAny[Doctrine]] = Field(
        description="Doctrines of this scenario's own"
    )
    events: dict[str, Event] = Field(description="Scheduled events")
    claims: dict[str, Claim] = Field(description="Claims of the sources; no rule reads them")
    knowledge: Knowledge = Field(description="Who knows what; no rule reads it")

    _document: dict[str, Any] = PrivateAttr(default_factory=dict)
    _plain: dict[str, Any] = PrivateAttr(default_factory=dict)
    _provenance: dict[Path, Provenance] = PrivateAttr(default_factory=dict)
    # Function that makes a scenario from a changed document and the scenario before the change; set
    # when this scenario is made.
    _read: Callable[[Mapping[str, Any], Scenario], Scenario] = PrivateAttr()

    # --- roles --------------------------------------------------------------------------------

    def _card(self) -> tuple[Line, ...]:
        first, last = (self.calendar.date(turn) for turn in (0, self.calendar.turns - 1))
        theatres = (f"{one.name} {percent(one.control)}" for one in self.theatres.values())
        sourced = counted(len(self._provenance), "number")
        return (
            f"{self.name}: {self.title}",
            self.question,
            ("Time", f"{counted(self.calendar.turns, 'quarter')}, {first} to {last}"),
            ("Actors", "; ".join(self._actor_told(key) for key in self.actors)),
            (f"Held by {self.actors[self.challenger].name}", ", ".join(theatres)),
            ("Ties", ", ".join(self.ties)),
            ("Sources", f"{sourced} of {len(self._numbers):,} with a range or a source"),
            ("Hash", self.hash[:12]),
        )

    def _actor_told(self, key: str) -> str:
        """Return an actor's name, id and role; its doctrine too, if it does not weigh options."""
        actor = self.actors[key]
        rule = "" if actor.doctrine == DOCTRINES[LOGIT_EU] else f", {actor.doctrine}"
        return f"{actor.name} ({key}), {actor.role}{rule}"

    def ids(self, role: str) -> tuple[str, ...]:
        """Return the ids of the actors with a role, in file order."""
        return tuple(key for key, actor in self.actors.items() if actor.role == role)

    @property
    def guarantor(self) -> str:
        """Id of the guarantor."""
        return self.ids("guarantor")[0]

    @property
    def sponsor(self) -> str | None:
        """Id of the sponsor; None in a dispute without one."""
        return next(iter(self.ids("sponsor")), None)

    @property
    def challenger(self) -> str:
        """Id of the challenger."""
        return self.ids("challenger")[0]

    @property
    def defender(self) -> str:
        """Id of the defender."""
        return self.ids("defender")[0]

    def doctrine(self, actor: str) -> Doctrine:
        """Return the doctrine of an actor; also for the name of a built-in doctrine."""
        name = self.actors[actor].doctrine
        return self.doctrines[name] if name in self.doctrines else _surely(built_in(name))

    def closed(self, actor: str) -> frozenset[str]:
        """Return the orders of an actor's menu that are never legal: nobody is there for them."""
        roles = {key: other.role for key, other in self.actors.items()}
        missing = missing_targets(actor, roles, self.ties)
        menu = self.actions[roles[actor]].items()
        return frozenset(name for name, action in menu if closed_without(action, missing))

    # --- documents and numbers ----------------------------------------------------------------

    @property
    def document(self) -> dict[str, Any]:
        """A copy of the merged document, with its number tables.

        `from_document` makes an equal scenario from it. The order of its keys matters.
        """
        found: dict[str, Any] = copied(self._document)
        return found

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Range and source of every number that was written as a table, by dotted path."""
        return MappingProxyType({format_path(p): item for p, item in self._provenance.items()})

    def numbers(self) -> dict[str, float]:
        """Return every number of the scenario by dotted path, except numbers in arrays."""
        return dict(self._numbers)

    @cached_property
    def _numbers(self) -> Mapping[str, float]:
        found: dict[str, float] = {}

        def walk(value: object, path: Path) -> None:
            if isinstance(value, dict):
                for key, item in value.items():
                    walk(item, (*path, key))
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                found[format_path(path)] = float(value)

        walk(self._plain, ())
        return found

    def range_of(self, path: str) -> tuple[float, float]:
        """Return the low and high value of a number's range.

        Raises:
            ScenarioError: No number has that path, or it has no range.
        """
        parts = split_path(path) or ()
        item = self._provenance.get(parts)
        if item is not None and item.low is not None and item.high is not None:
            return item.low, item.high
        numbers = self._numbers
        if path not in numbers:
            hint = choices(path, list(numbers)) if len(path) < 200 else ""
            raise single(f"{path}: no such number{hint}", path=path)
        table = f"{{ value = {numbers[path]:g}, low = ..., high = ... }}"
        raise single(f"{path} has no range; write it as {table}", path=path)

    def bounds(self, path: str) -> Bounds:
        """Return the hard bounds of a number (None if there is none).

        The first two items are the bounds; the other two say whether each bound is excluded.

        Raises:
            ScenarioError: No number has that path.
        """
        return self.limits(path).bounds

    def limits(self, path: str) -> Limits:
        """Return the allowed values of a number, without conditions that involve other numbers.

        Raises:
            ScenarioError: No number has that path.
        """
        parts = split_path(path) or ()
        if path not in self._numbers:
            raise single(f"{path}: no such number{choices(path, list(self._numbers))}", path=path)
        part: Any = self
        for depth, key in enumerate(parts):
            if isinstance(part, Action) and parts[depth:] == ("cost",):
                zero = part.free(str(parts[depth - 1]))
                return replace(Limits.at(type(part), parts[depth:]), zero=zero)
            if isinstance(part, Part) and part is not self:
                return Limits.at(type(part), parts[depth:])
            part = part[key] if isinstance(part, Mapping) else getattr(part, str(key))
        return Limits.at(type(self), parts)

    def replace(self, changes: Mapping[str, object]) -> Scenario:
        """Return a changed copy of the scenario, with all checks.

        A number with a range keeps it if the new value lies in it. It loses its source, because the
        source is for the old value.

        Args:
            changes: New values by path, such as ``{"parameters.bulwark": 0.0}``; the paths are
                those of `--set`.

        Raises:
            ScenarioError: A path does not exist, or the changed scenario is not valid.
        """
        return self._read(changed(self._document, changes), self)

    # --- identity -----------------------------------------------------------------------------

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of the values that affect a run.

        The hash does not depend on names, texts, positions on the map, sources, ranges, claims and
        who knows what, on the order of keys in a table, or on the notation of a number (1 or 1.0).
        It does depend on the order of actors, ties, theatres and actions.
        """
        played = {
            "calendar": self.calendar.model_dump(),
            "actors": [[key, self._actor_played(key)] for key in self.actors],
            "ties": [[key, tie.model_dump()] for key, tie in self.ties.items()],
            "theatres": [
                [key, theatre.model_dump(exclude={"name", "location"})]
                for key, theatre in self.theatres.items()
            ],
            "mission": self.mission.model_dump() if self.mission else None,
            "world": self.world.model_dump(),
            "parameters": self.parameters.model_dump(),
            "utility": {key: item.model_dump() for key, item in self.utility.items()},
            "actions": {role: self._menu_played(role) for role in ROLES if role in self.actions},
            "events": self._events_played(),
        }
        text = json.dumps(_normal(played), sort_keys=True, allow_nan=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _actor_played(self, key: str) -> dict[str, Any]:
        unplayed = {"name", "adjective", "location", "doctrine"}
        played = self.actors[key].model_dump(exclude=unplayed)
        return {**played, "doctrine": self.doctrine(key).played(self.calendar)}

    def _menu_played(self, role: str) -> list[list[Any]]:
        if not self.ids(role):
            return []
        menu = self.actions[role].items()
        return [[key, action.model_dump(exclude={"phrase"})] for key, action in menu]

    def _events_played(self) -> list[list[Any]]:
        events = [[event.turn(self.calendar), event.set] for event in self.events.values()]
        return sorted((event for event in events if event[1]), key=lambda event: event[0])


def _normal(value: Any) -> Any:
    """Return a dump with every number as a float, so that 1 and 1.0 give the same text."""
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) + 0.0  # the sum makes 0.0 of -0.0
    return value


def _surely(doctrine: Doctrine | None) -> Doctrine:
    if doctrine is None:
        raise AssertionError("a checked scenario contains only doctrines that exist")
    return doctrine

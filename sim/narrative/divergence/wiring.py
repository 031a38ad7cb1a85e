"""Dependencies between state variables, orders and rulings, by the names used in a record.

They are traced from the engine's own functions. They say where the cause of a difference can lie;
``swaps`` measures how much each cause contributed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.engine import layout as at
from sim.engine.efforts import PLACES, EffortMap
from sim.engine.encoding import encode_scenario
from sim.engine.places import Cast
from sim.engine.tracing import (
    Sources,
    condition_sources,
    opening_sources,
    places_of,
    term_sources,
    turn_sources,
)
from sim.engine.vectors import EncodedScenario
from sim.engine.weights import TERMS
from sim.record import Record
from sim.scenario import from_document
from sim.vocabulary import (
    ACTOR_CHANNELS,
    DRAW_CEASEFIRE,
    DRAW_SHOCK,
    PREDICATES,
    THEATRE_CHANNELS,
    TIE_CHANNELS,
)

Target = tuple[str, str]
"""A channel, and the tie, theatre or actor at which it is aimed ("" if it has no target)."""
ALARM = "world.alarm"
"""Path of the alarm."""
Subject = tuple[str, str]
"""A ruling: its rule, and the theatre, tie or actor it is about ("" for none)."""


@dataclass(frozen=True)
class Feed:
    """Everything on which the value of a state variable depends within a turn.

    Attributes:
        targets: Channels of orders.
        rulings: Rulings that decide or feed it.
        paths: Other state variables.
        reply: Whether it depends on the guarantor's reply to an attack.
    """

    targets: frozenset[Target] = frozenset()
    rulings: frozenset[Subject] = frozenset()
    paths: tuple[str, ...] = ()
    reply: bool = False


@dataclass(frozen=True)
class Ruled:
    """How a kind of ruling can be recognised in the traced dependencies of a turn.

    Attributes:
        table: Table of the scenario with its subjects; "" if there is at most one subject.
        sets: Names of the variables of its subject that it decides; full paths if `table` is "".
        shown: Vector and first place of a source that every variable fed by the ruling has; None
            if only the variables that it decides show it.
        rules: If not empty, one of these rules must be among the sources too.
    """

    table: str
    sets: tuple[str, ...]
    shown: tuple[str, int] | None = None
    rules: tuple[str, ...] = ()


RULED = {
    "war": Ruled("theatres", ("control",), ("u", at.DO_FORCE), ("control_next", "attrition")),
    "test": Ruled("theatres", ("pending_test",), ("u", at.DO_FORCE), ("test_exposure",)),
    "ceasefire": Ruled("theatres", ("war",), (f"draw {DRAW_CEASEFIRE}", 0)),
    "freeze": Ruled("ties", ("frozen",), ("u", at.DO_GRANT)),
    "base": Ruled("ties", ("base_request", "presence")),
    "mission": Ruled("theatres", ("mission", "integrity")),
    "treaty": Ruled("", ("world.treaty",), ("luck", at.TREATY_LUCK)),
    "mandate": Ruled("", ("world.mandate", "world.clock"), ("u", at.DO_END_MANDATE)),
    "shock": Ruled("", ("world.shock",), (f"draw {DRAW_SHOCK}", 0)),
    "attribution": Ruled("", (), ("seen", 0)),
}
"""Rulings of a record and what they decide; see `sim.play.rulings`."""


class Wiring:
    """Dependencies in the scenario of one record."""

    def __init__(self, record: Record) -> None:
        scenario = from_document(dict(record.scenario))
        self.scenario = scenario
        self.encoded: EncodedScenario = encode_scenario(scenario)
        self._cast = Cast.of(scenario)
        self.places = self._cast.state_places()
        """Place in the engine's vectors of every state path."""
        self.guarantee, self.sponsorship = (
            self._cast.ties[self.encoded.ix[k]] if self.encoded.ix[k] >= 0 else ""
            for k in (at.GUARANTEE, at.SPONSORSHIP)
        )

    @cached_property
    def _path_at(self) -> dict[int, str]:
        return {place: path for path, place in self.places.items()}

    def _paths(self, sources: Sources) -> tuple[str, ...]:
        found = (self._path_at.get(place) for place in places_of(sources, "s"))
        return tuple(path for path in found if path)

    # --- state ---------------------------------------------------------------------------------

    @cached_property
    def _feeds(self) -> dict[str, Feed]:
        turn = turn_sources(self.encoded)
        return {
            path: self._feed(path, self._opening.get(place, turn[place]))
            for path, place in self.places.items()
        }

    def _feed(self, path: str, sources: Sources) -> Feed:
        rulings = {
            (rule, subject)
            for rule, ruled in RULED.items()
            for k, subject in enumerate(self._subjects(ruled))
            if path in self.decided(rule, subject) or self._shows(ruled, k, sources)
        }
        targets = {self._targets[slot] for slot in places_of(sources, "u")}
        if path == ALARM and self.sponsorship:
            # A base that is granted alarms by the order as such, which tracing cannot see.
            targets.add(("grant", self.sponsorship))
        return Feed(
            frozenset(targets),
            frozenset(rulings),
            tuple(source for source in self._paths(sources) if source != path),
            reply=bool(places_of(sources, "reply")),
        )

    @staticmethod
    def _shows(ruled: Ruled, k: int, sources: Sources) -> bool:
        if ruled.shown is None or (ruled.shown[0], ruled.shown[1] + k) not in sources:
            return False
        return not ruled.rules or any((f"rule {name}", 0) in sources for name in ruled.rules)

    def _subjects(self, ruled: Ruled) -> tuple[str, ...]:
        tables = {"theatres": self._cast.theatres, "ties": self._cast.ties}
        return tables.get(ruled.table, ("",))

    def decided(self, rule: str, subject: str) -> tuple[str, ...]:
        """State variables that a ruling decides."""
        ruled = RULED[rule]
        if not ruled.table:
            return ruled.sets
        return tuple(f"{ruled.table}.{subject}.{name}" for name in ruled.sets)

    def feed(self, path: str) -> Feed:
        """Everything on which the state variable at a path depends within a turn."""
        return self._feeds[path]

    def goes_by(self, path: str, rule: str, subject: str) -> bool:
        """Whether a ruling decides or feeds a state variable."""
        known = subject if RULED[rule].table else ""
        return (rule, known) in self._feeds[path].rulings

    def made_on(self, rule: str, subject: str) -> Feed:
        """Everything on which a ruling depends: the sources of the variables that it decides."""
        feeds = [self._feeds[path] for path in self.decided(rule, subject)]
        covert = {target for target in self._targets.values() if target[0] == "covert"}
        targets = [feed.targets for feed in feeds] or [frozenset(covert)]
        return Feed(
            frozenset().union(*targets),
            paths=tuple(dict.fromkeys(path for feed in feeds for path in feed.paths)),
            reply=any(feed.reply for feed in feeds),
        )

    def set_at_opening(self, path: str) -> bool:
        """Whether a variable is set before the seats decide and stands until the turn ends."""
        return self.places[path] in self._opening

    @cached_property
    def _opening(self) -> dict[int, Sources]:
        """Sources of the variables that the opening of a turn sets, by place.

        The alarm is not among them: it is raised by what happened in the turn before, and by the
        opening only if a war elsewhere begins or ends.
        """
        found = opening_sources(self.encoded)
        found.pop(self.places[ALARM])
        return found

    # --- what decisions read ---------------------------------------------------------------------

    def read_by(self, term: str, actor: str) -> tuple[str, ...]:
        """State variables that a term of an actor's options reads."""
        place = self.term_place(term, actor)
        if place is None:
            return ()
        return self._paths(self._terms(self._cast.actors.index(actor))[place])

    def term_place(self, term: str, actor: str) -> int | None:
        """Place of a term among those of an actor's options; None if it has no such term."""
        role = self.scenario.actors[actor].role
        names = TERMS["client" if role in ("challenger", "defender") else role]
        if term in names:
            return names.index(term)
        return at.TERM_COUNT + at.EXTRA_TERMS.index(term) if term in at.EXTRA_TERMS else None

    def _terms(self, actor: int) -> list[Sources]:
        if actor not in self._terms_of:
            self._terms_of[actor] = term_sources(actor, self.encoded)
        return self._terms_of[actor]

    @cached_property
    def _terms_of(self) -> dict[int, list[Sources]]:
        return {}

    def read_for(self, predicate: str) -> tuple[str, ...]:
        """State variables that a condition of legality reads; see `vocabulary.PREDICATES`."""
        return self._paths(self._conditions[PREDICATES.index(predicate)])

    @cached_property
    def _conditions(self) -> list[Sources]:
        return condition_sources(self.encoded)

    # --- orders as efforts ---------------------------------------------------------------------

    @cached_property
    def _targets(self) -> dict[int, Target]:
        """Name and target of every channel, by its place in the engine."""
        return {
            first + k: (channel, name)
            for channel, first in PLACES.items()
            for k, name in enumerate(self._ends(channel))
        }

    def _ends(self, channel: str) -> tuple[str, ...]:
        for channels, names in (
            (TIE_CHANNELS, self._cast.ties),
            (THEATRE_CHANNELS, self._cast.theatres),
            (ACTOR_CHANNELS, self._cast.actors),
        ):
            if channel in channels:
                return names
        return ("",)

    def efforts(self, document: Mapping[str, Any], actor: str, action: str) -> dict[Target, float]:
        """Efforts of an order, by channel and target."""
        role = self.scenario.actors[actor].role
        aimed = document["actions"][role].get(action, {}).get("efforts", {})
        slots = EffortMap(list(self.encoded.ix)).slots(self._cast.actors.index(actor), aimed)
        return {self._targets[slot]: float(effort) for slot, effort in slots.items()}

"""Sources of every number of a turn, derived by playing a turn with numbers that keep them.

A ``Traced`` number carries its sources: the places of state, channels, replies and draws from which
it was computed. The functions of a turn are copied. In the copies, the result of a rule has the
sources of all its arguments, and a sum or product has the sources of its parts. Playing one turn
with these copies gives the sources of every state variable at the end of the turn.

Rules may branch on numbers. The functions that call the rules must not: comparing a traced number
raises an error, so no source can be missed without notice.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from typing import Any, Never

from sim.engine import layout as at
from sim.engine import turn as play
from sim.engine.appraisal import appraise
from sim.engine.compiled import names_in
from sim.engine.dataflow import Place, Watched
from sim.engine.forecast import conditions
from sim.engine.hazard import watch_danger
from sim.engine.lanes import acts_anywhere
from sim.engine.layout import Vector
from sim.engine.perceived import defence_expected, observed_belief
from sim.engine.table import lay_table
from sim.engine.transition import EVERY_STATE, EVERYTHING, transition
from sim.engine.value import coalition, value
from sim.engine.vectors import EncodedScenario, Table
from sim.engine.weighing import expected_retaliation, weigh_war
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.curves import logistic
from sim.vocabulary import PREDICATES

Sources = frozenset[Place]
"""Places by vector: "s" state, "u" channel, "reply", "luck", "seen" (covert help), "draw n" for
purpose n. The rules that took part are included as ("rule NAME", 0).
"""
NOWHERE: Sources = frozenset()
SOME_NUMBER = 0.5
"""Value of every number while a turn is traced; any other value gives the same sources."""
STATES_TRIED = 8
"""Number of random states at which an actor's conditions of legality are tested."""
LEVELS = (0.0, 0.02, 0.5, 1.0, 9.0)
"""Test values below and above every threshold of the conditions."""


class Traced(float):
    """A number that carries its sources."""

    sources: Sources

    def __new__(cls, number: float, sources: Sources = NOWHERE) -> Traced:
        """Return a number with these sources."""
        made = super().__new__(cls, number)
        made.sources = sources
        return made

    def __add__(self, other: float) -> Traced:
        return Traced(float(self) + float(other), sources_of(self, other))

    def __sub__(self, other: float) -> Traced:
        return Traced(float(self) - float(other), sources_of(self, other))

    def __rsub__(self, other: float) -> Traced:
        return Traced(float(other) - float(self), sources_of(self, other))

    def __mul__(self, other: float) -> Traced:
        return Traced(float(self) * float(other), sources_of(self, other))

    def __truediv__(self, other: float) -> Traced:
        return Traced(float(self) / float(other), sources_of(self, other))

    def __rtruediv__(self, other: float) -> Traced:
        return Traced(float(other) / float(self), sources_of(self, other))

    def __neg__(self) -> Traced:
        return Traced(-float(self), self.sources)

    __radd__ = __add__
    __rmul__ = __mul__

    def _untraceable(self, *_: object) -> Never:
        raise TypeError(
            "a turn asks whether a number is large or small, which cannot be traced; "
            "let a function of sim.rules ask"
        )

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = _untraceable


def sources_of(*numbers: object) -> Sources:
    """Return the sources of all these numbers together."""
    found = [number.sources for number in numbers if isinstance(number, Traced)]
    return NOWHERE.union(*found)


@cache
def traced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a copy of a function of this package that works on traced numbers.

    The inside of a rule or a draw is not traced: its result has the sources of all its arguments.
    """
    module = function.__module__
    if module.startswith("sim.rules."):
        named = frozenset({(f"rule {function.__name__}", 0)})
        return lambda *given: Traced(function(*map(_plain, given)), sources_of(*given) | named)
    if function is acts_anywhere:
        return lambda effort: True  # All that may be computed is traced.
    if module == "sim.engine.draws":
        # The source of a draw is its purpose and its subject.
        return lambda stream, turn, subject, purpose: Traced(
            function(stream, turn, subject, purpose), frozenset({(f"draw {purpose}", subject)})
        )
    assert isinstance(function, types.FunctionType)
    scope: dict[str, Any] = {"__name__": module, "__builtins__": __builtins__}
    for name in names_in(function.__code__) & function.__globals__.keys():
        found = function.__globals__[name]
        ours = isinstance(found, types.FunctionType) and found.__module__.startswith("sim.")
        scope[name] = traced(found) if ours else found
    return types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)


def _plain(number: object) -> object:
    return float(number) if isinstance(number, Traced) else number


def _tagged(vector: str, size: int) -> list[float]:
    """Return a vector in which the source of every number is its own place."""
    return [Traced(SOME_NUMBER, frozenset({(vector, k)})) for k in range(size)]


class _OwnSources(list[float]):
    """State vector whose numbers have their own place as only source, even after a write."""

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return Traced(super().__getitem__(place), frozenset({("s", place)}))


def turn_sources(encoded: EncodedScenario) -> list[Sources]:
    """Return the sources of every state variable at the end of a turn, by its place.

    Sources in the state mean the state that the seats read, after the opening of the turn.
    """
    sc, t = _traced_scenario(encoded), _traced_table(encoded)
    seen = Traced(SOME_NUMBER, frozenset({("seen", 0)}))
    traced(transition)(
        EVERY_STATE, at.NONE, t.s, t.u, t.reply, sc.p, sc.ix, 1.0, t.luck, seen, t.nxt, t.led
    )
    traced(play.settle)(sc, t)
    return [sources_of(number) for number in t.nxt]


def opening_sources(encoded: EncodedScenario) -> dict[int, Sources]:
    """Return the sources of the state variables that the opening of a turn sets, by place.

    Scheduled events are not included, nor the courses on which the danger depends.
    """
    sc, t = _traced_scenario(encoded), _traced_table(encoded)
    traced(play.shock)(sc, t)
    traced(watch_danger)([0.0] * at.CHANNEL_COUNT, t.s, sc.p, sc.ix, 1.0)
    found = {place: sources_of(number) for place, number in enumerate(t.s)}
    return {place: sources for place, sources in found.items() if sources != {("s", place)}}


def _traced_table(encoded: EncodedScenario) -> Table:
    s = _tagged("s", at.STATE_SIZE)
    return lay_table(encoded, 0, 0, 1)._replace(
        s=s,
        nxt=list(s),
        u=_tagged("u", at.CHANNEL_COUNT),
        reply=_tagged("reply", at.MAX_THEATRES),
        luck=_tagged("luck", at.NOISE_SIZE),
        order=list(range(encoded.ix[at.N_ACTORS] * at.DESK_COUNT)),
    )


def _traced_scenario(encoded: EncodedScenario) -> EncodedScenario:
    """Return a scenario in which every desk has one order with all efforts of its menu."""
    first, slots = [0], list[int]()
    for desk in range(encoded.ix[at.N_ACTORS] * at.DESK_COUNT):
        start, end = (encoded.first_effort[encoded.first_action[desk + k]] for k in (0, 1))
        slots += sorted(set(encoded.slot[start:end]))
        first.append(len(slots))
    efforts: Vector = [Traced(SOME_NUMBER, frozenset({("u", slot)})) for slot in slots]
    return without_events(encoded)._replace(
        p=list(encoded.p), first_effort=first, slot=slots, effort=efforts
    )


def without_events(encoded: EncodedScenario) -> EncodedScenario:
    """Return the scenario without its scheduled events."""
    links = list(encoded.ix)
    links[at.N_EVENTS] = 0
    return encoded._replace(ix=links)


def term_sources(actor: int, encoded: EncodedScenario) -> list[Sources]:
    """Return the state places that each term of an actor's options reads, in the order of terms.

    The terms of utility read the projected state, the other terms read the current state.
    """
    found = _utility_sources(actor, encoded)
    found += [NOWHERE] * (at.TERMS_WIDTH - len(found))
    ix, p = encoded.ix, list(encoded.p)
    s, u = _tagged("s", at.STATE_SIZE), _tagged("u", at.CHANNEL_COUNT)
    terms = [0.0] * at.TERMS_WIDTH
    resolved = traced(logistic)(s[observed_belief(actor, ix)])
    for h in range(ix[at.N_THEATRES]):
        defended = traced(defence_expected)(s, p, ix, resolved, h)
        traced(weigh_war)(0, h, SOME_NUMBER, defended, s, u, p, ix, terms)
        for k in (at.WAR_BILL, at.VIOLATION_BILL):
            found[k] |= sources_of(terms[k])
    found[at.RETALIATION] = sources_of(traced(expected_retaliation)(s, ix))
    if actor == ix[at.GUARANTOR_AT]:
        factor = sources_of(traced(coalition)(s, p, ix, FACTOR_ACTION_COST))
        found[at.ACTION_BILL] = found[at.DISCORD_BILL] = factor
    return found


def _utility_sources(actor: int, encoded: EncodedScenario) -> list[Sources]:
    """Return the state places that each term of an actor's utility reads.

    These are places of the projected state. Only the factions' shares, which weight the guarantor's
    terms, are places of the opening state.
    """
    ix, p = encoded.ix, list(encoded.p)
    s, nxt = _tagged("s", at.STATE_SIZE), _OwnSources([SOME_NUMBER] * at.STATE_SIZE)
    led, u, reply = ([SOME_NUMBER] * n for n in (at.LEDGER_SIZE, at.CHANNEL_COUNT, at.MAX_THEATRES))
    opening = [SOME_NUMBER] * at.STATE_SIZE
    calm, term = [0.0] * at.NOISE_SIZE, [0.0] * at.TERM_COUNT
    # The opening state is not traced here, so the ledger's sources are in the closing state only.
    traced(transition)(
        EVERYTHING, actor, opening, u, reply, p, ix, 1.0, calm, SOME_NUMBER, nxt, led
    )
    traced(appraise)(EVERYTHING, actor, u, nxt, led, p, ix, 1.0)
    traced(value)(actor, s, nxt, led, p, ix, SOME_NUMBER, term)
    return [sources_of(number) for number in term]


def condition_sources(encoded: EncodedScenario) -> list[Sources]:
    """Return the state places that each condition reads, in the order of ``vocabulary.PREDICATES``.

    Conditions compare numbers, so they cannot be traced. Instead, one place at a time is set to
    test values, for every actor and in several random states: a condition reads a place if a change
    of it changes whether the condition holds.
    """
    ix, p, chance = list(encoded.ix), list(encoded.p), Random(0)
    found: list[set[Place]] = [set() for _ in PREDICATES]
    for i in range(ix[at.N_ACTORS]):
        watched = Watched([SOME_NUMBER] * at.STATE_SIZE)
        conditions(i, watched, p, ix)
        for _ in range(STATES_TRIED):
            s = [0.0] * at.STATE_SIZE
            for place in watched.read:
                s[place] = chance.choice(LEVELS)
            before = conditions(i, s, p, ix)
            for place in watched.read:
                kept = s[place]
                for level in LEVELS:
                    s[place] = level
                    turned = before ^ conditions(i, s, p, ix)
                    for k in range(len(PREDICATES)):
                        if turned >> k & 1:
                            found[k].add(("s", place))
                s[place] = kept
    return [frozenset(places) for places in found]


def places_of(sources: Iterable[Place], vector: str) -> list[int]:
    """Return the places of one vector among the sources, in ascending order."""
    return sorted(k for name, k in sources if name == vector)

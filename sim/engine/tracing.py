"""What every number of a turn comes from, found by playing one with numbers that remember.

A ``Traced`` number carries the places that went into it: state, channels, replies, draws. The
functions that make a turn are copied so that a rule, given such numbers, returns one that comes
from all of them; sums and products are traced by themselves. A turn that is played so gives, for
every state variable at its end, the places that it takes in.

Rules may branch as they like. What strings them together may not: whatever asks a traced number
whether it is large or small is told that this cannot be traced, so nothing is missed in silence.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from typing import Any, Never

from sim.engine import layout as at
from sim.engine import turn as play
from sim.engine.compiled import names_in
from sim.engine.dataflow import Place, Watched
from sim.engine.decision import expected_retaliation, weigh_war
from sim.engine.forecast import conditions
from sim.engine.layout import EncodedScenario, Table, Vector
from sim.engine.table import lay_table
from sim.engine.transition import EVERY_STATE, EVERYTHING, transition
from sim.engine.value import appraise, coalition, defence_expected, observed_belief, value
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.curves import logistic
from sim.vocabulary import PREDICATES

Sources = frozenset[Place]
"""Places by vector: "s" state, "u" channel, "reply", "luck", "seen" (covert help), "draw n" for
purpose n. The rules on the way stand among them as ("rule name", 0).
"""
NOWHERE: Sources = frozenset()
SOME_NUMBER = 0.5
"""Value of every number while a turn is traced: which, makes no difference."""
STATES_TRIED = 8
"""States at which an actor's conditions of legality are looked at."""
LEVELS = (0.0, 0.02, 0.5, 1.0, 9.0)
"""Numbers on every side of the thresholds that conditions ask about."""


class Traced(float):
    """A number that remembers which places it comes from."""

    sources: Sources

    def __new__(cls, number: float, sources: Sources = NOWHERE) -> Traced:
        """A number that comes from these places."""
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
    """All places that these numbers come from."""
    found = [number.sources for number in numbers if isinstance(number, Traced)]
    return NOWHERE.union(*found)


@cache
def traced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Copy of a function of ours that works on traced numbers.

    A rule, and a draw, is taken as a whole: its result comes from all that it is given.
    """
    module = function.__module__
    if module.startswith("sim.rules."):
        named = frozenset({(f"rule {function.__name__}", 0)})
        return lambda *given: Traced(function(*map(_plain, given)), sources_of(*given) | named)
    if module == "sim.engine.draws":
        # A draw is told apart by what it is for and by whom or what it concerns.
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
    """A vector in which every number comes from its own place."""
    return [Traced(SOME_NUMBER, frozenset({(vector, k)})) for k in range(size)]


class _Retold(list[float]):
    """A vector that forgets where its numbers came from: what is read comes from its place here."""

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return Traced(super().__getitem__(place), frozenset({("s", place)}))


def turn_sources(encoded: EncodedScenario) -> list[Sources]:
    """What every state variable at the end of a turn takes in, by its place.

    The state among it is the one that the seats read, after the opening of the turn.
    """
    sc, t = _traced_scenario(encoded), _traced_table(encoded)
    seen = Traced(SOME_NUMBER, frozenset({("seen", 0)}))
    traced(transition)(
        EVERY_STATE, at.NONE, t.s, t.u, t.reply, sc.p, sc.ix, 1.0, t.luck, seen, t.nxt, t.led
    )
    traced(play.settle)(sc, t)
    return [sources_of(number) for number in t.nxt]


def opening_sources(encoded: EncodedScenario) -> dict[int, Sources]:
    """What the opening of a turn sets, by its place, and what that comes from; events aside."""
    sc, t = _traced_scenario(encoded), _traced_table(encoded)
    traced(play.shock)(sc, t)
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
        order=list(range(encoded.ix[at.N_ACTORS])),
    )


def _traced_scenario(encoded: EncodedScenario) -> EncodedScenario:
    """The scenario in which every actor has one order, which makes all the efforts of its menu."""
    first, slots = [0], list[int]()
    for i in range(encoded.ix[at.N_ACTORS]):
        start, end = (encoded.first_effort[encoded.first_action[i + k]] for k in (0, 1))
        slots += sorted(set(encoded.slot[start:end]))
        first.append(len(slots))
    efforts: Vector = [Traced(SOME_NUMBER, frozenset({("u", slot)})) for slot in slots]
    return encoded._replace(
        p=list(encoded.p),
        ix=list(encoded.ix),
        first_effort=first,
        slot=slots,
        effort=efforts,
        event_turn=[],
    )


def term_sources(actor: int, encoded: EncodedScenario) -> list[Sources]:
    """Sources in the state of each term of an actor's options, in the workspace's order of terms.

    Terms of utility read the state that is foreseen, the others the state as it stands.
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
        found[at.ACTION_BILL] = sources_of(traced(coalition)(s, p, ix, FACTOR_ACTION_COST))
    return found


def _utility_sources(actor: int, encoded: EncodedScenario) -> list[Sources]:
    """What each term of an actor's utility reads of the state that it values.

    Of the opening state that is what weighs the terms: the shares of the guarantor's factions.
    """
    ix, p = encoded.ix, list(encoded.p)
    s, nxt = _tagged("s", at.STATE_SIZE), _Retold([SOME_NUMBER] * at.STATE_SIZE)
    led, u, reply = ([SOME_NUMBER] * n for n in (at.LEDGER_SIZE, at.CHANNEL_COUNT, at.MAX_THEATRES))
    opening = [SOME_NUMBER] * at.STATE_SIZE
    calm, term = [0.0] * at.NOISE_SIZE, [0.0] * at.TERM_COUNT
    # The ledger is worked out on the closing state alone: the opening one is not traced here.
    traced(transition)(
        EVERYTHING, actor, opening, u, reply, p, ix, 1.0, calm, SOME_NUMBER, nxt, led
    )
    traced(appraise)(EVERYTHING, actor, nxt, led, p, ix, 1.0)
    traced(value)(actor, s, nxt, led, p, ix, SOME_NUMBER, term)
    return [sources_of(number) for number in term]


def condition_sources(encoded: EncodedScenario) -> list[Sources]:
    """State that each condition of legality reads, in the order of ``vocabulary.PREDICATES``.

    Conditions ask whether numbers are small or large, so here numbers are moved about instead: a
    condition reads what turns it, for some actor, at some of many states.
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
    """Places of one vector among sources, in order."""
    return sorted(k for name, k in sources if name == vector)

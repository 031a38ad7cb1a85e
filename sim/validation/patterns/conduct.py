"""Runs played turn by turn, in plain Python, for what the kernel does not keep.

These are the best replies, a rule that is replaced, and pairs of runs that differ in one attack. A
turn takes some milliseconds, so a few hundred runs are all that can be afforded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from sim.engine import hazard
from sim.engine import layout as at
from sim.engine import turn as play
from sim.engine.courses import desk_place
from sim.engine.decision import consider
from sim.engine.encoding import encode_scenario
from sim.engine.perceived import defence_expected, observed_belief
from sim.engine.reviews import review
from sim.engine.table import copy_table, lay_table
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.curves import logistic
from sim.scenario import Scenario
from sim.validation.kept import Arrays
from sim.validation.patterns.plays import loaded
from sim.validation.patterns.quantities import order_names
from sim.vocabulary import DESKS, DIPLOMACY_DESK, HOLD, SECURITY_DESK, STAND_ASIDE

DECIDING = (DIPLOMACY_DESK, SECURITY_DESK)
"""Desks in the order in which they decide."""


@dataclass
class Quarter:
    """What happened in one turn of a run.

    Attributes:
        orders: Order by actor and desk.
        reviewed: Actors and desks that chose anew.
        best: Order of the largest expected utility, of every desk that chose anew.
        legal: Legal orders of every desk that chose anew.
        danger: Danger by theatre, as it was seen when the turn opened.
        believed: Chance of a defence that the challenger expected, by theatre, for a full attack.
        force: Force ordered, by theatre.
        reply: 1 if the guarantor defended, by theatre.
        gain: Ground that moved, by theatre.
        treaty: Whether a treaty was signed.
    """

    orders: dict[tuple[str, str], str]
    reviewed: set[tuple[str, str]]
    best: dict[tuple[str, str], str]
    legal: dict[tuple[str, str], tuple[str, ...]]
    danger: list[float]
    believed: list[float]
    force: list[float] = field(default_factory=list)
    reply: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    treaty: bool = False


class Played:
    """A scenario ready to be played turn by turn.

    Args:
        scenario: The scenario.
        seed: Seed of all chance.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.encoded: EncodedScenario = encode_scenario(scenario)
        self.actors = list(scenario.actors)
        self.names = order_names(scenario)

    def run(self, replicate: int, turns: int) -> Iterator[Quarter]:
        """Play one run, turn by turn."""
        table = lay_table(self.encoded, self.seed, replicate, turns)
        for _ in range(turns):
            yield self.quarter(table)

    def quarter(self, table: Table, given: dict[tuple[str, str], str] | None = None) -> Quarter:
        """Play one turn; ``given`` orders replace those of the doctrines."""
        sc = self.encoded
        play.open_turn(sc, table)
        theatres = range(sc.ix[at.N_THEATRES])
        resolved = logistic(table.s[observed_belief(sc.ix[at.CHALLENGER_AT], sc.ix)])
        found = Quarter(
            {},
            set(),
            {},
            {},
            [table.s[at.DANGER + h] for h in theatres],
            [defence_expected(table.s, sc.p, sc.ix, resolved, h) for h in theatres],
        )
        for i, actor in enumerate(self.actors):
            for desk in DECIDING:
                self._decide(i, desk, table, (given or {}).get((actor, DESKS[desk])), found)
        before = [table.s[at.CONTROL + h] for h in theatres]
        treaty = table.s[at.TREATY]
        play.close_turn(sc, table)
        found.force = [table.u[at.DO_FORCE + h] for h in theatres]
        found.reply = [table.reply[h] for h in theatres]
        found.gain = [table.s[at.CONTROL + h] - before[h] for h in theatres]
        found.treaty = table.s[at.TREATY] > treaty
        return found

    def _decide(self, i: int, desk: int, table: Table, given: str | None, found: Quarter) -> None:
        key, k, sc = (self.actors[i], DESKS[desk]), desk_place(i, desk), self.encoded
        review(i, desk, sc, table)
        if table.reviewed[k] and given is None:
            consider(i, desk, sc, table)
            work, count = table.work, table.counter[at.OPTIONS]
            best = max(range(count), key=lambda option: work.utility[option])
            found.reviewed.add(key)
            found.best[key] = self.names[work.option[best]]
            found.legal[key] = tuple(self.names[work.option[option]] for option in range(count))
            play.choose(k, table)
        if given is not None:
            menu = range(sc.first_action[k], sc.first_action[k + 1])
            table.order[k] = next(a for a in menu if self.names[a] == given)
        found.orders[key] = self.names[table.order[k]]


def paired(
    played: Played, replicate: int, attack: str, at_turn: int, after: int
) -> tuple[list[Quarter], list[Quarter]]:
    """Turns after an attack that the guarantor does not answer, and after quiet.

    Both runs are the same until ``at_turn``. Then the challenger attacks in the first run, and the
    guarantor stands aside; in the second run the challenger waits.

    Args:
        played: The scenario.
        replicate: The run.
        attack: Order of the attack.
        at_turn: Turn of the attack, from 0.
        after: Number of turns after it.
    """
    table = lay_table(played.encoded, played.seed, replicate, at_turn + after + 1)
    for _ in range(at_turn):
        played.quarter(table)
    challenger = (played.scenario.challenger, DESKS[SECURITY_DESK])
    found = []
    for order in (attack, HOLD):
        own = copy_table(table)
        guarantor = played.encoded.ix[at.GUARANTOR_AT]
        own.instruction[guarantor] = STAND_ASIDE
        played.quarter(own, {challenger: order})
        own.instruction[guarantor] = table.instruction[guarantor]
        found.append([played.quarter(own) for _ in range(after)])
    return found[0], found[1]


def reactions(
    name: str, seed: int, first: int, count: int, attack: str, at_turn: int, after: int
) -> Arrays:
    """Return the orders after an attack and after quiet, [pair, side, turn, desk of an actor].

    Side 0 is the attack. An order is its place in the list of `order_names`; the desks of an actor
    stand side by side, in the order of `DESKS`.

    Args:
        name: Name of a shipped scenario.
        seed: Seed of all chance.
        first: First replicate.
        count: Number of pairs.
        attack: Order of the attack.
        at_turn: Turn of the attack, from 0.
        after: Number of turns after it.
    """
    played = Played(loaded(name), seed)
    keys = [(actor, desk) for actor in played.actors for desk in DESKS]
    found = np.zeros((count, 2, after, len(keys)), dtype=np.int16)
    for k in range(count):
        for side, turns in enumerate(paired(played, first + k, attack, at_turn, after)):
            for turn, quarter in enumerate(turns):
                found[k, side, turn] = [played.names.index(quarter.orders[key]) for key in keys]
    return {"orders": found}


def best_orders(
    name: str, seed: int, first: int, count: int, turns: int, patch: str = ""
) -> Arrays:
    """Return how often each order was the best one, and how often it could have been.

    Counted are the desks that chose anew. Both arrays have one entry for each of `role_orders`.

    Args:
        name: Name of a shipped scenario.
        seed: Seed of all chance.
        first: First replicate.
        count: Number of runs.
        turns: Turns of a run.
        patch: Name of a rule of `PATCHES` to replace; "" for none.
    """
    scenario = loaded(name)
    orders = role_orders(scenario)
    best, legal = np.zeros(len(orders), np.int64), np.zeros(len(orders), np.int64)
    with patched(patch):
        played = Played(scenario, seed)
        for replicate in range(first, first + count):
            for quarter in played.run(replicate, turns):
                for (actor, desk), order in quarter.best.items():
                    role = scenario.actors[actor].role
                    best[orders.index(f"{role}.{order}")] += 1
                    for option in quarter.legal[actor, desk]:
                        legal[orders.index(f"{role}.{option}")] += 1
    return {"best": best, "legal": legal}


def role_orders(scenario: Scenario) -> tuple[str, ...]:
    """Return every order of every role, as ROLE.ORDER."""
    roles = dict.fromkeys(actor.role for actor in scenario.actors.values())
    return tuple(f"{role}.{order}" for role in roles for order in scenario.actions[role])


def _nothing(*_: float) -> float:
    return 0.0


PATCHES: Mapping[str, tuple[str, Callable[..., float]]] = {
    "looming": ("looming", _nothing),
    "option": ("option_value", _nothing),
}
"""Rules of `sim.engine.hazard` that can be replaced: danger as it enters utility, and the value to
the challenger of being able to attack. Both become zero."""


@contextmanager
def patched(name: str) -> Iterator[None]:
    """Replace a rule while the context is open, for play in plain Python in this process."""
    if not name:
        yield
        return
    place, rule = PATCHES[name]
    before = getattr(hazard, place)
    setattr(hazard, place, rule)
    try:
        yield
    finally:
        setattr(hazard, place, before)

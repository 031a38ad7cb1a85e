"""Runs played turn by turn, with every order, review and best reply, for patterns of conduct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sim
from sim.engine import layout as at
from sim.engine import turn as play
from sim.engine.courses import desk_place
from sim.engine.decision import consider
from sim.engine.encoding import encode_scenario
from sim.engine.numbers import desk_menu
from sim.engine.perceived import defence_expected, observed_belief
from sim.engine.reviews import review
from sim.engine.table import copy_table, lay_table
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.curves import logistic
from sim.rules.danger import reply_scale
from sim.scenario import Scenario
from sim.vocabulary import DESKS, DIPLOMACY_DESK, SECURITY_DESK

SEED = 20201110
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
    """A scenario ready to be played turn by turn."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.encoded: EncodedScenario = encode_scenario(scenario)
        self.actors = list(scenario.actors)
        self.names = [
            name
            for actor in scenario.actors.values()
            for desk in DESKS
            for name in desk_menu(scenario, actor.role, desk)
        ]

    def run(self, replicate: int, turns: int) -> Iterator[Quarter]:
        """Play one run, turn by turn."""
        table = lay_table(self.encoded, SEED, replicate, turns)
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


@cache
def sample(name: str, count: int, turns: int = 20) -> tuple[tuple[Quarter, ...], ...]:
    """Runs of a shipped scenario, each as its turns."""
    played = Played(sim.load_scenario(name))
    return tuple(tuple(played.run(replicate, turns)) for replicate in range(count))


def expected_reply(quarter: Quarter, h: int) -> float:
    """Chance of a defence that the challenger expected against the force that it used."""
    return quarter.believed[h] * reply_scale(quarter.force[h])


def paired(name: str, replicate: int, at_turn: int, after: int) -> tuple[list[Any], list[Any]]:
    """Turns after a push against the client that its guarantor does not answer, and after quiet.

    Both runs are the same until ``at_turn``. Then the challenger attacks the second theatre in the
    first run, and its guarantor stands aside; in the second run the challenger waits.
    """
    played = Played(sim.load_scenario(name))
    table = lay_table(played.encoded, SEED, replicate, at_turn + after + 1)
    for _ in range(at_turn):
        played.quarter(table)
    challenger = (played.scenario.challenger, DESKS[SECURITY_DESK])
    found = []
    for order in ("border_push", "hold"):
        own = copy_table(table)
        guarantor = played.encoded.ix[at.GUARANTOR_AT]
        own.instruction[guarantor] = 0  # stand aside
        played.quarter(own, {challenger: order})
        own.instruction[guarantor] = table.instruction[guarantor]
        found.append([played.quarter(own) for _ in range(after)])
    return found[0], found[1]

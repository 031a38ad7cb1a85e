"""The effect of each difference: turns played again with one thing taken from the other record.

A record holds all that is needed to play one of its turns again. If one order, reply, state
variable or draw is replaced by that of the other record, the change in the state at the end of the
turn is the effect of that difference. This is done in both directions, A with one thing from B and
B with the same thing from A, and the mean of the two effects is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sim.engine import layout as at
from sim.engine.courses import desk_place, expect_courses, open_run
from sim.engine.draws import open_stream, uniform
from sim.engine.encoding import encode_scenario, menu_places
from sim.engine.forecast import copy_state, foresee
from sim.engine.table import lay_table
from sim.engine.turn import adjudicate, open_turn, update
from sim.engine.vectors import EncodedScenario, Table
from sim.narrative.divergence.pair import RecordPair
from sim.narrative.divergence.wiring import Wiring
from sim.record import Record
from sim.scenario import Scenario, from_document
from sim.vocabulary import DESKS, DRAW_ATTRIBUTION, OWN, REPLIES


class Swap(NamedTuple):
    """The one thing that is taken from the other record.

    `kind` is "order" (of the desk `desk` of the actor `of`), "state" (the variable at path `of`),
    "reply", "luck" (all draws), or "" for nothing.
    """

    kind: str = ""
    of: str = ""
    desk: str = ""


@dataclass(frozen=True)
class Side:
    """One record with all that is needed to play its turns again."""

    record: Record
    scenario: Scenario
    encoded: EncodedScenario
    table: Table
    wiring: Wiring

    @classmethod
    def of(cls, record: Record, wiring: Wiring) -> Side:
        """Build the side of a record from its own scenario."""
        scenario = from_document(dict(record.scenario))
        encoded = encode_scenario(scenario)
        table = lay_table(encoded, record.seed, record.replicate, record.turns)
        return cls(record, scenario, encoded, table, wiring)

    @cached_property
    def actors(self) -> list[str]:
        """Actors in the order of the encoded scenario."""
        return list(self.scenario.actors)

    @cached_property
    def menus(self) -> dict[tuple[str, str], dict[str, int]]:
        """Place of every action in the encoded scenario, by actor and desk, and by name."""
        first = self.encoded.first_action
        return {
            (actor, name): menu_places(self.scenario, actor, desk, first)
            for actor in self.actors
            for desk, name in enumerate(DESKS)
        }

    def open(self, turn: int) -> list[float]:
        """Lay a turn on the table as its seats found it; return the state that they read."""
        t, before = self.table, self.record.initial
        if turn:
            before = self.record.turns_played[turn - 1].state
        for path, number in zip(self.record.columns, before, strict=True):
            t.s[self.wiring.places[path]] = number
        t.stream[:] = open_stream(*self.record.chance(turn, opening=True))
        t.counter[at.TURN] = turn
        t.private[at.RESOLVE] = self.record.resolve
        self._expect(turn)
        open_turn(self.encoded, t)
        return list(t.s)

    def _expect(self, turn: int) -> None:
        """Write what everybody expects in a turn: that the courses of the turn before go on."""
        sc, t = self.encoded, self.table
        if turn == 0:
            open_run(sc, t)
            return
        for actor in self.actors:
            for desk in DESKS:
                self.order(actor, desk, self.record.turns_played[turn - 1].orders[actor].of(desk))
        drawn = uniform(t.stream, turn - 1, 0, DRAW_ATTRIBUTION)
        t.private[at.ATTRIBUTED] = 1.0 if drawn < sc.p[at.ATTRIBUTION] else 0.0
        expect_courses(sc, t)

    def order(self, actor: str, desk: str, taken: str) -> None:
        """Set an order of a desk of an actor, by its name on this side's menu."""
        k = desk_place(self.actors.index(actor), DESKS.index(desk))
        self.table.order[k] = self.menus[actor, desk].get(taken, self.encoded.first_action[k])

    def instruct(self, record: Record, turn: int) -> None:
        """Set the replies to attacks as in a record; without one, the engine decides the reply."""
        for actor, order in record.turns_played[turn].orders.items():
            reply = REPLIES.index(order.reply) if order.reply else OWN
            self.table.instruction[self.actors.index(actor)] = reply


@dataclass(frozen=True)
class Swaps:
    """Plays turns of two records with one thing swapped."""

    pair: RecordPair
    wiring: Wiring

    @cached_property
    def _sides(self) -> tuple[Side, Side]:
        one, other = (Side.of(r, self.wiring) for r in (self.pair.first, self.pair.second))
        return one, other

    @cached_property
    def _played(self) -> dict[tuple[int, int, Swap], list[float]]:
        return {}

    @cached_property
    def _opened(self) -> dict[tuple[int, int], list[float]]:
        return {}

    def part(self, path: str, turn: int, swap: Swap) -> float:
        """How much a difference adds to the gap (first minus second) at the end of a turn."""
        place = self.wiring.places[path]
        return self._mean(lambda which, taken: self._close(which, turn, taken)[place], swap)

    def part_of_term(self, term: str, actor: str, turn: int, path: str) -> float:
        """How much a difference in a state variable adds to the gap in a term, in utils."""
        place = self.wiring.term_place(term, actor)
        if place is None or place >= at.TERM_COUNT:
            return 0.0
        return self._mean(
            lambda which, taken: self._foreseen(which, turn, actor, taken)[place],
            Swap("state", path),
        )

    @staticmethod
    def _mean(result: Callable[[int, Swap], float], swap: Swap) -> float:
        lost = result(0, Swap()) - result(0, swap)
        gained = result(1, swap) - result(1, Swap())
        return (lost + gained) / 2

    def opened(self, which: int, turn: int) -> list[float]:
        """State that the seats of one record (0 first, 1 second) read in a turn."""
        if (which, turn) not in self._opened:
            self._opened[which, turn] = self._sides[which].open(turn)
        return self._opened[which, turn]

    def gap(self, path: str, turn: int) -> float:
        """Gap (first minus second) in a state variable as the seats read it in a turn."""
        place = self.wiring.places[path]
        return self.opened(0, turn)[place] - self.opened(1, turn)[place]

    def _lay(self, which: int, turn: int, swap: Swap) -> Side:
        """Lay a turn on the table of one record, with one thing from the other."""
        other = self._sides[1 - which].record
        taken = self.opened(1 - which, turn)
        side = self._sides[which]
        side.open(turn)
        if swap.kind == "state":
            place = self.wiring.places[swap.of]
            side.table.s[place] = taken[place]
        for actor, order in side.record.turns_played[turn].orders.items():
            for desk in DESKS:
                swapped = swap == ("order", actor, desk)
                ordered = other.turns_played[turn].orders[actor] if swapped else order
                side.order(actor, desk, ordered.of(desk))
        side.instruct(other if swap.kind == "reply" else side.record, turn)
        drawn = other if swap.kind == "luck" else side.record
        side.table.stream[:] = open_stream(*drawn.chance(turn))
        return side

    def _close(self, which: int, turn: int, swap: Swap) -> list[float]:
        key = (which, turn, swap)
        if key not in self._played:
            side = self._lay(which, turn, swap)
            adjudicate(side.encoded, side.table)
            update(side.encoded, side.table)
            self._played[key] = list(side.table.s)
        return self._played[key]

    def _foreseen(self, which: int, turn: int, actor: str, swap: Swap) -> list[float]:
        """Terms of an actor's utility after the orders of a turn."""
        side = self._lay(which, turn, swap)
        sc, t, i = side.encoded, side.table, side.actors.index(actor)
        adjudicate(sc, t)
        copy_state(sc.ix, t.s, t.work.nxt)
        foresee(
            i, sc.needs[i], t.s, t.u, t.reply, sc.p, sc.ix, t.calm, 1.0, t.private[at.RESOLVE],
            t.work.nxt, t.work.led, t.work.term,
        )  # fmt: skip
        return list(t.work.term)

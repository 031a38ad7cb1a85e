"""Dependencies between the blocks of an actor's projection, derived by watching the blocks run.

An actor weighs a dozen orders a turn, and each order changes a few channels. The actor first
projects what happens if it does nothing. For each order it then computes again only some blocks:
those that the order's channels reach, directly or through other blocks, and that its utility reads.
After that it restores the places that these blocks have written.

These dependencies are not written by hand. Each block runs alone on vectors that note which places
are read and which are written. A block feeds another if it writes a place that the other reads.
The places depend on the roles and ties of the scenario and not on its numbers, so they are derived
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sim.engine import layout as at
from sim.engine.appraisal import appraise
from sim.engine.layout import Vector
from sim.engine.transition import BASE, TIE, transition
from sim.engine.value import value

Place = tuple[str, int]
"""Name of a vector, as in ``transition``, and a place in this vector."""
Changes = tuple[frozenset[int], frozenset[int]]
"""Places of the state, then places of the ledger."""
PATTERNS = (0.1, 0.9)
"""Values for the watched runs: in each run every number has the same value.

The places that a block reads should not depend on the values. A small and a large value are both
tried in case a block does ask whether a share is small or large.
"""


class Watched(list[float]):
    """A vector that notes which places are read before they are written, and which are written."""

    def __init__(self, numbers: Iterable[float]) -> None:
        super().__init__(numbers)
        self.read: set[int] = set()
        self.written: set[int] = set()

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        if place not in self.written:
            self.read.add(place)
        return super().__getitem__(place)

    def __setitem__(self, place, number) -> None:  # type: ignore[no-untyped-def]
        self.written.add(place)
        super().__setitem__(place, number)


class Flow(NamedTuple):
    """Places that a part of a projection reads, and places that it writes."""

    reads: frozenset[Place]
    writes: frozenset[Place]

    def feeds(self, other: Flow) -> bool:
        """Whether the other part reads a place that this part writes."""
        return not self.writes.isdisjoint(other.reads)


class Dataflow:
    """Dependencies between the blocks of one actor's projection.

    Args:
        actor: Place of the actor.
        ix: Links of the scenario.

    Attributes:
        flows: Places that each block reads and writes, by the block's bit.
        needed: Bits of all blocks that the actor's utility reads, directly or through others.
    """

    def __init__(self, actor: int, ix: Sequence[int]) -> None:
        self.flows = {block: watch_block(block, actor, ix) for block in blocks_of(ix)}
        utility = watch_value(actor, ix)
        feeds = {
            block: self._bits(flow.feeds(other) for other in self.flows.values())
            for block, flow in self.flows.items()
        }
        self._reached = {block: _closure(block, feeds) for block in feeds}
        read = self._bits(flow.feeds(utility) for flow in self.flows.values())
        self.needed = self._bits(bool(reached & read) for reached in self._reached.values())
        self._readers: dict[Place, int] = {}
        for block, flow in self.flows.items():
            for place in flow.reads:
                self._readers[place] = self._readers.get(place, 0) | self._reached[block]
        self._written: dict[int, Changes] = {}

    def _bits(self, chosen: Iterable[bool]) -> int:
        """Bit set of the chosen blocks; ``chosen`` has one yes or no per block, in their order."""
        return sum(block for block, taken in zip(self.flows, chosen, strict=True) if taken)

    def touched(self, slots: Iterable[int], theatre: int = at.NONE) -> int:
        """Bit set of the blocks that a change in these channels reaches, directly or indirectly.

        An attack on a theatre (NONE: no attack) also changes the reply that is expected there.
        """
        places: list[Place] = [("u", slot) for slot in slots]
        if theatre >= 0:
            places.append(("reply", theatre))
        found = 0
        for place in places:
            found |= self._readers.get(place, 0)
        return found

    def written(self, blocks: int) -> Changes:
        """Places of the state and of the ledger that these blocks write."""
        if blocks not in self._written:
            places = [
                place
                for block, flow in self.flows.items()
                if blocks & block
                for place in flow.writes
            ]
            self._written[blocks] = (
                frozenset(k for vector, k in places if vector == "nxt"),
                frozenset(k for vector, k in places if vector == "led"),
            )
        return self._written[blocks]


def _closure(start: int, edges: dict[int, int]) -> int:
    found, fresh = start, start
    while fresh:
        reached = 0
        for block, following in edges.items():
            if fresh & block:
                reached |= following
        fresh = reached & ~found
        found |= reached
    return found


@lru_cache(maxsize=64)
def dataflows(ix: tuple[int, ...]) -> tuple[Dataflow, ...]:
    """Return the dataflow of every actor, for these links."""
    return tuple(Dataflow(actor, ix) for actor in range(ix[at.N_ACTORS]))


def blocks_of(ix: Sequence[int]) -> list[int]:
    """Bits of the blocks that exist in a scenario with these links."""
    bits = [1 << k for k in range(TIE.bit_length() - 1)]
    return bits + [first << e for first in (TIE, BASE) for e in range(ix[at.N_TIES])]


class _Projection:
    """Watched vectors of a projection in which every number is the same."""

    def __init__(self, number: float) -> None:
        self.s = Watched([number] * at.STATE_SIZE)
        self.u = Watched([number] * at.CHANNEL_COUNT)
        self.reply = Watched([number] * at.MAX_THEATRES)
        self.nxt = Watched(self.s)
        self.led = Watched([number] * at.LEDGER_SIZE)
        self.p: Vector = [number] * at.NUMBERS_SIZE
        self.number = number

    def flow(self) -> Flow:
        """Places that were read and written since the vectors were made."""
        vectors = {"u": self.u, "reply": self.reply, "nxt": self.nxt, "led": self.led}
        return Flow(
            frozenset((name, k) for name, vector in vectors.items() for k in vector.read),
            frozenset((name, k) for name, vector in vectors.items() for k in vector.written),
        )


def watch_block(block: int, actor: int, ix: Sequence[int]) -> Flow:
    """Places that one block reads and writes in an actor's projection."""
    links, calm = list(ix), [0.0] * at.NOISE_SIZE
    found = []
    for number in PATTERNS:
        x = _Projection(number)
        transition(block, actor, x.s, x.u, x.reply, x.p, links, 1.0, calm, number, x.nxt, x.led)
        appraise(block, actor, x.u, x.nxt, x.led, x.p, links, 1.0)
        found.append(x.flow())
    return _together(found)


def watch_value(actor: int, ix: Sequence[int]) -> Flow:
    """Places of a projection that the utility of an actor reads."""
    links, term = list(ix), [0.0] * at.TERM_COUNT
    found = []
    for number in PATTERNS:
        x = _Projection(number)
        value(actor, x.s, x.nxt, x.led, x.p, links, number, term)
        found.append(x.flow())
    return _together(found)


def _together(flows: Sequence[Flow]) -> Flow:
    reads, writes = zip(*flows, strict=True)
    return Flow(frozenset().union(*reads), frozenset().union(*writes))


def find_changes(
    flows: Sequence[Dataflow], first_action: Sequence[int], touches: Sequence[int]
) -> dict[str, list[int]]:
    """Return the lists ``changed_*`` and ``saved_*`` of an encoded scenario, by name.

    ``changed_*`` holds the places that each action changes, ``saved_*`` the places that any action
    of each desk changes. The state places of action (or desk) k begin in the ``*_place`` list at
    entry 2k of the ``*_first`` list, its ledger places at entry 2k + 1.

    Args:
        flows: Dataflow of every actor.
        first_action: Place of the first action of every desk, and the number of all actions.
        touches: Bit set of the blocks that each action reaches.
    """
    changed: list[Changes] = []
    saved: list[Changes] = []
    for k in range(len(first_action) - 1):
        flow = flows[k // at.DESK_COUNT]
        orders = range(first_action[k], first_action[k + 1])
        own = [flow.written(touches[a] & flow.needed) for a in orders]
        changed += own
        states, ledgers = zip(*own, strict=True)
        saved.append((frozenset().union(*states), frozenset().union(*ledgers)))
    changed_first, changed_place = _listed(changed)
    saved_first, saved_place = _listed(saved)
    return {
        "changed_first": changed_first,
        "changed_place": changed_place,
        "saved_first": saved_first,
        "saved_place": saved_place,
    }


def _listed(changes: list[Changes]) -> tuple[list[int], list[int]]:
    first, places = [0], []
    for kinds in changes:
        for kind in kinds:
            places += sorted(kind)
            first.append(len(places))
    return first, places

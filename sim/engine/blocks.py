"""Blocks: the parts of a turn's arithmetic, what feeds each, and so what an order can change.

A seat weighs a dozen orders a turn, and each touches a few channels. What follows from the others'
efforts is worked out once; for each order only the blocks are redone that its channels feed,
directly or through other blocks, and that the actor's utility reads. A set of blocks is a bit set.
The sets are worked out when the board is built; a test holds the result against doing everything
every time.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.engine import layout as at
from sim.vocabulary import CHALLENGER, DEFENDER, GUARANTOR, SPONSOR, SUITOR

GROUND = 1 << 0
PEACE = 1 << 1
OFFERS = 1 << 2
SIGNAL = 1 << 3
TENSION_BLOCK = 1 << 4
STANDINGS = 1 << 5
ARMS, CADRES, ALIGNMENT, FREEDOM = 1 << 6, 1 << 8, 1 << 10, 1 << 12
"""Blocks a client has one of: the challenger's bit; the defender's is the next one."""
SECURITY = 1 << 14
THREAT = 1 << 15
COVERT = 1 << 16
RED_LINES = 1 << 17
TIE = 1 << 18
"""Block of the first tie; tie ``e`` has ``TIE << e``."""
EVERY_STATE = (
    GROUND
    | COVERT
    | RED_LINES
    | PEACE
    | OFFERS
    | SIGNAL
    | TENSION_BLOCK
    | STANDINGS
    | 3 * ARMS
    | 3 * CADRES
    | 3 * ALIGNMENT
    | TIE * ((1 << at.MAX_TIES) - 1)
)
"""All blocks that write state; the referee needs no others."""
EVERYTHING = EVERY_STATE | 3 * FREEDOM | SECURITY | THREAT


class Wiring:
    """What feeds what in one scenario."""

    def __init__(self, ix: list[int]) -> None:
        self._ix = ix
        self._ties = range(ix[at.N_TIES])
        self._feeds = self._wire()

    def touched(self, slots: Iterable[int]) -> int:
        """All blocks that a change in these channels reaches."""
        found = 0
        for slot in slots:
            found |= self._entry(slot)
        return self._closure(found, self._feeds)

    def needed(self, actor: int) -> int:
        """All blocks that an actor's utility reads, directly or through other blocks."""
        sources: dict[int, int] = {}
        for block, following in self._feeds.items():
            for other in self._feeds:
                if following & other:
                    sources[other] = sources.get(other, 0) | block
        return self._closure(self._read(actor), sources)

    @staticmethod
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

    def _side(self, client: int) -> int:
        return 0 if client == self._ix[at.CHALLENGER_AT] else 1

    def _wire(self) -> dict[int, int]:
        ix = self._ix
        guarantee, sponsorship = TIE << ix[at.GUARANTEE], 0
        if ix[at.SPONSORSHIP] >= 0:
            sponsorship = TIE << ix[at.SPONSORSHIP]
        fought = PEACE | 3 * ARMS | guarantee | SIGNAL | TENSION_BLOCK | STANDINGS | ALIGNMENT
        feeds = {
            GROUND: fought,
            COVERT: sponsorship | TENSION_BLOCK,
            RED_LINES: SECURITY,
            PEACE: SECURITY,
            OFFERS: SECURITY,
            SIGNAL: 3 * ALIGNMENT | SECURITY,
            TENSION_BLOCK: 0,
            STANDINGS: 0,
            SECURITY: 0,
            THREAT: 0,
        }
        for side in (0, 1):
            feeds[ARMS << side] = SECURITY
            feeds[CADRES << side] = (ALIGNMENT << side) | (FREEDOM << side) | THREAT
            feeds[ALIGNMENT << side] = (FREEDOM << side) | SECURITY | THREAT
            feeds[FREEDOM << side] = 0
        for e in self._ties:
            side = self._side(ix[at.CLIENT + e])
            reached = (ALIGNMENT << side) | (FREEDOM << side) | SECURITY | THREAT
            if ix[at.ADVERSARY_TIE + e] >= 0:
                reached |= ALIGNMENT << (1 - side)
            if e == ix[at.GUARANTEE]:
                reached |= SIGNAL
            if e == ix[at.SPONSORSHIP]:
                reached |= TENSION_BLOCK
            feeds[TIE << e] = reached
        return feeds

    def _entry(self, slot: int) -> int:
        """Blocks that read a channel."""
        for first, size, blocks in (
            (at.DO_FORCE, at.MAX_THEATRES, GROUND),
            (at.DO_PROVOKE, at.MAX_THEATRES, GROUND | PEACE),
            (at.DO_COVERT, at.MAX_THEATRES, GROUND | COVERT),
            (at.DO_MEDIATE, at.MAX_THEATRES, 0),
            (at.DO_REDLINE, at.MAX_THEATRES, RED_LINES),
            (at.DO_MISSION, at.MAX_THEATRES, PEACE),
            (at.DO_BRACE, at.MAX_ACTORS, GROUND),
            (at.DO_CONSOLIDATE, at.MAX_ACTORS, STANDINGS),
            (at.DO_SETTLE, at.MAX_ACTORS, OFFERS | STANDINGS),
            (at.DO_DEAL, 1, TENSION_BLOCK),
            (at.DO_END_MANDATE, 1, PEACE),
        ):
            if first <= slot < first + size:
                return blocks
        return self._tie_entry(slot) or self._actor_entry(slot)

    def _tie_entry(self, slot: int) -> int:
        ix = self._ix
        for e in self._ties:
            side = self._side(ix[at.CLIENT + e])
            tie = TIE << e
            told = SIGNAL if e == ix[at.GUARANTEE] else 0
            entries = {
                at.DO_ARM: tie | (ARMS << side),
                at.DO_TECH: tie | (ARMS << side),
                at.DO_CADRE: CADRES << side,
                at.DO_SOFT: ALIGNMENT << side,
                at.DO_RESTRAIN: GROUND,
                at.DO_PLEDGE: tie | told,
                at.DO_DEPLOY: tie | told | (TENSION_BLOCK if told else 0),
                at.DO_ALIGN: ALIGNMENT << side,
                at.DO_GRANT: tie,
            }
            if slot - e in entries:
                return entries[slot - e]
        return 0

    def _actor_entry(self, slot: int) -> int:
        ix = self._ix
        for i in range(ix[at.N_ACTORS]):
            client = ix[at.ROLE + i] in (CHALLENGER, DEFENDER)
            side = self._side(i)
            pressed = STANDINGS | ((ALIGNMENT << side) if client else 0)
            if ix[at.ROLE + i] == SPONSOR:
                pressed |= TENSION_BLOCK | (TIE << ix[at.SPONSORSHIP])
            entries = {
                at.DO_INVEST: (ARMS << side) if client else 0,
                at.DO_PURGE: (CADRES << side) if client else 0,
                at.DO_PRESS: pressed,
            }
            if slot - i in entries:
                return entries[slot - i]
        return 0

    def _read(self, actor: int) -> int:
        """Blocks that an actor's utility reads itself."""
        ix = self._ix
        role = ix[at.ROLE + actor]
        sponsorship = TIE << ix[at.SPONSORSHIP] if ix[at.SPONSORSHIP] >= 0 else 0
        if role == GUARANTOR:
            return EVERYTHING & ~(3 * FREEDOM)
        if role == SPONSOR:
            return ALIGNMENT | CADRES | sponsorship | GROUND | STANDINGS | TENSION_BLOCK | SECURITY
        if role == SUITOR:
            return 3 * ALIGNMENT | GROUND | OFFERS | sponsorship
        side = self._side(actor)
        return (
            GROUND
            | PEACE
            | OFFERS
            | SECURITY
            | STANDINGS
            | TENSION_BLOCK
            | (FREEDOM << side)
            | (CADRES << side)
            | (TIE << ix[at.GUARANTEE])
        )

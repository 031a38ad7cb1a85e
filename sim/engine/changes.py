"""Which places of a projection each order changes, found by watching a projection being made.

A seat that weighs its orders projects doing nothing once; an order's projection starts from there,
redoes some blocks, and is then undone place by place. The places are those that the blocks write,
whatever the numbers, so they are found once when the board is built.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.forecast import foresee

if TYPE_CHECKING:
    from sim.engine.layout import Links, Vector

Changes = tuple[set[int], set[int]]
"""Places of the state and of the ledger."""


class _Watched(list[float]):
    """A vector that notes which places are written."""

    def __init__(self, numbers: Iterable[float]) -> None:
        super().__init__(numbers)
        self.written: set[int] = set()

    def __setitem__(self, place, number) -> None:  # type: ignore[no-untyped-def]
        self.written.add(place)
        super().__setitem__(place, number)


def places_written(actor: int, blocks: int, p: Vector, ix: Links) -> Changes:
    """Places that redoing ``blocks`` of a projection writes, when ``actor`` makes it."""
    start = list(p[at.START : at.START + at.STATE_SIZE])
    nxt, led = _Watched(start), _Watched([0.0] * at.LEDGER_SIZE)
    efforts, calm = [0.0] * at.CHANNEL_COUNT, [0.0] * at.NOISE_SIZE
    reply, term = [0.0] * at.MAX_THEATRES, [0.0] * at.TERM_COUNT
    foresee(actor, blocks, start, efforts, reply, p, ix, calm, 1.0, 0.5, nxt, led, term)
    return nxt.written, led.written


def find_changes(
    p: Vector, ix: Links, needs: Links, first_action: Links, touches: Links
) -> dict[str, list[int]]:
    """The board's ``changed_*`` and ``saved_*``: what an order changes, and what any of a seat's.

    Entry 2k of a ``*_first`` list is where the state places of action (or actor) k begin in the
    ``*_place`` list, entry 2k + 1 where its ledger places begin.
    """
    changed: list[Changes] = []
    saved: list[Changes] = []
    for i in range(ix[at.N_ACTORS]):
        orders = range(first_action[i], first_action[i + 1])
        own = [places_written(i, touches[a] & needs[i], p, ix) for a in orders]
        changed += own
        states, ledgers = (set().union(*places) for places in zip(*own, strict=True))
        saved.append((states, ledgers))
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

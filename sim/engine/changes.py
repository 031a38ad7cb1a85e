"""Which places of a projection each order changes, found by watching a projection being made.

A seat that weighs its orders projects doing nothing once; an order's projection starts from there,
redoes some blocks, and is then undone place by place. The places are those that the blocks write,
whatever the numbers, so they are found once when the board is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sim.engine import layout as at
from sim.engine.forecast import foresee

Changes = tuple[set[int], set[int]]
"""Places of the state and of the ledger."""
SOME_NUMBER = 0.5
"""Stands for every number while a projection is watched: which, makes no difference."""


class _Watched(list[float]):
    """A vector that notes which places are written."""

    def __init__(self, numbers: Iterable[float]) -> None:
        super().__init__(numbers)
        self.written: set[int] = set()

    def __setitem__(self, place, number) -> None:  # type: ignore[no-untyped-def]
        self.written.add(place)
        super().__setitem__(place, number)


def places_written(actor: int, blocks: int, ix: Sequence[int]) -> Changes:
    """Places that redoing ``blocks`` of a projection writes, when ``actor`` makes it."""
    links = list(ix)
    p, s = _numbers(at.NUMBERS_SIZE), _numbers(at.STATE_SIZE)
    nxt, led = _Watched(s), _Watched(_numbers(at.LEDGER_SIZE))
    u, reply = _numbers(at.CHANNEL_COUNT), _numbers(at.MAX_THEATRES)
    calm, term = [0.0] * at.NOISE_SIZE, [0.0] * at.TERM_COUNT
    foresee(actor, blocks, s, u, reply, p, links, calm, 1.0, SOME_NUMBER, nxt, led, term)
    return nxt.written, led.written


def _numbers(count: int) -> list[float]:
    return [SOME_NUMBER] * count


def find_changes(
    ix: Sequence[int], needs: Sequence[int], first_action: Sequence[int], touches: Sequence[int]
) -> dict[str, list[int]]:
    """The board's ``changed_*`` and ``saved_*``: what an order changes, and what any of a seat's.

    Entry 2k of a ``*_first`` list is where the state places of action (or actor) k begin in the
    ``*_place`` list, entry 2k + 1 where its ledger places begin.
    """
    found = _find(tuple(ix), tuple(needs), tuple(first_action), tuple(touches))
    return {name: list(places) for name, places in found}


@lru_cache(maxsize=64)
def _find(
    ix: tuple[int, ...],
    needs: tuple[int, ...],
    first_action: tuple[int, ...],
    touches: tuple[int, ...],
) -> tuple[tuple[str, list[int]], ...]:
    changed: list[Changes] = []
    saved: list[Changes] = []
    for i in range(ix[at.N_ACTORS]):
        orders = range(first_action[i], first_action[i + 1])
        own = [places_written(i, touches[a] & needs[i], ix) for a in orders]
        changed += own
        states, ledgers = (set().union(*places) for places in zip(*own, strict=True))
        saved.append((states, ledgers))
    changed_first, changed_place = _listed(changed)
    saved_first, saved_place = _listed(saved)
    return (
        ("changed_first", changed_first),
        ("changed_place", changed_place),
        ("saved_first", saved_first),
        ("saved_place", saved_place),
    )


def _listed(changes: list[Changes]) -> tuple[list[int], list[int]]:
    first, places = [0], []
    for kinds in changes:
        for kind in kinds:
            places += sorted(kind)
            first.append(len(places))
    return first, places

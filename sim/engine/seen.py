"""What a desk reads of the state and of the numbers when it chooses, found by watching it choose.

Runs are copied into the lanes of the spare group for every choice (see ``gathering``). Copying
takes time, so only the places that the desk reads are copied. They follow from the doctrine, from
the roles and ties of the scenario and from its menus, and not from its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sim.engine import layout as at
from sim.engine.courses import other_desk
from sim.engine.dataflow import PATTERNS
from sim.engine.decision import consider
from sim.engine.table import lay_table
from sim.engine.vectors import EncodedScenario


class ReadList(list[float]):
    """A vector that notes which places are read."""

    def __init__(self, numbers: Iterable[float]) -> None:
        super().__init__(numbers)
        self.read: set[int] = set()

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        self.read.add(place)
        return super().__getitem__(place)


def with_what_desks_read(encoded: EncodedScenario) -> EncodedScenario:
    """Return the scenario with lists of the places that each desk reads in place of longer ones."""
    fields = {name: part for name, part in encoded._asdict().items() if name != "p"}
    frozen = tuple((name, tuple(part)) for name, part in fields.items())
    lists: Any = _what_desks_read(frozen)
    return encoded._replace(**lists)


@lru_cache(maxsize=64)
def _what_desks_read(fields: tuple[tuple[str, tuple[Any, ...]], ...]) -> dict[str, list[int]]:
    sc = EncodedScenario(p=[], **{name: list(part) for name, part in fields})
    seen_first, seen_place, read_first, read_place = [0], [], [0], []
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        state, numbers = watch_desk(k, sc)
        seen_place += sorted(state)
        read_place += sorted(numbers)
        seen_first.append(len(seen_place))
        read_first.append(len(read_place))
    return {
        "seen_first": seen_first,
        "seen_place": seen_place,
        "read_first": read_first,
        "read_place": read_place,
    }


def watch_desk(k: int, sc: EncodedScenario) -> tuple[set[int], set[int]]:
    """Return the places of the state, and of the numbers, that the desk at place ``k`` reads.

    It chooses among all orders of its menu. A projection starts as a copy of the state, so what is
    read of a projection counts as read of the state.
    """
    i, desk = divmod(k, at.DESK_COUNT)
    state, numbers = set[int](), set[int]()
    links = list(sc.ix)
    links[at.N_PLACES] = 0  # What is only copied is not read.
    for number in PATTERNS:
        p, s, nxt = (
            ReadList([number] * size) for size in (at.NUMBERS_SIZE, at.STATE_SIZE, at.STATE_SIZE)
        )
        table = lay_table(sc._replace(p=[number] * at.NUMBERS_SIZE), 0, 0, 1)
        table = table._replace(s=s, holding=[-1] * at.MAX_ACTORS, work=table.work._replace(nxt=nxt))
        table.counter[at.OTHER] = sc.first_action[other_desk(i, desk)]
        first = [0] * len(sc.seen_first)
        consider(i, desk, sc._replace(p=p, ix=links, seen_first=first), table)
        state |= s.read | nxt.read
        numbers |= p.read
    return state, numbers

"""What a desk is said to read is all that it reads: with the rest spoilt, it chooses the same."""

from __future__ import annotations

from math import nan

import pytest

from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.decision import consider
from sim.engine.reviews import set_other
from sim.engine.seen import with_what_desks_read
from sim.engine.table import copy_table
from sim.engine.turn import open_turn, play_turn
from sim.vocabulary import DOCTRINES
from tests.engine.pencil import Sandbox

SCRIPT = {
    "kind": "script",
    "rules": [{"when": "world.tension > 0.0", "order": "hold"}],
    "otherwise": "hold",
    "reply": "own",
}
TURNS = 3


def box_of(doctrine: str) -> Sandbox:
    """A quarrel some turns after its start, with every desk on one doctrine."""
    named = {"script": "scripted", "fixed": "fixed:hold"}.get(doctrine, doctrine)
    box = Sandbox(changes={"doctrines.scripted": SCRIPT})
    seats = {f"actors.{actor}.doctrine": named for actor in box.cast.actors}
    box = Sandbox(changes={"doctrines.scripted": SCRIPT, **seats})
    for _ in range(TURNS):
        play_turn(box.encoded, box.table)
    open_turn(box.encoded, box.table)
    return box


@pytest.mark.parametrize("doctrine", DOCTRINES)
def test_a_desk_does_not_read_what_is_not_listed(doctrine: str) -> None:
    box = box_of(doctrine)
    sc = with_what_desks_read(box.encoded)
    for i in range(len(box.cast.actors)):
        for desk in range(at.DESK_COUNT):
            k = desk_place(i, desk)
            set_other(i, desk, sc, box.table)
            plain, spoilt = copy_table(box.table), copy_table(box.table)
            seen = set(sc.seen_place[sc.seen_first[k] : sc.seen_first[k + 1]])
            read = set(sc.read_place[sc.read_first[k] : sc.read_first[k + 1]])
            spoilt.s[:] = [x if place in seen else nan for place, x in enumerate(spoilt.s)]
            spoilt.work.nxt[:] = [nan] * at.STATE_SIZE
            numbers = [x if place in read else nan for place, x in enumerate(sc.p)]
            consider(i, desk, box.encoded, plain)
            consider(i, desk, sc._replace(p=numbers), spoilt)
            count = plain.counter[at.OPTIONS]
            assert spoilt.counter[at.OPTIONS] == count
            assert list(spoilt.work.option[:count]) == list(plain.work.option[:count])
            assert list(spoilt.work.utility[:count]) == list(plain.work.utility[:count])
            assert list(spoilt.work.weight[:count]) == list(plain.work.weight[:count])


def test_much_is_not_read() -> None:
    """Otherwise the lists would be of no use."""
    box = Sandbox()
    sc = with_what_desks_read(box.encoded)
    desks = len(box.cast.actors) * at.DESK_COUNT
    assert len(sc.seen_place) < 2 / 3 * len(box.encoded.seen_place)
    assert len(sc.read_place) < 1 / 2 * len(box.encoded.read_place)
    assert len(sc.seen_first) == len(sc.read_first) == desks + 1


def test_the_numbers_of_a_scenario_do_not_change_what_is_read() -> None:
    first = with_what_desks_read(Sandbox().encoded)
    second = with_what_desks_read(Sandbox(changes={"parameters.patience": 0.5}).encoded)
    assert first.seen_place == second.seen_place
    assert first.read_place == second.read_place

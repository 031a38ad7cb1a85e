"""What an order reaches in a projection is derived, so it can be redone alone and undone."""

from __future__ import annotations

import random

import pytest

from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.dataflow import dataflows
from sim.engine.forecast import copy_state, foresee
from sim.engine.transition import EVERYTHING
from sim.engine.weighing import save, undo
from tests.engine.pencil import Sandbox, pencil
from tests.engine.quarrels import QUARRELS, channels, quarrel


@pytest.fixture(params=QUARRELS)
def box(request: pytest.FixtureRequest) -> Sandbox:
    return Sandbox(quarrel(request.param))


def shaken(box: Sandbox, chance: random.Random) -> None:
    """Put the state and what is expected anywhere within the ranges of shares."""
    for place in box.places.values():
        box.table.s[place] = chance.random()
    box.table.work.u[:] = [chance.random() for _ in range(at.CHANNEL_COUNT)]
    box.table.work.reply[:] = [chance.random() for _ in range(at.MAX_THEATRES)]


def foresee_blocks(box: Sandbox, actor: int, blocks: int) -> float:
    encoded, table = box.encoded, box.table
    work = table.work
    return foresee(
        actor,
        blocks,
        table.s,
        work.u,
        work.reply,
        encoded.p,
        encoded.ix,
        table.calm,
        1.2,
        0.8,
        work.nxt,
        work.led,
        work.term,
    )


def anew(box: Sandbox, actor: int) -> tuple[list[float], list[float]]:
    """The whole projection of an actor and its ledger, worked out from the beginning."""
    copy_state(box.encoded.ix, box.table.s, box.table.work.nxt)
    foresee_blocks(box, actor, EVERYTHING)
    return list(box.table.work.nxt), list(box.table.work.led)


def test_undone_orders_leave_the_projection_of_doing_nothing(box: Sandbox) -> None:
    encoded, work, chance = box.encoded, box.table.work, random.Random(4)
    for i in range(len(box.cast.actors)):
        shaken(box, chance)
        work.nxt[:] = box.table.s
        foresee_blocks(box, i, encoded.needs[i])
        nxt, led = list(work.nxt), list(work.led)
        for desk in range(at.DESK_COUNT):
            k, moved = desk_place(i, desk), 0
            save(k, encoded, work)
            for a in range(encoded.first_action[k], encoded.first_action[k + 1]):
                kept = list(work.u)
                work.u[:] = [chance.random() for _ in range(at.CHANNEL_COUNT)]
                foresee_blocks(box, i, encoded.touches[a] & encoded.needs[i])
                moved += list(work.nxt) != nxt
                undo(a, encoded, work)
                work.u[:] = kept
                assert list(work.nxt) == nxt
                assert list(work.led) == led
            assert moved, "some order changes something"


def moved(one: list[float], other: list[float]) -> set[int]:
    return {k for k, (a, b) in enumerate(zip(one, other, strict=True)) if a != b}


def test_what_a_channel_or_a_reply_moves_is_among_what_it_reaches(box: Sandbox) -> None:
    chance, flows = random.Random(5), dataflows(tuple(box.encoded.ix))
    work, found = box.table.work, 0
    for i, flow in enumerate(flows):
        shaken(box, chance)
        nxt, led = anew(box, i)
        inputs = [(work.u, slot, flow.touched([slot])) for slot in channels(box.cast)]
        inputs += [(work.reply, h, flow.touched([], h)) for h in range(len(box.cast.theatres))]
        for vector, place, reached in inputs:
            before = vector[place]
            vector[place] = chance.random()
            otherwise = anew(box, i)
            vector[place] = before
            states, ledger = flow.written(reached)
            assert moved(nxt, otherwise[0]) <= states, (i, place)
            assert moved(led, otherwise[1]) <= ledger, (i, place)
            found += len(moved(nxt, otherwise[0]))
    assert found > 100


def test_the_blocks_that_a_channel_reaches_bring_a_projection_up_to_date(box: Sandbox) -> None:
    """Redoing only those that are reached and needed gives the utility of doing all anew."""
    chance, flows = random.Random(6), dataflows(tuple(box.encoded.ix))
    work = box.table.work
    for i, flow in enumerate(flows):
        shaken(box, chance)
        copy_state(box.encoded.ix, box.table.s, work.nxt)
        foresee_blocks(box, i, flow.needed)
        for slot in chance.sample(channels(box.cast), 30 if len(box.cast.ties) > 1 else 10):
            work.u[slot] = chance.random()
            quick = foresee_blocks(box, i, flow.touched([slot]) & flow.needed)
            kept = list(work.nxt), list(work.led)
            copy_state(box.encoded.ix, box.table.s, work.nxt)
            assert quick == foresee_blocks(box, i, EVERYTHING), (i, slot)
            work.nxt[:], work.led[:] = kept


def test_no_place_is_written_by_two_blocks(box: Sandbox) -> None:
    """Redoing one of the two would undo the other."""
    for flow in dataflows(tuple(box.encoded.ix)):
        written = [place for block in flow.flows.values() for place in block.writes]
        assert len(written) == len(set(written))


def test_an_order_changes_little() -> None:
    """The point of keeping the places: a fraction of the vectors has to be put back."""
    encoded = Sandbox().encoded
    sizes = [
        encoded.changed_first[2 * a + 2] - encoded.changed_first[2 * a]
        for a in range(encoded.first_action[-1])
    ]
    assert max(sizes) < (at.STATE_SIZE + at.LEDGER_SIZE) / 3


def test_nothing_is_written_where_no_block_is_redone() -> None:
    flow = dataflows(tuple(Sandbox(pencil()).encoded.ix))[0]
    assert flow.written(0) == (frozenset(), frozenset())

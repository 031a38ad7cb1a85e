"""What an order changes in a projection is known when the board is built, so it can be undone."""

from __future__ import annotations

import random

import pytest

from sim.engine import layout as at
from sim.engine.changes import places_written
from sim.engine.decision import save, undo
from sim.engine.forecast import foresee
from tests.engine.pencil import Sandbox, bare


def shaken(box: Sandbox, chance: random.Random) -> None:
    """Put the state and what is expected anywhere within the ranges of shares."""
    for place in box.places.values():
        box.table.s[place] = chance.random()
    box.table.desk.u[:] = [chance.random() for _ in range(at.CHANNEL_COUNT)]
    box.table.desk.reply[:] = [chance.random() for _ in range(at.MAX_THEATRES)]


def foresee_blocks(box: Sandbox, actor: int, blocks: int) -> None:
    board, table = box.board, box.table
    desk = table.desk
    foresee(
        actor,
        blocks,
        table.s,
        desk.u,
        desk.reply,
        board.p,
        board.ix,
        table.calm,
        1.2,
        0.8,
        desk.nxt,
        desk.led,
        desk.term,
    )


@pytest.mark.parametrize("box", [Sandbox(), Sandbox(bare())], ids=["pencil", "bare"])
def test_undone_orders_leave_the_projection_of_doing_nothing(box: Sandbox) -> None:
    board, desk, chance = box.board, box.table.desk, random.Random(4)
    for i in range(len(box.cast.actors)):
        shaken(box, chance)
        desk.nxt[:] = box.table.s
        foresee_blocks(box, i, board.needs[i])
        nxt, led = list(desk.nxt), list(desk.led)
        save(i, board, desk)
        moved = 0
        for a in range(board.first_action[i], board.first_action[i + 1]):
            desk.u[:] = [chance.random() for _ in range(at.CHANNEL_COUNT)]
            foresee_blocks(box, i, board.touches[a] & board.needs[i])
            moved += list(desk.nxt) != nxt
            undo(a, board, desk)
            assert list(desk.nxt) == nxt
            assert list(desk.led) == led
        assert moved, "some order changes something"


def test_an_order_changes_little() -> None:
    """The point of keeping the places: a fraction of the vectors has to be put back."""
    board = Sandbox().board
    sizes = [
        board.changed_first[2 * a + 2] - board.changed_first[2 * a]
        for a in range(board.first_action[-1])
    ]
    assert max(sizes) < (at.STATE_SIZE + at.LEDGER_SIZE) / 3


def test_nothing_is_written_where_no_block_is_redone() -> None:
    board = Sandbox().board
    assert places_written(0, 0, board.ix) == (set(), set())

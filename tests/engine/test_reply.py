"""The guarantor's reply within the turn of an attack."""

from __future__ import annotations

import math

import pytest

from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.draws import uniform
from sim.engine.reply import answer, reply_chance
from sim.engine.turn import gather
from sim.vocabulary import (
    DEFEND,
    DIPLOMACY_DESK,
    DRAW_REPLY,
    OWN,
    RANDOM,
    SECURITY_DESK,
    STAND_ASIDE,
)
from tests.engine.pencil import Sandbox


def attacked(order: str = "offensive", **changes: object) -> Sandbox:
    box = Sandbox(changes={key.replace("__", "."): value for key, value in changes.items()})
    box.give_orders({"CHA": order})
    gather(box.encoded, box.table)
    return box


@pytest.mark.parametrize(
    ("order", "h", "force", "bound", "bill"),
    [
        # Coverage .5 x pledge .5 x force x (1/2 + .8); .5 x 2 x (f + .5)(1 + .4 x 1.5) / .8.
        ("offensive", 0, 1.0, 0.325, 3.0),
        ("border_push", 1, 0.8, 0.52, 2.6),
        ("probe", 1, 0.3, 0.195, 1.6),
    ],
)
def test_the_chance_weighs_what_is_gained_against_the_bill(
    order: str, h: int, force: float, bound: float, bill: float
) -> None:
    box = attacked(order)
    theatre = box.cast.theatres[h]
    assert box.table.u[at.DO_FORCE + h] == force
    chance = reply_chance(box.place("GUA"), h, box.encoded, box.table)
    met, left = (sum(box.worth("GUA", {"CHA": order}, {theatre: y}).values()) for y in (1.0, 0.0))
    gain = (met - left) / 0.5
    assert box.table.private[at.REPLY_GAIN] == pytest.approx(gain)
    # The factions' costs mix to 1.
    assert box.table.private[at.REPLY_HONOUR] == pytest.approx(bound)
    assert box.table.private[at.REPLY_BILL] == pytest.approx(bill)
    # Half the precision of an order: .5 x 10.
    assert chance == pytest.approx(1 / (1 + math.exp(-5 * (gain + bound - bill))))


def test_honour_is_what_was_promised_and_to_whom_it_matters() -> None:
    def bound(**changes: float) -> float:
        box = attacked(parameters__honour=changes.pop("honour", 1.0))
        for path, number in changes.items():
            box.put(path.replace("__", "."), number)
        reply_chance(box.place("GUA"), 0, box.encoded, box.table)
        return box.table.private[at.REPLY_HONOUR]

    assert bound(honour=0.0) == 0
    assert bound(honour=2.0) == pytest.approx(0.65)
    assert bound(**{"ties__GUA-DEF__pledge": 0.0}) == 0
    # A red line adds half of the missing coverage: .75 x .5 x 1.3.
    assert bound(theatres__valley__red_line=1.0) == pytest.approx(0.4875)
    box = attacked()
    box.table.private[at.RESOLVE] = 0.2
    reply_chance(box.place("GUA"), 0, box.encoded, box.table)
    assert box.table.private[at.REPLY_HONOUR] == pytest.approx(0.175)  # .25 x .7


def test_a_client_that_left_is_dearer_to_defend() -> None:
    box = attacked()
    reply_chance(box.place("GUA"), 0, box.encoded, box.table)
    before = box.table.private[at.REPLY_BILL]
    box.put("ties.GUA-DEF.frozen", 0.5)
    reply_chance(box.place("GUA"), 0, box.encoded, box.table)
    assert box.table.private[at.REPLY_BILL] == pytest.approx(before + 1)


@pytest.mark.parametrize(("instruction", "chance"), [(DEFEND, 1), (STAND_ASIDE, 0)])
def test_an_instruction_is_followed(instruction: int, chance: int) -> None:
    box = attacked()
    box.table.instruction[box.place("GUA")] = instruction
    assert reply_chance(box.place("GUA"), 0, box.encoded, box.table) == chance
    answer(box.encoded, box.table)
    assert box.table.reply[0] == chance


def test_a_random_guarantor_tosses_a_coin() -> None:
    box = attacked()
    box.encoded.ix[at.DOCTRINE + desk_place(box.place("GUA"), SECURITY_DESK)] = RANDOM
    assert reply_chance(box.place("GUA"), 0, box.encoded, box.table) == 0.5
    box.table.instruction[box.place("GUA")] = STAND_ASIDE
    assert reply_chance(box.place("GUA"), 0, box.encoded, box.table) == 0


def test_a_random_diplomacy_does_not_command_the_army() -> None:
    box = attacked()
    plain = reply_chance(box.place("GUA"), 0, box.encoded, box.table)
    box.encoded.ix[at.DOCTRINE + desk_place(box.place("GUA"), DIPLOMACY_DESK)] = RANDOM
    assert reply_chance(box.place("GUA"), 0, box.encoded, box.table) == plain != 0.5


def test_the_reply_is_drawn_for_the_theatre_and_the_turn() -> None:
    # Precision zero: even odds, so that both answers come up.
    box = attacked("border_push", parameters__choice_precision=0.0)
    assert box.table.instruction[box.place("GUA")] == OWN
    answers = set()
    for turn in range(30):
        box.table.counter[at.TURN] = turn
        answer(box.encoded, box.table)
        draw = uniform(box.table.stream, turn, 1, DRAW_REPLY)
        assert box.table.reply[0] == 0
        assert box.table.reply[1] == (1.0 if draw < 0.5 else 0.0)
        answers.add(box.table.reply[1])
    assert answers == {0.0, 1.0}


@pytest.mark.parametrize(("effort", "answered"), [(0.24, 0), (0.25, 1)])
def test_a_skirmish_calls_for_no_reply(effort: float, answered: int) -> None:
    box = attacked("probe", actions__challenger__probe__efforts={"force": {"second": effort}})
    box.table.instruction[box.place("GUA")] = DEFEND
    answer(box.encoded, box.table)
    assert box.table.reply[1] == answered

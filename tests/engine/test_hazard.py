"""The danger of an attack on the scenario of round numbers, worked out by hand.

The challenger's forces are half ready, so it attacks with 1.5 x (.2 + 1.1 x .5) = 1.125. In the
valley the defender holds with .8 + .3 x .4 = .92, and with 1.12 more if the guarantor comes; in the
pass with 1.6, and with 2.72. The largest forces on the menu are 1 and .8.
"""

from __future__ import annotations

import math

import pytest

from sim.engine import layout as at
from sim.engine.hazard import watch_danger
from sim.engine.turn import open_turn
from tests.engine.pencil import Sandbox

STANDING = 0.5 / 0.525
"""Life of standing: a twentieth of the distance to the norm closes in a turn."""
LIFE = 0.5 / 0.55
"""Life of a danger, of which nine tenths last."""
VALLEY_COMES, PASS_COMES = 0.14, 0.28 * 1.5 * 0.8 / 1.3
"""Expected reply: .5 x .8 x coverage x .7, and less for the smaller force."""
PRIZE = 1 + STANDING * 0.5 * 0.4
SMALL_PRIZE = 1 + STANDING * 0.5 * 0.2


def share(mine: float, theirs: float) -> float:
    return mine / (mine + theirs)


def moved(attack: float, hold: float, aid: float, comes: float, size: float) -> float:
    """Ground: ``size`` of the theatre if one side won all; no bound is reached."""
    with_aid, without = (size * (2 * share(attack, d) - 1) for d in (hold + aid, hold))
    return comes * with_aid + (1 - comes) * without


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def seen(box: Sandbox, u: dict[int, float] | None = None, edge: float = 1.0) -> list[float]:
    """Danger of both theatres while these efforts stand."""
    channels = [0.0] * at.CHANNEL_COUNT
    for slot, effort in (u or {}).items():
        channels[slot] = effort
    watch_danger(channels, box.table.s, box.encoded.p, box.encoded.ix, edge)
    return [box.state()[f"theatres.{name}.danger"] for name in box.cast.theatres]


VALLEY_GROUND = moved(1.125, 0.92, 1.12, VALLEY_COMES, 0.5)
# War 2 x (.14 + 1), truce 1 x (.25 + .75 x .4 + .5).
VALLEY_TEMPTATION = PRIZE * VALLEY_GROUND * 2 - 2.28 - 1.05
PASS_GROUND = moved(1.125, 1.6, 1.12, PASS_COMES, 0.2)
# War 2 x .8 x (q + .8 x .5), truce .8 x .5 x .25.
PASS_TEMPTATION = SMALL_PRIZE * PASS_GROUND * 2 - 1.6 * (PASS_COMES + 0.4) - 0.1


def test_the_danger_when_nobody_does_anything() -> None:
    # Doubt in proportion to the war: a precision of .5 / 1 and of .5 / .5; menace adds nothing.
    wanted = [logistic(0.5 * VALLEY_TEMPTATION), logistic(PASS_TEMPTATION)]
    assert seen(Sandbox()) == pytest.approx(wanted, abs=1e-12)


def test_a_turn_opens_with_the_danger_of_the_courses_in_force() -> None:
    box = Sandbox(changes={"actors.SPO.opening.security": "send_mercenaries"})
    open_turn(box.encoded, box.table)
    # The sponsor's help of .8 adds .6 x .8 in the valley, and .4 x .8 of the own bill is saved.
    ground = moved(1.605, 0.92, 1.12, VALLEY_COMES, 0.5)
    tempted = PRIZE * ground * 2 - 2 * (0.14 + 0.68) - 1.05
    assert box.state()["theatres.valley.danger"] == pytest.approx(logistic(0.5 * tempted))


def test_menace_is_what_past_conduct_taught() -> None:
    box = Sandbox()
    box.put("actors.CHA.menace", 0.9)
    assert seen(box)[0] == pytest.approx(logistic(0.5 * VALLEY_TEMPTATION + 2))


def test_a_treaty_or_nothing_to_take_ends_the_danger() -> None:
    box = Sandbox()
    box.put("world.treaty", 1)
    assert seen(box) == [0, 0]
    box = Sandbox()
    box.put("theatres.valley.control", 0.995)
    box.put("theatres.pass.control", 0.391)
    assert seen(box) == [0, 0]
    assert min(seen(Sandbox())) > 0


def test_a_challenger_without_a_way_to_attack_is_no_danger() -> None:
    box = Sandbox(
        changes={
            f"actions.challenger.{name}.efforts": {}
            for name in ("probe", "offensive", "border_push")
        }
    )
    assert seen(box) == [0, 0]
    assert list(box.encoded.p[at.PEAK_FORCE : at.PEAK_FORCE + 2]) == [0, 0]
    assert list(Sandbox().encoded.p[at.PEAK_FORCE : at.PEAK_FORCE + 2]) == [1, 0.8]


@pytest.mark.parametrize(
    ("more", "sign"),
    [
        ({"actors.CHA.readiness": 0.8}, 1),
        ({"actors.CHA.capability": 1.3}, 1),
        ({"actors.CHA.pressure": 0.5}, -1),
        ({"actors.DEF.capability": 1.0}, -1),
        ({"theatres.valley.mediation": 0.8}, -1),
        ({"theatres.valley.integrity": 1.0}, -1),
        ({"theatres.valley.red_line": 0.5}, -1),
        ({"theatres.valley.casus": 0.5}, 1),
        ({"theatres.valley.war": 1.0}, 1),
        ({"ties.GUA-DEF.belief_adversary": 1.0}, -1),
        ({"ties.GUA-DEF.belief_client": 1.0}, 0),
        ({"ties.GUA-DEF.frozen": 1.0}, 1),
    ],
)
def test_what_makes_an_attack_likelier(more: dict[str, float], sign: int) -> None:
    box = Sandbox()
    before = seen(box)[0]
    for path, value in more.items():
        box.put(path, value)
    change = seen(box)[0] - before
    assert change * sign > 0 if sign else change == 0


def test_standing_efforts_count() -> None:
    box, tie = Sandbox(), 1
    assert box.cast.ties[tie] == "SPO-CHA"
    calm = seen(box)[0]
    assert seen(box, {at.DO_BRACE + box.place("DEF"): 1.0})[0] < calm
    assert seen(box, {at.DO_RESTRAIN + tie: 1.0})[0] < calm
    # The defender's brace is 1.4 x .8 + .12.
    ground = moved(1.125, 1.24, 1.12, VALLEY_COMES, 0.5)
    braced = seen(box, {at.DO_BRACE + box.place("DEF"): 1.0})[0]
    assert braced == pytest.approx(logistic(0.5 * (PRIZE * ground * 2 - 3.33)))
    # A restraint of 1 with an influence of .5 leaves .7 of the force, and all of the bills.
    held = seen(box, {at.DO_RESTRAIN + tie: 1.0})[0]
    assert held == pytest.approx(logistic(0.5 * (PRIZE * VALLEY_GROUND * 0.7 * 2 - 3.33)))


def test_who_overrates_the_attacker_sees_more_danger() -> None:
    box = Sandbox()
    ground = moved(1.125 * 1.2, 0.92, 1.12, VALLEY_COMES, 0.5)
    wanted = logistic(0.5 * (PRIZE * ground * 2 - 3.33))
    assert seen(box, edge=1.2)[0] == pytest.approx(wanted)


def test_what_can_be_won_and_lost_is_bounded() -> None:
    box = Sandbox()
    box.put("theatres.valley.control", 0.95)
    box.put("actors.CHA.capability", 1000)
    # Win or not, at most .05 is left to take, and the guarantor changes nothing that matters.
    found = seen(box)[0]
    assert found == pytest.approx(logistic(0.5 * (PRIZE * 0.05 * 2 - 3.33)), abs=1e-6)


def test_the_option_of_the_challenger() -> None:
    box = Sandbox()
    box.table.nxt[:] = box.table.s
    box.table.led[at.RESOLVED + 1] = 0.5
    terms = box.appraise("CHA")
    options = sum(
        math.log(1 + math.exp(precise * tempted)) / precise
        for precise, tempted in ((0.5, VALLEY_TEMPTATION), (1.0, PASS_TEMPTATION))
    )
    assert box.ledger("option") == pytest.approx(options)
    assert terms["option"] == pytest.approx(0.25 * options)  # .5 x (1 - .5)
    assert terms["danger"] == 0
    box.appraise("DEF")
    assert box.ledger("option") == 0  # nobody else has it
    box.table.nxt[at.TREATY] = 0.4
    assert box.appraise("CHA")["option"] == pytest.approx(0.6 * 0.25 * options)


def test_the_danger_that_an_observer_fears() -> None:
    box = Sandbox()
    box.table.nxt[:] = box.table.s
    box.table.led[at.RESOLVED + 1] = 0.5
    box.appraise("FAR")
    assert box.ledger("looms", "valley") == pytest.approx(LIFE * logistic(0.5 * VALLEY_TEMPTATION))
    assert VALLEY_GROUND > 0 > PASS_GROUND
    assert box.ledger("feared", "valley") == pytest.approx(VALLEY_GROUND)
    assert box.ledger("feared", "pass") == 0  # an attack that loses ground takes none

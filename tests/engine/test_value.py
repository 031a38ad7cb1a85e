"""What a state is worth to each role, on the scenario of round numbers, worked out by hand.

Taken as it stands, with influence where it tends to. In everybody's eyes (beliefs are even) defence
is expected with .5 x .8 x coverage x (.5 + .5 x .4): .14 in the valley and .28 in the pass, .21 on
average; times the reach of 1.12 that is .2352 of aid. Suitors add 1.2 x .1 x (.3 + .2) = .06 each.
The defender holds with 1.5 x .8 + .3 x .4 + .2352 + .12 = 1.6752; the challenger counts on 1.5 +
.6 x (.3 x .5 + .3 x .4 + 1.6 x .2) = 1.854. The danger is that of test_hazard.py.

At a patience of .5 a stock of which the share m lasts has a life of .5 / (1 - .5 m).
"""

from __future__ import annotations

import math

import pytest

from sim.engine import layout as at
from tests.engine.pencil import Sandbox
from tests.engine.test_hazard import (
    LIFE,
    PASS_TEMPTATION,
    STANDING,
    VALLEY_GROUND,
    VALLEY_TEMPTATION,
    logistic,
)

SECURITY = 1.6752 / (1.6752 + 1.854)
# Sponsor's leash .25 + .1 + .05, guarantor's .1 + .05.
CHALLENGER_FREEDOM = 1 - 1.2 * (0.4**4 + 0.15**4) ** 0.25
# Guarantor's .2 + .1 + .125, suitors' .05 each.
DEFENDER_FREEDOM = 1 - 1.2 * (0.425**4 + 2 * 0.05**4) ** 0.25
HEAT = 0.5 / 0.7
BACKLASH = 0.5 / 0.535
REQUEST = 0.5 / 0.6
TENSION = 0.25 + 0.15 * 0.5 / 0.55
"""Tension of .4, which returns to .25."""
MANDATE = 1 - 0.5**7
"""Share of the future in which the mandate runs: six turns are left after this one."""
VALLEY = LIFE * logistic(0.5 * VALLEY_TEMPTATION)
PASS = LIFE * logistic(PASS_TEMPTATION)
"""Danger of an attack as it counts."""


def settled(**changes: float) -> Sandbox:
    """The start of the scenario as if it were a projection in which influence stays put."""
    box = Sandbox()
    for path, number in changes.items():
        box.put(path.replace("__", "."), number)
    box.table.nxt[:] = box.table.s
    for e in range(len(box.cast.ties)):
        box.table.led[at.TARGET + e] = box.table.s[at.INFLUENCE + e]
    for k, side in enumerate(("client", "adversary")):
        odds = math.exp(box.state()[f"ties.GUA-DEF.belief_{side}"])
        box.table.led[at.RESOLVED + k] = odds / (1 + odds)
    return box


def check(found: dict[str, float], wanted: dict[str, float]) -> None:
    assert found == pytest.approx(wanted, abs=1e-9)


def test_the_challenger() -> None:
    check(
        settled().appraise("CHA"),
        {
            "control": 0.6,  # .5 + .1
            "security": 0.5 * 0.5 * math.log(0.05 + 1 - SECURITY),
            "autonomy": 0.5 * 0.5 * math.log(0.05 + CHALLENGER_FREEDOM),
            "standing": 0.25 * STANDING,
            "heat": 0,
            "settlement": 0,
            "mission": -0.04 * MANDATE,  # -.1 x .4: it does not fear its own attack
            "tension": -0.1 * TENSION**2,
            "exit": 0,
            "danger": 0,
            "option": 0.25
            * sum(
                math.log(1 + math.exp(k * tempted)) / k
                for k, tempted in ((0.5, VALLEY_TEMPTATION), (1.0, PASS_TEMPTATION))
            ),
        },
    )


def test_the_challenger_resentful_and_at_peace() -> None:
    found = settled(world__treaty=1.0, actors__CHA__backlash=0.25).appraise("CHA")
    assert found["settlement"] == pytest.approx(-0.1)  # -.4 + .6 x .5
    # Resentment of .25 makes autonomy count 1 + 6 x .25 times.
    wanted = 0.25 * 2.5 * math.log(0.05 + CHALLENGER_FREEDOM)
    assert found["autonomy"] == pytest.approx(wanted)
    # A treaty halves the insecurity of both.
    safe = 1 - SECURITY + 0.5 * SECURITY
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + safe))
    assert found["option"] == 0  # and ends what it could do by force
    other = settled(world__treaty=1.0).appraise("DEF")
    safe = SECURITY + 0.5 * (1 - SECURITY)
    assert other["security"] == pytest.approx(0.25 * math.log(0.05 + safe))


def test_the_defender() -> None:
    check(
        settled().appraise("DEF"),
        {
            # -.5 x .5 - 2 x .1, and in the valley what an attack would take
            "control": -0.45 - 0.5 * VALLEY * VALLEY_GROUND,
            "security": 0.25 * math.log(0.05 + SECURITY),
            "autonomy": 0.25 * math.log(0.05 + DEFENDER_FREEDOM),
            "standing": 0.25 * STANDING,
            "heat": -(1 - SECURITY) * 0.06 * HEAT,  # .3 x .2
            "settlement": 0,
            "mission": 0,
            "tension": 0,
            "exit": 0,
            "danger": -(1 - SECURITY) * (0.6 * VALLEY + 1.2 * PASS),
            "option": 0,
        },
    )


def test_the_defender_out_of_its_alliance() -> None:
    found = settled(**{"ties__GUA-DEF__frozen": 1.0}).appraise("DEF")
    # Nobody comes: 1.2 + .12 + .12 against 1.854.
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + 1.44 / (1.44 + 1.854)))
    # -.5 x .1 x (.4 + 2 x .5) x (1 - .2): the suitors give an outside option of 2 x .05 each.
    assert found["exit"] == pytest.approx(-0.056)


def test_a_disillusioned_defender_leaves_more_easily_and_feels_its_leash() -> None:
    changes = {"ties__GUA-DEF__frozen": 1.0, "actors__DEF__disillusion": 0.5}
    found = settled(**changes).appraise("DEF")
    assert found["exit"] == pytest.approx(-0.056 * 0.7)  # 1 - .6 x .5
    # The guarantor's leash of .425 counts a quarter more.
    free = 1 - 1.2 * ((0.425 * 1.25) ** 4 + 2 * 0.05**4) ** 0.25
    assert found["autonomy"] == pytest.approx(0.25 * math.log(0.05 + free))
    # The challenger's freedom is not touched.
    assert settled(**changes).appraise("CHA")["autonomy"] == pytest.approx(
        0.25 * math.log(0.05 + CHALLENGER_FREEDOM)
    )


def test_the_defender_trusts_its_own_belief() -> None:
    found = settled(**{"ties__GUA-DEF__belief_client": math.log(4)}).appraise("DEF")
    # Belief .8 instead of .5: aid .2352 x 1.6.
    hold = 1.44 + 0.2352 * 1.6
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + hold / (hold + 1.854)))


def test_a_misread_balance_flatters_the_attacker() -> None:
    found = settled().appraise("DEF", edge=1.25)
    assert found["security"] == pytest.approx(
        0.25 * math.log(0.05 + 1.6752 / (1.6752 + 1.25 * 1.854))
    )


def test_the_sponsor() -> None:
    box = settled(
        **{
            "ties__SPO-CHA__base_request": 0.5,
            "theatres__pass__heat": 0.3,
            "actors__CHA__backlash": 0.1,
        }
    )
    check(
        box.appraise("SPO"),
        {
            "influence": 0.5,
            "cadre": 0.2,
            "base": 0.1 + 0.025 * REQUEST,  # .5 x (.2 + 1/4 x .5 x .5 x .8)
            "pledge": 0.04,
            "cross_influence": -0.04,
            "control": 0.1 + 0.2 * VALLEY * VALLEY_GROUND,
            "heat": -0.03 * HEAT,
            "standing": 0.2 * STANDING,
            "tension": -0.5 * TENSION**2,
            "backlash": -0.02 * BACKLASH,
            "client_security": 0.3 * (1 - SECURITY),
            "danger": -0.3 * PASS,
        },
    )


def test_a_suitor() -> None:
    check(
        settled().appraise("FAR"),
        {
            "influence": 0.01,  # .5 x .1 - .1 x .4
            "control": -0.02,  # no ground is feared for in the pass
            "heat": -0.08 * HEAT,
            "settlement": 0,
            "sponsor_base": -0.06,  # -.3 x .2
            "danger": -0.7 * (VALLEY + PASS),
        },
    )


def test_a_suitor_at_peace() -> None:
    found = settled(world__treaty=1.0).appraise("FAR")
    assert found["settlement"] == 0.2
    assert found["danger"] == 0


THREAT = 0.25 + 0.12 + 0.2 + 0.5 * 0.05
STAKE = (0.5 + 0.5 * 0.4) * (1 + THREAT) * (0.5 + 0.8)


def test_the_guarantor() -> None:
    # Factions of .5, .25, .25: weights of the coalition by term.
    check(
        settled(theatres__pass__heat=0.3).appraise("GUA"),
        {
            # 1 x (.5 x .4 + .1 x .4 + .2 x .5 + .5 x .2 + .1 x .2)
            "influence": 0.46,
            # .625 x .5 x .4, less where an attack is feared
            "mission": 0.125 * MANDATE * (1 - 0.5 * VALLEY),
            # .75 x .4
            "rival_threat": -0.3 * THREAT,
            # 2, .5, .1 mix to 1.15; no ground is feared for in the pass
            "client_security": 1.15 * STAKE * (SECURITY - 0.05),
            # 1, .5, .1 mix to .65
            "reputation": 0.13,
            "standing": 0.15 * STANDING,
            # .2, .6, 1 mix to .5; x .5 x 1.5
            "confrontation": -0.375 * TENSION**2,
            # .4 x .5 x (.2 / 2 + .3), heat as it lasts, and the danger like heat
            "entrapment": -0.08 * HEAT - 0.2 * (0.5 * VALLEY + PASS),
            # 1, 1, .6 mix to .9
            "danger": -0.9 * (0.4 * VALLEY + 0.6 * PASS),
            # .1 x .2 x (troops .5 + peacekeepers .5)
            "upkeep": -0.02,
        },
    )


def test_an_overstretched_guarantor_needs_its_rival() -> None:
    # Half of what was left is gone: 1 + .4 / .8 = 1.5 for the cross tie and the confrontation.
    found = settled(actors__GUA__overstretch=0.6).appraise("GUA")
    assert found["influence"] == pytest.approx(0.34 + 1.5 * 0.12)
    assert found["confrontation"] == pytest.approx(-0.375 * 1.5 * TENSION**2)
    assert found["upkeep"] == pytest.approx(-0.06)


def test_only_a_provider_of_the_peacekeepers_keeps_them_up() -> None:
    box = Sandbox(changes={"mission.provider": "FAR"})
    box.table.nxt[:] = box.table.s
    assert box.appraise("GUA")["upkeep"] == pytest.approx(-0.01)


def test_the_guarantor_fears_for_ground_in_the_second_theatre() -> None:
    # An army of 2: 2.25 against 1.6, or 2.72; defence is expected with .28 x 1.2 / 1.3.
    box = settled(actors__CHA__capability=2.0)
    found = box.appraise("GUA")
    comes = 0.28 * 1.2 / 1.3
    gain = 0.2 * (comes * (4.5 / 4.97 - 1) + (1 - comes) * (4.5 / 3.85 - 1))
    assert gain > 0
    prize = 1 + STANDING * 0.1
    looms = LIFE * logistic(prize * gain * 2 - 1.6 * (comes + 0.4) - 0.1)
    safe = 1.6752 / (1.6752 + 3 + 0.354)
    assert found["client_security"] == pytest.approx(
        1.15 * STAKE * (safe - 0.5 * (0.1 + looms * gain))
    )


def test_a_mandate_that_is_about_to_end_is_worth_little() -> None:
    box = settled(world__clock=0.0)
    assert box.appraise("GUA")["mission"] == pytest.approx(0.125 * 0.5 * (1 - 0.5 * VALLEY))
    assert box.appraise("CHA")["mission"] == pytest.approx(-0.02)


def test_a_guarantor_that_does_not_mean_it_has_less_at_stake() -> None:
    box = settled()
    resolved = box.appraise("GUA")
    box.table.private[at.RESOLVE] = 0.2
    unresolved = box.appraise("GUA")
    # (1/2 + .2) / (1/2 + .8)
    ratio = unresolved.pop("client_security") / resolved.pop("client_security")
    assert ratio == pytest.approx(0.7 / 1.3)
    assert resolved == unresolved


def test_influence_counts_where_it_is_going() -> None:
    box = settled()
    # At a patience of .5 and a rate of .1 the weight of the target is .05 / .55.
    box.table.led[at.TARGET + box.cast.ties.index("SPO-CHA")] = 0.94
    assert box.appraise("SPO")["influence"] == pytest.approx(0.5 + 0.44 / 11)

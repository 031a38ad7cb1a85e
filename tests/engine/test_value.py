"""What a state is worth to each role, on the scenario of round numbers, worked out by hand.

Taken as it stands, with influence where it tends to. In everybody's eyes (beliefs are even) defence
is expected with .5 x .8 x coverage x (.5 + .5 x .4): .14 in the valley and .28 in the pass, .21 on
average; times the reach of 1.12 that is .2352 of aid. Suitors add .5 x .1 x (.3 + .2) = .025 each.
The defender holds with 1.5 x .8 + .3 x .4 + .2352 + .05 = 1.6052; the challenger counts on 1.5 +
.6 x (.3 x .5 + .3 x .4 + 1.6 x .2) = 1.854.
"""

from __future__ import annotations

import math

import pytest

from sim.engine import layout as at
from tests.engine.pencil import Sandbox

SECURITY = 1.6052 / (1.6052 + 1.854)
# Sponsor's leash .25 + .1 + .05, guarantor's .1 + .05.
CHALLENGER_FREEDOM = 1 - 1.2 * (0.4**4 + 0.15**4) ** 0.25
# Guarantor's .2 + .1 + .125, suitors' .05 each.
DEFENDER_FREEDOM = 1 - 1.2 * (0.425**4 + 2 * 0.05**4) ** 0.25


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
            "standing": 0.25,
            "heat": 0,
            "settlement": 0,
            "mission": -0.04,  # -.1 x .4
            "tension": -0.016,  # -.1 x .16
            "exit": 0,
        },
    )


def test_the_challenger_resentful_and_at_peace() -> None:
    found = settled(world__treaty=1.0, actors__CHA__backlash=0.25).appraise("CHA")
    assert found["settlement"] == pytest.approx(-0.1)  # -.4 + .6 x .5
    # Resentment of .25 makes autonomy count 1 + 6 x .25 times.
    wanted = 0.25 * 2.5 * math.log(0.05 + CHALLENGER_FREEDOM)
    assert found["autonomy"] == pytest.approx(wanted)
    # A treaty halves the defender's insecurity; the challenger's security falls with it.
    safe = SECURITY + 0.5 * (1 - SECURITY)
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + 1 - safe))


def test_the_defender() -> None:
    check(
        settled().appraise("DEF"),
        {
            "control": -0.45,  # -.5 x .5 - 2 x .1
            "security": 0.25 * math.log(0.05 + SECURITY),
            "autonomy": 0.25 * math.log(0.05 + DEFENDER_FREEDOM),
            "standing": 0.25,
            "heat": -(1 - SECURITY) * 0.06,  # .3 x .2
            "settlement": 0,
            "mission": 0,
            "tension": 0,
            "exit": 0,
        },
    )


def test_the_defender_out_of_its_alliance() -> None:
    found = settled(**{"ties__GUA-DEF__frozen": 1.0}).appraise("DEF")
    # Nobody comes: 1.2 + .12 + .05 against 1.854.
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + 1.37 / (1.37 + 1.854)))
    assert found["exit"] == pytest.approx(-0.07)  # -.5 x .1 x (.4 + 2 x .5)


def test_the_defender_trusts_its_own_belief() -> None:
    found = settled(**{"ties__GUA-DEF__belief_client": math.log(4)}).appraise("DEF")
    # Belief .8 instead of .5: aid .2352 x 1.6.
    hold = 1.37 + 0.2352 * 1.6
    assert found["security"] == pytest.approx(0.25 * math.log(0.05 + hold / (hold + 1.854)))


def test_a_misread_balance_flatters_the_attacker() -> None:
    found = settled().appraise("DEF", edge=1.25)
    assert found["security"] == pytest.approx(
        0.25 * math.log(0.05 + 1.6052 / (1.6052 + 1.25 * 1.854))
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
            "base": 0.125,  # .5 x (.2 + 1/4 x .5 x .5 x .8)
            "pledge": 0.04,
            "cross_influence": -0.04,
            "control": 0.1,
            "heat": -0.03,
            "standing": 0.2,
            "tension": -0.08,
            "backlash": -0.02,
            "client_security": 0.3 * (1 - SECURITY),
        },
    )


def test_a_suitor() -> None:
    check(
        settled(world__treaty=1.0).appraise("FAR"),
        {
            "influence": 0.01,  # .5 x .1 - .1 x .4
            "control": -0.02,
            "heat": -0.08,
            "settlement": 0.2,
            "sponsor_base": -0.06,  # -.3 x .2
        },
    )


def test_the_guarantor() -> None:
    # Factions of .5, .25, .25: weights of the coalition by term.
    threat = 0.25 + 0.12 + 0.2 + 0.5 * 0.05
    stake = (0.5 + 0.5 * 0.4) * (1 + threat) * (0.5 + 0.8)
    check(
        settled(theatres__pass__heat=0.3).appraise("GUA"),
        {
            # 1 x (.5 x .4 + .1 x .4 + .2 x .5 + .5 x .2 + .1 x .2)
            "influence": 0.46,
            # .625 x .5 x .4
            "mission": 0.125,
            # .75 x .4
            "rival_threat": -0.3 * threat,
            # 2, .5, .1 mix to 1.15
            "client_security": 1.15 * stake * (SECURITY - 0.05),
            # 1, .5, .1 mix to .65
            "reputation": 0.13,
            "standing": 0.15,
            # .2, .6, 1 mix to .5; x .5 x .16 x 1.5
            "confrontation": -0.06,
            # .4 x .5 x (.1 + .3)
            "entrapment": -0.08,
        },
    )


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

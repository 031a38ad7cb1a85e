"""Every rule for a next value keeps it in its documented range, and moves it the right way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.basing import frozen_next, presence_next, request_next
from sim.rules.cadres import backlash_next, cadre_next, leash, opened_posts, resented_leash
from sim.rules.capability import SMALLEST_CAPABILITY, capability_next, drone_tech_next
from sim.rules.commitment import commitment_next, pledge_next, sunk_cost
from sim.rules.conduct import (
    disillusion_next,
    menace_next,
    prepared,
    pressure_next,
    readiness_next,
)
from sim.rules.confrontation import (
    concession_cost,
    guarantor_credit,
    signing_cost,
    standing_next,
    tension_next,
)
from sim.rules.credibility import belief_next, reputation_next
from sim.rules.danger import danger, ground_moved, looming, option_value, reply_scale
from sim.rules.desks import alarm_in_shock, alarm_next, course_span, discord_bill, review_chance
from sim.rules.front import (
    casus_next,
    ceasefire_probability,
    heat_next,
    mediation_effort,
    mediation_next,
    red_line_next,
    test_exposure,
)
from sim.rules.influence import cap_factor, influence_step, influence_target
from sim.rules.lives import life, mandate_life
from sim.rules.mission import clock_next, integrity_next, mission_next
from sim.rules.overstretch import overstretch_level, shock_next
from sim.rules.perception import defence_probability, effective_coverage
from sim.rules.security import autonomy, outside_option, security_with_treaty
from sim.rules.settlement import (
    closing_chance,
    offer_imposed,
    offer_next,
    treaty_expected,
    treaty_next,
)
from sim.rules.utility import exit_utility, mission_quality, need_factor
from sim.rules.war import attrition, control_next, restrained_force

exposure = test_exposure  # so that it is not taken for a test
del test_exposure

share = st.floats(0, 1)
signed = st.floats(-1, 1)
severity = st.floats(0, 4)
rate = st.floats(0, 1)
noise = st.floats(-8, 8)
belief = st.floats(-4, 4)
deal = st.floats(0, 2)
flag = st.sampled_from([0.0, 1.0])
line = st.sampled_from([-1.0, 0.0, 1.0])
patience = st.floats(0, 0.99)
utils = st.floats(-1e3, 1e3)
precision = st.floats(0.01, 100)
cost = st.floats(0.01, 10)

# Rule, its low and high, and a strategy for each argument.
BOUNDED: dict[str, tuple[Callable[..., float], float, float, tuple[st.SearchStrategy[float], ...]]]
BOUNDED = {
    "coverage": (effective_coverage, 0, 1, (share, share)),
    "defence": (defence_probability, 0, 1, (share,) * 6),
    "restraint": (restrained_force, 0, 1, (share, share, share)),
    "attrition": (attrition, 0, 1, (share, st.floats(0, 10), share)),
    "exposure": (exposure, 0, 1, (share, share)),
    "heat": (heat_next, 0, 1, (share,) * 5),
    "mediation effort": (mediation_effort, 0, 1, (st.floats(0, 10),)),
    "mediation": (mediation_next, 0, 1, (share, share)),
    "casus": (casus_next, 0, 2, (deal, share)),
    "red line": (red_line_next, 0, 1, (share, share)),
    "ceasefire": (ceasefire_probability, 0, 1, (st.floats(0, 10), share)),
    "mission": (mission_next, 0, 1, (share, signed, share, share, share)),
    "integrity": (integrity_next, 0, 1, (share, signed, *[share] * 7)),
    "offer": (offer_next, 0, 1, (share, share)),
    "imposed offer": (offer_imposed, 0, 1, (share, share)),
    "treaty": (treaty_next, 0, 1, (flag, share, share, share, share)),
    "expected treaty": (treaty_expected, 0, 1, (share, share, share, share)),
    "closing": (closing_chance, 0, 1, (share, patience)),
    "review": (review_chance, 0, 1, (share, share)),
    "span": (course_span, 1, float("inf"), (patience, share)),
    "alarm": (alarm_next, 0, 1, (severity, share, deal, share)),
    "alarm in shock": (alarm_in_shock, 0, 1, (share, flag, flag)),
    "discord": (discord_bill, 0, float("inf"), (deal, deal, line, line)),
    "life": (life, 0, 1, (patience, share)),
    "mandate life": (mandate_life, 0, 1, (patience, st.floats(0, 40))),
    "prepared": (prepared, 0.2, 1.3, (share,)),
    "readiness": (readiness_next, 0, 1, (share, rate, share, severity)),
    "menace": (menace_next, 0, 1, (share, severity)),
    "disillusion": (disillusion_next, 0, 1, (share, severity, severity)),
    "pressure": (pressure_next, 0, 1, (share, share)),
    "reply to a size": (reply_scale, 0, 1, (share,)),
    "danger": (danger, 0, 1, (utils, precision, cost, share, share, share, share)),
    "option": (option_value, 0, float("inf"), (utils, precision, cost, share, share)),
    "looming": (looming, 0, 1, (share, share)),
    "opened posts": (opened_posts, 0, 1, (share, share)),
    "resented leash": (resented_leash, 0, 2, (share, deal, share)),
    "outside option": (outside_option, 0, 2.6, (share, share)),
    "exit": (exit_utility, float("-inf"), 0, (deal, share, share, deal, deal)),
    "peacekeepers' worth": (mission_quality, 0, 1, (share, share, share)),
    "need": (need_factor, 1, float("inf"), (deal, share, st.floats(0, 0.9))),
    "frozen": (frozen_next, 0, 1, (share, signed)),
    "request": (request_next, 0, 1, (share, signed, share)),
    "presence": (
        presence_next,
        0,
        1,
        (share, signed, share, flag, signed, share, share),
    ),
    "commitment": (commitment_next, 0, 1, (share, deal, deal, severity, signed, rate, rate, rate)),
    "pledge": (pledge_next, 0, 1, (share, signed, severity, signed, rate)),
    "belief": (
        belief_next,
        -4,
        4,
        (
            belief,
            deal,
            signed,
            signed,
            severity,
            severity,
            st.floats(0.05, 0.95),
            *[deal] * 3,
            noise,
        ),
    ),
    "reputation": (reputation_next, 0.05, 0.95, (st.floats(0.05, 0.95), severity, severity, rate)),
    "capability": (
        capability_next,
        SMALLEST_CAPABILITY,
        float("inf"),
        (st.floats(0.001, 100), share, deal, share, share, st.floats(0.001, 100)),
    ),
    "drones": (drone_tech_next, 0, 1, (share, deal, share, deal)),
    "cadre": (cadre_next, 0, 1, (share, share, st.just(1.0), share, st.floats(0, 0.25))),
    "leash": (leash, 0, 1, (share, share, share)),
    "backlash": (backlash_next, 0, 1, (share, share, deal, st.floats(0, 10), share)),
    "influence": (influence_step, 0.01, 0.9, (share, share, rate, signed, share)),
    "cap": (cap_factor, 0, 1, (st.floats(0, 12),)),
    "tension": (
        tension_next,
        0,
        1,
        (share, severity, share, share, signed, share, share, deal),
    ),
    "standing": (
        standing_next,
        0.02,
        1,
        (st.floats(0.02, 1), st.floats(0.02, 1), share, share, share, noise, noise),
    ),
    "security": (security_with_treaty, 0, 1, (share, share)),
    "autonomy": (autonomy, 0.05, 1, (st.floats(0, 4),)),
    "overstretch": (overstretch_level, 0, 1, (share, share, flag)),
    "shock": (shock_next, 0, 1, (flag, rate, rate, share)),
}


@pytest.mark.parametrize("name", BOUNDED)
@given(data=st.data())
def test_the_rule_stays_in_its_range(name: str, data: st.DataObject) -> None:
    rule, low, high, strategies = BOUNDED[name]
    arguments = [data.draw(strategy) for strategy in strategies]
    assert low - 1e-12 <= rule(*arguments) <= high + 1e-12


@given(share, st.floats(0.05, 1), st.floats(0.1, 5), share, share, rate, noise)
def test_control_stays_between_nothing_and_the_cap(
    held: float, cap: float, scale: float, force: float, win: float, advance: float, z: float
) -> None:
    assert 0 <= control_next(held * cap, cap, scale, force, win, advance, z) <= cap


@given(share, share, share, share, share)
def test_a_target_of_influence_is_a_share(
    own: float, others: float, backlash: float, stubborn: float, start: float
) -> None:
    target = influence_target(own, own + others, backlash, stubborn, start)
    assert 0 <= target <= max(start, 1 / 1.45) + 1e-12


# Argument by argument: +1 where more of it gives no less, -1 where it gives no more.
DIRECTIONS = [
    # resolve, bandwidth, coverage, floor, influence, frozen
    ("defence", (1, 1, 1, 1, 1, -1)),
    # force, restraint, influence
    ("restraint", (1, -1, -1)),
    # heat, force, provocation, peacekeeping, mediated
    ("heat", (1, 1, 1, -1, -1)),
    # mediation, mediated
    ("mediation", (1, 1)),
    # rate, alarm
    ("review", (1, 1)),
    # patience, rate
    ("span", (1, -1)),
    # force, signed, rebased, ended
    ("alarm", (1, 1, 1, 1)),
    # patience, memory
    ("life", (-1, 1)),
    # patience, clock
    ("mandate life", (-1, 1)),
    # readiness
    ("prepared", (1,)),
    # readiness, rate, investment, violence
    ("readiness", (1, 1, 1, -1)),
    # menace, force
    ("menace", (1, 1)),
    # disillusion, met, unmet
    ("disillusion", (1, -1, 1)),
    # pressure, effort
    ("pressure", (1, 1)),
    # force
    ("reply to a size", (1,)),
    # temptation, precision (sharpens either way), cost, menace, treaty, room, force
    ("danger", (1, 0, 0, 1, -1, 1, 1)),
    # temptation, precision, cost of war, room, force
    ("option", (1, -1, 1, 1, 1)),
    # purge, training
    ("opened posts", (1, 1)),
    # leash, weight, disillusion
    ("resented leash", (1, 1, 1)),
    # influence, commitment
    ("outside option", (1, 1)),
    # cost, commitment, frozen, disillusion, outside
    ("exit", (-1, -1, -1, 1, 1)),
    # peacekeepers, integrity, danger
    ("peacekeepers' worth", (1, 1, -1)),
    # need, overstretch, base
    ("need", (1, 1, -1)),
    # treaty, both offers, closing
    ("expected treaty", (1, 1, 1, 1)),
    # treaty, both offers, closure, draw
    ("treaty", (1, 1, 1, 1, -1)),
    # closure, patience
    ("closing", (1, 1)),
    # mediation, reply
    ("ceasefire", (1, 1)),
    # stock, sunk, defended, unmet, deploy (signed), gain, decay, abandonment
    ("commitment", (1, 1, 1, -1, 1, 1, -1, -1)),
    # pledge, declared, unmet, grant, abandonment
    ("pledge", (1, 1, -1, 1, -1)),
    ("drones", (1, 1, 1, 1)),
    # backlash, leash, tolerance, gain, purge
    ("backlash", (1, 1, -1, 1, 1)),
    # tension, defended, deployed, covert, presence gained, press, shield, deal
    ("tension", (1, 1, 1, 1, 1, 1, 1, -1)),
    # standing, norm, consolidated, backlash, press, ground, role
    ("standing", (1, 1, 1, -1, -1, 1, 1)),
    # base, severity, shock
    ("overstretch", (1, 1, 1)),
]


# Stocks are monotone in themselves only while what is built and lost in a turn is less than all.
CALM: dict[str, list[tuple[st.SearchStrategy[float], st.SearchStrategy[float]]]] = {
    "commitment": [(rate, st.floats(0, 0.15))],
    "pledge": [(rate, st.floats(0, 0.15))],
    "readiness": [(rate, st.floats(0, 0.3)), (severity, share)],
    "disillusion": [(severity, share)],
}


@pytest.mark.parametrize(("name", "signs"), DIRECTIONS, ids=[name for name, _ in DIRECTIONS])
@given(data=st.data())
def test_the_rule_moves_the_right_way(
    name: str, signs: tuple[int, ...], data: st.DataObject
) -> None:
    rule, _, _, strategies = BOUNDED[name]
    calm = [
        next((new for old, new in CALM.get(name, ()) if old is strategy), strategy)
        for strategy in strategies
    ]
    arguments = [data.draw(strategy) for strategy in calm]
    k = data.draw(st.integers(0, len(arguments) - 1))
    other = data.draw(calm[k])
    less, more = list(arguments), list(arguments)
    less[k], more[k] = min(arguments[k], other), max(arguments[k], other)
    gain = rule(*more) - rule(*less)
    assert signs[k] * gain >= -1e-12


def test_conceding_and_signing_cost_more_while_there_is_more_to_lose() -> None:
    # .07 x (2 - X), then once .24 + .25 x (1 - X)
    assert concession_cost(1, 1) == pytest.approx(0.07)
    assert concession_cost(0.5, 0) == pytest.approx(0.07)
    assert concession_cost(0, 0.3) == 0
    assert signing_cost(1, 0) == pytest.approx(0.49)
    assert signing_cost(0.5, 1) == pytest.approx(0.12)
    assert signing_cost(0, 0.3) == 0


@given(share, share, share, share, share, share, share)
def test_ground_moves_no_further_than_there_is_any(
    control: float, room: float, scale: float, force: float, advance: float, win: float, more: float
) -> None:
    moved = ground_moved(control, room, scale, force, advance, win)
    assert -control <= moved <= room
    assert ground_moved(control, room, scale, force, advance, max(win, more)) >= moved


def test_a_clock_runs_through_its_term() -> None:
    clock, seen = 3.0, []
    for _ in range(6):
        clock = clock_next(clock, 3.0)
        seen.append(clock)
    assert seen == [2, 1, 0, 2, 1, 0]


def test_an_unmet_pledge_costs_what_was_staked_on_it() -> None:
    assert guarantor_credit(0, 0.8, 0.5, 1) == pytest.approx(-0.2)  # -1/2 x .5 x .8 x 1
    assert guarantor_credit(0, 0.8, 0, 1) == 0  # nothing was said
    assert guarantor_credit(0.8, 0, 0.5, 0) == pytest.approx(0.04)  # .05 x .8


@given(share, share, share, share, share)
def test_sunk_cost_is_nothing_without_bandwidth(
    arm: float, tech: float, covert: float, deploy: float, consent: float
) -> None:
    assert sunk_cost(0, arm, tech, covert, deploy, consent, 0, 0) == 0
    assert sunk_cost(1, arm, tech, covert, -deploy, consent, 0, 0) == pytest.approx(
        0.5 * (arm + tech + covert)
    )


def test_a_war_elsewhere_begins_and_ends_at_its_hazards() -> None:
    # On a grid of draws the share below the hazard is the hazard.
    grid = [(k + 0.5) / 1000 for k in range(1000)]
    assert sum(shock_next(0, 0.035, 0.5, draw) for draw in grid) == 35
    assert sum(1 - shock_next(1, 0.5, 0.12, draw) for draw in grid) == 120

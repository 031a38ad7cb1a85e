"""From utilities to a decision."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.challenge import challenge_gain, failure_utility, quiet_utility, success_utility
from sim.rules.choice import (
    blurred_precision,
    casus_foederis,
    logit_weights,
    pick,
    present_value,
    prospect_value,
    reply_bill,
    retaliation,
    violation_bill,
    war_bill,
)
from sim.rules.factions import dissensus, faction_share, faction_weight

share = st.floats(0, 1)
utilities = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


def weights(utility: list[float], precision: float) -> list[float]:
    found = [0.0] * len(utility)
    logit_weights(utility, [1.0] * len(utility), len(utility), precision, found)
    return found


@given(utilities, st.floats(0, 200))
def test_probabilities_are_probabilities(utility: list[float], precision: float) -> None:
    found = weights(utility, precision)
    assert all(0 <= weight <= 1 for weight in found)
    assert sum(found) == pytest.approx(1, abs=1e-12)


@given(utilities)
def test_no_precision_is_uniform_play(utility: list[float]) -> None:
    assert weights(utility, 0) == pytest.approx([1 / len(utility)] * len(utility))


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=8, unique=True))
def test_large_precision_plays_the_best(utility: list[int]) -> None:
    found = weights([float(u) for u in utility], 1000)
    assert found[utility.index(max(utility))] == pytest.approx(1)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=8), st.floats(-100, 100))
def test_only_differences_of_utility_count(utility: list[float], shift: float) -> None:
    shifted = [u + shift for u in utility]
    assert weights(utility, 1.5) == pytest.approx(weights(shifted, 1.5), abs=1e-9)


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=8), st.floats(0.1, 10))
def test_odds_are_the_exponential_of_the_difference(utility: list[float], precision: float) -> None:
    found = weights(utility, precision)
    odds = math.log(found[0] / found[1])
    assert odds == pytest.approx(precision * (utility[0] - utility[1]), abs=1e-6)


def test_options_beyond_the_count_are_left_alone() -> None:
    found = [0.0, 0.0, -7.0]
    logit_weights([1.0, 1.0, 99.0], [1.0, 1.0, 1.0], 2, 5.0, found)
    assert found == [0.5, 0.5, -7.0]


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=8), st.floats(0, 1, exclude_max=True))
def test_a_draw_picks_the_interval_that_it_falls_into(raw: list[float], draw: float) -> None:
    weight = [w / sum(raw) for w in raw]
    k = pick(weight, [1.0] * len(weight), len(weight), draw)
    assert sum(weight[:k]) <= draw + 1e-12
    assert draw < sum(weight[: k + 1]) + 1e-12


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.booleans()), max_size=8),
    st.floats(0, 1, exclude_max=True),
)
def test_what_is_not_legal_changes_nothing_and_is_never_picked(
    others: list[tuple[float, bool]], draw: float
) -> None:
    """The first option is legal; the rest is as if only the legal ones were listed."""
    listed = [(0.5, True), *others]
    utility, legal = [u for u, _ in listed], [float(may) for _, may in listed]
    allowed = [k for k, (_, may) in enumerate(listed) if may]
    found, alone = [0.0] * len(listed), weights([utility[k] for k in allowed], 3.0)
    logit_weights(utility, legal, len(listed), 3.0, found)
    assert [found[k] for k in allowed] == alone
    assert sum(found) == pytest.approx(1)
    place = pick(alone, [1.0] * len(alone), len(alone), draw)
    assert pick(found, legal, len(listed), draw) == allowed[place]


def test_every_option_is_picked_in_proportion() -> None:
    picked = [pick([0.2, 0.0, 0.5, 0.3], [1.0] * 4, 4, (k + 0.5) / 100) for k in range(100)]
    assert [picked.count(k) for k in range(4)] == [20, 0, 50, 30]


def test_a_perpetuity() -> None:
    # 1 + .9 + .81 + ... = 10
    assert present_value(1.0, 0.9) == pytest.approx(10)


def test_the_bill_for_an_attack() -> None:
    # 2.4 x .8 x (.25 + .8 x .45 x (1 - .4 x .5) x 1.5) = 1.92 x (.25 + .432)
    assert war_bill(2.4, 0.8, 0.25, 0.45, 0.5, 0.5) == pytest.approx(1.30944)
    # 1.4 x .8 x .45 x (.25 + .75 x .6 + 2 x .5 x .4 + .1) x (1 - .5 x .3) x (1 - .7)
    #   = .504 x 1.2 x .85 x .3
    found = violation_bill(1.4, 0.8, 0.45, 0.6, 0.5, 0.4, 0.1, 0.3, 1.0)
    assert found == pytest.approx(0.154224)
    # A provocation excuses half at most.
    for casus in (1, 2):
        assert violation_bill(1, 1, 1, 0, 0, 0, 0, casus, 0) == 0.125


@given(st.floats(0.1, 5), share, share, st.floats(0.1, 2), share, share)
def test_a_small_attack_is_cheaper_than_its_share(
    war_cost: float, part: float, defended: float, theatre: float, covert: float, pressure: float
) -> None:
    full = war_bill(war_cost, 1.0, defended, theatre, covert, pressure)
    assert war_bill(war_cost, part, defended, theatre, covert, pressure) <= part * full + 1e-12
    assert war_bill(war_cost, part, defended, theatre, covert, 0.0) <= part * full + 1e-12


def test_the_bill_for_a_base_and_for_a_defence() -> None:
    assert retaliation(0.5, 0.4, 0.3, 0.8) == pytest.approx(0.128)  # .4 x .2 + .2 x .24
    # .5 x 2.4 x .9 x (.8 + .5) x (1 + 1.5 x .3 x 1.6) / .5 + 2 x .25 = 1.404 x 1.72 / .5 + .5
    assert reply_bill(2.4, 0.9, 0.8, 1.5, 0.3, 0.6, 0.5, 0.25) == pytest.approx(5.32976)
    # Even an attack without force would cost half of a full war to answer.
    assert reply_bill(2, 1, 0, 0, 0, 0, 1, 0) == 0.5


@given(share, share, share, share)
def test_honour_binds_to_what_was_covered_and_promised(
    coverage: float, pledge: float, force: float, resolve: float
) -> None:
    bound = casus_foederis(1.0, coverage, pledge, force, resolve)
    assert bound == pytest.approx(coverage * pledge * force * (0.5 + resolve))
    assert casus_foederis(0.0, coverage, pledge, force, resolve) == 0


@given(st.floats(0.01, 10), st.floats(1, 5), st.floats(0.1, 1))
def test_losses_loom_larger_than_gains(x: float, aversion: float, curvature: float) -> None:
    gain, loss = prospect_value(x, aversion, curvature), prospect_value(-x, aversion, curvature)
    assert loss == pytest.approx(-aversion * gain)
    assert gain == pytest.approx(x**curvature)


def test_prospects_of_nothing_are_nothing() -> None:
    assert prospect_value(0.0, 2.25, 0.88) == 0


def test_dissensus_blurs_choice() -> None:
    assert blurred_precision(12, 0.4, 0) == 12
    assert blurred_precision(12, 0.4, 1) == pytest.approx(7.2)
    # Entropy of (1/2, 1/2, 0) is ln 2.
    assert dissensus(0.5, 0.5, 0) == pytest.approx(math.log(2) / math.log(3))


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3), st.floats(0, 5), st.data())
def test_factions_remain_a_whole(raw: list[float], rate: float, data: st.DataObject) -> None:
    shares = [r / sum(raw) for r in raw]
    signals = [data.draw(st.floats(-1, 3)) for _ in shares]
    grown = [faction_weight(*pair, rate) for pair in zip(shares, signals, strict=True)]
    after = [faction_share(weight, sum(grown)) for weight in grown]
    assert sum(after) == pytest.approx(1, abs=1e-12)
    assert all(0.003 <= x <= 0.994 + 1e-12 for x in after)
    # The fitter of two factions gains on the other, but for the floor.
    assert dissensus(*after) <= 1 + 1e-12


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_risk_neutral_challenge_is_a_bet_on_the_distance(a: float, b: float, odds: float) -> None:
    # At r = 1: U_s = 2|dx|, U_f = -2|dx|, U_q = 0, so resistance is worth 2|dx|(2P - 1).
    win, lose = success_utility(a, b, 1), failure_utility(a, b, 1)
    assert win == pytest.approx(2 * abs(a - b))
    assert lose == pytest.approx(-2 * abs(a - b))
    gain = challenge_gain(odds, 1.0, win, lose, quiet_utility(1))
    assert gain == pytest.approx(2 * abs(a - b) * (2 * odds - 1))

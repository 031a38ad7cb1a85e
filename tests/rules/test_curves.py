"""Shapes that the rules share: their identities, symmetries and limits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.curves import (
    KINK,
    clip,
    contest,
    log_odds,
    logistic,
    negative,
    positive,
    soft_positive,
    unit,
)

strength = st.floats(1e-6, 1e6)
decisiveness = st.floats(0.1, 6)
number = st.floats(-1e6, 1e6)


@given(strength, strength, decisiveness)
def test_a_contest_is_shared_out_completely(mine: float, theirs: float, m: float) -> None:
    assert contest(mine, theirs, m) + contest(theirs, mine, m) == pytest.approx(1, abs=1e-12)


@given(strength, strength, decisiveness, st.floats(0.01, 100))
def test_only_the_ratio_of_strengths_counts(
    mine: float, theirs: float, m: float, scale: float
) -> None:
    assert contest(scale * mine, scale * theirs, m) == pytest.approx(
        contest(mine, theirs, m), abs=1e-9
    )


@given(strength, strength, decisiveness, st.floats(1.01, 10))
def test_more_strength_never_wins_less(mine: float, theirs: float, m: float, gain: float) -> None:
    before, after = contest(mine, theirs, m), contest(gain * mine, theirs, m)
    assert after >= before
    if 1e-9 < before < 1 - 1e-9:
        assert after > before


def test_a_more_decisive_contest_favours_the_stronger() -> None:
    shares = [contest(2, 1, m) for m in (0.5, 1, 2, 4)]
    assert shares == sorted(shares)
    # 2^1 / (2^1 + 1^1) and 2^4 / (2^4 + 1)
    assert shares[1] == pytest.approx(2 / 3)
    assert shares[3] == pytest.approx(16 / 17)


@pytest.mark.parametrize(
    ("mine", "theirs", "share"), [(0, 0, 0.5), (0, 1, 0), (1, 0, 1), (3, 3, 0.5)]
)
def test_contests_with_nothing_on_a_side(mine: float, theirs: float, share: float) -> None:
    assert contest(mine, theirs, 1.5) == share


@given(number)
def test_soft_positive_is_positive_and_near_the_corner_only_differs_there(x: float) -> None:
    rounded = soft_positive(x)
    assert rounded >= 0
    assert max(x, 0) - 1e-9 * abs(x) <= rounded <= max(x, 0) + KINK / 2 + 1e-9 * abs(x)


@given(st.floats(-5, 5))
def test_soft_positive_splits_a_number_like_the_positive_part(x: float) -> None:
    # (x + r)/2 - (-x + r)/2 = x
    assert soft_positive(x) - soft_positive(-x) == pytest.approx(x, abs=1e-12)
    assert positive(x) - negative(x) == x


@given(st.floats(-30, 30))
def test_logistic_and_log_odds_undo_each_other(x: float) -> None:
    assert logistic(x) + logistic(-x) == pytest.approx(1, abs=1e-15)
    if abs(x) < 20:
        assert log_odds(logistic(x)) == pytest.approx(x, abs=1e-6)


@pytest.mark.parametrize("x", [-1e308, -1e4, -745, 745, 1e4, 1e308])
def test_logistic_never_overflows(x: float) -> None:
    assert logistic(x) == (0 if x < 0 else 1)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_certainty_has_large_but_finite_log_odds(probability: float) -> None:
    # Held at 1e-12 from the end: ln(1e12) = 12 ln 10
    assert abs(log_odds(probability)) == pytest.approx(12 * math.log(10), rel=1e-4)


@given(number, number, number)
def test_clip_holds_a_number_in_its_range(x: float, a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert clip(x, low, high) == min(max(x, low), high)
    assert unit(x) == min(max(x, 0), 1)

"""Quasi-p-values against the binomial sum and as published; runs that come in families."""

from __future__ import annotations

from math import comb, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.sample import share_between_points
from sim.analysis.discovery.significance import (
    binomial_tail,
    chance_effect,
    density_interval,
    design_effect,
    quasi_p,
)
from sim.experiment.intervals import wilson
from tests.analysis.discovery.samples import published, published_box, sample

EVERYWHERE = np.ones(8, np.bool_)


@given(st.integers(1, 40), st.data())
def test_the_tail_is_the_binomial_sum(runs: int, data) -> None:
    hits = data.draw(st.integers(0, runs))
    share = data.draw(st.floats(0.01, 0.99))
    terms = (comb(runs, k) * share**k * (1 - share) ** (runs - k) for k in range(hits, runs + 1))
    assert binomial_tail(hits, runs, share) == pytest.approx(sum(terms), rel=1e-9, abs=1e-12)


def test_quasi_p_by_hand() -> None:
    # In the box (a >= 4) 3 of 4 runs hit; without that end 4 of 8. P(X >= 3) of 4 fair coins is
    # (4 + 1) / 16.
    one = sample([[x] for x in range(8)], [0, 0, 1, 0, 1, 1, 0, 1])
    assert quasi_p(one, Box((4.0,), (inf,)), Limit(0, "low")) == pytest.approx(5 / 16)


def test_quasi_p_frees_one_end_and_holds_the_others() -> None:
    # Box 2 <= a, b <= 1. Without b's end the points are those with a >= 2: 3 of 4 hit; in the box
    # 2 of 2 do: (3/4)^2.
    one = sample(
        [[0, 0], [1, 1], [2, 0], [3, 1], [2, 2], [3, 3]],
        [0, 0, 1, 1, 1, 0],
    )
    box = Box((2.0, -inf), (inf, 1.0))
    assert quasi_p(one, box, Limit(1, "high")) == pytest.approx(9 / 16)


def test_the_published_quasi_p_values() -> None:
    """Those that the EMA Workbench shows for box 21 of Bryant and Lempert's data."""
    one = published()
    box = published_box(one)
    inside = box.holds(one.values)
    assert (one.runs[inside].sum(), one.hits[inside].sum()) == (87, 67)
    shown = {
        ("Total biomass", "high"): 4.716968553178765e-06,
        ("Demand elasticity", "low"): 1.1849299115762218e-16,
        ("Biomass backstop price", "low"): 3.515112530263049e-11,
        ("Cellulosic cost", "low"): 0.15741333528927348,
    }
    found = {(one.factors[end.factor], end.side): quasi_p(one, box, end) for end in box.limits}
    assert found.keys() == shown.keys()
    for end, value in shown.items():
        assert found[end] == pytest.approx(value, rel=1e-6), end


def test_runs_apart_count_in_full() -> None:
    one = sample([[x] for x in range(8)], [0, 0, 1, 0, 1, 1, 0, 1])
    assert design_effect(one, EVERYWHERE) == pytest.approx(1.0)
    assert density_interval(one, EVERYWHERE) == pytest.approx(tuple(wilson(4, 8)))


def test_runs_that_all_agree_with_their_point_count_as_points() -> None:
    # Eight points of ten runs, four all hits and four none: residuals 5 each, 8 x 25 = 200, over
    # 80 x .25 = 20: the eighty runs tell as much as eight.
    one = sample([[x] for x in range(8)], [10, 0, 10, 0, 10, 0, 10, 0], runs=10)
    assert design_effect(one, EVERYWHERE) == pytest.approx(10.0)
    assert density_interval(one, EVERYWHERE) == pytest.approx(tuple(wilson(4, 8)))


def test_points_of_a_family_count_as_one() -> None:
    alike = sample(
        [[x] for x in range(8)], [1, 1, 0, 0, 1, 1, 0, 0], family=[0, 0, 1, 1, 2, 2, 3, 3]
    )
    # Residuals of families 1, -1, 1, -1: 4, over 8 x .25 = 2.
    assert design_effect(alike, EVERYWHERE) == pytest.approx(2.0)


def test_points_more_even_than_chance_are_not_counted_twice() -> None:
    even = sample([[x] for x in range(8)], [5] * 8, runs=10)
    assert design_effect(even, EVERYWHERE) == 1.0


def test_where_all_runs_hit_families_are_counted() -> None:
    sure = sample([[x] for x in range(8)], [10] * 8, runs=10)
    assert design_effect(sure, EVERYWHERE) == pytest.approx(10.0)
    assert density_interval(sure, EVERYWHERE)[0] == pytest.approx(float(wilson(8, 8)[0]))


def test_replicates_that_hit_everywhere_or_nowhere_count_as_one_each() -> None:
    # Eight points share four draws of chance, of which two hit at every point. Residuals by
    # replicate -4, 4, -4, 4: 64 over 32 x .25 = 8, times 4/3 for four of them.
    draws = [[0, 1, 0, 1]] * 8
    one = sample([[x] for x in range(8)], [2] * 8, runs=4, draws=draws)
    assert chance_effect(one, EVERYWHERE) == pytest.approx(32 / 3)
    # Points agree to the last run: their own effect is none, at least 1.
    effect = 32 / 3
    assert density_interval(one, EVERYWHERE) == pytest.approx(
        tuple(wilson(16 / effect, 32 / effect))
    )


def test_both_effects_add_up() -> None:
    # Points 0-3 hit in all of four draws, 4-7 in the first two: 24 of 32. Residuals of points 1
    # and -1: 8 over 32 x .1875 = 6. Of replicates 2, 2, -2, -2: 16 / 6, times 4/3.
    draws = [[1, 1, 1, 1]] * 4 + [[1, 1, 0, 0]] * 4
    one = sample([[x] for x in range(8)], [4] * 4 + [2] * 4, runs=4, draws=draws)
    assert design_effect(one, EVERYWHERE) == pytest.approx(8 / 6)
    assert chance_effect(one, EVERYWHERE) == pytest.approx(64 / 18)
    both = 8 / 6 + 64 / 18 - 1
    assert density_interval(one, EVERYWHERE) == pytest.approx(tuple(wilson(24 / both, 32 / both)))


def test_of_one_draw_of_chance_nothing_can_be_seen() -> None:
    one = sample([[x] for x in range(8)], [1, 0] * 4, draws=[[1], [0]] * 4)
    assert chance_effect(one, EVERYWHERE) == 1.0
    never = sample([[x] for x in range(8)], [0] * 8, runs=2, draws=[[0, 0]] * 8)
    assert chance_effect(never, EVERYWHERE) == 1.0


def test_what_was_not_played_does_not_count() -> None:
    # Replicate 1 was played at two points only: 2 of 2 there, of replicate 0 4 of 8.
    draws = [[1, 1], [1, 1], [1, -1], [1, -1], [0, -1], [0, -1], [0, -1], [0, -1]]
    one = sample(
        [[x] for x in range(8)], [2, 2, 1, 1, 0, 0, 0, 0], runs=[2] * 2 + [1] * 6, draws=draws
    )
    # p = .6; residuals 4 - 4.8 and 2 - 1.2: 1.28 / (10 x .24) x 2.
    assert chance_effect(one, EVERYWHERE) == pytest.approx(2 * 1.28 / 2.4)


def test_replicates_do_not_make_a_weak_end_strong() -> None:
    """The same points with every run played ten times over tell no more."""
    hits = np.array([0, 1, 0, 1, 0, 1, 1, 1])
    values = [[x] for x in range(8)]
    box, end = Box((4.0,), (inf,)), Limit(0, "low")
    once = quasi_p(sample(values, hits), box, end)
    ten = quasi_p(sample(values, 10 * hits, runs=10), box, end)
    assert ten == pytest.approx(once)


def test_share_between_points_by_hand() -> None:
    # Two points of two runs: 2 of 2 and 1 of 2. Between: 2 (1 - .75)^2 + 2 (.5 - .75)^2 = .25 on
    # one degree; within: .5 on two; size 2: (.25 - .25) / ... = 0.
    assert share_between_points(sample([[0], [1]], [2, 1], runs=2)) == 0.0
    # 4 of 4 and 1 of 4: between 4 (.375^2 + .375^2) = 1.125, within .75 / 6 = .125, size 4:
    # (1.125 - .125) / (1.125 + 3 x .125) = 2/3.
    assert share_between_points(sample([[0], [1]], [4, 1], runs=4)) == pytest.approx(2 / 3)


def test_share_between_points_of_single_runs_is_unknown() -> None:
    assert share_between_points(sample([[0], [1]], [1, 0])) is None
    assert share_between_points(sample([[0], [1]], [0, 0], runs=3)) is None

"""Proper scores against values worked out by hand, and what makes them proper."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.scoring.reliability import reliability
from sim.analysis.scoring.scores import brier, logarithmic, ranked_probability
from sim.analysis.scoring.skill import skill, skill_by_blocks


def test_two_ranks_are_scored_as_brier_does() -> None:
    chance, came = np.array([0.1, 0.7, 1.0]), np.array([1, 0, 1])
    both = np.stack([1 - chance, chance], axis=1)
    assert ranked_probability(both, came) == pytest.approx(brier(chance, came))


def test_a_near_miss_costs_less_than_a_far_one() -> None:
    near, far = ranked_probability([[0, 1, 0, 0], [0, 0, 0, 1]], [0, 0])
    assert near == pytest.approx(1 / 3)
    assert far == 1


@pytest.mark.parametrize("score", [ranked_probability, logarithmic])
def test_nobody_gains_by_saying_what_they_do_not_believe(score: object) -> None:
    believed = np.array([0.5, 0.2, 0.2, 0.1])
    honest = sum(p * score([believed], [k])[0] for k, p in enumerate(believed))  # type: ignore[operator]
    rng = np.random.default_rng(1)
    for said in rng.dirichlet(np.ones(4), 200):
        other = sum(p * score([said], [k])[0] for k, p in enumerate(believed))  # type: ignore[operator]
        assert other >= honest - 1e-12


def test_the_parts_of_the_score_add_up() -> None:
    rng = np.random.default_rng(2)
    chance = rng.random(300).round(2)
    came = (rng.random(300) < chance**2).astype(float)
    weight = rng.random(300)
    found = reliability(chance, came, weight)
    total = found.miscalibration - found.discrimination + found.uncertainty
    assert found.score == pytest.approx(total)
    assert found.miscalibration > 0 < found.discrimination
    assert (np.diff(found.frequency) >= 0).all()


def test_a_constant_forecast_of_the_frequency_discriminates_nothing() -> None:
    found = reliability(np.full(8, 0.25), [1, 0, 0, 0, 1, 0, 0, 0])
    assert found.miscalibration == pytest.approx(0)
    assert found.discrimination == pytest.approx(0)
    assert found.uncertainty == pytest.approx(0.1875)


def test_the_order_of_equal_forecasts_does_not_matter() -> None:
    one = reliability([0.5, 0.5, 0.9], [1, 0, 1])
    other = reliability([0.9, 0.5, 0.5], [1, 0, 1])
    assert one.miscalibration == pytest.approx(other.miscalibration)


def test_skill_weighs_the_cases() -> None:
    found = skill([0.1, 0.3], [0.2, 0.2], cluster=["a", "b"], weight=[3, 1])
    assert found.score == pytest.approx(0.15)
    assert found.skill == pytest.approx(0.25)
    assert found.difference == pytest.approx(0.05)
    assert (found.cases, found.clusters) == (2, 2)


def test_cases_of_one_cluster_are_drawn_together() -> None:
    """Copies of the same clusters add no information: the interval stays as wide."""
    rng = np.random.default_rng(3)
    own, other = rng.random(40), rng.random(40)
    once = skill(own, other, cluster=np.arange(40))
    five = skill(np.tile(own, 5), np.tile(other, 5), cluster=np.tile(np.arange(40), 5))
    assert five.low == pytest.approx(once.low)
    assert five.high == pytest.approx(once.high)


def test_blocks_of_a_slow_series_give_wide_intervals() -> None:
    slow = np.repeat([0.1, 0.9], 20)
    single = skill_by_blocks(slow, np.full(40, 0.6), block=1)
    blocks = skill_by_blocks(slow, np.full(40, 0.6), block=20)
    assert blocks.high - blocks.low > 2 * (single.high - single.low)


def test_a_block_longer_than_the_series_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 to 3"):
        skill_by_blocks([1, 1, 1], [1, 1, 1], block=4)

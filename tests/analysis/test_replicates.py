"""Intervals for runs that share their chance, held to the textbook and to simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.quantiles import quantiles_of
from sim.analysis.replicates import (
    Draws,
    clustered_mean,
    clustered_ratio,
    clustered_share,
)
from sim.experiment.intervals import wilson


def test_replicates_of_equal_size_are_a_sample_of_their_means() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(40, 7)) + rng.normal(size=7)  # [point, replicate]
    replicate = np.tile(np.arange(7), 40)
    found = clustered_mean(values.ravel(), replicate)
    means = values.mean(axis=0)
    expected = stats.t.interval(0.95, 6, means.mean(), stats.sem(means))
    assert found == pytest.approx((means.mean(), *expected))


def test_the_same_runs_on_fewer_replicates_are_known_less_well() -> None:
    rng = np.random.default_rng(2)
    luck = rng.normal(size=200)
    few = clustered_mean(np.tile(luck[:5], 40), np.tile(np.arange(5), 40))
    many = clustered_mean(luck, np.arange(200))
    assert few[2] - few[1] > 4 * (many[2] - many[1])


@pytest.mark.parametrize("replicates", [5, 30])
def test_the_truth_is_in_nineteen_of_twenty_intervals(replicates: int) -> None:
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(600):
        luck = rng.normal(size=replicates)
        values = luck + rng.normal(size=(20, replicates))
        _, low, high = clustered_mean(values.ravel(), np.tile(np.arange(replicates), 20))
        inside += low <= 0.0 <= high
    # Three standard errors of a share of .95 over 600.
    assert abs(inside / 600 - 0.95) < 0.027


def test_a_ratio_by_hand() -> None:
    # Replicate 0: 1 of 4; replicate 1: 3 of 4. Ratio .5, residuals -1 and 1, error sqrt(4) / 8.
    value, low, high = clustered_ratio([1, 3], [4, 4], [0, 1])
    half = stats.t.ppf(0.975, 1) * 0.25
    assert (value, low, high) == pytest.approx((0.5, 0.5 - half, 0.5 + half))
    assert np.isnan(clustered_ratio([0], [0], [0])[0])
    value, low, high = clustered_ratio([1.0, 2.0], [2.0, 2.0], [4, 4])
    assert value == 0.75
    assert np.isnan(low)
    assert np.isnan(high)
    assert clustered_ratio([1.0, np.nan, 3.0], [4, 4, 4], [0, 1, 1])[0] == 0.5


def test_shares() -> None:
    hits = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    assert clustered_share(hits, np.arange(5))[1:] == pytest.approx(wilson(2, 5).tolist())
    shared = np.array([0, 0, 1, 1, 2])
    # Residuals .2, .2 and -.4: error sqrt(3/2 x .24) / 5 = .12; below zero there is no share.
    top = 0.4 + stats.t.ppf(0.975, 2) * 0.12
    assert clustered_share(hits, shared) == pytest.approx((0.4, 0.0, top))
    none = clustered_share(np.zeros(90), np.tile(np.arange(3), 30))
    assert none == pytest.approx((0.0, *wilson(0, 3)))
    assert np.isnan(clustered_share(np.array([1.0, 0.0]), np.array([2, 2]))[1])


def test_quantiles_of_shared_draws() -> None:
    rng = np.random.default_rng(4)
    luck = rng.normal(size=9)
    values = np.tile(luck, 50)
    draws = Draws.of(np.tile(np.arange(9), 50))
    assert draws.shared
    assert (draws.count, len(draws.codes)) == (9, 450)
    options = {"shares": [0.5], "rng": rng, "resamples_of_draws": 400}
    middle, low, high = quantiles_of([values], draws, **options)[0, 0, 0]
    # Nine values, fifty times each: the median is the fifth; its interval spans some of the nine.
    assert middle == np.sort(luck)[4]
    assert low in luck
    assert high in luck
    assert np.sort(luck)[0] <= low <= np.sort(luck)[3]
    assert np.sort(luck)[5] <= high <= np.sort(luck)[8]
    assert np.isnan(quantiles_of([np.array([])], Draws.of([]), **options)).all()

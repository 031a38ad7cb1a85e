"""The law of total variance, by hand and on runs whose parts are known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.sensitivity.chance import chance_share, shared_covariance
from sim.analysis.sensitivity.resamples import chance_error, draw_resamples
from sim.analysis.sensitivity.response import Response


def found(values: np.ndarray, block: np.ndarray | None = None):
    block = np.arange(len(values)) if block is None else block
    resamples = draw_resamples(int(block.max()) + 1, np.random.default_rng(3), resamples=200)
    response = Response("plain", "y", "mean y", np.arange(len(values)), values, 0)
    return chance_share(response, block, resamples)


def test_common_chance_lies_within_points_and_not_between_them() -> None:
    # Means 1 and 5, variance within 2; the replicates differ by 2 at both points alike.
    ours = found(np.array([[0.0, 2.0], [4.0, 6.0]]))
    assert ours.factors == pytest.approx(8.0)
    assert ours.within == pytest.approx(2.0)
    assert ours.of_run[0] == pytest.approx(0.2)
    assert ours.of_mean[0] == 0.0


def test_chance_of_each_point_by_hand() -> None:
    # Columns do not differ: all of the variance within, 2, is between replicates of each point.
    values = np.array([[0.0, 2.0], [6.0, 4.0]])
    # Mean covariance of two points: that of (0, 2) and (6, 4), -2.
    assert shared_covariance(values) == pytest.approx(-2.0)
    ours = found(values)
    # Between the means lie 8, of which (2 + 2)/2 is chance.
    assert (ours.factors, ours.within) == pytest.approx((6.0, 2.0))
    assert ours.of_mean[0] == pytest.approx(0.25)
    assert ours.of_run[0] == pytest.approx(0.25)


def test_of_a_yes_or_no_with_known_probabilities() -> None:
    # p = .2 or .8: variance of p .09, mean p (1 - p) .16.
    rng = np.random.default_rng(6)
    p = np.where(rng.random(3000) < 0.5, 0.2, 0.8)[:, None]
    ours = found((rng.random((3000, 10)) < p).astype(float))
    assert ours.within == pytest.approx(0.16, rel=0.03)
    assert ours.factors == pytest.approx(0.09, rel=0.05)
    assert ours.of_run[0] == pytest.approx(0.64, abs=0.02)
    assert ours.of_mean[0] == pytest.approx(0.016 / 0.106, abs=0.02)
    for value, low, high in (ours.of_run, ours.of_mean):
        assert low < value < high


def test_points_of_a_block_count_once() -> None:
    """Ten copies of four points have the variance of four points."""
    four = np.array([0.0, 1.0, 2.0, 3.0])
    ours = found(np.repeat(four, 10)[:, None], np.repeat(np.arange(4), 10))
    assert ours.factors == pytest.approx(four.var(ddof=1))


def test_with_one_replicate_it_cannot_be_told() -> None:
    ours = found(np.arange(5.0)[:, None])
    assert not ours.known
    assert np.isnan(ours.of_run).all()
    assert ours.finding().startswith("With one replicate a point nothing tells chance")


def test_unequal_replicates_and_runs_that_are_missing() -> None:
    rng = np.random.default_rng(6)
    values = rng.normal(0, 1, (400, 12)) + rng.normal(0, 1, (400, 1))
    values[::2, 6:] = np.nan
    values[3, 2] = np.nan
    ours = found(values)
    assert ours.within == pytest.approx(1.0, rel=0.1)
    assert ours.factors == pytest.approx(1.0, rel=0.15)
    assert ours.replicates == pytest.approx(9.0, abs=0.01)


def test_the_finding_says_how_much() -> None:
    said = found(np.array([[0.0, 2.0], [4.0, 6.0], [9.0, 11.0]])).finding()
    # Means 1, 5, 10: variance 61/3, of which none is chance; within 2.
    assert "Of the variance of a single run, 9 % [" in said
    assert "of that of the means over 2 replicates, 0 %" in said


def test_the_jackknife_over_replicates_of_a_mean_is_its_standard_error() -> None:
    values = np.array([[1.0, 2.0, 3.0, 6.0]])
    error = chance_error(values, lambda runs: runs.mean(axis=1))
    assert error == pytest.approx(values.std(ddof=1) / 2)
    assert chance_error(values[:, :3], lambda runs: runs.mean(axis=1)) == 0.0

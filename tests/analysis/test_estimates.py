"""Estimates with influences: values by hand, errors against textbook formulas."""

from __future__ import annotations

from math import isnan, log, sqrt

import numpy as np
import pytest

from sim.analysis.estimates import (
    NOTHING,
    correlation_of,
    gap_of,
    log_odds_ratio,
    mean_of,
    ratio_of,
)


def test_the_error_of_a_mean_is_the_standard_deviation_over_root_n() -> None:
    values = np.array([1.0, 2.0, 3.0, 6.0])
    found = mean_of(values)
    # Mean 3, squares 4 + 1 + 0 + 9 = 14, variance 14/3.
    assert found.value == 3.0
    assert found.error == pytest.approx(sqrt(14 / 3 / 4))
    low, high = found.interval(0.99)
    assert (low + high) / 2 == pytest.approx(3.0)
    assert (high - low) / 2 == pytest.approx(2.5758 * found.error, rel=1e-4)


def test_a_difference_is_made_run_by_run() -> None:
    low, high = np.array([0.0, 1.0, 5.0]), np.array([1.0, 2.0, 6.0])
    found = mean_of(high) - mean_of(low)
    assert (found.value, found.error) == (1.0, 0.0)
    twice = mean_of(low).times(-2.0)
    assert twice.value == -4.0
    assert twice.error == pytest.approx(2 * mean_of(low).error)


def test_runs_of_different_number_have_no_difference() -> None:
    assert isnan((mean_of(np.zeros(3)) - mean_of(np.zeros(2))).error)
    assert isnan(NOTHING.error)


def test_a_ratio_divides_sums_and_its_error_is_binomial_for_one_occasion_a_run() -> None:
    events = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    found = ratio_of(events, np.ones(8))
    assert found.value == 3 / 8
    assert found.error == pytest.approx(sqrt(3 / 8 * 5 / 8 / 7))
    assert ratio_of(np.array([1.0, 1.0]), np.array([1.0, 3.0])).value == 0.5
    assert isnan(ratio_of(np.zeros(3), np.zeros(3)).value)


def test_an_odds_ratio_of_independent_runs_has_woolfs_error() -> None:
    """Many runs of one occasion each, in which the two settings have nothing in common."""
    n = 4000
    first, other = np.zeros(n), np.zeros(n)
    first[: n // 2] = 1.0  # odds 1
    other[::4] = 1.0  # odds 1/3, independent of the first
    found = log_odds_ratio(first, other, np.ones(n))
    assert found.value == pytest.approx(log(3), abs=0.01)
    woolf = sqrt(1 / 2000 + 1 / 2000 + 1 / 1000 + 1 / 3000)
    assert found.error == pytest.approx(woolf, rel=0.01)


def test_an_odds_ratio_without_events_is_known_badly() -> None:
    found = log_odds_ratio(np.array([1.0, 1.0, 1.0]), np.zeros(3), np.full(3, 4.0))
    assert found.value > 0
    assert found.error > 0.5


def test_a_gap_compares_two_groups_of_runs() -> None:
    values = np.array([1.0, 3.0, 10.0, 14.0, 100.0])
    first = np.array([False, False, True, True, False])
    other = np.array([True, True, False, False, False])
    found = gap_of(values, first, other)
    assert found.value == 12.0 - 2.0
    # Sums of squares 8 and 2, each over 2 x 2; n - 1 of n for the five runs together.
    assert found.error == pytest.approx(sqrt((8 / 4 + 2 / 4) * 5 / 4), rel=1e-9)
    assert isnan(gap_of(values, first, np.zeros(5, bool)).value)


def test_a_series_is_correlated_with_itself() -> None:
    steady = np.array([[1.0, 1.0, 1.0, 1.0], [-1.0, -1.0, -1.0, -1.0]])
    assert correlation_of(steady, 1).value == pytest.approx(1.0)
    turning = np.array([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0]])
    assert correlation_of(turning, 1).value == pytest.approx(-1.0)
    assert correlation_of(turning, 2).value == pytest.approx(1.0)
    assert isnan(correlation_of(np.ones((3, 4)), 1).value)

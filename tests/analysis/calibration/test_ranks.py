"""The check of a posterior by simulation: it passes what is right, and sees what is wrong."""

import numpy as np
import pytest

from sim.analysis.calibration.bands import Floats
from sim.analysis.calibration.ranks import check, distribution, doubt, simultaneous

LOW, HIGH = np.array([0.0]), np.array([1.0])


def table(points: int = 3000) -> tuple[Floats, Floats]:
    random = np.random.default_rng(8)
    settings = random.random((points, 1))
    return settings, settings + random.normal(0, 0.2, (points, 1))


def test_ranks_of_a_right_posterior_are_uniform() -> None:
    settings, statistics = table()
    got = check(
        settings,
        statistics,
        np.ones(1),
        low=LOW,
        high=HIGH,
        keep=0.05,
        truths=300,
        draws=99,
        random=np.random.default_rng(1),
    )
    band = simultaneous(300, 99, np.random.default_rng(2))
    assert doubt(got.ranks[:, 0], band) > 0.05
    assert 0.84 < got.covered[0] < 0.96
    assert got.contraction[0] > 0.3


@pytest.mark.parametrize("fault", ["too narrow", "too low"])
def test_ranks_of_a_wrong_posterior_leave_the_band(fault: str) -> None:
    random = np.random.default_rng(3)
    even = random.integers(0, 100, 300)
    wrong = np.where(even < 50, even // 2, 99 - (99 - even) // 2)  # ranks crowd at both ends
    if fault == "too low":
        wrong = np.minimum(even + 15, 99)
    band = simultaneous(300, 99, np.random.default_rng(2))
    share = distribution(wrong, 99)
    assert ((share < band.low) | (share > band.high)).any()
    assert doubt(wrong, band) < 0.01


def test_the_band_holds_uniform_ranks_at_all_places_as_often_as_it_says() -> None:
    band = simultaneous(100, 19, np.random.default_rng(5))
    random = np.random.default_rng(6)
    held = 0
    for _ in range(1000):
        share = distribution(random.integers(0, 20, 100), 19)
        held += bool(((share >= band.low) & (share <= band.high)).all())
    # Counts are whole numbers, so a band can hold a little more often than 95 %, never less.
    assert 0.93 <= held / 1000 <= 0.99


def test_the_band_is_exact_where_all_ranks_are_below() -> None:
    band = simultaneous(50, 9, np.random.default_rng(5))
    assert (band.low[-1], band.high[-1]) == (1.0, 1.0)
    assert (band.low <= band.at).all() and (band.high >= band.at).all()


def test_the_truth_is_left_out_of_its_own_posterior() -> None:
    # Two groups far apart, each of its own statistic: a truth alone in its group has no likeness.
    settings = np.array([[0.1], [0.2], [0.3], [0.9]])
    statistics = np.array([[0.0], [0.0], [0.0], [9.0]])
    got = check(
        settings,
        statistics,
        np.ones(1),
        low=LOW,
        high=HIGH,
        keep=0.25,
        truths=4,
        draws=19,
        random=np.random.default_rng(1),
    )
    assert 19 in got.ranks  # all draws lie below .9, so it was not among them

"""Regression by hand, on ranks and on values, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.sensitivity.regression import ranks, regression
from sim.analysis.sensitivity.resamples import draw_resamples
from sim.experiment.faults import ResultsError

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def found(values: np.ndarray, settings: np.ndarray, block: np.ndarray | None = None):
    block = np.arange(len(settings)) if block is None else block
    blocks = int(block.max()) + 1
    resamples = draw_resamples(blocks, np.random.default_rng(3), resamples=200)
    names = [f"x{k}" for k in range(settings.shape[1])]
    return regression(values, settings, block, resamples, names)


def test_a_straight_line_by_hand() -> None:
    # y = 3 a + 4 b on the corners of a square: both have deviation 1/2, y has 5/2.
    ours = found((SQUARE @ [3.0, 4.0])[:, None], SQUARE)
    assert ours.frame["straight"].tolist() == pytest.approx([0.6, 0.8])
    assert ours.straight_fit[0] == pytest.approx(1.0)
    # Ranks of y = 0, 4, 3, 7 are 1, 3, 2, 4: half a rank a step of a, a rank of b... in deviations:
    # ranks of a factor have deviation 1, those of y sqrt(5)/2; slopes 1/2 and 1.
    assert ours.frame["rank"].tolist() == pytest.approx([0.5 / np.sqrt(1.25), 1 / np.sqrt(1.25)])


def test_ranks_straighten_a_steady_curve() -> None:
    x = np.linspace(0, 1, 50)[:, None]
    ours = found(np.exp(-9 * x), x)
    assert ours.frame["rank"][0] == pytest.approx(-1.0)
    assert ours.rank_fit[0] == pytest.approx(1.0)
    assert ours.straight_fit[0] < 0.8


def test_it_agrees_with_numpys_least_squares() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((80, 3))
    y = x @ [1.0, -2.0, 0.5] + rng.normal(0, 0.3, 80)
    z, w = (x - x.mean(0)) / x.std(0), (y - y.mean()) / y.std()
    beta, rest, *_ = np.linalg.lstsq(z, w, rcond=None)
    ours = found(y[:, None], x)
    assert ours.frame["straight"].to_numpy() == pytest.approx(beta)
    assert ours.straight_fit[0] == pytest.approx(1 - rest[0] / 80)
    assert (ours.frame["straight_low"] < ours.frame["straight"]).all()
    assert (ours.frame["straight_high"] > ours.frame["straight"]).all()


def test_points_that_hang_together_widen_the_interval() -> None:
    rng = np.random.default_rng(1)
    x = np.repeat(rng.random((30, 1)), 20, axis=0)
    y = x + np.repeat(rng.normal(0, 0.3, (30, 1)), 20, axis=0)
    alone, together = found(y, x), found(y, x, np.repeat(np.arange(30), 20))
    width = [
        one.frame["straight_high"][0] - one.frame["straight_low"][0] for one in (alone, together)
    ]
    assert width[1] > 2 * width[0]


def test_many_points_are_drawn_in_bundles() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((3000, 2))
    y = x[:, :1] + rng.normal(0, 0.3, (3000, 1))
    ours = found(y, x)
    # Standard error of a correlation r: (1 - r^2)/sqrt(n).
    r = ours.frame["straight"][0]
    half = (ours.frame["straight_high"][0] - ours.frame["straight_low"][0]) / 2
    assert half == pytest.approx(1.96 * (1 - r**2) / np.sqrt(3000), rel=0.2)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_ranks_are_scipys(values: list[int]) -> None:
    assert ranks(np.array(values, float)).tolist() == stats.rankdata(values).tolist()


def test_what_it_refuses() -> None:
    with pytest.raises(ResultsError, match="on 2 factors needs at least 4 points; there are 3"):
        found(SQUARE[:3, :1], SQUARE[:3])
    x = np.linspace(0, 1, 9)[:, None]
    with pytest.raises(ResultsError, match="x0 and x2 move as one"):
        found(x, np.concatenate([x, x**2, 2 - x], axis=1))

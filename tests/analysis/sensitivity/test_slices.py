"""The shift index against SALib and by hand, its floor, and swings by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import pawn

from sim.analysis.sensitivity.resamples import draw_resamples
from sim.analysis.sensitivity.slices import cut, shift_index, swing
from sim.experiment.sampling import saltelli_shares
from tests.analysis.sensitivity.functions import ishigami
from tests.analysis.sensitivity.test_sobol import problem

TWO = np.repeat([[0.0], [1.0]], 20, axis=0)


def shift(values: np.ndarray, x: np.ndarray, block: np.ndarray | None = None):
    block = np.arange(len(x)) if block is None else block
    rng = np.random.default_rng(3)
    resamples = draw_resamples(int(block.max()) + 1, rng, resamples=100)
    return shift_index(values, x, block, resamples, rng).frame


def swung(values: np.ndarray, x: np.ndarray):
    block = np.arange(len(x))
    return swing(values, x, block, draw_resamples(len(x), np.random.default_rng(3), resamples=100))


def test_of_a_yes_or_no_it_is_how_far_the_probability_moves() -> None:
    # 5 of 20 at the low setting, 15 of 20 at the high: both 1/4 from the half over all.
    values = np.zeros((40, 1))
    values[:5] = values[20:35] = 1.0
    assert shift(values, TWO)["shift"][0] == pytest.approx(0.25)


def test_of_a_factor_that_is_the_outcome_in_ten_slices() -> None:
    # In the slice [a, b] the outcome lies max(a, 1 - b) from the uniform; over ten slices .7.
    x = ((np.arange(2000) + 0.5) / 2000)[:, None]
    found = shift(x, x)
    assert found["shift"][0] == pytest.approx(0.7, abs=0.01)
    assert found["slices"][0] == 10


def test_it_is_salibs_mean_over_the_slices() -> None:
    x = np.random.default_rng(2).random((3000, 3))
    y = ishigami(x)
    theirs = pawn.analyze(problem(3), x, y, S=10, seed=1)["mean"]
    assert shift(y[:, None], x)["shift"].to_numpy() == pytest.approx(np.asarray(theirs), abs=0.012)


def test_it_sees_a_spread_that_leaves_the_mean() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(0, 1, (40, 200)) * np.where(TWO == 1, 4.0, 1.0)
    found = shift(values, TWO)
    assert found["shift"][0] > 0.1 > found["floor"][0]


def test_the_floor_holds_19_of_20_idle_factors() -> None:
    rng = np.random.default_rng(5)
    x = rng.random((200, 60))
    found = shift((rng.random((200, 1)) < 0.4).astype(float), x)
    assert 0.01 <= (found["shift"] > found["floor"]).mean() <= 0.13
    assert found["floor"].nunique() == 1


def test_the_floor_knows_that_points_hang_together() -> None:
    """In a Saltelli design an idle factor is idle by few base points, not by many rows."""
    x = saltelli_shares(32, 12, 4, second_order=False)
    block = np.repeat(np.arange(32), 14)
    values = x[:, :1]
    together, alone = shift(values, x, block), shift(values, x)
    assert together["floor"][1] > 1.5 * alone["floor"][1]
    idle = together.iloc[1:]
    assert (idle["shift"] > idle["floor"]).sum() <= 3


def test_points_count_alike_however_many_runs_they_have() -> None:
    values = np.full((40, 3), np.nan)
    values[:, 0] = TWO[:, 0]
    values[20:] = 1.0
    assert shift(values, TWO)["shift"][0] == pytest.approx(0.5)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99))
def test_it_lies_between_0_and_1_within_its_interval(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = shift(rng.integers(0, 3, (30, 2)).astype(float), rng.random((30, 2)))
    assert (found[["shift", "low", "high", "floor"]].to_numpy() >= 0).all()
    assert (found[["shift", "low", "high", "floor"]].to_numpy() <= 1).all()
    assert (found["low"] <= found["shift"]).all()
    assert (found["shift"] <= found["high"]).all()


def test_levels_are_slices_and_ties_stay_together() -> None:
    assert cut(np.array([3.0, 1.0, 2.0, 1.0]), 10).tolist() == [2, 0, 1, 0]
    column = np.concatenate([np.zeros(50), np.linspace(0.1, 1, 50)])
    place = cut(column, 5)
    assert len(set(place[:50])) == 1
    assert sorted(set(place)) == list(range(place.max() + 1))


# --- swings -------------------------------------------------------------------------------------


def test_a_swing_on_a_grid_by_hand() -> None:
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]] * 3)
    found = swung((square @ [3.0, -4.0])[:, None], square)
    assert found.frame["swing"].tolist() == pytest.approx([3.0, -4.0])
    assert found.frame["at_low"].tolist() == pytest.approx([-2.0, 1.5])
    assert found.frame["at_high"].tolist() == pytest.approx([1.0, -2.5])
    assert found.mean == pytest.approx(-0.5)
    assert found.frame[["low_from", "high_to"]].to_numpy().tolist() == [[0.0, 1.0]] * 2


def test_what_other_factors_happen_to_do_is_taken_out() -> None:
    x = np.random.default_rng(4).random((60, 2))
    found = swung(x[:, :1] * 10.0, x).frame
    assert found["swing"][1] == pytest.approx(0.0, abs=1e-9)
    assert found["swing"][0] == pytest.approx(8.0, abs=0.6)  # middles of the outer fifths


def test_a_swing_stays_within_what_is_seen() -> None:
    x = np.random.default_rng(4).random((30, 3))
    found = swung((x.sum(axis=1) > 2.4).astype(float)[:, None], x).frame
    assert (found["at_low"] >= 0).all()
    assert (found["at_high"] <= 1).all()


def test_with_fewer_points_than_factors_nothing_is_taken_out() -> None:
    x = np.eye(3)
    found = swung(np.array([[1.0], [2.0], [3.0]]), x).frame
    # The factor is 1 at one point and 0 at the other two.
    assert found["swing"].tolist() == pytest.approx([1 - 2.5, 2 - 2.0, 3 - 1.5])

"""Designs against the libraries' own definitions, and the order in which points are played."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris, sobol
from scipy.stats import qmc

from sim.experiment.designs import DESIGN_MODELS, Design
from sim.experiment.experiment import Factor
from sim.experiment.ordering import grid_order, spread_order
from sim.experiment.sampling import scaled

FACTORS = (Factor("a", -1.0, 3.0), Factor("b", 0.0, 1.0), Factor("c", 10.0, 11.0))
BOUNDS = [[factor.low, factor.high] for factor in FACTORS]
PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": BOUNDS}
LEVELLED = (
    Factor("a", 0.0, 2.0, (0.0, 1.0, 2.0)),
    Factor("b", -1.0, 5.0, (5.0, -1.0)),
)


def design(kind: str, **arguments: Any) -> Design:
    return DESIGN_MODELS[kind].model_validate({"kind": kind, **arguments})


def in_range(points: np.ndarray) -> np.ndarray:
    low, high = np.array(BOUNDS).T
    return points * (high - low) + low


SAMPLED: dict[str, tuple[Design, Callable[[], np.ndarray]]] = {
    "random": (
        design("random", points=50, seed=3),
        lambda: in_range(np.random.default_rng(3).random((50, 3))),
    ),
    "latin-hypercube": (
        design("latin-hypercube", points=50, seed=3),
        lambda: in_range(qmc.LatinHypercube(3, rng=np.random.default_rng(3)).random(50)),
    ),
    "sobol": (
        design("sobol", points=64, seed=3),
        lambda: in_range(qmc.Sobol(3, rng=np.random.default_rng(3)).random(64)),
    ),
    "sobol, plain": (
        design("sobol", points=64, scramble=False),
        lambda: in_range(qmc.Sobol(3, scramble=False).random(64)),
    ),
    "saltelli": (
        design("saltelli", base=16, seed=3),
        lambda: sobol.sample(PROBLEM, 16, calc_second_order=False, seed=3),
    ),
    "saltelli, second order": (
        design("saltelli", base=16, seed=3, second_order=True),
        lambda: sobol.sample(PROBLEM, 16, calc_second_order=True, seed=3),
    ),
    "morris": (
        design("morris", trajectories=10, levels=6, seed=3),
        lambda: morris.sample(PROBLEM, 10, num_levels=6, seed=3),
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), SAMPLED.values(), ids=list(SAMPLED))
def test_samples_are_the_libraries_own(ours: Design, theirs: Callable[[], np.ndarray]) -> None:
    values, expected = ours.values(FACTORS), theirs()
    assert values.shape == expected.shape == (ours.size(FACTORS), 3)
    np.testing.assert_allclose(values, expected, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("kind", SAMPLED)
def test_samples_stay_in_range_and_repeat(kind: str) -> None:
    ours = SAMPLED[kind][0]
    values = ours.values(FACTORS)
    low, high = np.array(BOUNDS).T
    assert ((low <= values) & (values <= high)).all()
    assert values.tobytes() == ours.values(FACTORS).tobytes()
    other = ours.model_copy(update={"seed": 4})
    assert (values != other.values(FACTORS)).any() == ("plain" not in kind)


@pytest.mark.parametrize("kind", SAMPLED)
def test_the_callers_own_chance_is_untouched(kind: str) -> None:
    np.random.seed(11)
    random.seed(11)
    expected = np.random.random(), random.random()
    np.random.seed(11)
    random.seed(11)
    SAMPLED[kind][0].values(FACTORS)
    assert (np.random.random(), random.random()) == expected


SIZES = {
    "saltelli": (design("saltelli", base=8), 8 * (3 + 2)),
    "saltelli, second order": (design("saltelli", base=8, second_order=True), 8 * (2 * 3 + 2)),
    "morris": (design("morris", trajectories=5), 5 * (3 + 1)),
    "random": (design("random", points=7), 7),
    "latin-hypercube": (design("latin-hypercube", points=7), 7),
    "sobol": (design("sobol", points=8), 8),
    "list": (design("list", points=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))), 2),
}


@pytest.mark.parametrize(("ours", "size"), SIZES.values(), ids=list(SIZES))
def test_sizes(ours: Design, size: int) -> None:
    assert ours.size(FACTORS) == size == len(ours.values(FACTORS))


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    values = design("latin-hypercube", points=20).values(FACTORS)
    for column, factor in enumerate(FACTORS):
        slices = (values[:, column] - factor.low) / (factor.high - factor.low) * 20
        assert sorted(slices.astype(int)) == list(range(20))


def test_salib_reads_sobol_indices_off_our_rows() -> None:
    """A sum of terms has first-order indices in the ratio of the squares of its weights."""
    values = design("saltelli", base=1024).values(FACTORS)
    scale = (values - np.array(BOUNDS)[:, 0]) / np.ptp(BOUNDS, axis=1)
    found = sobol_analysis.analyze(
        PROBLEM, scale @ [4.0, 2.0, 1.0], calc_second_order=False, seed=1
    )
    np.testing.assert_allclose(found["S1"], np.array([16, 4, 1]) / 21, atol=0.02)


def test_salib_reads_elementary_effects_off_our_rows() -> None:
    """The elementary effects of a linear function are its slopes per range."""
    values = design("morris", trajectories=6).values(FACTORS)
    found = morris_analysis.analyze(PROBLEM, values, values @ [1.0, -2.0, 3.0], seed=1)
    np.testing.assert_allclose(found["mu"], [4.0, -2.0, 3.0], rtol=1e-9)


def test_a_grid_is_every_combination_the_last_factor_fastest() -> None:
    ours = design("grid")
    expected = list(product((0.0, 1.0, 2.0), (5.0, -1.0)))
    assert ours.size(LEVELLED) == 6
    assert list(map(tuple, ours.values(LEVELLED).tolist())) == expected


def test_a_list_is_its_rows() -> None:
    rows = ((1.0, 0.5, 10.5), (0.0, 0.25, 10.0))
    assert design("list", points=rows).values(FACTORS).tolist() == [list(row) for row in rows]


def test_levels_are_taken_equally_often() -> None:
    values = design("sobol", points=96 // 3 * 4).values(LEVELLED)
    assert set(values[:, 0]) == {0.0, 1.0, 2.0}
    counts = [int((values[:, 1] == level).sum()) for level in (5.0, -1.0)]
    assert counts == [64, 64]


def test_factors_that_count_something_stay_whole() -> None:
    turns = Factor("k", 2.0, 8.0, None, whole=True)
    values = design("sobol", points=512).values((turns,))[:, 0]
    assert set(values) == {2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}
    shares = np.array([[0.0], [0.999999], [1.0]])
    assert scaled(shares, (turns,))[:, 0].tolist() == [2.0, 8.0, 8.0]


# --- orders of play -----------------------------------------------------------------------------


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_every_cell_of_a_grid_is_played_once(levels: list[int]) -> None:
    order = grid_order(levels)
    assert sorted(order.tolist()) == list(range(int(np.prod(levels))))
    assert order.tolist() == grid_order(levels).tolist()


@given(st.integers(1, 500))
def test_one_axis_is_ordered_by_scipys_sequence(count: int) -> None:
    """It is computed without SciPy, whose import takes longer than a small sweep."""
    points = qmc.Sobol(1, scramble=False).random(512)[:, 0]
    assert grid_order([count]).tolist() == list(dict.fromkeys((points * count).astype(int)))


@given(st.integers(1, 500))
def test_every_row_is_played_once(count: int) -> None:
    assert sorted(spread_order(count).tolist()) == list(range(count))


@pytest.mark.parametrize("levels", [[15, 15], [16, 16], [10, 7], [5, 4, 3], [40]])
def test_any_beginning_of_a_grid_is_spread(levels: list[int]) -> None:
    """Of the first n cells, each level has its share, give or take less than a fourth of them."""
    cells = np.array(list(product(*map(range, levels))))[grid_order(levels)]
    for n in range(16, len(cells) + 1):
        for axis, count in enumerate(levels):
            seen = np.bincount(cells[:n, axis], minlength=count)
            assert np.abs(np.cumsum(seen) - n * np.arange(1, count + 1) / count).max() <= 0.25 * n


@pytest.mark.parametrize("levels", [[15, 15], [16, 16], [10, 7], [5, 4, 3]])
def test_half_a_grid_covers_it_better_than_half_the_rows(levels: list[int]) -> None:
    cells = (np.array(list(product(*map(range, levels)))) + 0.5) / levels
    half = len(cells) // 2
    assert qmc.discrepancy(cells[grid_order(levels)][:half]) < 0.5 * qmc.discrepancy(cells[:half])


def test_rows_of_a_list_far_apart_come_first() -> None:
    for count in (10, 100, 333):
        order = spread_order(count)
        for n in range(4, count):
            gaps = np.diff(np.sort([-1, *order[:n], count]))
            assert gaps.max() <= 4 * (count + 1) / (n + 1) + 1


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_blocks_of_a_sensitivity_design_are_finished_one_by_one(kind: str) -> None:
    """The first blocks of a larger design are a smaller design, so half a sweep can be analysed."""
    ours = SAMPLED[kind][0]
    assert ours.order(FACTORS).tolist() == list(range(ours.size(FACTORS)))
    if kind == "saltelli":
        smaller = ours.model_copy(update={"base": 8})
        assert ours.values(FACTORS)[:40].tolist() == smaller.values(FACTORS).tolist()


def test_a_grid_is_ordered_as_before_whatever_its_number_of_factors() -> None:
    """The order names the units of a sweep, so it may not move; told by hand for a small grid."""
    # The sequence begins (0, 0), (1/2, 1/2), (3/4, 1/4), (1/4, 3/4), (3/8, 3/8), (7/8, 7/8) ...
    assert grid_order([2, 2]).tolist() == [0, 3, 2, 1]
    assert sorted(grid_order([2] * 9).tolist()) == list(range(2**9))


def test_a_level_of_minus_nothing_is_nothing() -> None:
    from sim.experiment.batch import batch

    vary = {"parameters.bulwark": [-0.0, 0.0]}
    table = batch("karabakh-2020", replicates=1, seed=1, turns=1, vary=vary)
    assert np.signbit(table["parameters.bulwark"]).tolist() == [False, False]

"""Statistics of runs, and their distance to bands, on tables small enough for pencil and paper."""

import numpy as np
import pytest

from sim.analysis.calibration.bands import Band, BandSums, distances, inside, nearest, scales


def band(statistic: str, outcomes: tuple[str, ...], per: tuple[str, ...] = ()) -> Band:
    return Band("x", "X", statistic, outcomes, per, 0.25, 0.5, "made up")


RUNS = {
    "war": np.array([0.0, 1.0, 0.0, 1.0]),
    "push": np.array([2.0, 3.0, 0.0, 0.0]),
    "tests": np.array([4.0, 1.0, 0.0, 0.0]),
    "met": np.array([1.0, 1.0, 0.0, 0.0]),
}
POINT = np.array([0, 0, 0, 1])


@pytest.mark.parametrize(
    ("made", "first", "second"),
    [
        (band("mean", ("push",)), 5 / 3, 0.0),
        (band("share", ("war",)), 1 / 3, 1.0),
        (band("share", ("war", "push")), 2 / 3, 1.0),
        (band("ratio", ("met",), ("tests",)), 2 / 5, 0.0),
        (band("ratio-of-runs", ("met",), ("tests",)), 1.0, 0.0),
        (band("ratio", ("push",), ("met", "tests")), 5 / 7, 0.0),
    ],
)
def test_statistics_are_those_of_their_names(made: Band, first: float, second: float) -> None:
    sums = BandSums([made], points=2)
    sums.add(POINT, RUNS)
    assert sums.statistics()[:, 0] == pytest.approx([first, second])


def test_runs_may_come_in_pieces_and_in_any_order() -> None:
    made = [band("share", ("war", "push")), band("ratio", ("met",), ("tests",))]
    whole, pieces = BandSums(made, 2), BandSums(made, 2)
    whole.add(POINT, RUNS)
    for part in ([3, 0], [2, 1]):
        pieces.add(POINT[part], {name: column[part] for name, column in RUNS.items()})
    assert np.array_equal(whole.statistics(), pieces.statistics())


def test_a_point_without_runs_has_no_statistics() -> None:
    sums = BandSums([band("share", ("war",))], points=3)
    sums.add(POINT, RUNS)
    assert np.isnan(sums.statistics()[2, 0])


def test_the_ends_of_a_band_belong_to_it() -> None:
    found = np.array([[0.25], [0.5], [0.24], [0.51]])
    made = [band("mean", ("push",))]
    assert inside(found, made)[:, 0].tolist() == [True, True, False, False]
    assert nearest(found, made)[:, 0].tolist() == [0.25, 0.5, 0.25, 0.5]


def test_a_distance_counts_each_statistic_in_its_own_spread() -> None:
    found = np.array([[0.0, 10.0], [2.0, 30.0]])
    assert scales(found).tolist() == [1.0, 10.0]
    target = np.array([[0.0, 10.0]])
    assert distances(found, target, scales(found)) == pytest.approx([0.0, 8**0.5])


def test_a_statistic_that_is_the_same_everywhere_has_a_unit() -> None:
    assert scales(np.array([[3.0], [3.0]])).tolist() == [1.0]

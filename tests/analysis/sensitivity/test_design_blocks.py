"""Checks of the order of rows, and the blocks that are used when some are missing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.sensitivity.design_blocks import complete_blocks, morris_steps
from sim.experiment.faults import ResultsError
from sim.experiment.sampling import morris_shares, saltelli_shares

SALTELLI = saltelli_shares(4, 3, 1, second_order=False)
PAIRS = saltelli_shares(4, 3, 1, second_order=True)
MORRIS = morris_shares(4, 3, 1, levels=4)


def all_of(rows: np.ndarray) -> np.ndarray:
    return np.ones(len(rows), dtype=bool)


@pytest.mark.parametrize(
    ("kind", "rows", "second_order", "size"),
    [
        ("saltelli", SALTELLI, False, 5),
        ("saltelli", PAIRS, True, 8),
        ("morris", MORRIS, False, 4),
        ("grid", SALTELLI, False, 1),
    ],
)
def test_salibs_own_designs_are_in_order(kind, rows, second_order, size) -> None:
    found = complete_blocks(kind, rows, all_of(rows), second_order=second_order)
    assert found.rows == size
    assert found.count == found.planned == len(rows) // size
    assert found.block.tolist() == np.repeat(np.arange(found.count), size).tolist()


@pytest.mark.parametrize(
    ("kind", "rows", "second_order"),
    [("saltelli", SALTELLI, False), ("saltelli", PAIRS, True), ("morris", MORRIS, False)],
)
def test_any_two_rows_that_change_places_are_noticed(kind, rows, second_order) -> None:
    size = {"saltelli": 8 if second_order else 5, "morris": 4}[kind]
    for one in range(size - 1):
        changed = rows.copy()
        changed[[size + one, size + one + 1]] = changed[[size + one + 1, size + one]]
        if kind == "morris" and one in (0, size - 2):
            continue  # a trajectory from its other end, or by another first step, may be one too
        with pytest.raises(ResultsError, match=f"block 1 of the design is not one of a {kind}"):
            complete_blocks(kind, changed, all_of(rows), second_order=second_order)


def test_a_design_of_another_order_is_noticed() -> None:
    with pytest.raises(ResultsError, match="blocks of 8 rows; 20 rows do not make whole blocks"):
        complete_blocks("saltelli", SALTELLI, all_of(SALTELLI), second_order=True)


def test_blocks_of_which_a_row_is_missing_are_not_used() -> None:
    there = all_of(SALTELLI)
    there[[7, 19]] = False
    found = complete_blocks("saltelli", SALTELLI, there)
    assert (found.count, found.planned) == (2, 4)
    assert np.flatnonzero(found.used).tolist() == [*range(5), *range(10, 15)]
    assert found.block.tolist() == [0] * 5 + [1] * 5
    assert (found.settings == SALTELLI[found.used]).all()


def test_one_block_is_too_few() -> None:
    there = all_of(SALTELLI)
    there[4:15] = False
    with pytest.raises(ResultsError, match="1 of 4 complete blocks of the saltelli design"):
        complete_blocks("saltelli", SALTELLI, there)
    with pytest.raises(ResultsError, match="1 of 20 points of the grid design are there"):
        complete_blocks("grid", SALTELLI, np.arange(20) == 3)


def test_steps_of_a_trajectory() -> None:
    path = np.array([[[0.0, 1.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.5, 0.0], [1.0, 0.5, 0.0]]])
    factor, direction = morris_steps(path)
    assert factor.tolist() == [[1, 2, 0]]
    assert direction.tolist() == [[-1, 0, 1]]

"""Our few dimensions of the Sobol sequence are SciPy's, and a grid is ordered without it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import qmc

from sim.experiment.ordering import grid_order
from sim.experiment.sequence import DIMENSIONS, sobol_points


@pytest.mark.parametrize("dimensions", range(1, DIMENSIONS + 1))
def test_the_points_are_scipys(dimensions: int) -> None:
    theirs = qmc.Sobol(dimensions, scramble=False).random(512)
    assert np.array_equal(sobol_points(dimensions, 0, 512), theirs)
    assert np.array_equal(sobol_points(dimensions, 128, 256), theirs[128:384])


def test_ordering_a_grid_does_not_wait_for_scipys_statistics() -> None:
    code = (
        "import sys; from sim.experiment.ordering import grid_order; "
        "print(len(grid_order([3, 4])), 'scipy.stats' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "12 False\n"


def test_a_grid_of_more_factors_than_that_is_ordered_too() -> None:
    order = grid_order([2] * (DIMENSIONS + 1))
    assert sorted(order.tolist()) == list(range(2 ** (DIMENSIONS + 1)))

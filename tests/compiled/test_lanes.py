"""Rows of lanes: every lane holds, to the last bit, what its number gives alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.arrays import CACHE_LINE, new_cells
from sim.engine.batch import Batch
from sim.engine.compiled import entry
from sim.engine.lanes import WIDTH, abreast, in_rows, lane_count, lane_of
from sim.rules.curves import clip, contest, logistic, soft_positive
from sim.rules.functions import logarithm

pytestmark = pytest.mark.compiled

SIZE = 8


def work(cells: Any, number: float) -> None:
    """Arithmetic, comparison and functions on rows, plain numbers among them."""
    v = in_rows(cells)
    x, y = v[0], v[1]
    total = 0.0
    for k in range(2):
        total += v[k] * number - v[k] / 3
    v[2] = -total + abreast(number)
    v[3] = contest(x, y, number)
    v[4] = clip(x - y, -0.25, 0.25)
    v[5] = logistic(x) if number > 0.0 else number
    v[6] = soft_positive(x) * logarithm(y)
    v[7] = lane_count() + 0.0


def columns(cells: Any) -> None:
    """What one lane writes is in its place of the row."""
    v = in_rows(cells)
    for lane in range(lane_count()):
        column = lane_of(v, lane)
        column[1] = column[0] + lane


def test_rows_fill_cache_lines() -> None:
    cells = new_cells(SIZE, WIDTH)
    assert cells.shape == (SIZE, WIDTH)
    assert cells.ctypes.data % CACHE_LINE == 0
    assert not cells.any()


def test_each_lane_is_what_it_is_alone() -> None:
    cells, number = new_cells(SIZE, WIDTH), 1.37
    cells[:2] = np.random.default_rng(5).uniform(0.05, 2.0, (2, WIDTH))
    before = cells.copy()
    entry(work)(cells, number)
    for lane in range(WIDTH):
        x, y = map(float, before[:2, lane])
        total = 0.0 + (x * number - x / 3)
        total += y * number - y / 3
        alone = [
            -total + number,
            contest(x, y, number),
            clip(x - y, -0.25, 0.25),
            logistic(x),
            soft_positive(x) * logarithm(y),
            float(WIDTH),
        ]
        assert cells[2:, lane].tolist() == alone


def test_a_column_is_one_lane() -> None:
    cells = new_cells(SIZE, WIDTH)
    cells[0] = np.arange(WIDTH) * 10.0
    entry(columns)(cells)
    assert cells[1].tolist() == [11.0 * lane for lane in range(WIDTH)]


@pytest.mark.parametrize("count", [1, 3, WIDTH, WIDTH + 3])
def test_runs_do_not_depend_on_their_neighbours(count: int) -> None:
    """Points and replicates fill the lanes in a row; each is the run that is played alone."""
    scenario = sim.load_scenario("karabakh-2020")
    paths = ("parameters.bulwark", "parameters.war_cost", "ties.RUS-ARM.commitment")
    values = [[0.0, 2.4, 0.35], [1.2, 2.0, 0.6], [2.4, 2.8, 0.1]]
    watched = ("ties.RUS-ARM.commitment", "world.tension")
    batch = Batch(scenario, paths, turns=6, trajectories=watched)
    together = batch.play(values, seed=3, first=5, count=count, exact=True)
    for point, setting in enumerate(values):
        for replicate in range(count):
            alone = batch.play([setting], seed=3, first=5 + replicate, count=1, exact=True)
            assert np.array_equal(together.outcomes[point, replicate], alone.outcomes[0, 0])
            assert np.array_equal(together.trajectories[point, replicate], alone.trajectories[0, 0])


def test_no_runs_are_no_rows() -> None:
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=2)
    assert batch.play(np.zeros((1, 0)), seed=1, first=0, count=0).outcomes.shape[:2] == (1, 0)

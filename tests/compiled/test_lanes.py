"""Rows of lanes: every lane holds, to the last bit, what its number gives alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.arrays import CACHE_LINE, new_cells
from sim.engine.batch import Batch
from sim.engine.draws import uniform
from sim.engine.entry import entry
from sim.engine.lane_types import WIDTH
from sim.engine.lanes import (
    GROUPS,
    abreast,
    anywhere,
    group_of,
    lane_count,
    run_of,
    spare_of,
)
from sim.rules.curves import clip, contest, indicator, logistic, soft_positive
from sim.rules.desks import course_in_force
from sim.rules.functions import logarithm

pytestmark = pytest.mark.compiled

SIZE = 8


def work(cells: Any, number: float) -> None:
    """Arithmetic, comparison and functions on rows, plain numbers among them."""
    v = group_of(cells, 0)
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


def count_up(wholes: Any, shared: Any, cells: Any) -> None:
    """Arithmetic, comparison and places on rows of whole numbers."""
    v, list_of_all, numbers = group_of(wholes, 0), group_of(shared, 0), group_of(cells, 0)
    m, n = v[0], v[1]
    v[2] = (m * n + 5 - m) ^ ((n << 3) | (m & 6))
    v[3] = (m * -4) >> 1
    v[4] = list_of_all[n]
    v[5] = v[n]
    v[6] = course_in_force(m, 9, n, m > 2)
    numbers[0] = m / n + 0.25 * n
    numbers[1] = indicator(m == n) + indicator(m != 3)
    numbers[2] = 1.0 * anywhere(m == 7) + 2.0 * anywhere(m == 8)
    numbers[3] = uniform(v, 3, 2, 1)


def columns(cells: Any) -> None:
    """What one lane writes is in its place of the row, in its group."""
    for run in range(2 * lane_count()):
        column = run_of(cells, run)
        column[1] = column[0] + run
    spare_of(cells)[1] = group_of(cells, 1)[1]


def test_rows_fill_cache_lines() -> None:
    cells = new_cells(3, SIZE, WIDTH, np.float64)
    assert cells.shape == (3, SIZE, WIDTH)
    assert cells.ctypes.data % CACHE_LINE == 0
    assert not cells.any()


def test_each_lane_is_what_it_is_alone() -> None:
    cells, number = new_cells(1, SIZE, WIDTH, np.float64), 1.37
    cells[0, :2] = np.random.default_rng(5).uniform(0.05, 2.0, (2, WIDTH))
    before = cells[0].copy()
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
        assert cells[0, 2:, lane].tolist() == alone


def test_whole_numbers_in_rows_are_what_they_are_alone() -> None:
    wholes, cells = new_cells(1, SIZE, WIDTH, np.int64), new_cells(1, 4, WIDTH, np.float64)
    shared = np.arange(40, 50)
    wholes[0, :2] = [range(WIDTH), [1, 2, 3, 1, 2, 3, 1, 2]]
    before = wholes[0].copy()
    entry(count_up)(wholes, shared, cells)
    for lane in range(WIDTH):
        m, n = map(int, before[:2, lane])
        v = [m, n, (m * n + 5 - m) ^ ((n << 3) | (m & 6)), (m * -4) >> 1, int(shared[n])]
        v.append(v[n])
        v.append(course_in_force(m, 9, n, m > 2))
        assert wholes[0, :7, lane].tolist() == v
        alone = [m / n + 0.25 * n, float((m == n) + (m != 3)), 1.0, uniform(v, 3, 2, 1)]
        assert cells[0, :, lane].tolist() == alone


def test_a_column_is_one_lane_of_one_group() -> None:
    cells = new_cells(GROUPS + 1, SIZE, WIDTH, np.float64)
    cells[:2, 0] = np.arange(2 * WIDTH).reshape(2, WIDTH) * 10.0
    entry(columns)(cells)
    assert cells[:2, 1].ravel().tolist() == [11.0 * run for run in range(2 * WIDTH)]
    assert cells[GROUPS, 1].tolist() == cells[1, 1].tolist()
    assert not cells[2:GROUPS].any()


@pytest.mark.parametrize("count", [1, 3, WIDTH + 3, WIDTH * GROUPS // 3 + 1])
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

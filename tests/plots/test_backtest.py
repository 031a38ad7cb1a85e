"""Figures of the backtest: what they show, and that they can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.plots.backtest import (
    levels_data,
    levels_drawn,
    levels_figure,
    skill_data,
    skill_drawn,
    skill_figure,
)
from sim.scenario import load_scenario
from sim.validation.backtest.panel import BACKTEST, RUN_UP, panel
from sim.validation.backtest.study import EARLIER, KNOWN, SHOCK, Backtest, judged
from tests.plots.geometry import faults
from tests.validation.backtest.clairvoyant import foretold, quiet


@pytest.fixture(scope="module")
def seen() -> Backtest:
    rows = panel()
    played = {
        KNOWN: quiet(load_scenario(KNOWN)),
        SHOCK: foretold(load_scenario(SHOCK), [row for row in rows if row.use == BACKTEST]),
        EARLIER: foretold(load_scenario(EARLIER), [row for row in rows if row.use == RUN_UP]),
    }
    return judged(played, rows, seed=1, futures=2, hashes={})


def test_a_panel_for_what_was_known_and_one_for_the_shock(seen: Backtest) -> None:
    data = levels_data(seen.backtest, seen.backtest.answers[0])
    known, given = data.panels
    assert known.chances[2] == (0, 0, 1, 0)
    assert given.chances[2] == (0, 1, 0, 0)
    assert data.record == (2, 2, 1, 1, 1, 1, 0, 1, 1, 0)
    assert "n = 10 half-years" in data.title
    assert len(levels_data(seen.run_up, seen.run_up.answers[0]).panels) == 1


@pytest.mark.parametrize("target", range(6))
def test_levels_can_be_told_apart_and_read(seen: Backtest, target: int) -> None:
    data = levels_data(seen.backtest, seen.backtest.answers[target])
    looks = {(fill.colour, fill.hatch) for fill in data.fills}
    assert len(looks) == len(data.levels)
    assert not faults(levels_figure(data))


def test_the_diamond_is_on_what_came(seen: Backtest) -> None:
    data = levels_data(seen.backtest, seen.backtest.answers[0])
    for ax, panel_shown in zip(levels_figure(data).axes, data.panels, strict=True):
        for k, line in enumerate(line for line in ax.lines if line.get_marker() == "D"):
            (height,) = line.get_ydata()
            row, level = panel_shown.chances[k], data.record[k]
            assert sum(row[:level]) <= height <= sum(row[: level + 1])


def test_the_table_has_every_probability(seen: Backtest) -> None:
    drawn = levels_drawn(seen.backtest, seen.backtest.answers[1])
    assert drawn.name == "backtest-offensive"
    assert len(drawn.rows) == 1 + 2 * 10 * 4
    came = [row for row in drawn.rows[1:] if row[4] == 1]
    assert len(came) == 2 * 10
    assert all(row[3] == 1 for row in came if row[0] != "What was known in November 2020")


def test_gains_are_right_of_zero_and_losses_left(seen: Backtest) -> None:
    data = skill_data(seen.backtest)
    marks = {(mark.target, mark.who, mark.against): mark for mark in data.marks}
    assert marks["stance", "model_shock", "uniform"].difference > 0
    assert marks["stance", "model", "uniform"].difference < 0
    assert len(data.of("persistence")) == 6 * 2
    figure = skill_figure(data)
    assert not faults(figure)
    assert all(ax.get_xlim()[0] < 0 < ax.get_xlim()[1] for ax in figure.axes)


def test_the_run_up_has_no_squares(seen: Backtest) -> None:
    figure = skill_figure(skill_data(seen.run_up))
    assert not any("square" in text.get_text() for text in figure.texts)
    assert not faults(figure)


def test_the_caption_counts_the_losses(seen: Backtest) -> None:
    losing = skill_drawn(seen)
    data = skill_data(seen.backtest)
    worse = sum(mark.difference < 0 for mark in data.marks if mark.who == "model")
    assert f"worse in {worse} of 18" in losing.caption
    assert len(losing.rows) == 1 + len(data.marks)
    assert replace(losing, caption="") != losing

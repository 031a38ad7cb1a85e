"""The record of half-years and of deaths, as the fact base has it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.scoring.scores import brier
from sim.scenario.shipped import folder
from sim.validation.backtest import fighting
from sim.validation.backtest.panel import BACKTEST, BEFORE, RUN_UP, panel, read_table
from sim.validation.freeze import frozen


def test_ten_half_years_are_scored_in_each_period_and_none_is_missing() -> None:
    rows = panel()
    years = [(2015 + (k + 1) // 2, 2 if k % 2 == 0 else 1) for k in range(21)]
    assert [row.half_year for row in rows] == [f"{year}H{half}" for year, half in years]
    uses = [row.use for row in rows]
    assert uses == [BEFORE] + 10 * [RUN_UP] + 10 * [BACKTEST]


@pytest.mark.parametrize(
    ("half_year", "levels"),
    [
        # stance, offensive, share, peacekeepers, west, presence: section 2.1 of the fact base
        ("2016H1", (2, 2, 3, 0, 0, 1)),
        ("2020H2", (2, 3, 2, 1, 0, 2)),
        ("2022H2", (1, 2, 2, 1, 1, 3)),  # 2 of 9 steps
        ("2023H1", (1, 1, 2, 1, 2, 3)),  # 4 of 9
        ("2023H2", (1, 3, 0, 1, 2, 3)),  # 6 of 9
        ("2024H1", (0, 0, 0, 0, 3, 3)),  # 7 of 9
        ("2025H2", (0, 0, 0, 0, 3, 3)),
    ],
)
def test_a_half_year_is_coded_as_the_fact_base_has_it(half_year: str, levels: tuple) -> None:
    row = next(row for row in panel() if row.half_year == half_year)
    names = ("stance", "offensive", "control", "peacekeepers", "west", "turkish_presence")
    assert tuple(row.levels[name] for name in names) == levels


def test_codes_keep_their_confidence_and_say_what_happened() -> None:
    for row in panel():
        assert row.confidence == "C"
        assert row.facts_confidence in ("A", "B")
        assert len(row.events) > 10


def test_every_table_says_where_it_is_from() -> None:
    for name, word in (
        (fighting.BENCHMARKS, "Mozilla Public License 2.0"),
        (fighting.DEATHS, "CC BY 4.0"),
        ("record/karabakh-half-years.csv", "judgement"),
    ):
        head = (folder() / name).read_text(encoding="utf-8").splitlines()
        assert any(word in line for line in head if line.startswith("#"))
        assert not any("#" in value for row in read_table(name) for value in row)


def test_the_benchmarks_score_what_the_readme_of_the_data_says() -> None:
    came = fighting.happened()
    assert came.tolist() == [0, 0, 0, 1, 0, 1]
    scores = {name: brier(said, came).mean() for name, said in fighting.benchmarks().items()}
    assert scores["bootstrap240"] == pytest.approx(0.230, abs=0.0005)
    # The README cuts .3266 off to .326.
    assert scores["conflictology12"] == pytest.approx(0.326, abs=0.001)
    assert scores["last_poisson"] == pytest.approx(2 / 3)
    assert scores["never"] == pytest.approx(1 / 3)
    assert scores["hindsight"] == pytest.approx(2 / 9)


def test_benchmarks_are_probabilities_for_every_half_year() -> None:
    for said in fighting.benchmarks().values():
        assert said.shape == (6,)
        assert np.all((said >= 0) & (said <= 1))


def test_what_decides_the_scores_is_what_was_frozen() -> None:
    assert frozen("backtest").holds

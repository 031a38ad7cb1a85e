"""Results read back: by us, by plain pandas and by DuckDB; and one run told again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.experiment.faults import ResultsError
from sim.experiment.rerun import rerun
from sim.experiment.results import load_results
from sim.experiment.sweep import sweep
from sim.vocabulary import STANCES
from tests.scenario.bench import QUARREL

SHARE = "actors.ANV.factions.hawks"
FACTORS = f"""
  {{ path = "{SHARE}", low = 0.1, high = 0.6, levels = 2 }},
  {{ path = "parameters.recommit_level", low = 0.4, high = 0.6, levels = 2 }},
"""

TWO = f"""
name = "two"
title = "Two"
question = "Two quarrels in one table?"
scenario = ["karabakh-2020", "{QUARREL}"]
turns = 1
seed = 5
outcomes = ["offensive"]
replicates = {{ fixed = 1 }}
"""


@pytest.fixture
def folder(make, tmp_path: Path) -> Path:
    """A sweep over a faction's share, which moves the two others, and over a threshold."""
    experiment = make(factors=FACTORS, turns=3, replicates="fixed = 3")
    sweep(experiment, tmp_path / "out", unit_runs=4)
    return tmp_path / "out"


def test_the_table_by_every_reader(folder: Path) -> None:
    ours = load_results(folder).table
    plain = pd.read_parquet(folder / "runs").sort_values("run", ignore_index=True)
    assert list(ours.columns) == list(plain.columns)
    for name in ours:
        if name not in ("first_quarter", "reached_quarter", "first_offensive"):
            assert list(ours[name].astype(object)) == list(plain[name].astype(object)) or (
                ours[name].isna().all() and plain[name].isna().all()
            ), name
    by_policy = ours.groupby("policy", observed=True)["offensive"].mean().to_dict()
    query = f"select policy, avg(offensive::int) from '{folder}/runs/*.parquet' group by policy"
    assert dict(duckdb.sql(query).fetchall()) == by_policy


def test_parts_are_written_as_every_reader_takes_them(folder: Path) -> None:
    """Without encodings that came late to the format: fastparquet, for one, lacks them."""
    for path in (*(folder / "runs").iterdir(), folder / "design.parquet"):
        group = pq.ParquetFile(path).metadata.row_group(0)
        used = {one for k in range(group.num_columns) for one in group.column(k).encodings}
        assert used <= {"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY"}


def test_types_are_what_the_columns_mean(folder: Path) -> None:
    results = load_results(folder)
    table = results.table
    assert table["offensive"].dtype == bool
    assert list(table["stance"].cat.categories) == list(STANCES)
    assert list(table["policy"].cat.categories) == ["plain", "shy"]
    never = table["first_quarter"]
    assert never.isna().any()
    assert set(never.dropna()) <= {0, 1, 2}
    assert (table["recommitted"] == never.notna()).all()
    assert table["end.ties.ANV-DELL.commitment"].dtype == np.float64
    assert results.manifest["seed"] == 5
    assert results.manifest["experiment"]["question"] == "Who stands by whom?"


def test_the_design_has_the_numbers_that_move_along(folder: Path) -> None:
    design = load_results(folder).design
    names = [f"actors.ANV.factions.{name}" for name in ("hawks", "brokers", "accommodators")]
    assert design[names].sum(axis=1).tolist() == pytest.approx([1.0] * 4)
    assert sorted(design["order"]) == [0, 1, 2, 3]


def test_some_columns_of_large_results(folder: Path) -> None:
    table = load_results(folder, ["tests"]).table
    assert list(table.columns) == ["run", "policy", "point", "replicate", "seed", "tests", "status"]
    with pytest.raises(ResultsError, match=r"no column is called 'test'; did you mean 'tests'\?"):
        load_results(folder, ["test"])


def test_every_run_comes_out_the_same_in_the_mesa_driver(folder: Path) -> None:
    table = load_results(folder).table.set_index("run")
    for run in (0, 5, 11, 12, 23):
        again = rerun(folder, run)
        assert again.differences == ()
        row = table.loc[run]
        assert (again.policy, again.point) == (row["policy"], row["point"])
        assert again.record.replicate == row["replicate"]
        end = again.record.series("ties.ANV-DELL.commitment")[-1]
        assert end == row["end.ties.ANV-DELL.commitment"]
        assert again.record.scenario["doctrines"]
        assert again.settings[SHARE] == row[SHARE]


def test_a_run_that_comes_out_otherwise_is_told(folder: Path, monkeypatch) -> None:
    from sim.play import game

    real = game.Game.measures
    monkeypatch.setattr(game.Game, "measures", lambda self: {**real(self), "tension_peak": -0.0})
    name, then, now = rerun(folder, 3).differences[0]
    assert (name, now) == ("tension_peak", 0.0)
    assert then > 0


@pytest.mark.parametrize(
    ("run", "said"), [(24, "runs are numbered from 0 to 23"), (-1, "runs are numbered from 0")]
)
def test_a_run_that_is_not_there(folder: Path, run: int, said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        rerun(folder, run)


def test_a_run_of_a_part_that_is_not_there_yet(folder: Path) -> None:
    for path in (folder / "runs").glob("*.parquet"):
        path.unlink()
    with pytest.raises(ResultsError, match="run 3 is not stored: its part is missing"):
        rerun(folder, 3)
    with pytest.raises(ResultsError, match="no runs yet"):
        _ = load_results(folder).table


def test_scenarios_of_different_actors_share_a_table(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text(TWO, encoding="utf-8")
    sweep(path, tmp_path / "out")
    table = load_results(tmp_path / "out").table.set_index("policy")
    assert set(table["status"]) == {"ok"}
    ours, theirs = "end.ties.RUS-ARM.commitment", "end.theatres.ford.heat"
    assert table[ours].notna().to_dict() == {
        "karabakh-2020/baseline": True,
        "quarrel/baseline": False,
    }
    assert table[theirs].notna().to_dict() == {
        "karabakh-2020/baseline": False,
        "quarrel/baseline": True,
    }
    assert table["tension_peak"].notna().all()
    assert [rerun(tmp_path / "out", run).differences for run in table["run"]] == [(), ()]

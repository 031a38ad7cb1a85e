"""Data frames of runs: types, missing values, order, and the memory that they take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import sim
from sim.experiment import play
from sim.experiment.frames import Filling, to_frame
from tests.experiment.sweeps.conftest import text_of

WORDS = pa.dictionary(pa.int32(), pa.string())


def half(runs: list[int], *, policy: str, missing: bool) -> pa.Table:
    """Two runs; with `missing` the second one failed."""

    def column(values: list[object], kind: pa.DataType) -> pa.Array:
        return pa.array([values[0], None if missing else values[1]], kind)

    return pa.table(
        {
            "run": pa.array(runs, pa.int64()),
            "policy": pa.array([policy] * 2).dictionary_encode().cast(WORDS),
            "point": pa.array([7, 8], pa.int32()),
            "stance": column(["broker", "recommit"], pa.string()).dictionary_encode().cast(WORDS),
            "offensive": column([True, False], pa.bool_()),
            "treaty": pa.array([True, False], pa.bool_()),
            "first_quarter": column([4, 5], pa.int32()),
            "probes": column([0, 2], pa.int32()),
            "tests": pa.array([1, 2], pa.int32()),
            "years_with_force": column([0.25, 0.5], pa.float64()),
            "status": pa.array(["ok", "failed" if missing else "ok"])
            .dictionary_encode()
            .cast(WORDS),
            "error": pa.array([None, "it broke" if missing else None], pa.string()),
        }
    )


@pytest.mark.parametrize("policies", [(), ("idle", "late", "early")])
def test_a_frame_is_filled_in_order_of_run(policies: tuple[str, ...]) -> None:
    late = half([5, 3], policy="late", missing=True)
    early = half([1, 4], policy="early", missing=False)
    filling = Filling(late.schema, 4, policies)
    filling.add(late)
    filling.add(early)
    frame = filling.finish()
    expected = {
        "run": [1, 3, 4, 5],
        "policy": ["early", "late", "early", "late"],
        "point": [7, 8, 8, 7],
        "stance": ["broker", pd.NA, "recommit", "broker"],
        "offensive": [True, pd.NA, False, True],
        "treaty": [True, False, False, True],
        "first_quarter": [4, pd.NA, 5, 4],
        "probes": [0, pd.NA, 2, 0],
        "tests": [1, 2, 2, 1],
        "years_with_force": [0.25, pd.NA, 0.5, 0.25],
        "status": ["ok", "failed", "ok", "ok"],
        "error": [pd.NA, "it broke", pd.NA, pd.NA],
    }
    found = {name: [pd.NA if pd.isna(v) else v for v in frame[name]] for name in frame}
    assert found == expected
    types = {name: str(frame[name].dtype) for name in frame}
    assert types == {
        "run": "int64",
        "policy": "category",
        "point": "int32",
        "stance": "category",
        "offensive": "boolean",
        "treaty": "bool",
        "first_quarter": "Int32",
        "probes": "Int32",
        "tests": "int32",
        "years_with_force": "float64",
        "status": "category",
        "error": str(pa.table({"x": ["a"]}).to_pandas()["x"].dtype),
    }
    assert list(frame["policy"].cat.categories) == list(policies or ("late", "early"))
    assert list(frame["status"].cat.categories) == ["ok", "failed"]
    assert filling.order is not None
    assert filling.order.tolist() == [2, 1, 3, 0]
    rest = Filling(pa.schema([("tests", pa.int32())]), 4)
    rest.add(pa.table({"tests": pa.array([10, 11, 12, 13], pa.int32())}))
    assert rest.finish(filling.order)["tests"].tolist() == [12, 11, 13, 10]


def test_a_turn_may_be_missing_even_if_none_is() -> None:
    frame = to_frame(half([0, 1], policy="late", missing=False))
    assert str(frame["first_quarter"].dtype) == "Int32"
    assert str(frame["probes"].dtype) == "int32"
    assert frame["offensive"].tolist() == [True, False]


READ = """
import sys
import sim

def memory(kind):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))

results = sim.load_results(sys.argv[1])
_ = results.narrow(["tests"]).table  # all that reading needs is imported
before = memory("VmRSS")
table = results.table
print(memory("VmHWM") - before, table.memory_usage(deep=True).sum(), len(table))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process took at most")
@pytest.mark.skipif(pd.__version__ < "3", reason="pandas 2 copies the columns that it joins")
def test_no_run_is_in_memory_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)

    def made_up(task: play.Task) -> tuple[play.Rows, None]:
        """Outcomes out of nothing: a table takes the same memory whatever it says."""
        names = play.batch_of(task.recipe).columns
        shape = (len(task.unit.points), task.unit.count, len(names))
        rows = play.Rows(
            policy=task.unit.policy,
            policies=task.policies,
            points=task.unit.points,
            factors=task.factors,
            first=task.unit.first,
            seed=task.seed,
            names=names,
            outcomes=rng.integers(0, 2, shape).astype(np.float64),
            errors={},
            n_points=task.n_points,
            cap=task.cap,
        )
        return rows, None

    monkeypatch.setattr(play, "play_rows", made_up)
    (tmp_path / "many.toml").write_text(text_of(replicates="fixed = 25000"), encoding="utf-8")
    sim.sweep(tmp_path / "many.toml", tmp_path / "out", jobs=1)
    asked = [sys.executable, "-c", READ, str(tmp_path / "out")]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    peak, frame, runs = map(int, told.split())
    assert runs == 150_000
    assert frame > 100 * 2**20
    assert peak < 1.5 * frame

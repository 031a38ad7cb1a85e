"""Columns are read once, answers are worked out once, and both are of the same runs."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.experiment.faults import ResultsError
from sim.experiment.results import load_results
from sim.experiment.snapshot import Snapshot
from sim.experiment.store import Store
from tests.experiment.sweeps.conftest import text_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 runs in six parts, which lie in another order than the runs."""
    place = tmp_path_factory.mktemp("snapshot")
    (place / "small.toml").write_text(text_of(replicates="fixed = 4"), encoding="utf-8")
    sim.sweep(place / "small.toml", place / "out", unit_runs=4)
    return place / "out"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """Count how often each column of each part is read."""
    count: Counter[tuple[str, str]] = Counter()
    plain = Store.read

    def counting(store: Store, path: Path, columns: Sequence[str] | None = None) -> Any:
        count.update((path.name, column) for column in columns or ["every"])
        return plain(store, path, columns)

    monkeypatch.setattr(Store, "read", counting)
    return count


def test_narrow_tables_are_columns_of_the_whole(folder: Path) -> None:
    whole = load_results(folder).table
    assert whole["run"].is_monotonic_increasing
    results = load_results(folder, ())
    for names in (["stance", "offensive"], ["tests"], ["offensive", "first_quarter", "tests"]):
        kept = ["run", "policy", "point", "replicate", "seed", *names, "status"]
        pd.testing.assert_frame_equal(results.narrow(names).table, whole[kept])


def test_a_column_is_read_once(folder: Path, read: Counter[tuple[str, str]]) -> None:
    results = load_results(folder, ["stance"])
    _ = results.table
    for names in (["stance", "tests"], ["tests", "offensive"], ["stance"], ["offensive"]):
        _ = results.narrow(names).narrow(names).table
    columns = {column for _, column in read}
    fixed = {"run", "policy", "point", "replicate", "seed", "status"}
    assert columns == fixed | {"stance", "tests", "offensive"}
    assert read == Counter(dict.fromkeys(read, 1))
    assert len(read) == len(columns) * 6


def test_a_table_is_the_readers_own(folder: Path) -> None:
    results = load_results(folder, ())
    table = results.narrow(["tests"]).table
    before = table["tests"].tolist()
    table.loc[:, "tests"] = 99
    table["more"] = 1
    assert results.narrow(["tests"]).table["tests"].tolist() == before
    assert "more" not in results.narrow(["tests"]).table


def test_runs_stored_later_are_not_in_the_snapshot(folder: Path, tmp_path: Path) -> None:
    *first, last = sorted((folder / "runs").iterdir())
    away = tmp_path / last.name
    last.rename(away)
    try:
        results = load_results(folder, ())
        one = results.narrow(["tests"]).table
    finally:
        away.rename(last)
    other = results.narrow(["offensive"]).table
    assert len(one) == len(other) == 4 * len(first)
    assert other["run"].tolist() == one["run"].tolist()
    assert len(load_results(folder).table) == 24


def test_a_copy_in_another_process_reads_for_itself(folder: Path) -> None:
    results = load_results(folder, ["tests"])
    assert results.once("question", lambda: 1) == 1
    again = pickle.loads(pickle.dumps(results))
    assert again.once("question", lambda: 2) == 2
    pd.testing.assert_frame_equal(again.table, results.table)


def test_an_answer_is_worked_out_once_for_the_same_results(folder: Path) -> None:
    results = load_results(folder, ())
    asked: list[int] = []

    def answer() -> list[int]:
        asked.append(len(asked))
        return [len(asked)]

    first = results.once(("question", 1), answer)
    assert results.narrow(["tests"]).once(("question", 1), answer) is first
    assert asked == [0]
    assert results.once(("question", 2), answer) == [2]
    assert load_results(folder, ()).once(("question", 1), answer) == [3]


def test_an_error_is_no_answer(folder: Path) -> None:
    results = load_results(folder, ())

    def fail() -> None:
        raise ResultsError("not yet")

    with pytest.raises(ResultsError, match="not yet"):
        results.once("question", fail)
    assert results.once("question", lambda: "now") == "now"


def test_a_part_that_changes_under_the_reader_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "size", lambda store, path: 3)
    snapshot = Snapshot(load_results(folder).store)
    with pytest.raises(ResultsError, match="changed while it was read"):
        snapshot.table(["run"])

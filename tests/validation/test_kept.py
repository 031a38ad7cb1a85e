"""Arrays that are kept are computed once; what is damaged or of other rules is computed again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.validation.kept import Arrays, Kept


def test_arrays_are_computed_once(tmp_path: Path) -> None:
    calls = []

    def compute() -> Arrays:
        calls.append(1)
        return {"x": np.arange(3.0)}

    kept = Kept(tmp_path / "deep" / "folder")
    for _ in range(2):
        assert kept.arrays({"a": 1}, compute)["x"].tolist() == [0, 1, 2]
    assert len(calls) == 1
    kept.arrays({"a": 2}, compute)
    assert len(calls) == 2


def test_a_damaged_file_counts_as_missing(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.arrays({}, lambda: {"x": np.zeros(2)})
    (file,) = tmp_path.iterdir()
    for damage in (file.read_bytes()[:40], b"", b"other"):
        file.write_bytes(damage)
        assert kept.arrays({}, lambda: {"x": np.ones(2)})["x"].tolist() == [1, 1]


def test_other_rules_have_other_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path)
    kept.arrays({}, lambda: {"x": np.zeros(1)})
    monkeypatch.setattr("sim.validation.kept.rules_now", lambda: "other")
    assert kept.arrays({}, lambda: {"x": np.ones(1)})["x"].tolist() == [1]


def test_without_a_folder_nothing_is_kept() -> None:
    assert Kept().arrays({}, lambda: {"x": np.ones(1)})["x"].tolist() == [1]

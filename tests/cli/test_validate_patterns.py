"""`sim validate patterns` at the prompt."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.validation.patterns.made_up import SMALL


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_table_facts_and_figure_are_written_and_read_again(
    sim: Any, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended = sim("validate", "patterns", "--file", source, "--jobs", 1, "--out", out)
    assert ended.status == 0
    assert "P2 share of the officer corps" in ended.out
    assert ended.out.index("fails (known misfit)") < ended.out.index("holds")
    facts = json.loads((out / "facts.json").read_text(encoding="utf-8"))
    text = (out / "checks.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["id"] for row in rows] == [row["id"] for row in facts["checks"]]
    assert rows[1]["verdict"] == "fails"
    pictures = {path.suffix: path.read_bytes() for path in out.glob("patterns.*")}
    assert pictures.keys() == {".png", ".svg", ".csv"}
    again = sim("validate", "patterns", "--file", source, "--jobs", 1, "--out", out, "--json")
    assert json.loads(again.out) == facts
    assert {path.suffix: path.read_bytes() for path in out.glob("patterns.*")} == pictures


def test_one_pattern_alone(sim: Any, source: Path) -> None:
    ended = sim("validate", "patterns", "--file", source, "--jobs", 1, "--only", "P1", "--json")
    facts = json.loads(ended.out)
    assert [row["pattern"] for row in facts["checks"]] == ["P1"]
    assert facts["removed"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "S99"], "S99: no such pattern"),
        (["--file", "none.toml"], "none.toml: cannot be read"),
        (["--jobs", "0"], "--jobs 0: expected a whole number from 1 to 4096"),
        (["--jobs", "4097"], "--jobs 4097: expected a whole number from 1 to 4096"),
    ],
)
def test_a_mistake_is_one_line(sim: Any, options: list[str], said: str) -> None:
    ended = sim("validate", "patterns", *options)
    assert ended.status == 2
    assert said in ended.err
    assert ended.err.strip().count("\n") == 0


def test_files_of_others_are_not_replaced(sim: Any, source: Path, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    ended = sim("validate", "patterns", "--file", source, "--out", tmp_path)
    assert ended.status == 2
    assert "facts.json would be replaced" in ended.err

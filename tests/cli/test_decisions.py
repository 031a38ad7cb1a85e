"""`sim validate decisions` and `sim case`: files, errors, and the same bytes from the same seed."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.validation.decisions import study
from sim.validation.decisions.coding import DECISIONS, place_of
from sim.validation.decisions.fitting import sobol_points
from tests.cli.conftest import Command
from tests.validation.decisions.small import make_small

FIGURES = ("decisions-reliability", "decisions-skill", "decisions-ablation")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As little as can be played."""
    make_small(monkeypatch, study.Size(1, 1, 6, False))


def other_record(
    path: Path, *, crises: int = 10, change: dict[str, str] | None = None, since: int = 1991
) -> Path:
    """A record of crises that nobody has seen, made from rows of the shipped one."""
    with place_of(DECISIONS).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["year"]) >= since]
    chosen = []
    for k, row in enumerate(rows[:: len(rows) // crises][:crises]):
        blank = {"idpc": "", "cc": ""} if k % 3 == 0 else {}
        chosen.append({**row, "crisno": f"new-{k}", "y": str(k % 4), **blank, **(change or {})})
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(chosen)
    return path


def test_another_record_is_scored_with_values_missing(
    sim: Command, small: None, tmp_path: Path
) -> None:
    data, out = other_record(tmp_path / "new.csv"), tmp_path / "out"
    words = ("validate", "decisions", "--data", data, "--quick", "--jobs", 1, "--json")
    ended = sim(*words, "--out", out)
    assert ended.status == 0, ended.err
    facts = json.loads(ended.out)
    assert facts == json.loads((out / "facts.json").read_text())
    assert facts["data"]["test_rows"] == 10 and facts["data"]["shipped_fit"]
    assert facts["controls"]["clone"]["own"] == facts["controls"]["clone"]["copy"]
    assert facts["controls"]["constant"]["own"] == facts["controls"]["constant"]["copy"]
    assert facts["scores"]["all"]["forecasters"]["marginal"]["rps"]["skill"] == 0
    page = (out / "decisions.md").read_text()
    assert page.index("What it gets wrong") < page.index("What holds")
    for name in FIGURES:
        assert f"figures/validation/{name}.svg" in page
        assert (out / f"{name}.svg").stat().st_size > 1000
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert sim(*words, "--out", out).status == 0
    assert before == {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_another_record_can_be_fitted_by_itself(
    sim: Command, small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = study.the_rule()
    table = replace(rule, fit={**rule.fit, "points": 2, "futures": 2})
    monkeypatch.setattr(study, "the_rule", lambda: table)
    monkeypatch.setattr(study, "FULL_SIZE", study.Size(1, 1, 6, True))
    monkeypatch.setattr(study, "FEWEST", 3)
    data = other_record(tmp_path / "new.csv", since=1946)
    ended = sim(
        "validate", "decisions", "--data", data, "--own-fit", "--jobs", 1, "--json",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert ended.status == 0, ended.err
    facts = json.loads(ended.out)
    with data.open(encoding="utf-8") as file:
        years = [int(row["year"]) for row in csv.DictReader(file)]
    early = sum(year < 1990 for year in years)
    assert not facts["data"]["shipped_fit"]
    assert (facts["data"]["fit_rows"], facts["data"]["test_rows"]) == (early, 10 - early)
    assert facts["data"]["years"] == [min(years), max(years)]
    points = sobol_points(table, 2)
    assert list(facts["scales"].values()) in points.tolist()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--futures", "0"), "--futures 0: expected a whole number from 1"),
        (("--seed", "-1"), "--seed -1: expected"),
        (("--own-fit",), "--own-fit: says how to use --data FILE"),
        (("--data", "none.csv"), "none.csv: cannot be read as CSV"),
    ],
)
def test_a_mistake_gives_one_line(sim: Command, words: tuple[str, ...], said: str) -> None:
    ended = sim("validate", "decisions", *words)
    assert ended.status == 2 and said in ended.err and len(ended.err.splitlines()) == 1


def test_a_record_without_outcomes_or_later_crises_is_refused(sim: Command, tmp_path: Path) -> None:
    data = other_record(tmp_path / "a.csv", change={"y": "-1"})
    ended = sim("validate", "decisions", "--data", data)
    assert ended.status == 2 and "needs its outcome, 0 to 3" in ended.err
    ended = sim("validate", "decisions", "--own-fit", "--data", other_record(tmp_path / "b.csv"))
    assert ended.status == 2 and "0 rows of crises before 1990" in ended.err


def test_a_case_is_told(sim: Command) -> None:
    ended = sim("case", "kuwait-1990", "--futures", 2, "--jobs", 1)
    assert ended.status == 0, ended.err
    for word in ("costly help", "what drives it", "nearest decisions of record", "What was done"):
        assert word in ended.out


def test_an_unknown_case_gives_one_line(sim: Command) -> None:
    ended = sim("case", "kuwait")
    assert ended.status == 2 and "nor a shipped case" in ended.err

"""`sim validate backtest`, `sim forecast` and `sim validate sealed`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SHIPPED = "karabakh-2026-11-29"


def test_a_backtest_writes_facts_section_and_figures(sim: Command, tmp_path: Path) -> None:
    done = sim("validate", "backtest", "--futures", 1, "--out", tmp_path)
    assert done.status == 0
    facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    assert (facts["part"], facts["futures"], facts["backtest"]["n"]) == ("backtest", 1, 10)
    assert facts["frozen"]["holds"] is True
    assert (tmp_path / "section.md").read_text(encoding="utf-8") == done.out
    for name in ("stance", "offensive", "skill"):
        for end in ("svg", "png", "csv"):
            assert (tmp_path / f"backtest-{name}.{end}").stat().st_size > 500
    assert done.out.index("What it gets wrong") < done.out.index("What it gets right")


def test_a_backtest_replaces_nothing_that_is_not_its_own(sim: Command, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    done = sim("validate", "backtest", "--futures", 1, "--out", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "facts.json would be replaced" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("validate", "backtest", "--futures", 0), "--futures 0: expected a whole number from 1"),
        (("validate", "backtest", "--seed", -1), "--seed -1: expected a whole number from 0"),
        (("forecast", "karabakh-2026", "--futures", 0), "--futures 0: expected a whole number"),
        (("forecast", "karabakh-2026", "--until", "soon"), "--until 'soon': expected a half-year"),
        (
            ("forecast", "karabakh-2026", "--now", "stance"),
            "--now stance: expected QUESTION=ANSWER",
        ),
        (("forecast", "karabakh-2026", "--now", "stance=x"), "--now stance=x: no such answer"),
        (("validate", "sealed", "none.json"), "none.json: cannot be read"),
    ],
)
def test_mistakes_are_one_line(sim: Command, arguments: tuple, message: str) -> None:
    done = sim(*arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_a_forecast_is_sealed_once_and_scored_later(sim: Command, tmp_path: Path) -> None:
    path = tmp_path / "forecast.json"
    arguments = ("forecast", "karabakh-2026", "--until", "2035-H1", "--futures", 2, "--out", path)
    # A date that no test will see, so that the horizon is never empty.
    assert sim(*arguments, "--now", "treaty=no").status == 0
    again = sim(*arguments)
    assert again.status == 2
    assert "is never replaced" in again.err
    last = json.loads(path.read_bytes())["horizon"][-1]
    table = tmp_path / "outcomes.csv"
    table.write_text(f"question,half_year,outcome\ntreaty,{last},yes\n", encoding="utf-8")
    told = sim("validate", "sealed", path, "--outcomes", table)
    assert told.status == 0
    assert "unchanged since" in told.out
    assert ["treaty", "n", "=", "1"] in [line.split()[:4] for line in told.out.splitlines()]
    found = json.loads(sim("validate", "sealed", path, "--outcomes", table, "--json").out)
    treaty = next(one for one in found["questions"] if one["name"] == "treaty")
    # Persistence said no.
    assert treaty["scores"]["persistence"]["rps"] == 1


def test_the_shipped_forecast_is_found_by_its_name(sim: Command) -> None:
    done = sim("validate", "sealed", SHIPPED)
    assert done.status == 0
    assert "0 of 24 answers are known" in done.out

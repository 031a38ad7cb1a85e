"""The figure of patterns: what it shows, and that it can be read."""

from __future__ import annotations

from typing import Any

import pytest

from sim.plots import FigureError
from sim.plots.patterns import patterns_data, patterns_drawn, patterns_figure
from tests.plots.geometry import faults
from tests.plots.golden import check


def row(number: int, what: str, verdict: str, standard: Any, misfit: str = "") -> dict[str, Any]:
    return {
        "pattern": f"S{number}",
        "what": what,
        "expected": "-" if number == 2 else "at least 1",
        "verdict": verdict,
        "standard": standard,
        "misfit": misfit,
    }


FACTS: dict[str, Any] = {
    "runs": {"runs": 4000},
    "checks": [
        row(1, "full offensive within 12 quarters", "holds", [0.5, 0.4, 0.6]),
        row(2, "recommitted", "fails", [-0.4, -0.5, -0.3], "known"),
        row(3, "alliance frozen", "not clear", [0.1, -0.1, 0.3]),
        row(4, "a very long name of a check that has to be cut somewhere", "holds", [9, 8, 10]),
        row(13, "only told", "reported", [0.0, -1.0, 1.0]),
        row(21, "same runs", "holds", None),
    ],
}


def test_checks_of_which_nothing_is_asked_are_left_out() -> None:
    data = patterns_data(FACTS)
    marks = [mark for column in data.columns for mark in column]
    assert [mark.name.split()[0] for mark in marks] == ["S1", "S2", "S3", "S4", "S21"]
    assert data.title == "Patterns: 3 of 5 checks hold, n = 4,000"
    assert marks[1].name == "S2 recommitted ↓ *"
    assert marks[3].name.endswith("…")
    assert (marks[4].value, marks[4].low) == (0.0, 0.0)


def test_the_table_holds_what_is_drawn() -> None:
    drawn = patterns_drawn(FACTS)
    assert drawn.rows[0] == ("check", "verdict", "standardised", "low", "high")
    assert drawn.rows[2] == ("S2 recommitted ↓ *", "fails", -0.4, -0.5, -0.3)
    assert "3 holds, 1 fails, 1 not clear" in drawn.caption


def test_no_text_overlaps_or_is_clipped() -> None:
    assert not faults(patterns_figure(patterns_data(FACTS)))


def test_golden_patterns() -> None:
    check(patterns_figure(patterns_data(FACTS)), "patterns")


def test_nothing_judged_is_no_figure() -> None:
    with pytest.raises(FigureError, match="no check has a verdict"):
        patterns_drawn({**FACTS, "checks": []})

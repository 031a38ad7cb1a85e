"""Figures of the record of decisions: their data, on made-up facts."""

from __future__ import annotations

from typing import Any

import pytest

from sim.plots import style
from sim.plots.decisions import (
    ablation_data,
    ablation_drawn,
    reliability_data,
    reliability_drawn,
    skill_data,
    skill_drawn,
)


def score(skill: float) -> dict[str, Any]:
    return {"rps": {"skill": skill, "low": skill - 0.1, "high": skill + 0.1}}


@pytest.fixture
def facts() -> dict[str, Any]:
    curve = {
        "chance": [0.1, 0.2, 0.6],
        "frequency": [0.0, 0.25, 0.75],
        "weight": [0.5, 0.25, 0.25],
        "score": 0.1,
        "miscalibration": 0.02,
        "discrimination": 0.05,
        "uncertainty": 0.13,
    }
    names = {"model": 0.2, "marginal": 0.0, "full logit": 0.3}
    part = {
        "cases": 20,
        "crises": 12,
        "forecasters": {name: score(skill) for name, skill in names.items()},
    }
    loss = {"difference_low": -0.001, "difference_high": 0.003}
    return {
        "reliability": {"model": curve},
        "scores": {"all": part},
        "ablation": [
            {"mechanism": "far", "difference": 0.001, **loss},
            {"mechanism": "near", "difference": 0.002, **loss, "difference_low": 0.001},
        ],
        "data": {"test_rows": 20},
    }


def test_skill_leaves_out_the_reference_and_parts_that_are_not_there(
    facts: dict[str, Any],
) -> None:
    ((heading, lines),) = skill_data(facts)
    assert heading == "all decisions: 20 in 12 crises"
    assert [(one.name, one.value) for one in lines] == [("model", 0.2), ("full logit", 0.3)]
    assert len(skill_drawn(facts).rows) == 3


def test_the_mechanism_that_is_worth_most_comes_first(facts: dict[str, Any]) -> None:
    ((_, lines),) = ablation_data(facts)
    assert [one.name for one in lines] == ["near", "far"]
    assert lines[0].value == 2 and lines[1].colour == style.FAINT != lines[0].colour
    assert "thousandths" in ablation_drawn(facts).caption


def test_reliability_says_what_the_score_is_made_of(facts: dict[str, Any]) -> None:
    (curve,) = reliability_data(facts)
    assert curve.frequency == (0.0, 0.25, 0.75)
    drawn = reliability_drawn(facts)
    assert (
        "0.100 = miscalibration 0.020 - discrimination 0.050 + uncertainty 0.130" in drawn.caption
    )
    assert drawn.rows[3] == ("model", 0.6, 0.75, 0.25)

"""Quantities read off runs, against runs played turn by turn in plain Python."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from sim.rules.danger import reply_scale
from sim.validation.patterns.conduct import Played, Quarter
from sim.validation.patterns.plays import Group, Point, Setting, loaded, played
from sim.validation.patterns.quantities import fault_of, needs_conduct, watched

NAME, SEED, TURNS, FIRST, COUNT = "karabakh-2020", 11, 6, 142, 3
NAMES = (
    "tests",
    "belief",
    "stance=broker",
    "open=karabakh",
    "max=actors.ARM.disillusion:1:3",
    "first_offensive=0:3",
    "at_risk=0:3",
    "ordered=AZE.hedge_to_guarantor",
    "changes=RUS.diplomacy",
    "line=RUS",
    "attacks=probe",
    "answered=probe",
    "believed=probe",
    "losses=offensive",
    "danger_quarters=border:0:0.02",
    "danger_attacks=border:0:1.01",
)


@cache
def turns() -> tuple[tuple[Quarter, ...], ...]:
    """The same runs, turn by turn; attacks are made likelier by a low price of truce and war."""
    scenario = loaded(NAME).replace(CHANGES)
    one = Played(scenario, SEED)
    return tuple(tuple(one.run(FIRST + k, TURNS)) for k in range(COUNT))


CHANGES = {"parameters.war_cost": 1.0, "parameters.violation_cost": 0.05}


@cache
def read() -> dict[str, np.ndarray]:
    setting = Setting.of(NAME, CHANGES, TURNS)
    group = Group(NAME, (), TURNS, (), watched(NAMES, loaded(NAME)), True, COUNT)
    point = Point(setting, dict(setting.changes), NAMES)
    found = played(group, [point], tuple(point.numbers), seed=SEED, first=FIRST, count=COUNT)
    return {name: found[f"0 {name}"] for name in NAMES}


def each(count: object) -> list[float]:
    assert callable(count)
    return [count(run) for run in turns()]


def given(quarter: Quarter, actor: str, desk: str = "security") -> str:
    return quarter.orders[actor, desk]


def test_attacks_and_their_answers() -> None:
    probes = each(lambda run: sum(given(q, "AZE") == "probe" for q in run))
    assert sum(probes) > 0
    assert read()["attacks=probe"].tolist() == probes
    answered = each(lambda run: sum(given(q, "AZE") == "probe" and q.reply[1] == 1 for q in run))
    assert read()["answered=probe"].tolist() == answered
    lost = each(lambda run: sum(given(q, "AZE") == "offensive" and q.gain[0] < 0 for q in run))
    assert read()["losses=offensive"].tolist() == lost


def test_the_expected_answer_is_what_the_challenger_believed() -> None:
    believed = each(
        lambda run: sum(
            q.believed[1] * reply_scale(q.force[1]) for q in run if given(q, "AZE") == "probe"
        )
    )
    assert read()["believed=probe"].tolist() == pytest.approx(believed, abs=1e-12)


def test_danger_is_that_of_the_opening_turn() -> None:
    low = each(lambda run: sum(0 <= q.danger[1] < 0.02 for q in run))
    assert read()["danger_quarters=border:0:0.02"].tolist() == low
    forces = each(lambda run: sum(given(q, "AZE") in ("probe", "border_push") for q in run))
    assert read()["danger_attacks=border:0:1.01"].tolist() == forces


def test_orders_changes_and_lines() -> None:
    hedging = each(
        lambda run: sum(given(q, "AZE", "diplomacy") == "hedge_to_guarantor" for q in run)
    )
    assert read()["ordered=AZE.hedge_to_guarantor"].tolist() == hedging
    changed = each(
        lambda run: np.mean(
            [given(a, "RUS", "diplomacy") != given(b, "RUS", "diplomacy") for a, b in pairwise(run)]
        )
    )
    assert read()["changes=RUS.diplomacy"].tolist() == pytest.approx(changed)
    menu = loaded(NAME).actions["guarantor"]
    lines = [
        [sum(menu[given(q, "RUS", desk)].line for desk in ("security", "diplomacy")) for q in run]
        for run in turns()
    ]
    assert read()["line=RUS"].tolist() == lines


def test_first_offensives_and_turns_at_risk() -> None:
    first = [
        next((k for k, q in enumerate(run) if given(q, "AZE") == "offensive"), None)
        for run in turns()
    ]
    assert read()["first_offensive=0:3"].tolist() == [k is not None and k <= 3 for k in first]
    assert read()["at_risk=0:3"].tolist() == [min(4 if k is None else k + 1, 4) for k in first]


def test_what_must_be_kept_of_a_run() -> None:
    scenario = loaded(NAME)
    assert watched(("tests", "belief"), scenario) == ()
    assert watched(("open=karabakh", "losses=offensive"), scenario) == (
        "theatres.karabakh.control",
    )
    assert needs_conduct(["changes=RUS.security"])
    assert not needs_conduct(["tests", "danger_quarters=border:0:1"])


def test_names_without_a_quantity_are_told() -> None:
    scenario = loaded(NAME)
    assert fault_of("believed=probe", scenario) == ""
    assert "none of" in fault_of("attacks=mobilise", scenario)
    assert "none of" in fault_of("stance=brave", scenario)
    assert "no such quantity" in fault_of("wins=AZE", scenario)
    assert fault_of("offensiv", scenario)

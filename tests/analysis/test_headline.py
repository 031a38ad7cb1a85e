"""The headline of results: the share with its horizon, definition, conditions, interval, runs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sim.analysis.headline import (
    Horizon,
    cautions,
    event_of,
    headline,
    title_of,
    where_of,
)
from sim.measures import MEASURES, Kind, When, clause_of
from sim.scenario.calendar import Calendar

NAMES = {
    "RUS": ("Russia", "guarantor"),
    "ARM": ("Armenia", "defender"),
    "AZE": ("Baku", "challenger"),
}


def policy(
    name: str, title: str = "", *, start: str = "2021-Q1", turns: int = 20
) -> dict[str, Any]:
    actors = {key: {"name": said, "role": role} for key, (said, role) in NAMES.items()}
    document = {
        "calendar": {"start": start, "turns": 99},
        "actors": actors,
        "parameters": {"recommit_quarters": {"value": 4}},
    }
    return {"name": name, "title": title, "turns": turns, "document": document}


def manifest(*policies: dict[str, Any], points: int = 1, **design: Any) -> dict[str, Any]:
    return {
        "policies": list(policies) or [policy("baseline")],
        "points": points,
        "design": {"factors": [], **design},
    }


def table(recommitted: list[bool], held: list[bool], **columns: Any) -> pd.DataFrame:
    """Runs of one policy, each with its own draw."""
    return pd.DataFrame(
        {
            "policy": "baseline",
            "replicate": range(len(recommitted)),
            "status": "ok",
            "recommitted": recommitted,
            "held_at_end": held,
            **columns,
        }
    )


def said(runs: pd.DataFrame, outcome: str = "recommitted", **told: Any) -> str:
    found = headline(runs, told or manifest(), "baseline", outcome)
    assert found is not None
    return found.sentence


def test_it_says_what_in_which_years_for_how_long_how_often_and_of_how_many() -> None:
    # Wilson's intervals of 30 and of 8 in 100 runs.
    runs = table([True] * 30 + [False] * 70, [True] * 8 + [False] * 92)
    assert said(runs) == (
        "Russia recommits to Armenia at some time in 2021-2025, for at least a year (4 quarters in "
        "a row): 30 % (95 % interval 22 to 40 %) of 100 runs; still so at the end of 2025: 8.0 % "
        "(4.1 to 15.0 %)."
    )


def test_failed_runs_and_other_policies_do_not_count() -> None:
    runs = table([True, False, True, True], [False] * 4)
    runs["status"] = ["ok", "ok", "failed", "ok"]
    runs["policy"] = ["baseline", "baseline", "baseline", "other"]
    assert " of 2 runs" in said(runs)
    assert headline(runs, manifest(), "nobody", "recommitted") is None


def test_the_stance_is_told_as_recommitment() -> None:
    runs = table([True, False], [False, False])
    assert said(runs, "stance") == said(runs)


def test_the_conditions_stand_in_the_sentence_itself() -> None:
    two = (policy("baseline", "All as it is"), policy("west", "Armenia turns West"))
    factors = [{"path": "parameters.bulwark", "low": 0, "high": 1}]
    told = manifest(*two, points=12, factors=factors)
    assert (
        where_of(told, "west")
        == ', under the policy "Armenia turns West", over 12 settings of 1 number'
    )
    runs = table([True, False], [False, False])
    found = headline(runs, told, "baseline", "recommitted")
    assert found is not None
    assert (
        '(4 quarters in a row), under the policy "All as it is", over 12 settings' in found.sentence
    )
    assert title_of(manifest(), "baseline") == "baseline"
    calibrated = manifest(points=50, ensemble={"members": 50})
    assert where_of(calibrated, "baseline") == ", over an ensemble of 50 calibrated settings"


@pytest.mark.parametrize(
    ("start", "turns", "within", "end"),
    [
        ("2021-Q1", 20, "in 2021-2025", "2025"),
        ("2021-Q1", 40, "in 2021-2030", "2030"),
        ("2020-Q4", 6, "from 2020 Q4 to 2022 Q1", "2022 Q1"),
        ("2021-Q2", 1, "in 2021 Q2", "2021 Q2"),
    ],
)
def test_the_years_come_from_the_start_and_the_turns_played(
    start: str, turns: int, within: str, end: str
) -> None:
    told = manifest(policy("baseline", start=start, turns=turns))
    assert f"at some time {within}, for" in event_of(told, "baseline", "recommitted")
    runs = table([True, False], [True, False])
    assert f"at the end of {end}: 50 %" in said(runs, **told)


@pytest.mark.parametrize(
    ("least", "most", "spell"),
    [
        (1, 1, "for at least a quarter"),
        (4, 4, "for at least a year (4 quarters in a row)"),
        (6, 6, "for at least 6 quarters in a row"),
        (8, 8, "for at least 2 years (8 quarters in a row)"),
        (2, 6, "for as long as each setting asks (2 to 6 quarters in a row)"),
    ],
)
def test_for_how_long_comes_from_the_definition(least: int, most: int, spell: str) -> None:
    assert Horizon(Calendar(start="2021-Q1", turns=20), least, most).spell == spell


def test_a_definition_that_varies_is_told() -> None:
    varied = [{"path": "parameters.recommit_quarters", "low": 2.0, "high": 6.0}]
    told = manifest(points=3, factors=varied)
    assert "(2 to 6 quarters in a row)" in event_of(told, "baseline", "recommitted")


def test_every_yes_or_no_says_when_it_is_looked_for() -> None:
    document = policy("baseline")["document"]
    for measure in MEASURES:
        assert (measure.when is not None) == (measure.kind is Kind.YES_NO)
        if measure.when is None:
            continue
        name, event = measure.name, event_of(manifest(), "baseline", measure.name)
        assert event.startswith(clause_of(name, document))
        assert "2021" in event or "2025" in event
        assert clause_of(name, document).endswith("at the end") == (measure.when is When.AT_END)


def test_turns_and_numbers_have_their_own_words() -> None:
    runs = table(
        [False] * 4,
        [False] * 4,
        first_offensive=[3.0, None, None, 9.0],
        tests=[1, 2, 3, 4],
        years_with_force=[0.2, 0.4, 0.2, 0.4],
    )
    assert said(runs, "first_offensive").startswith(
        "First full offensive: comes at some time in 2021-2025: 50 % (95 % interval "
    )
    assert said(runs, "tests").startswith(
        "Tests of the guarantee, in 2021-2025: 2.5 (95 % interval"
    )
    assert said(runs, "tests").endswith("on average over 4 runs.")
    assert ": 30 % (95 % interval" in said(runs, "years_with_force")


def test_one_draw_of_chance_has_no_interval() -> None:
    runs = pd.concat([table([True], [False]), table([False], [False])])
    told = manifest(points=2)
    assert "50 % (95 % interval unknown) of 2 runs" in said(runs, **told)
    space, few = cautions(told, 1)
    assert "no probability of anything" in space
    assert few == "1 draw of chance is few: play more before you quote a number."
    assert list(cautions(manifest(), 1000)) == []

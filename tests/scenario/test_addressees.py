"""Orders to somebody whom a scenario does not have are closed, and nothing opens with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.engine.efforts import EffortMap
from sim.engine.encoding import build_links, encode_scenario, menu_places
from sim.engine.places import Cast
from sim.scenario import Scenario, ScenarioError, load_scenario
from sim.scenario.shipped import scenario_paths
from sim.vocabulary import DESKS, NEVER
from tests.scenario.triangles import TRIANGLES, triangle

TO_SPONSOR = {"deepen_sponsor_tie", "grant_base"}
ALONE = {
    "guarantor": {"accommodate_rival", "court_challenger"},
    "challenger": {*TO_SPONSOR, "hedge_to_guarantor"},
    "defender": {"diversify"},
}
"""Orders of the shipped menus that a triangle without anybody else has nobody for."""


def closed(scenario: Scenario) -> dict[str, set[str]]:
    return {actor.role: set(scenario.closed(key)) for key, actor in scenario.actors.items()}


def test_alone_nobody_turns_to_anybody_else(tmp_path: Path) -> None:
    assert closed(triangle(tmp_path, ())) == ALONE


@pytest.mark.parametrize(
    ("had", "opened"),
    [
        # To hedge is to turn from the sponsor as much as to the guarantor: a condition closes it.
        ("sponsor", {"accommodate_rival", *TO_SPONSOR, "hedge_to_guarantor"}),
        ("suitor", {"diversify"}),
        ("cross tie", {"court_challenger", "hedge_to_guarantor"}),
        ("second theatre", set()),
    ],
)
def test_each_seat_opens_the_orders_to_it(tmp_path: Path, had: str, opened: set[str]) -> None:
    found = set().union(*closed(triangle(tmp_path, (had,))).values())
    assert set().union(*ALONE.values()) - found == opened


@pytest.mark.parametrize("name", sorted(set(scenario_paths()) - {"taiwan"}))
def test_what_is_closed_in_a_shipped_scenario_was_never_legal(name: str) -> None:
    """The conditions of the menu close it too, so that runs are what they were.

    The scenario without a sponsor is younger than the rule.
    """
    scenario = load_scenario(name)
    sponsored = scenario.sponsor is not None
    given = {
        "cross_tie": f"{scenario.guarantor}-{scenario.challenger}" in scenario.ties,
        "rivalry": sponsored,
        "base_requested": sponsored,
    }
    for key, actor in scenario.actors.items():
        for order in scenario.closed(key):
            needs = scenario.actions[actor.role][order].legal_if
            assert any(not given.get(condition, True) for condition in needs), (key, order)


@pytest.mark.parametrize("had", TRIANGLES, ids=lambda had: " + ".join(had) or "alone")
def test_the_engine_drops_what_the_scenario_lacks(tmp_path: Path, had: tuple[str, ...]) -> None:
    """An order is closed in the engine if and only if every strongest effort has no channel."""
    scenario = triangle(tmp_path, had)
    encoded, cast = encode_scenario(scenario), Cast.of(scenario)
    efforts = EffortMap(build_links(scenario, cast))
    for place, (key, actor) in enumerate(scenario.actors.items()):
        for desk in range(len(DESKS)):
            menu = menu_places(scenario, key, desk, encoded.first_action)
            for order, at in menu.items():
                action = scenario.actions[actor.role][order]
                one_by_one = [
                    (abs(effort), efforts.slots(place, {channel: {target: effort}}))
                    for channel, aimed in action.efforts.items()
                    for target, effort in aimed.items()
                ]
                strongest = max((effort for effort, _ in one_by_one), default=0)
                arrives = [bool(slots) for effort, slots in one_by_one if effort == strongest]
                never = bool(encoded.requires[at] & NEVER)
                assert never == (bool(arrives) and not any(arrives)), order


WARNS = {
    "actions.guarantor.press_challenger.phrase": "warns {sponsor}",
    "actions.guarantor.press_challenger.efforts": {"press": {"challenger": 0.5, "sponsor": 0.2}},
}
"""An order that is mostly aimed at the challenger, and that names the sponsor."""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"actors.HIG.opening.diplomacy": "deepen_sponsor_tie"},
            'actors.HIG.opening.diplomacy = "deepen_sponsor_tie": deepen_sponsor_tie is never '
            "legal here, the scenario has no sponsor; use another order",
        ),
        (
            {"actors.RIV.doctrine": "fixed:rearm+diversify"},
            "diversify is never legal here, the scenario has no suitor with a tie to the defender",
        ),
        (
            WARNS,
            'actions.guarantor.press_challenger.phrase = "warns {sponsor}": the scenario has no '
            "sponsor to name; use another name",
        ),
        (
            {"actions.challenger.rearm.phrase": "arms like {client}"},
            "the scenario has no client of the challenger to name",
        ),
    ],
    ids=["opening", "doctrine", "phrase", "client"],
)
def test_what_could_never_be_ordered_or_named_is_refused(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        triangle(tmp_path, ()).replace(changes)
    assert said in str(refused.value)


def test_the_strongest_effort_decides_who_is_addressed(tmp_path: Path) -> None:
    scenario = triangle(tmp_path, ())
    assert "press_challenger" not in scenario.closed("NOR")
    aimed = {"press": {"challenger": 0.1, "sponsor": 0.2}}
    changed = scenario.replace({**WARNS, "actions.guarantor.press_challenger.efforts": aimed})
    assert "press_challenger" in changed.closed("NOR")

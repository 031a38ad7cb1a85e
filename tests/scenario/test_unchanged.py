"""What a changed scenario takes over from the one before; a fresh reading says the same."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError, from_document
from sim.scenario.changes import changed, copied
from sim.scenario.paths import format_path

CHANGES: tuple[dict[str, Any], ...] = (
    {"parameters.bulwark": 0.5},
    {"parameters.bulwark": -1, "world.tension": 2},
    {"parameters": 1},
    {"parameters": {}},
    {"calendar.turns": 2},
    {"calendar": None},
    {"mission.provider": "NOBODY"},
    {"title": "", "actors.ANV.capability": {"value": 4, "low": 9, "high": 5}},
    {"actors.ANV.capability": {"value": 4, "low": -9, "high": 5}},
    {"actors.ANV.capability": {"low": 1, "high": 5}},
    {"actors.ANV.role": "sponsor"},
    {"actors.ELM.role": "sponsor"},
    {"actors.ELM.role": "suiter"},
    {"actors.ANV.role": "challenger", "actors.CRAG.role": "guarantor"},
    {"actors.DELL.doctrine": "stand-frim"},
    {"actors.DELL.doctrine": "random"},
    {"actors.DELL.opening.security": "attack"},
    {"actors.ANV.factions.hawks": 0.5},
    {"actors.ANV.factions.hawks": 0.25, "actors.ANV.factions.brokers": 0.5},
    {"actors.ANV": {}},
    {"actors": {}},
    {"ties.ANV-DELL.influence": 0.9},
    {"ties": {}},
    {"theatres.ford.control": 1, "theatres.ford.cap": 0.5},
    {"theatres.ford.security_weight": 0.4},
    {"utility.CRAG.heat.ford": 0.2},
    {"utility.CRAG.danger": {"ford": 1}},
    {"actions.challenger.hold.cost": 1},
    {"actions.challenger.offensive.cost": 1},
    {"actions.challenger.offensive.efforts.force.ridge": 1},
    {"doctrines.stand-firm.kind": "random"},
    {"doctrines.stand-firm.kind": "prospect"},
    {"doctrines.other": {"kind": "fixed", "order": "hold"}},
    {"doctrines": {}},
    {'events.storm.set."world.tension"': 3},
    {"events.storm.at": 99},
    {"claims": {}},
    {"name": "Two words"},
)


def reading(document: dict[str, Any]) -> Scenario | str:
    try:
        return from_document(document)
    except ScenarioError as error:
        return str(error)


def replacing(scenario: Scenario, changes: dict[str, Any]) -> Scenario | str:
    try:
        return scenario.replace(changes)
    except ScenarioError as error:
        return str(error)


def assert_same(found: Scenario | str, fresh: Scenario | str) -> None:
    if isinstance(found, str) or isinstance(fresh, str):
        assert found == fresh
        return
    assert found == fresh
    assert found.hash == fresh.hash
    assert list(found.provenance.items()) == list(fresh.provenance.items())
    assert list(found.numbers().items()) == list(fresh.numbers().items())


@pytest.mark.parametrize("changes", CHANGES, ids=",".join)
def test_a_change_is_read_like_a_new_document(quarrel: Scenario, changes: dict[str, Any]) -> None:
    # A copy of the document shares no table with the scenario, so nothing can be taken over.
    fresh = reading(copied(changed(quarrel.document, changes)))
    assert_same(replacing(quarrel, changes), fresh)


def test_a_change_of_a_change_is_read_like_a_new_document(quarrel: Scenario) -> None:
    document, scenario = quarrel.document, quarrel
    for changes in CHANGES:
        found = replacing(scenario, changes)
        assert_same(found, reading(copied(changed(document, changes))))
        if isinstance(found, Scenario):
            document, scenario = found.document, found


def test_every_number_is_still_checked(quarrel: Scenario) -> None:
    for path in quarrel.numbers():
        with pytest.raises(ScenarioError) as caught:
            quarrel.replace({path: float("inf")})
        assert path in str(caught.value)


def test_only_the_table_that_changed_is_read(quarrel: Scenario) -> None:
    after = quarrel.replace({format_path(("ties", "ANV-DELL", "influence")): 0.4})
    assert after.ties["ANV-DELL"].influence == 0.4
    for section in ("actors", "ties", "theatres", "utility", "doctrines", "events", "claims"):
        before, now = getattr(quarrel, section), getattr(after, section)
        read = {key for key in now if now[key] is not before[key]}
        assert read == ({"ANV-DELL"} if section == "ties" else set()), section
    assert after.parameters is quarrel.parameters
    assert all(
        action is quarrel.actions[role][key]
        for role, menu in after.actions.items()
        for key, action in menu.items()
    )

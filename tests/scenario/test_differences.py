"""What differs between two documents: values that are played, and nothing else."""

from __future__ import annotations

import sim
from sim.scenario.differences import Change, differences, shown


def test_ranges_sources_names_and_texts_are_no_difference() -> None:
    first = {
        "parameters": {"bulwark": {"value": 1.2, "low": 0, "high": 2, "source": "guess"}},
        "actors": {"RUS": {"name": "Russia", "capability": 4}},
        "events": {"war": {"at": 3, "text": "War."}},
        "claims": {"S1": {"text": "one"}},
    }
    second = {
        "parameters": {"bulwark": 1.2},
        "actors": {"RUS": {"name": "Rossiya", "capability": 4.0}},
        "events": {"war": {"at": 3, "text": "Other war."}},
        "claims": {},
    }
    assert differences(first, second) == ()


def test_values_that_differ_are_told_by_path_in_order_of_the_tables() -> None:
    first = {"actors": {"RUS": {"doctrine": "logit_eu"}}, "parameters": {"bulwark": 1.2}}
    second = {
        "actors": {"RUS": {"doctrine": "random"}},
        "parameters": {"bulwark": 0},
        "doctrines": {},
    }
    assert differences(first, second) == (
        Change("parameters.bulwark", 1.2, 0),
        Change("actors.RUS.doctrine", "logit_eu", "random"),
        Change("doctrines", None, {}),
    )
    assert next(change.said for change in differences(first, second)) == (
        "parameters.bulwark: 1.2 and 0"
    )


def test_an_actor_may_be_called_name() -> None:
    # Keys of a table of entities are never taken for its texts.
    changed = differences({"actors": {"name": {"capability": 1}}}, {"actors": {}})
    assert [change.path for change in changed] == ["actors.name"]


def test_a_changed_scenario_differs_in_what_was_changed() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    changes = {"parameters.bulwark": 0.0, "actors.ARM.doctrine": "fixed:hold"}
    found = differences(scenario.document, scenario.replace(changes).document)
    assert {change.path: change.second for change in found} == changes
    assert differences(scenario.document, scenario.document) == ()


def test_long_values_are_cut_short() -> None:
    assert shown(["x" * 80]).endswith("...")
    assert shown({"kind": "script", "rules": ["x" * 80]}) == "kind, rules"
    assert len(shown("y" * 200)) == 60
    assert (shown(True), shown(False)) == ("yes", "no")

"""Changed copies of a scenario, and the changes that are refused."""

from __future__ import annotations

import pickle

import pytest

from sim.scenario import (
    Provenance,
    Scenario,
    ScenarioError,
    parse_assignments,
)
from sim.scenario.doctrines import (
    PlainDoctrine,
)


def test_replace_returns_a_changed_scenario(quarrel: Scenario) -> None:
    changed = quarrel.replace({"parameters.bulwark": 0.0, "actors.DELL.doctrine": "random"})
    assert changed.parameters.bulwark == 0
    assert changed.doctrine("DELL") == PlainDoctrine(kind="random")
    assert quarrel.parameters.bulwark == 1.2
    # The range still holds the value, the source does not say it.
    assert changed.provenance["parameters.bulwark"] == Provenance(0, 2.4)
    beyond = quarrel.replace({"parameters.bulwark": 3})
    assert "parameters.bulwark" not in beyond.provenance


def test_every_listed_number_can_be_replaced_by_itself(quarrel: Scenario) -> None:
    whole = ("calendar.turns", "mission.clock", "mission.term", "events.council.at")
    same = {
        path: int(value) if path in whole else value for path, value in quarrel.numbers().items()
    }
    assert quarrel.replace(same).hash == quarrel.hash


def test_replace_adds_to_open_tables(quarrel: Scenario) -> None:
    event = {"at": 3, "text": "Rain.", "set": {}, "source": "invented", "confidence": "C"}
    changed = quarrel.replace(
        {
            "utility.CRAG.heat.ford": 0.2,
            "events.rain": event,
            'events.storm.set."world.tension"': 0.9,
        }
    )
    assert changed.utility["CRAG"].heat == {"ford": 0.2}
    assert list(changed.events) == ["storm", "council", "rain"]
    assert changed.events["storm"].set["world.tension"] == 0.9


def test_a_change_reaches_neither_the_scenario_before_nor_what_it_was_given(
    quarrel: Scenario,
) -> None:
    before = quarrel.document
    rules = [{"when": "world.tension > .5", "order": "hold"}]
    first = quarrel.replace({"doctrines.stand-firm.rules": rules, "parameters.bulwark": 0.5})
    second = first.replace({"parameters.bulwark": 0.25, "actors.DELL.doctrine": "random"})
    rules[0]["order"] = "retreat"
    assert quarrel.document == before
    assert first.document["parameters"]["bulwark"]["value"] == 0.5
    assert first.document["doctrines"]["stand-firm"]["rules"][0]["order"] == "hold"
    assert first.document["actors"]["DELL"]["doctrine"] == quarrel.actors["DELL"].doctrine
    assert second.document["parameters"]["bulwark"]["value"] == 0.25


def test_replace_takes_numbers_of_numpy(quarrel: Scenario) -> None:
    numpy = pytest.importorskip("numpy")
    changed = quarrel.replace(
        {"parameters.bulwark": numpy.float64(0.5), "calendar.turns": numpy.int64(9)}
    )
    assert changed.parameters.bulwark == 0.5
    assert changed.calendar.turns == 9
    assert type(changed.document["calendar"]["turns"]) is int


REFUSED = [
    (
        "parameters.bulwrk",
        0,
        "parameters.bulwrk: no such path; did you mean 'parameters.bulwark'?",
    ),
    (
        "parametres.bulwark",
        0,
        "parametres.bulwark: no such path; did you mean 'parameters.bulwark'?",
    ),
    ("actors.ANVIL.distance", 0, None),
    ("parameters.bulwark", -1, "parameters.bulwark = -1: must be from 0 to 20"),
    ("parameters.bulwark", "high", 'parameters.bulwark = "high": must be a number'),
    ("parameters.bulwark", float("nan"), "parameters.bulwark = nan: must be a finite number"),
    ("parameters.bulwark", True, "parameters.bulwark = true: must be a number"),
    ("parameters.bulwark", None, "parameters.bulwark = null: must be a number"),
    ("parameters.bulwark.value", 1, None),
    ("parameters", 1, "parameters = 1: must be a table"),
    ("utility.CRAG.heat.frod", 1, None),
    ("parameters..bulwark", 1, "'parameters..bulwark' is not a path such as parameters.bulwark"),
    ("", 1, "'' is not a path such as parameters.bulwark"),
    ("name.x", 1, None),
    ("actors.ANV.factions.hawks", 0.5, None),
]


@pytest.mark.parametrize(("path", "value", "message"), REFUSED)
def test_replace_refuses(quarrel: Scenario, path: str, value: object, message: str | None) -> None:
    with pytest.raises(ScenarioError) as caught:
        quarrel.replace({path: value})
    assert path.rpartition(".")[0] in str(caught.value)
    if message is not None:
        assert str(caught.value) == message


def test_replace_says_all_that_is_wrong(quarrel: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        quarrel.replace({"parameters.bulwark": -1, "world.tension": 2})
    assert len(caught.value.problems) == 2
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems


def test_assignments_are_toml_values_or_text() -> None:
    assert parse_assignments(
        [
            "a.b=0",
            "a.c = 1.5",
            "a.d=true",
            "a.e=level_k",
            "a.f=fixed:hold",
            'a.g="quoted"',
            "a.h=[1, 2]",
            "a.i={ x = 1 }",
            "a.j=x=y",
            "a.k=1\nz = 2",
            "a.l=",
        ]
    ) == {
        "a.b": 0,
        "a.c": 1.5,
        "a.d": True,
        "a.e": "level_k",
        "a.f": "fixed:hold",
        "a.g": "quoted",
        "a.h": [1, 2],
        "a.i": {"x": 1},
        "a.j": "x=y",
        "a.k": "1\nz = 2",
        "a.l": "",
    }


def test_assignments_that_assign_nothing() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_assignments(["a.b", "=3", "a.c=1"])
    assert [str(problem) for problem in caught.value.problems] == [
        "'a.b' is not PATH=VALUE, such as parameters.bulwark=0",
        "'=3' is not PATH=VALUE, such as parameters.bulwark=0",
    ]

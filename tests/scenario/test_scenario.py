"""What a loaded scenario offers: names, numbers and ranges."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import tomllib

import pytest
from pydantic import ValidationError

from sim.scenario import (
    Provenance,
    Scenario,
    ScenarioError,
    from_document,
    load_scenario,
    scenario_paths,
)
from sim.scenario.doctrines import (
    ChallengeDoctrine,
    FixedDoctrine,
    PlainDoctrine,
    ProspectDoctrine,
    ScriptDoctrine,
)
from tests.scenario.bench import PARAMETERS, unset_parameters


def test_roles_and_order(quarrel: Scenario) -> None:
    assert (quarrel.guarantor, quarrel.sponsor) == ("ANV", "BEL")
    assert (quarrel.challenger, quarrel.defender) == ("CRAG", "DELL")
    assert quarrel.ids("suitor") == ("ELM",)
    assert list(quarrel.theatres) == ["ford", "ridge"]
    assert list(quarrel.actions["defender"]) == ["hold", "mobilise", "provoke"]


def test_a_dispute_without_a_sponsor(bench) -> None:
    for old, new in (
        ('role = "sponsor"', 'role = "suitor"'),
        ("reputation = 0.6\n", ""),
        ('opening = { security = "arm"', 'opening = { security = "hold"'),
    ):
        bench.edit(old, new)
    text = bench.text()
    start, end = text.index("[utility.BEL]"), text.index("[utility.CRAG]")
    weights = (
        "[utility.BEL]\ninfluence = {}\ncontrol = {}\nheat = {}\ndanger = {}\nsettlement = 0\n"
    )
    bench.write("quarrel.toml", text[:start] + weights + "sponsor_base = 0\n" + text[end:])
    assert bench.load().sponsor is None


def test_calendar(quarrel: Scenario) -> None:
    calendar = quarrel.calendar
    assert [calendar.date(turn) for turn in (0, 2, 3, 11)] == [
        "2001 Q2",
        "2001 Q4",
        "2002 Q1",
        "2004 Q1",
    ]
    assert calendar.turn("2002-Q1") == 3
    assert calendar.turn(7) == 7
    assert quarrel.events["storm"].turn(calendar) == 4
    with pytest.raises(ValueError, match="not a quarter"):
        calendar.turn("2002 Q1")


def test_doctrines_are_resolved(quarrel: Scenario) -> None:
    assert quarrel.doctrine("ANV") == PlainDoctrine(kind="logit_eu")
    assert quarrel.doctrine("BEL") == PlainDoctrine(kind="level_k")
    assert quarrel.doctrine("CRAG") == ChallengeDoctrine(kind="bdm_challenge", risk=1)
    assert quarrel.doctrine("ELM") == FixedDoctrine(kind="fixed", order="court")
    script = quarrel.doctrine("DELL")
    assert isinstance(script, ScriptDoctrine)
    condition = script.rules[1].condition
    assert condition.path == "ties.ANV-DELL.belief_client"
    assert [condition.holds(value) for value in (0.4, 0.5, 0.6)] == [True, True, False]
    prospect = quarrel.replace({"actors.ANV.doctrine": "prospect"}).doctrine("ANV")
    assert prospect == ProspectDoctrine(kind="prospect", loss_aversion=2.25, curvature=0.88)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (">", [False, False, True]),
        (">=", [False, True, True]),
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
    ],
)
def test_conditions(quarrel: Scenario, operator: str, expected: list[bool]) -> None:
    rules = [{"when": f"world.tension {operator} .5", "order": "hold"}]
    changed = quarrel.replace({"doctrines.stand-firm.rules": rules}).doctrine("DELL")
    assert isinstance(changed, ScriptDoctrine)
    assert [changed.rules[0].condition.holds(value) for value in (0.25, 0.5, 0.75)] == expected


def test_attacks_know_their_theatre(quarrel: Scenario) -> None:
    menu = quarrel.actions["challenger"]
    assert menu["offensive"].force == ("main", 1.0)
    assert menu["hold"].force is None


def test_a_scenario_is_frozen(quarrel: Scenario) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        quarrel.name = "other"
    with pytest.raises(ValidationError, match="frozen"):
        quarrel.parameters.bulwark = 0
    with pytest.raises(TypeError):
        quarrel.provenance["x"] = Provenance()  # type: ignore[index]
    quarrel.document["name"] = "other"
    assert quarrel.document["name"] == "quarrel"


def test_copies_are_equal(quarrel: Scenario) -> None:
    for other in (copy.deepcopy(quarrel), pickle.loads(pickle.dumps(quarrel))):
        assert other == quarrel
        assert other.hash == quarrel.hash
        assert other.provenance == quarrel.provenance


def test_a_document_reads_back_from_json(quarrel: Scenario) -> None:
    text = json.dumps(quarrel.document)
    again = from_document(json.loads(text), "record.json")
    assert again == quarrel
    assert again.provenance == quarrel.provenance
    assert "extends" not in again.document


def test_a_faulty_document_names_where_it_was(quarrel: Scenario) -> None:
    document = quarrel.document
    document["parameters"]["bulwark"] = None
    with pytest.raises(ScenarioError) as caught:
        from_document(document, "record.json")
    assert str(caught.value) == "record.json: parameters.bulwark = null: must be a number"
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ScenarioError, match="nested too deeply"):
        from_document({"actors": deep}, "record.json")


def test_provenance_and_ranges(quarrel: Scenario) -> None:
    assert quarrel.provenance["actors.ANV.capability"] == Provenance(3, 5, "guess", "n", "C")
    assert set(quarrel.provenance) == {
        "actors.ANV.capability",
        "actors.ANV.factions.accommodators",
        "parameters.patience",
        "parameters.bulwark",
        "actions.sponsor.arm.cost",
        *unset_parameters(),
    }
    assert quarrel.range_of("parameters.bulwark") == (0, 2.4)
    with pytest.raises(
        ScenarioError, match=r"dissensus_noise has no range; write it as \{ value = 0.4"
    ):
        quarrel.range_of("parameters.dissensus_noise")
    with pytest.raises(ScenarioError, match=r"did you mean 'parameters.bulwark'\?"):
        quarrel.range_of("parameters.bulwrk")


def test_the_numbers_are_the_readers_own_copy(quarrel: Scenario) -> None:
    quarrel.numbers().clear()
    with pytest.raises(ScenarioError, match="dissensus_noise has no range"):
        quarrel.range_of("parameters.dissensus_noise")
    assert quarrel == from_document(quarrel.document)


def leaves(value: object, path: str = "") -> dict[str, float]:
    """Numbers of a parsed file by path; number tables by their value."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if isinstance(value, bool) or not isinstance(value, (dict, int, float)):
        return {}
    if not isinstance(value, dict):
        return {path: float(value)}
    found: dict[str, float] = {}
    for key, item in value.items():
        name = f'"{key}"' if "." in key else key
        found |= leaves(item, f"{path}.{name}" if path else name)
    return found


def test_every_number_of_the_files_is_listed(bench) -> None:
    texts = (PARAMETERS.read_text(encoding="utf-8"), bench.text("rules.toml"), bench.text())
    expected: dict[str, float] = {}
    for text in texts:
        expected |= leaves(tomllib.loads(text))
    assert bench.load().numbers() == expected


def test_the_models_hold_the_numbers_of_the_file(quarrel: Scenario) -> None:
    numbers = quarrel.numbers()
    for path in ("parameters.bulwark", "theatres.ridge.cap", "world.tension", "mission.clock"):
        value: object = quarrel
        for part in path.split("."):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        assert value == numbers[path]


def test_listing_scenarios_does_not_wait_for_pydantic() -> None:
    code = (
        "import sys, sim.scenario, sim.scenario.catalogue as c; c.listing(); "
        "assert 'pydantic' not in sys.modules"
    )
    root = str(next(iter(scenario_paths().values())).parents[1])
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": root}, check=True)


@pytest.mark.parametrize("name", scenario_paths())
def test_shipped_scenarios_load(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    for path, item in scenario.provenance.items():
        assert item.low is None or item.source, f"{path} has a range and no source"


@pytest.mark.parametrize("name", scenario_paths())
def test_every_shipped_number_that_is_a_judgement_says_so(name: str) -> None:
    scenario = load_scenario(name)
    # Costs, efforts and lines of the menus are judgement as a whole: the head of the file says so.
    plain = ("actions.", "calendar.", "events.")
    for path, value in scenario.numbers().items():
        if value == 0 or path.startswith(plain) or path.endswith(".cap"):
            continue
        item = scenario.provenance.get(path)
        assert item is not None, f"{path} is a bare number"
        assert None not in (item.low, item.high), path
        assert item.source, path
        assert item.confidence, path

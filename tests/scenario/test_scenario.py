"""What a loaded scenario offers: names, numbers, ranges, changes, identity."""

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
    parse_assignments,
    scenario_paths,
)
from sim.scenario.doctrines import (
    ChallengeDoctrine,
    FixedDoctrine,
    PlainDoctrine,
    ProspectDoctrine,
    ScriptDoctrine,
    built_in,
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


# --- changes --------------------------------------------------------------------------------------


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


# --- identity -------------------------------------------------------------------------------------

UNPLAYED = [
    ('source = "guess", confidence = "C", note = "n"', 'source = "other", confidence = "A"'),
    ("low = 3, high = 5", "low = 2, high = 9"),
    ("capability = { value = 4, ", "capability = { value = 4.0, "),
    ("standing = 0.6\nstanding_norm = 0.6", "standing_norm = 6e-1\nstanding = 0.60"),
    ("base_request = 0\n", "base_request = -0.0\n"),
    ('title = "Quarrel over the ford"', 'title = "Other"'),
    ('name = "Anvil"', 'name = "Hammer"'),
    ("location = [2, 48]", "location = [3, 48]"),
    ('text = "A storm far away."', 'text = "A gale."'),
    ('text = "Dell will hold."', 'text = "Dell will not."'),
    ('at = "2002-Q2"', "at = 4"),
    ("doctrines.stand-firm", "doctrines.other]\nkind = 'random'\n[doctrines.stand-firm"),
]


@pytest.mark.parametrize(("old", "new"), UNPLAYED)
def test_the_hash_does_not_see_what_is_not_played(bench, quarrel, old: str, new: str) -> None:
    bench.edit(old, new)
    assert bench.load().hash == quarrel.hash


def test_the_hash_does_not_depend_on_the_order_of_events(bench, quarrel) -> None:
    text = bench.text()
    a, b, c = (text.index(key) for key in ("[events.storm]", "[events.council]", "[claims.Q1]"))
    bench.write("quarrel.toml", text[:a] + text[b:c] + text[a:b] + text[c:])
    assert bench.load().hash == quarrel.hash


PLAYED = [
    ("consent = true", "consent = false"),
    ('doctrine = "level_k"', 'doctrine = "logit_eu"'),
    ("shock = false", "shock = true"),
    ("turns = 12", "turns = 13"),
    ("clock = 20", "clock = 19"),
    ("heat = { ford = 0.3, ridge = 0.6 }", "heat = { ford = 0.3 }"),
    ("theatres.ridge.heat > 0.15", "theatres.ridge.heat >= 0.15"),
    ('reply = "own"', 'reply = "defend"'),
    ('"world.shock" = true', '"world.shock" = false'),
    ("at = 5", "at = 6"),
    ('provider = "ANV"', 'provider = "BEL"'),
]


@pytest.mark.parametrize(("old", "new"), PLAYED)
def test_the_hash_sees_what_is_played(bench, quarrel, old: str, new: str) -> None:
    bench.edit(old, new)
    assert bench.load().hash != quarrel.hash


def test_the_hash_sees_every_number(quarrel: Scenario) -> None:
    hashes = {quarrel.hash}
    # Shares that sum to one cannot change alone.
    bound = ("factions.", "security_weight", "actions.challenger", ".hold.", ".at", ".set.")
    numbers = {
        path: value
        for path, value in quarrel.numbers().items()
        if path.startswith("parameters.") or not any(part in path for part in bound)
    }
    for path, value in numbers.items():
        closer = 0.5 if value == 0 or value > 1 else 0.75
        new = value * closer if value else 0.01
        if path in ("calendar.turns", "mission.clock", "mission.term"):
            new = int(value) - 1
        if path.endswith(".line"):
            new = -1 if value == 0 else 0
        hashes.add(quarrel.replace({path: new}).hash)
    assert len(hashes) == len(numbers) + 1


def test_the_hash_sees_the_order_of_theatres(quarrel: Scenario) -> None:
    document = quarrel.document
    document["theatres"] = dict(reversed(document["theatres"].items()))
    assert from_document(document).hash != quarrel.hash


def test_the_hash_is_the_same_in_another_process(quarrel: Scenario, bench) -> None:
    code = "from sim.scenario import load_scenario; print(load_scenario('quarrel.toml').hash)"
    root = str(next(iter(scenario_paths().values())).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": root, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == quarrel.hash


def test_listing_scenarios_does_not_wait_for_pydantic() -> None:
    code = (
        "import sys, sim.scenario, sim.scenario.catalogue as c; c.listing(); "
        "assert 'pydantic' not in sys.modules"
    )
    root = str(next(iter(scenario_paths().values())).parents[1])
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": root}, check=True)


MENU = {"security": ["hold", "arm"], "diplomacy": ["hold", "court"]}
ORDERS = [
    ("arm", "arm", None),
    ("court+arm", "arm", "court"),
    ("hold", "hold", "hold"),
    ("security=hold", "hold", None),
    (" diplomacy = hold + arm ", "arm", "hold"),
]


@pytest.mark.parametrize(("text", "security", "diplomacy"), ORDERS)
def test_the_orders_of_a_doctrine_by_desk(
    text: str, security: str | None, diplomacy: str | None
) -> None:
    fixed = built_in(f"fixed:{text}")
    assert fixed is not None
    given = {desk: fixed.desk_orders(desk, menu) for desk, menu in MENU.items()}
    assert given == {"security": (security, ()), "diplomacy": (diplomacy, ())}


def test_a_desk_gets_the_rules_that_name_one_of_its_orders(quarrel: Scenario) -> None:
    changes = {"doctrines.stand-firm.otherwise": "security=hold"}
    script = quarrel.replace(changes).doctrine("DELL")
    fallback, rules = script.desk_orders("security", ["hold", "mobilise", "provoke"])
    assert fallback == "hold"
    assert [rule.order for rule in rules] == ["mobilise", "provoke"]
    assert script.desk_orders("diplomacy", ["hold"]) == (None, ())


def test_the_time_of_a_rule_in_quarters_and_in_turns(quarrel: Scenario) -> None:
    def hash_with(**time: object) -> str:
        rules = [{"order": "mobilise", **time}]
        return quarrel.replace({"doctrines.stand-firm.rules": rules}).hash

    assert hash_with(at="2002-Q1") == hash_with(at=3)
    assert hash_with(at="2002-Q1", until="2002-Q2") == hash_with(at=3, until=4)
    times: tuple[dict[str, object], ...] = (
        {"at": 3},
        {"at": 4},
        {"at": 3, "until": 4},
        {"until": 4},
        {"when": "world.tension > 0.5"},
        {"when": "world.tension > 0.5", "at": 3},
    )
    assert len({hash_with(**time) for time in times}) == len(times)


@pytest.mark.parametrize(
    ("time", "span"),
    [
        ({"at": 3}, (3, 3)),
        ({"at": "2002-Q1", "until": 7}, (3, 7)),
        ({"until": "2002-Q1"}, (0, 3)),
        ({"when": "world.tension > 0.5"}, (0, 399)),
    ],
)
def test_the_span_of_a_rule(
    quarrel: Scenario, time: dict[str, object], span: tuple[int, int]
) -> None:
    rules = [{"order": "mobilise", **time}]
    script = quarrel.replace({"doctrines.stand-firm.rules": rules}).doctrine("DELL")
    assert isinstance(script, ScriptDoctrine)
    assert script.rules[0].span(quarrel.calendar) == span


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

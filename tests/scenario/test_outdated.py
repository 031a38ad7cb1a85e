"""A scenario of model version 1 is refused with one line, which says what to change and where."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import ScenarioError, from_document
from sim.version import MODEL_VERSION

GUIDE = '(see "From model version 1" in scenarios/README.md)'
QUARREL, RULES = "quarrel.toml", "rules.toml"

SIGNS = [
    pytest.param(
        "[parameters]\n",
        "[parameters]\n§inertia = 0.12\n",
        "parameters.inertia",
        "delete parameters.inertia",
        id="dropped parameter",
    ),
    pytest.param(
        "[parameters]\n",
        "[parameters]\nforecast_memory = 0.6\n§inertia = 0.12\n",
        "parameters.inertia",
        "delete parameters.inertia, parameters.forecast_memory",
        id="both dropped parameters",
    ),
    pytest.param(
        '[actions.suitor.court]\nphrase = "courts {client}"\ndesk = "diplomacy"\n'
        'kind = "course"\nline = 0\n',
        '[actions.suitor.§court]\nphrase = "courts {client}"\n',
        "actions.suitor.court",
        "add desk, kind, line to actions.suitor.court",
        id="action without any of the new keys",
    ),
    pytest.param(
        'legal_if = ["distant"]',
        '§legal_if = ["alarm"]',
        "actions.suitor.court.legal_if",
        'write "threatened" for "alarm" in actions.suitor.court.legal_if',
        id="condition with its old name",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "change"), SIGNS)
def test_each_sign_alone(bench, old: str, new: str, place: str, change: str) -> None:
    bench.edit(old, new, RULES)
    assert bench.errors() == [
        f"{bench.place}: {place}: written for model version 1, "
        f"and the program plays version {MODEL_VERSION}: {change} {GUIDE}"
    ]


def without(value: Any, *keys: str) -> Any:
    """A document without these keys, at any depth."""
    if not isinstance(value, dict):
        return value
    return {key: without(item, *keys) for key, item in value.items() if key not in keys}


def test_actors_without_opening_courses(quarrel) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_document(without(quarrel.document, "opening"))
    (problem,) = caught.value.problems
    assert problem.message.startswith("actors.ANV: written for model version 1")
    assert "add opening to actors.ANV, actors.BEL, actors.CRAG and 2 more" in problem.message


def test_one_actor_without_opening_courses_was_forgotten(bench) -> None:
    bench.edit('opening = { security = "hold", diplomacy = "court" }\n', "")
    (error,) = bench.errors()
    assert "actors.ELM: missing key 'opening': The courses in force" in error


def test_a_whole_file_of_version_1_gets_one_line_with_all_changes(quarrel) -> None:
    new = ("desk", "kind", "line", "opening", "readiness", "menace", "mediation", "danger")
    document = without(quarrel.document, *new, "stability")
    document["parameters"]["inertia"] = 0.12
    with pytest.raises(ScenarioError) as caught:
        from_document(document, "record.json")
    (problem,) = caught.value.problems
    assert problem.file == "record.json"
    changes = (
        problem.message.partition(f"version {MODEL_VERSION}: ")[2]
        .removesuffix(f" {GUIDE}")
        .split("; ")
    )
    factions = "utility.ANV.factions"
    assert changes == [
        "delete parameters.inertia",
        "add desk, kind, line to actions.guarantor.hold, actions.guarantor.broker, "
        "actions.sponsor.hold and 8 more",
        "add opening to actors.ANV, actors.BEL, actors.CRAG and 2 more",
        "add readiness and menace to actors.CRAG",
        "add mediation to theatres.ford, theatres.ridge",
        "add danger to utility.ANV, utility.BEL, utility.CRAG and 2 more",
        f"add stability to {factions}.hawks, {factions}.brokers, {factions}.accommodators",
    ]


def test_other_faults_of_the_numbers_are_told_beside_it(bench) -> None:
    bench.edit("[parameters]\n", "[parameters]\ninertia = 0.12\n", RULES)
    bench.edit("value = 4, low = 3", "value = 2, low = 3", QUARREL)
    first, second = bench.errors()
    assert "lies outside" in first
    assert "written for model version 1" in second

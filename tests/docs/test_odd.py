"""docs/odd.md holds what the code holds: rules, constants, parameters, state, measures."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from sim import vocabulary
from sim.measures import MEASURE_NAMES, THRESHOLDS
from sim.scenario import Scenario, load_scenario
from tests.docs.pages import ROOT

RULES = sorted(path for path in (ROOT / "sim" / "rules").glob("*.py") if path.stem != "__init__")
PAGE = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
ELSEWHERE = {
    "SUITOR_POSITION": "sim.engine.challenge",
    "OFFENSIVE_HORIZON": "sim.engine.outcome",
    "RELAPSE_HORIZON": "sim.engine.outcome",
    "YEAR": "sim.engine.outcome",
}
"""Structural constants that the engine holds."""


def module(path: Path) -> ModuleType:
    return import_module(f"sim.rules.{path.stem}")


def defined(path: Path) -> Iterator[tuple[str, bool]]:
    """Names a rule file defines, and whether each is a function."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, True
        if isinstance(node, ast.Assign):
            for target in ast.walk(node):
                if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                    yield target.id, False


def constants() -> dict[str, float]:
    """Every structural constant of the rulebook and the engine, by name."""
    found = {name: float(getattr(import_module(home), name)) for name, home in ELSEWHERE.items()}
    for path in RULES:
        for name, is_function in defined(path):
            if not is_function:
                assert name not in found, f"two constants are called {name}"
                found[name] = float(getattr(module(path), name))
    return found


def stated() -> dict[str, float]:
    """Constants as the page states them."""
    pairs = re.findall(r"`([A-Z][A-Z0-9_]+)` = (-?[\d.]+(?:e-?\d+)?)(?=[,\s])", PAGE + "\n")
    found: dict[str, float] = {}
    for name, number in pairs:
        assert name not in found, f"{name} is stated twice"
        found[name] = float(number)
    return found


def rows(heading: str) -> list[list[str]]:
    """Cells of the rows of the table whose first heading is this."""
    table = re.search(rf"^\| {heading} \|.*\n\| ---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert table, f"no table of {heading}"
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in table[1].splitlines()]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_constant_is_stated_with_its_value() -> None:
    assert stated() == constants()


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_is_told(path: Path) -> None:
    told = set(re.findall(rf"`sim\.rules\.{path.stem}\.(\w+)`", PAGE))
    if path.stem == "curves":
        told |= set(names(PAGE[PAGE.index("### 7.1") : PAGE.index("### 7.2")]))
    missing = {name for name, is_function in defined(path) if is_function} - told
    assert missing == set()


def test_every_name_of_our_code_exists() -> None:
    for dotted in re.findall(r"`(sim(?:\.\w+)+)`", PAGE):
        place: object = import_module("sim")
        walked = "sim"
        for part in dotted.split(".")[1:]:
            walked = f"{walked}.{part}"
            if not hasattr(place, part):
                import_module(walked)
            place = getattr(place, part)
    for file in re.findall(r"`((?:sim|scenarios)/[\w/]+\.\w+)`", PAGE):
        assert (ROOT / file).is_file(), file


def test_every_measure_has_its_meaning() -> None:
    told = rows("measure")
    assert [names(row[0])[0] for row in told] == list(MEASURE_NAMES)
    assert all(len(row[1]) > 20 for row in told)


def test_levels_of_the_surface_are_told() -> None:
    first, last = re.findall(r"`spell_at_([\d.]+)` to `spell_at_([\d.]+)` in steps of \.05", PAGE)[
        0
    ]
    steps = round((float(last) - float(first)) / 0.05)
    expected = [round(float(first) + 0.05 * k, 2) for k in range(steps + 1)]
    assert expected == list(THRESHOLDS)


def test_every_state_variable_has_its_row() -> None:
    told = [name for row in rows("letter") for name in names(row[1])]
    groups = {
        "actors.X": vocabulary.ACTOR_VARIABLES,
        "ties.E": vocabulary.TIE_VARIABLES,
        "theatres.H": vocabulary.THEATRE_VARIABLES,
        "world": vocabulary.WORLD_VARIABLES,
        "factions": vocabulary.FACTIONS,
    }
    expected = {f"{group}.{name}" for group, held in groups.items() for name in held}
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize(
    ("heading", "column", "expected"),
    [
        ("condition", 0, vocabulary.PREDICATES),
        ("purpose", 0, vocabulary.DRAWS),
        ("doctrine", 0, vocabulary.DOCTRINES),
        (
            "aimed at",
            1,
            vocabulary.TIE_CHANNELS
            + vocabulary.THEATRE_CHANNELS
            + vocabulary.ACTOR_CHANNELS
            + vocabulary.PAIR_CHANNELS,
        ),
    ],
)
def test_tables_are_complete(heading: str, column: int, expected: tuple[str, ...]) -> None:
    told = [name for row in rows(heading) for name in names(row[column])]
    assert sorted(told) == sorted(expected)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("karabakh-2020")


def test_parameters_have_their_values_and_ranges(scenario: Scenario) -> None:
    told = {}
    for name, number, span, _ in rows("parameter"):
        low, high = span.split(" to ")
        told[names(name)[0]] = (float(number), float(low), float(high))
    expected = {
        name: (getattr(scenario.parameters, name), *scenario.range_of(f"parameters.{name}"))
        for name in type(scenario.parameters).model_fields
    }
    assert told == expected


def test_the_acceptance_table_reads_what_exists(scenario: Scenario) -> None:
    from sim.engine.places import Cast

    known = {*MEASURE_NAMES, "karabakh-2020-ukraine", *Cast.of(scenario).state_places()}
    read = {name for row in rows("output") for cell in row[:2] for name in names(cell)}
    assert read <= known

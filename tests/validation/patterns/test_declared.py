"""The file of patterns: it is complete, it refers to what exists, and a faulty file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.validation.freeze import located
from sim.validation.patterns.declared import NAME, PatternsError, declared
from sim.validation.patterns.plays import Setting

HEAD = """
confidence = 0.99
seed = 1
turns = 4
scenario = "karabakh-2020"
removed = []
negative = []
sizes = {}
perturbation = {}
"""
PATTERN = """
[[patterns]]
id = "S1"
claim = "More drones, more offensives."
grounds = "Hirshleifer 1989"
sweep = { "actors.AZE.drone_tech" = [0.1, 0.9] }
"""


def fault(tmp_path: Path, text: str) -> str:
    path = tmp_path / "patterns.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PatternsError) as error:
        declared(path)
    message = str(error.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_every_pattern_of_the_specification_is_declared() -> None:
    names = {pattern.id for pattern in declared().patterns}
    wanted = {f"S{k}" for k in range(1, 37)} | {"S3b", "S13b"}
    assert wanted <= names


def test_what_is_removed_names_numbers_of_the_scenario() -> None:
    for removed in declared().removed:
        if removed.change:
            setting = Setting.of("karabakh-2020", removed.change, 40)
            assert setting.changes, removed.id


def test_points_of_every_sweep_differ_and_can_be_played() -> None:
    for pattern in declared().patterns:
        settings = [Setting.of(pattern.scenario, point, 40) for point in pattern.points]
        assert len(set(settings)) == len(pattern.points), pattern.id


def test_signs_and_values_become_ends() -> None:
    checks = {check.id: check for _, check in declared().checks()}
    rising, falling = checks["S1 offensive_by_12"], checks["S8 offensive_by_12"]
    assert (rising.low, rising.sign, rising.expected) == (0.0, 1, "+")
    assert (falling.high, falling.sign, falling.expected) == (0.0, -1, "-")
    level = checks["S22 relapse"]
    assert (level.low, level.high, level.sign, level.strict) == (0.25, 0.45, 0, False)
    assert checks["S36 losses=offensive"].expected == "at most 0.25"


def test_a_missing_key_a_wrong_kind_and_a_wrong_outcome_are_told(tmp_path: Path) -> None:
    assert "'checks'" in fault(tmp_path, HEAD + PATTERN)
    one = HEAD + PATTERN + "checks = [{ %s }]\n"
    assert "no such kind 'trent'" in fault(
        tmp_path, one % 'kind = "trent", outcome = "tests", expect = "+"'
    )


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ('outcome = "offencive", expect = "+"', "offencive"),
        ('outcome = "ordered=ARN.hold", expect = "+"', "'ARN' is none of"),
        ('outcome = "swings=AZE", expect = "+"', "no such quantity"),
        ('outcome = "tests"', "give either expect"),
        ('outcome = "tests", expect = "+", at_least = 1', "give either expect"),
    ],
)
def test_a_check_that_cannot_be_made_is_told(tmp_path: Path, check: str, said: str) -> None:
    assert said in fault(tmp_path, HEAD + PATTERN + f"checks = [{{ {check} }}]\n")


def test_two_checks_of_one_name_are_told(tmp_path: Path) -> None:
    twice = 'checks = [{ outcome = "tests", expect = "+" }, { outcome = "tests", expect = "-" }]\n'
    assert "two checks are called S1 tests" in fault(tmp_path, HEAD + PATTERN + twice)


def test_an_ablation_of_an_unknown_check_is_told(tmp_path: Path) -> None:
    text = HEAD.replace("removed = []", "") + PATTERN
    text += 'checks = [{ outcome = "tests", expect = "+" }]\n[[removed]]\nid = "x"\nwhat = "y"\n'
    text += 'change = { "parameters.need" = 0.0 }\ndies = ["S1 test"]\n'
    assert "S1 test: no such check" in fault(tmp_path, text)


def test_no_file_and_no_toml_are_told(tmp_path: Path) -> None:
    with pytest.raises(PatternsError, match="cannot be read"):
        declared(tmp_path / "none.toml")
    assert "not TOML" in fault(tmp_path, "a = [")


def test_the_frozen_file_is_the_one_that_is_read() -> None:
    assert located(NAME).is_file()

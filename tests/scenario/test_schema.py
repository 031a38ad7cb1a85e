"""The committed JSON Schema is the generated one, and describes what the loader takes."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.scenario.schema import FILE_NAME, scenario_schema, schema_text
from sim.scenario.shipped import folder

DATA = Path(__file__).parent / "data"
SHIPPED = sorted([*folder().glob("*.toml"), *folder().glob("common/*.toml")])
CHECK = jsonschema.Draft202012Validator(scenario_schema())


def test_the_committed_schema_is_current() -> None:
    committed = (folder() / FILE_NAME).read_text(encoding="utf-8")
    # As data: older versions of pydantic write the bound 180 as 180.0.
    assert json.loads(committed) == scenario_schema(), "run python -m sim.scenario.schema"


def test_the_module_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    root = folder().parent
    subprocess.run([sys.executable, "-m", "sim.scenario.schema", str(file)], check=True, cwd=root)
    assert file.read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("file", [*SHIPPED, DATA / "quarrel.toml", DATA / "rules.toml"], ids=str)
def test_files_fit_it(file: Path) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in CHECK.iter_errors(document)] == []


@pytest.mark.parametrize("file", SHIPPED, ids=str)
def test_shipped_files_name_it(file: Path) -> None:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("#:schema ")
    assert (file.parent / first.removeprefix("#:schema ")).resolve() == folder() / FILE_NAME


WRONG: list[tuple[tuple[str, ...], Any]] = [
    (("colour",), 1),
    (("calendar", "turns"), 1.5),
    (("parameters", "bulwark"), -1),
    (("parameters", "bulwark"), {"value": -1}),
    (("parameters", "bulwark"), {"low": 0, "high": 1}),
    (("parameters", "bulwark"), True),
    (("parameters", "bulwrk"), 1),
    (("actors", "ANV", "standing"), "0.5"),
    (("actors", "ANV", "role"), "guarantr"),
    (("actions", "suitor", "court", "efforts", "soft"), {"main": 1}),
    (("actions", "suitor", "court", "efforts", "soft"), {"own": -1}),
    (("actions", "suitor", "court", "posture"), "broker"),
    (("actions", "suitor", "court", "legal_if"), ["never"]),
    (("world", "treaty"), 0),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_it_refuses(path: tuple[str, ...], value: object) -> None:
    document: dict[str, Any] = {}
    for file in ("quarrel.toml", "rules.toml"):
        document |= tomllib.loads((DATA / file).read_text(encoding="utf-8"))
    assert CHECK.is_valid(document)
    table = document
    for part in path[:-1]:
        table = table[part]
    table[path[-1]] = value
    assert not CHECK.is_valid(document)


def properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each property that the schema describes, with its path; bounds of number tables left out."""
    if isinstance(schema, list):
        for item in schema:
            yield from properties(item, path)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "properties":
            for name, item in value.items():
                yield f"{path}.{name}", item
                yield from properties(item, f"{path}.{name}")
        elif key != "allOf":
            yield from properties(value, path)


def test_every_property_says_what_it_is() -> None:
    described = dict(properties(scenario_schema()))
    assert ".parameters.choice_precision" in described
    assert "λ; 1/util" in described[".parameters.choice_precision"]["description"]
    assert [path for path, item in described.items() if not item.get("description")] == []

"""Files of injects: reading and writing TOML; CSV is in `rows`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import Field

from sim.exercise.injects.checks import TOP, checked, labels_of
from sim.exercise.injects.inject import Inject, Schedule
from sim.exercise.injects.rows import read_rows, to_csv
from sim.scenario import Scenario, shipped
from sim.scenario.fields import Part
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, single
from sim.scenario.sources import Source, read
from sim.scenario.validation import parse

SHELF = "scenarios/injects"
"""Folder of the shipped lists of injects."""
ENDINGS = (".toml", ".csv")
"""Endings of files of injects."""


class Sheet(Part):
    """The top level of a file of injects; the injects themselves are not checked here."""

    scenario: str = Field(default="", description="Scenario, a shipped name or a file")
    inject: tuple[Any, ...] = Field(description="The injects, each a table [[inject]]")


def injects_named(path_or_name: str) -> FilePath:
    """Return the file of a list of injects: a path, or the name of a shipped list.

    Raises:
        ScenarioError: There is none, or it is neither TOML nor CSV.
    """
    file = shipped.locate(path_or_name, SHELF)
    if file.suffix.lower() not in ENDINGS:
        wanted = " or ".join(ENDINGS)
        raise single(f"a list of injects is a file that ends in {wanted}", file=path_or_name)
    return file


def is_list(path: str) -> bool:
    """Return whether a path leads to a TOML file with injects; False if it cannot be read."""
    try:
        file = FilePath(path)
        return file.is_file() and TOP in _read(file, path).data
    except ValueError:
        return False


def read_injects(path_or_name: str, scenario: Scenario) -> Schedule:
    """Return the injects of a file, checked against a scenario.

    Args:
        path_or_name: Path of a TOML or CSV file, or name of a shipped list.
        scenario: The scenario that is played with them.

    Raises:
        ScenarioError: It cannot be read or has faults; `problems` lists all of them.
    """
    file = injects_named(path_or_name)
    if file.suffix.lower() == ".csv":
        injects = read_rows(file, path_or_name, scenario)
    else:
        injects = _of_source(_read(file, path_or_name), scenario)
    return Schedule.of(injects, scenario.calendar)


def scenario_of(path_or_name: str) -> str:
    """Return the scenario that a file of injects names: a shipped name or a path; "" if none.

    Raises:
        ScenarioError: The file cannot be read.
    """
    file = injects_named(path_or_name)
    if file.suffix.lower() == ".csv":
        return ""
    named = _read(file, path_or_name).data.get("scenario", "")
    if not isinstance(named, str) or not named:
        return ""
    beside = file.parent / named
    return str(beside) if beside.is_file() else named


def read_inject(
    table: Mapping[str, Any], scenario: Scenario, serials: Collection[str] = ()
) -> Inject:
    """Return one inject, such as one that the control desk adds or edits, checked.

    >>> from sim.scenario import load_scenario
    >>> table = {"serial": 9, "title": "A rumour", "to": "all", "text": "A minister resigns."}
    >>> read_inject(table, load_scenario("karabakh-2020")).trigger
    'by hand'

    Args:
        table: The inject as plain data, such as those of `Inject.plain`.
        scenario: The scenario that is played.
        serials: Serials of all injects of the game, for conditions that name them.

    Raises:
        ScenarioError: It has faults; `problems` lists all of them.
    """
    findings = Findings(lambda path: ("", 0, 0), [""])
    found = checked([dict(table)], scenario, findings, serials)
    findings.raise_if_any()
    return found[0]


def _read(file: FilePath, name: str) -> Source:
    return read(file, name, "list of injects")


def _of_source(source: Source, scenario: Scenario) -> list[Inject]:
    data = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in source.data.items()
    }
    tables = data.get(TOP)
    labels = labels_of(tables) if isinstance(tables, tuple) else []

    def locate(path: Path) -> tuple[str, int, int]:
        at = path
        if len(path) > 1 and path[0] == TOP:
            at = (TOP, labels.index(path[1]), *path[2:])
        return source.name, *source.positions.of(at)

    findings = Findings(locate, [source.name])
    sheet = parse(Sheet, data, (), findings)
    found = checked(sheet.inject, scenario, findings) if sheet else []
    findings.raise_if_any()
    return found


def to_bytes(injects: Iterable[Inject], ending: str, scenario: str = "") -> bytes:
    """Return the file of a list of injects.

    Args:
        injects: The injects, in the order of the file.
        ending: ".toml" or ".csv".
        scenario: Name of the scenario that a TOML file says it is for; "" for none.
    """
    return to_csv(injects) if ending == ".csv" else to_toml(injects, scenario).encode("utf-8")


def to_toml(injects: Iterable[Inject], scenario: str = "") -> str:
    """Return the text of a TOML file with these injects."""
    head = [f"scenario = {_text(scenario)}\n"] if scenario else []
    return "\n".join([*head, *map(_table, injects)])


def _table(inject: Inject) -> str:
    lines = [f"[[{TOP}]]"]
    for key, value in inject.plain().items():
        number = key == "serial" and value.isdecimal()
        lines.append(f"{key} = {value if number else _value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_text(key)} = {_value(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)


def _text(text: str) -> str:
    """Return a text as TOML has it; one of several lines keeps them."""
    # A text of an inject holds no control character but tab and line break, so JSON is TOML.
    lines = [json.dumps(line, ensure_ascii=False)[1:-1] for line in text.split("\n")]
    return f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '"""'

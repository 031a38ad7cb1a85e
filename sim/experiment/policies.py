"""The scenarios of an experiment, and its policies applied to them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path as FilePath
from typing import Any

from sim.experiment.entries import ExperimentFile, PolicyEntry
from sim.experiment.experiment import Policy
from sim.scenario import shipped
from sim.scenario.findings import Findings
from sim.scenario.loading import load_scenario
from sim.scenario.paths import split_path
from sim.scenario.problems import Path, Problem, ScenarioError, choices
from sim.scenario.scenario import Scenario
from sim.scenario.sources import Source
from sim.scenario.validation import parse

MOST_POLICIES = 200
BASELINE = "baseline"
NAME = r"[a-z0-9][a-z0-9_-]*"
NAME_IN_WORDS = "small letters, digits, - and _, such as recommit-baseline"

# Parts of a scenario that a policy may not change, with the reason.
FIXED = {
    "calendar": "the length of a run is the experiment's `turns`, its start the scenario's",
    "name": "names and texts do not change a run",
    "title": "names and texts do not change a run",
    "question": "names and texts do not change a run",
    "summary": "names and texts do not change a run",
    "claims": "no rule reads the claims",
}


def load_scenarios(
    frame: ExperimentFile, source: Source, findings: Findings, foreign: list[Problem]
) -> list[Scenario]:
    """Return the scenarios that an experiment names, with the changes that hold in every run.

    Problems in the experiment file go to `findings`, problems in a scenario's file to `foreign`.
    """
    names = frame.scenario
    whole = isinstance(names, str)
    found: dict[str, Scenario] = {}
    for number, name in enumerate((names,) if isinstance(names, str) else names):
        path: Path = ("scenario",) if whole else ("scenario", number)
        scenario = _load(name, path, source, findings, foreign)
        if scenario is None:
            continue
        if scenario.name in found:
            findings.refuse(path, name, f"a second scenario named {scenario.name}")
        changed = changed_copy(scenario, frame.set, ("set",), findings)
        if changed is not None:
            found[scenario.name] = changed
    return list(found.values())


def _load(
    name: str, path: Path, source: Source, findings: Findings, foreign: list[Problem]
) -> Scenario | None:
    beside = os.path.normpath(os.path.join(os.path.dirname(source.name), name))
    names = list(shipped.scenario_paths())
    try:
        is_beside = (source.file.parent / name).is_file()
        if not is_beside and shipped.find(name) is None:
            if FilePath(name).suffix == ".toml":
                findings.refuse(path, name, "no such file beside the experiment, nor shipped")
            else:
                findings.refuse(path, name, f"no such scenario{choices(name, names)}")
            return None
        return load_scenario(beside if is_beside else name)
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            foreign.extend(error.problems)
        else:
            findings.refuse(path, name, "is not a path")
        return None


def read_policies(tables: Mapping[str, Any], findings: Findings) -> dict[str, PolicyEntry]:
    """Return the policies as written; a single one that changes nothing if the file has none."""
    if not tables:
        return {BASELINE: PolicyEntry()}
    if len(tables) > MOST_POLICIES:
        findings.report(("policies",), f"{len(tables)} entries; at most {MOST_POLICIES} allowed")
    read: dict[str, PolicyEntry] = {}
    for name, table in list(tables.items())[:MOST_POLICIES]:
        if not re.fullmatch(NAME, name):
            findings.report(("policies", name), f"not a name; names here are {NAME_IN_WORDS}")
        entry = parse(PolicyEntry, table, ("policies", name), findings)
        changes = table.get("set") if isinstance(table, dict) else None
        if entry is None and isinstance(changes, dict):
            entry = PolicyEntry(set=changes)
        read[name] = entry or PolicyEntry()
    return read


def apply_policies(
    entries: Mapping[str, PolicyEntry], scenarios: list[Scenario], findings: Findings
) -> tuple[Policy, ...]:
    """Return every policy applied to every scenario."""
    policies = []
    for scenario in scenarios:
        for name, entry in entries.items():
            path: Path = ("policies", name, "set")
            changed = changed_copy(scenario, entry.set, path, findings)
            full = f"{scenario.name}/{name}" if len(scenarios) > 1 else name
            if changed is not None:
                policies.append(Policy(full, changed, entry.title, entry.set))
    return tuple(policies)


def changed_copy(
    scenario: Scenario, changes: Mapping[str, Any], place: Path, findings: Findings
) -> Scenario | None:
    """Return the scenario with the changes; None if some are faulty, which `findings` receives."""
    left = {
        path: value
        for path, value in changes.items()
        if _check_key(path, value, (*place, path), findings)
    }
    refused = len(left) < len(changes)
    changed: Scenario | None = scenario
    while left:
        try:
            changed = scenario.replace(left)
            break
        except ScenarioError as error:
            for problem in error.problems:
                _pass_on(problem, changes, place, findings)
            # Try again without the faulty changes, to find faults among the others.
            faulty = {problem.path for problem in error.problems} & set(left) or set(left)
            left = {path: value for path, value in left.items() if path not in faulty}
            refused = True
    return None if refused else changed


def _check_key(path: str, value: object, place: Path, findings: Findings) -> bool:
    head = path.partition(".")[0]
    if path == head and isinstance(value, dict) and head != "mission":
        example = ".".join((head, *_first_keys(value)))
        findings.report(place, f'put the whole path in quotes, such as "{example}"')
    elif head in FIXED:
        findings.report(place, f"cannot be changed here: {FIXED[head]}")
    return not findings.has(place)


def _first_keys(value: object) -> list[str]:
    keys = []
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        keys.append(str(key))
    return keys


def _pass_on(problem: Problem, changes: Mapping[str, Any], place: Path, findings: Findings) -> None:
    """Report a problem of a changed scenario at the change that caused it."""
    said = problem.message
    for key in sorted(changes, key=len, reverse=True):
        if problem.path == key or problem.path.startswith((f"{key}.", f"{key}[")):
            rest = split_path(problem.path[len(key) + 1 :]) or ()
            said = said.removeprefix(f"{problem.path}: ").removeprefix(f"{problem.path} ")
            findings.report((*place, key, *rest), said)
            return
    # If shares do not sum to one, the problem may name another share than the one changed.
    likely = max(changes, key=lambda key: _in_common(key, problem.path))
    findings.report((*place, likely) if _in_common(likely, problem.path) else place, said)


def _in_common(one: str, other: str) -> int:
    """Return the number of leading parts that two paths share."""
    pairs = zip(one.split("."), other.split("."), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

"""Checks of the tables by theatre or tie: their keys exist, and the challenger fears nothing."""

from __future__ import annotations

from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices

_THEATRE_MAPS = ("control", "heat", "danger", "control_standing")


def check_maps(draft: Draft, findings: Findings) -> None:
    """Report wrong keys in all tables by theatre or tie, and a challenger that fears danger."""
    theatres, ties = draft.names("theatres"), draft.names("ties")
    for section in ("actors", "utility"):
        for name in draft.names(section):
            table = draft.plain[section][name]
            if not isinstance(table, dict):
                continue
            path: Path = (section, name)
            for key in _THEATRE_MAPS:
                _check_keys(table.get(key), (*path, key), theatres, "theatre", findings)
            if section == "utility":
                _check_keys(table.get("influence"), (*path, "influence"), ties, "tie", findings)
                if draft.roles.get(name) == "challenger" and table.get("danger"):
                    message = "must be {} for the challenger, to whom an attack is an option"
                    findings.report((*path, "danger"), message)


def _check_keys(value: object, path: Path, known: list[str], noun: str, findings: Findings) -> None:
    if not isinstance(value, dict) or not known:
        return
    for key in value:
        if key not in known:
            findings.report((*path, key), f"no such {noun}{choices(key, known)}")

"""Scenario files of model version 1: one line says what to change, instead of one for every key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.findings import Findings
from sim.scenario.problems import Path
from sim.version import MODEL_VERSION

DROPPED = ("inertia", "forecast_memory")
"""Parameters of version 1 that version 2 does not have."""
RENAMED = {"alarm": "threatened"}
"""Conditions of version 1, with their name in version 2."""
OF_ACTIONS = ("desk", "kind", "line")
"""Keys that every action has since version 2."""
GUIDE = 'see "From model version 1" in scenarios/README.md'

_SHOWN = 3


def check_version(plain: Mapping[str, Any], findings: Findings) -> bool:
    """Report a document of model version 1, with one line that says what to change and where.

    A document is of version 1 if it has a dropped parameter, a renamed condition, an action without
    any of the new keys of actions, or actors of which none has opening courses.

    Args:
        plain: The merged document, with plain numbers and with tuples as arrays.
        findings: Receives the line, at the first place that shows the version.

    Returns:
        Whether the document is of version 1.
    """
    signs: dict[str, list[Path]] = {
        "delete {}": [
            ("parameters", name) for name in DROPPED if name in _table(plain, "parameters")
        ],
        f"add {', '.join(OF_ACTIONS)} to {{}}": [
            path
            for path, action in _actions(plain)
            if "efforts" in action and not any(key in action for key in OF_ACTIONS)
        ],
    }
    for old, new in RENAMED.items():
        signs[f'write "{new}" for "{old}" in {{}}'] = [
            (*path, "legal_if") for path, action in _actions(plain) if _requires(action, old)
        ]
    actors = dict(_tables(plain, "actors"))
    without = [path for path, actor in actors.items() if "opening" not in actor]
    signs["add opening to {}"] = without if len(without) == len(actors) else []
    first = next((path for paths in signs.values() for path in paths), None)
    if first is None:
        return False
    changes = {**signs, "add opening to {}": without, **_absent(plain)}
    told = "; ".join(change.format(_few(paths)) for change, paths in changes.items() if paths)
    findings.report(
        first,
        f"written for model version 1, and the program plays version {MODEL_VERSION}: "
        f"{told} ({GUIDE})",
    )
    return True


def _absent(plain: Mapping[str, Any]) -> dict[str, list[Path]]:
    """Return the tables that lack other keys of version 2, by what must be done."""
    return {
        "add readiness and menace to {}": [
            path
            for path, actor in _tables(plain, "actors")
            if actor.get("role") == "challenger" and not {"readiness", "menace"} <= set(actor)
        ],
        "add mediation to {}": [
            path for path, theatre in _tables(plain, "theatres") if "mediation" not in theatre
        ],
        "add danger to {}": [
            path for path, weights in _tables(plain, "utility") if "danger" not in weights
        ],
        "add stability to {}": [
            (*path, *faction)
            for path, weights in _tables(plain, "utility")
            for faction, factors in _tables(weights, "factions")
            if "stability" not in factors
        ],
    }


def _few(paths: list[Path]) -> str:
    """Return the paths as text; of many only the first and the number of the others."""
    names = [".".join(map(str, path)) for path in paths]
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _requires(action: Mapping[str, Any], condition: str) -> bool:
    required = action.get("legal_if")
    return isinstance(required, tuple) and condition in required


def _actions(plain: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    menus = _table(plain, "actions")
    for role in menus:
        for path, action in _tables(menus, role):
            yield ("actions", *path), action


def _tables(plain: Mapping[str, Any], section: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for name, value in _table(plain, section).items():
        if isinstance(value, dict):
            yield (section, name), value


def _table(plain: Mapping[str, Any], section: str) -> dict[str, Any]:
    value = plain.get(section)
    return value if isinstance(value, dict) else {}

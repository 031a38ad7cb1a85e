"""Changed copies of a scenario: `scenario.replace` and `--set`."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from sim.scenario.numbers import is_number, is_number_table
from sim.scenario.paths import split_path
from sim.scenario.problems import Path, Problem, ScenarioError, choices, closest


@runtime_checkable
class SupportsItem(Protocol):
    """A number of an array library, which can be converted to a Python number."""

    def item(self) -> object:
        """Return the number as a Python object."""


def changed(document: Mapping[str, Any], changes: Mapping[str, object]) -> dict[str, Any]:
    """Return a copy of a merged document with new values at dotted paths; it is not checked.

    Only the tables on the way to a new value are copied; the copy shares all others with the
    document, and nothing may change them.

    Raises:
        ScenarioError: A path does not exist.
    """
    top = dict(document)
    problems = [problem for path in changes if (problem := _set(top, path, changes[path]))]
    if problems:
        raise ScenarioError(problems)
    return top


def copied(document: Any) -> Any:
    """Return a copy of a document, of which no table or array is shared.

    It holds nothing else that can change: TOML has no other values.
    """
    if isinstance(document, dict):
        return {key: copied(item) for key, item in document.items()}
    if isinstance(document, (list, tuple)):
        return type(document)(copied(item) for item in document)
    return document


def parse_assignments(assignments: Iterable[str]) -> dict[str, object]:
    """Return the values by path of PATH=VALUE texts, such as those after `--set`.

    A value is read as TOML; if it is not valid TOML, it is a plain text.

    Raises:
        ScenarioError: A text has no "=" or no path.
    """
    changes: dict[str, object] = {}
    problems = []
    for text in assignments:
        path, equals, value = text.partition("=")
        path = path.strip()
        if not equals or not path:
            message = f"'{text}' is not PATH=VALUE, such as parameters.bulwark=0"
            problems.append(Problem("", 0, 0, path, message))
        else:
            changes[path] = _toml_value(value.strip())
    if problems:
        raise ScenarioError(problems)
    return changes


def _toml_value(text: str) -> object:
    if re.fullmatch(r"[+-]?(\.\d+|\d+\.)", text):
        # TOML requires digits on both sides of the point; people often leave them out.
        return float(text)
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return parsed["value"] if set(parsed) == {"value"} else text


def _set(document: dict[str, Any], path: str, value: object) -> Problem | None:
    parts = split_path(path)
    if parts is None:
        return Problem("", 0, 0, str(path), f"'{path}' is not a path such as parameters.bulwark")
    table: Any = document
    if len(parts) > 1 and parts[0] in _OPTIONAL:
        document.setdefault(parts[0], {})
    for depth, part in enumerate(parts[:-1]):
        if not isinstance(table, dict) or is_number_table(table) or part not in table:
            return _unknown(document, parts, depth, path)
        if isinstance(table[part], dict):
            table[part] = dict(table[part])
        table = table[part]
    last = parts[-1]
    if not isinstance(table, dict) or is_number_table(table):
        return _unknown(document, parts, len(parts) - 1, path)
    if last not in table and not _may_be_new(parts):
        return _unknown(document, parts, len(parts) - 1, path)
    if isinstance(value, SupportsItem):
        value = value.item()
    new = _whole_as_before(table.get(last), copy.deepcopy(value))
    table[last] = _with_range(table.get(last), new)
    return None


# Tables whose keys the author of the scenario chooses; a change may add a key to them.
_OPEN = (
    "control",
    "heat",
    "danger",
    "control_standing",
    "influence",
    "set",
    "events",
    "doctrines",
    "claims",
)

_OPTIONAL = ("doctrines", "events", "claims")


def _may_be_new(parts: Path) -> bool:
    return parts[0] == "mission" if len(parts) == 1 else parts[-2] in _OPEN or "efforts" in parts


def _whole_as_before(old: object, new: object) -> object:
    """Return the new value, as an integer if the old one was: programs may compute 5.0 for 5."""
    before = old.get("value") if isinstance(old, dict) else old
    is_count = isinstance(before, int) and not isinstance(before, bool)
    return int(new) if is_count and isinstance(new, float) and new.is_integer() else new


def _with_range(old: object, new: object) -> object:
    """Return the new value, with the range of the old one if the new value lies in it."""
    if not (is_number_table(old) and isinstance(old, dict) and is_number(new)):
        return new
    low, high = old.get("low"), old.get("high")
    if low is None or high is None or not low <= new <= high:
        return new
    return {"value": new, "low": low, "high": high}


def _unknown(document: dict[str, Any], parts: Path, depth: int, path: str) -> Problem:
    table: Any = document
    for part in parts[:depth]:
        table = table[part]
    names = list(table) if isinstance(table, dict) and not is_number_table(table) else []
    guess = closest(str(parts[depth]), names)
    if guess:
        likely = ".".join(map(str, (*parts[:depth], guess, *parts[depth + 1 :])))
        hint = f"; did you mean '{likely}'?"
    else:
        hint = choices(str(parts[depth]), names)
    return Problem("", 0, 0, path, f"{path}: no such path{hint}")

"""Differences between two scenario documents in the values that affect a run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.numbers import is_number_table
from sim.scenario.paths import format_path

PLAYED = (
    "calendar",
    "world",
    "parameters",
    "actors",
    "ties",
    "theatres",
    "mission",
    "utility",
    "actions",
    "doctrines",
    "events",
)
"""Tables of a document that affect a run, in the order in which differences are listed."""
NOT_PLAYED = ("name", "adjective", "location", "phrase", "text", "source", "note", "confidence")
"""Keys in those tables that do not affect a run."""
_LONGEST = 60


@dataclass(frozen=True)
class Change:
    """One value that differs; it is None in a document that does not have it."""

    path: str
    first: Any
    second: Any

    @property
    def said(self) -> str:
        """The difference in words.

        >>> Change("parameters.bulwark", 1.2, 0).said
        'parameters.bulwark: 1.2 and 0'
        """
        return f"{self.path}: {self.values}"

    @property
    def values(self) -> str:
        """Both values in words, such as "1.2 and 0"."""
        return f"{shown(self.first)} and {shown(self.second)}"


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return the differences between two documents in the values that affect a run.

    Of a number, only the value is compared, not its range or source. Names and texts are not
    compared. The differences are in the order of ``PLAYED``.
    """
    return tuple(
        change
        for table in PLAYED
        for change in _walk(first.get(table), second.get(table), (table,))
    )


def _walk(first: Any, second: Any, path: tuple[str, ...]) -> Iterator[Change]:
    first, second = _plain(first), _plain(second)
    if isinstance(first, dict) and isinstance(second, dict):
        for key in [*first, *(key for key in second if key not in first)]:
            if len(path) == 1 or key not in NOT_PLAYED:
                yield from _walk(first.get(key), second.get(key), (*path, str(key)))
    elif first != second:
        yield Change(format_path(path), first, second)


def _plain(value: Any) -> Any:
    return value["value"] if is_number_table(value) else value


def shown(value: Any) -> str:
    """Return a value as text, shortened to 60 characters.

    Of an event it is its own text, of another table the names of its entries.

    >>> shown(None), shown(0.25), shown("fixed:hold"), shown({"call-first": {"kind": "script"}})
    ('absent', '0.25', 'fixed:hold', 'call-first')
    """
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    if isinstance(value, dict) and isinstance(value.get("text"), str):  # an event
        return str(value["text"]).rstrip(".")
    if isinstance(value, Mapping):
        value = ", ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."

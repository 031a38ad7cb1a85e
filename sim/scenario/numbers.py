"""Numbers written as tables: `{ value, low, high, source, note, confidence }`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.problems import Path, choices, shown
from sim.texts import fault_of

KEYS = ("value", "low", "high", "source", "note", "confidence")
CONFIDENCES = ("A*", "A", "B", "C")

UNUSABLE = object()
"""Value in a stripped document for a number table without a number, which was reported."""

Report = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Range, source, note and confidence of a number; None or "" if the file has none."""

    low: float | None = None
    high: float | None = None
    source: str = ""
    note: str = ""
    confidence: str = ""


def is_number_table(value: object) -> bool:
    """Return whether a value is a number table: a table with `value`, `low` or `high`."""
    return isinstance(value, dict) and not {"value", "low", "high"}.isdisjoint(value)


def is_number(value: object) -> bool:
    """Return whether a value is a finite number; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document, the same with plain numbers, and the provenance of its number tables by path."""

    document: Any
    plain: Any
    provenance: Mapping[Path, Provenance]


NOTHING = Stripped({}, {}, {})
ABSENT = object()
"""Stands for a value that the document before does not have."""


def strip(document: Any, report: Report, before: Stripped = NOTHING) -> Stripped:
    """Return the document with plain numbers, and the provenance of its number tables by path.

    Arrays become tuples. A number table without a number becomes UNUSABLE and is reported.

    Args:
        document: The document.
        report: Function that is called with the path and message of every error.
        before: A document without errors. Tables that are the very same object in both documents
            are taken over from it.
    """
    provenance: dict[Path, Provenance] = {}
    sections: dict[str | int, list[tuple[Path, Provenance]]] = {}
    for place, item in before.provenance.items():
        sections.setdefault(place[0], []).append((place, item))

    def take_over(path: Path) -> None:
        depth = len(path)
        for place, item in sections.get(path[0], ()):
            if depth == 1 or place[:depth] == path:
                provenance[place] = item

    def walk(value: Any, path: Path, old: Any, known: Any) -> Any:
        if value is old:
            if isinstance(value, (dict, list)):
                take_over(path)
            return known
        if path and is_number_table(value):  # the whole document is never a number table
            provenance[path] = _provenance(value, path, report)
            return value["value"] if is_number(value.get("value")) else UNUSABLE
        if isinstance(value, dict):
            # A number table has become a plain number, and has no table to look into.
            inside, plain = (old, known) if isinstance(known, dict) else ({}, {})
            return {
                key: walk(item, (*path, key), inside.get(key, ABSENT), plain.get(key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return tuple(
                walk(item, (*path, index), ABSENT, None) for index, item in enumerate(value)
            )
        return value

    plain = walk(document, (), before.document, before.plain)
    return Stripped(document, plain, provenance)


def _provenance(table: dict[str, Any], path: Path, report: Report) -> Provenance:
    for key in table:
        if key not in KEYS:
            report((*path, key), f"unknown key in a number table{choices(key, KEYS)}")
    numbers = {key: _number(table, key, path, report) for key in ("value", "low", "high")}
    if "value" not in table:
        report(path, "the number table lacks 'value'")
    if ("low" in table) != ("high" in table):
        report(path, "'low' and 'high' go together: give both or neither")
    if None not in (numbers["low"], numbers["high"]):
        _check_order(table, path, report)
    confidence = table.get("confidence", "")
    if "confidence" in table and confidence not in CONFIDENCES:
        hint = choices(str(confidence), CONFIDENCES)
        report((*path, "confidence"), f"{shown(confidence)} is not a confidence{hint}")
    return Provenance(
        low=numbers["low"],
        high=numbers["high"],
        source=_text(table, "source", path, report),
        note=_text(table, "note", path, report),
        confidence=confidence if isinstance(confidence, str) else "",
    )


def _check_order(table: dict[str, Any], path: Path, report: Report) -> None:
    value, low, high = table.get("value"), table["low"], table["high"]
    if low > high:
        report(path, f"low = {shown(low)} is above high = {shown(high)}")
    elif is_number(value) and not low <= value <= high:
        span = f"low..high = {shown(low)}..{shown(high)}"
        report(path, f"value = {shown(value)} lies outside {span}")


def _number(table: dict[str, Any], key: str, path: Path, report: Report) -> float | None:
    value = table.get(key)
    if key not in table:
        return None
    if not is_number(value):
        report((*path, key), f"{shown(value)} is not a number")
        return None
    return float(table[key])


def _text(table: dict[str, Any], key: str, path: Path, report: Report) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        report((*path, key), f"{shown(value)} must be a text in quotes")
        return ""
    fault = fault_of(value, paragraph=True)
    if fault:
        report((*path, key), f"= {shown(value)}: {fault}")
    return value

"""Lists of injects as CSV, in the columns in which exercise staffs keep them.

A spreadsheet may have saved the file: with semicolons or tabs, with a mark of its encoding, with
empty lines and with cells of several lines. A cell that a spreadsheet would run as a formula is
written with an apostrophe before it, which is taken away again when the file is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from sim.exercise.injects.checks import TOP, checked, labels_of
from sim.exercise.injects.inject import BY_HAND, Inject
from sim.scenario import Scenario
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, Problem, ScenarioError, choices, shown, single
from sim.scenario.sources import LARGEST_FILE, coding_of
from sim.texts import is_formula

COLUMNS: Mapping[str, str] = {
    "serial": "serial",
    "trigger": "trigger",
    "fires": "fires",
    "to": "to",
    "from": "sender",
    "title": "title",
    "text": "text",
    "expected response": "expected",
    "effects": "effects",
    "status": "status",
    "note": "note",
}
"""Columns in the order in which they are written, with the key of an inject that each holds."""
OTHER_NAMES: Mapping[str, str] = {
    "no": "serial",
    "number": "serial",
    "inject no": "serial",
    "inject number": "serial",
    "time": "trigger",
    "when": "trigger",
    "time/trigger": "trigger",
    "recipient": "to",
    "sender": "from",
    "subject": "title",
    "inject": "text",
    "message": "text",
    "description": "text",
    "expected": "expected response",
    "expected action": "expected response",
    "expected actions": "expected response",
    "effect": "effects",
    "notes": "note",
    "remarks": "note",
    "comments": "note",
}
"""Other names of columns that are understood."""
NEEDED = ("serial", "to", "title", "text")
"""Columns that a file must have."""
DELIMITERS = ",;\t"
MARK = "\ufeff"
"""Before the text of a file: it tells a spreadsheet that the file is UTF-8."""

_MOMENT = r"(?:turn\s*)?\d{1,4}|[12]\d{3}[\s-]?Q[1-4]"
_TRIGGER = re.compile(
    rf"(?:(?P<at>{_MOMENT})(?:\s+to\s+(?P<until>{_MOMENT}))?|until\s+(?P<only>{_MOMENT}))?"
    r"(?:(?:^|\s+)when\s+(?P<when>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)
_DATES = (
    r"(?P<year>[12]\d{3})[-/.](?P<m>\d{1,2})(?:[-/.]\d{1,2})?(?:[T ][\d:.]+)?",
    r"\d{1,2}\.\s?(?P<m>\d{1,2})\.\s?(?P<year>[12]\d{3})",
    r"\d{1,2}[-/](?P<m>\d{1,2})[-/](?P<year>[12]\d{3})",
    r"(?P<m>\d{1,2})[-/](?:\d{1,2}[-/])?(?P<year>[12]\d{3})",
    r"[Qq](?P<quarter>[1-4])[\s/-]*(?P<year>[12]\d{3})",
)
"""Dates and quarters as spreadsheets and people write them."""
_EFFECT = re.compile(r"(\S+?)\s*(\+=|-=|=)\s*(\S+)")
_TRUTHS = {"true": True, "false": False}


# --- writing ----------------------------------------------------------------------------------


def to_csv(injects: Iterable[Inject]) -> bytes:
    """Return the CSV file of these injects, in UTF-8 with a mark of it, for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in _cells(inject)] for inject in injects)
    return (MARK + text.getvalue()).encode("utf-8")


def _cells(inject: Inject) -> list[str]:
    written = {"to": ", ".join(inject.to), "effects": effects_text(inject)}
    return [written.get(key) or str(getattr(inject, key, "")) for key in COLUMNS.values()]


def effects_text(inject: Inject) -> str:
    """Return the effects on numbers as a text: "world.tension = 0.5; world.mandate = false"."""
    values = (f"{path} = {str(value).lower()}" for path, value in inject.set.items())
    changes = (f"{path} += {value}" for path, value in inject.add.items())
    return "; ".join([*values, *changes])


def _may_run(text: str) -> bool:
    return is_formula(text.lstrip("' \t\n"))


def _guarded(text: str) -> str:
    return f"'{text}" if _may_run(text) else text


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _may_run(cell[1:]) else cell


# --- reading ----------------------------------------------------------------------------------


def read_rows(file: FilePath, name: str, scenario: Scenario) -> list[Inject]:
    """Return the injects of a CSV file, checked against a scenario.

    Args:
        file: The file.
        name: Its name in messages.
        scenario: The scenario.

    Raises:
        ScenarioError: It cannot be read or has faults; `problems` lists all of them.
    """
    rows = _rows(_text_of(file, name), name)
    head, *body = rows
    columns = _columns(head, name)
    raw = [_table(row, columns) for row in body]
    labels = labels_of(raw)

    def locate(path: Path) -> tuple[str, int, int]:
        line = body[labels.index(path[1])].line if len(path) > 1 else head.line
        return name, line, 1

    findings = Findings(locate, [name])
    for row, label in zip(body, labels, strict=False):
        _check_width(row, columns, (TOP, label), findings)
    tables = [
        _meant(table, (TOP, label), findings) for table, label in zip(raw, labels, strict=False)
    ]
    found = checked([*tables, *raw[len(labels) :]], scenario, findings)
    findings.raise_if_any()
    return found


@dataclass(frozen=True)
class _Row:
    line: int
    cells: Sequence[str]


def _text_of(file: FilePath, name: str) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise single(f"cannot be read: {error.strerror}", file=name) from None
    if len(raw) > LARGEST_FILE:
        raise single(f"is larger than {LARGEST_FILE:,} bytes; not a list of injects", file=name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f'{coding_of(raw, error.start)}; save the file as "CSV UTF-8"'
        raise ScenarioError([Problem(name, line, 1, "", message)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = 'a byte 0 is no text, so this is perhaps UTF-16; save the file as "CSV UTF-8"'
        raise ScenarioError([Problem(name, line, 1, "", message)])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, name: str) -> list[_Row]:
    """Return the rows that are not empty, the header first."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=([,;\t|])"?', first)
    delimiter = told[1] if told else _delimiter(text)
    reader = csv.reader(io.StringIO(rest if told else text), delimiter=delimiter, strict=True)
    before, found = int(bool(told)), []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(_Row(before + 1, cells))
            before = reader.line_num + int(bool(told))
    except csv.Error as error:
        message = f"not valid CSV: {error}; look for a quotation mark that is missing"
        raise ScenarioError([Problem(name, before + 1, 1, "", message)]) from None
    if len(found) < 2:
        raise single("needs a line with the names of the columns, and injects below it", file=name)
    return found


def _delimiter(text: str) -> str:
    """Return what divides the cells: with it, most names of columns in the header are known."""
    header = next((line for line in text.split("\n") if line.strip(DELIMITERS + ' "')), "")
    return max(
        DELIMITERS, key=lambda one: sum(_column(cell) in COLUMNS for cell in header.split(one))
    )


def _column(cell: str) -> str:
    plain = " ".join(cell.replace("_", " ").replace('"', "").lower().split()).rstrip(".:")
    return OTHER_NAMES.get(plain, plain)


def _columns(head: _Row, name: str) -> list[str]:
    """Return the names of the columns; "" for one without a name. Raises ScenarioError."""
    columns = [_column(cell) for cell in head.cells]
    messages = []
    for place, column in enumerate(columns):
        if column in columns[:place] and column:
            messages.append(f"column '{column}' is there twice")
        elif column and column not in COLUMNS:
            hint = choices(column, list(COLUMNS))
            messages.append(
                f"no column is named {shown(head.cells[place])}{hint}; rename or delete it"
            )
    lacking = [column for column in NEEDED if column not in columns]
    messages += [f"column '{column}' is missing" for column in lacking]
    if messages:
        raise ScenarioError(Problem(name, head.line, 1, "", message) for message in messages)
    return columns


def _table(row: _Row, columns: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row that are not empty, by the key of the inject."""
    pairs = zip(columns, row.cells, strict=False)
    return {COLUMNS[column]: _unguarded(cell) for column, cell in pairs if column and cell.strip()}


def _check_width(row: _Row, columns: Sequence[str], path: Path, findings: Findings) -> None:
    """Report a cell in a column without a name."""
    named = [*columns, *("" for _ in row.cells)]
    lost = next(
        (c for c, name in zip(row.cells, named, strict=False) if c.strip() and not name), ""
    )
    if lost:
        findings.report(path, f"the cell {shown(lost)} is in a column without a name")


def _meant(table: Mapping[str, str], path: Path, findings: Findings) -> dict[str, Any]:
    """Return a row as the table of an inject in a TOML file; report cells that mean nothing."""
    meant: dict[str, Any] = dict(table)
    readers: tuple[tuple[str, Callable[[str], dict[str, Any]]], ...] = (
        ("trigger", _trigger),
        ("effects", _effects),
    )
    for key, read in readers:
        cell = meant.pop(key, "").strip()
        try:
            meant |= read(cell)
        except ValueError as error:
            findings.refuse((*path, key), cell, str(error))
    for key in ("fires", "status"):
        if key in meant:
            meant[key] = meant[key].strip().lower()
    return meant


def _trigger(cell: str) -> dict[str, Any]:
    if cell.lower() in ("", BY_HAND):
        return {}
    found = _TRIGGER.fullmatch(cell)
    if found is None:
        raise ValueError(
            "must be a quarter such as 2022-Q3, a turn such as turn 5, two of them with to between "
            f"them, when CONDITION, or {BY_HAND}{_quarter_hint(cell)}"
        )
    times = {"at": found["at"], "until": found["until"] or found["only"]}
    meant: dict[str, Any] = {key: _moment(time) for key, time in times.items() if time}
    return meant | ({"when": found["when"]} if found["when"] else {})


def _quarter_hint(cell: str) -> str:
    """Return the end of a message: the quarter that a date means, if it can mean but one.

    >>> _quarter_hint("2022-07-01"), _quarter_hint("01.07.2022"), _quarter_hint("4/7/2022")
    ("; did you mean '2022-Q3'?", "; did you mean '2022-Q3'?", '')
    """
    quarters: set[str] = set()
    for form in _DATES:
        if found := re.fullmatch(form, cell):
            year, named = found["year"], found.groupdict()
            quarter = int(named["quarter"]) if "quarter" in named else (int(found["m"]) + 2) // 3
            if 1 <= quarter <= 4:
                quarters.add(f"{year}-Q{quarter}")
    return f"; did you mean '{quarters.pop()}'?" if len(quarters) == 1 else ""


def _moment(text: str) -> str | int:
    quarter = re.fullmatch(r"(\d{4})[\s-]?Q([1-4])", text, re.IGNORECASE)
    return f"{quarter[1]}-Q{quarter[2]}" if quarter else int(text.lower().removeprefix("turn"))


def _effects(cell: str) -> dict[str, Any]:
    meant: dict[str, dict[str, bool | float]] = {"set": {}, "add": {}}
    for part in filter(None, map(str.strip, re.split(r"[;\n]", cell))):
        found = _EFFECT.fullmatch(part)
        if found is None:
            raise ValueError(f"{shown(part)} is neither PATH = VALUE nor PATH += CHANGE")
        path, sign, written = found.groups()
        value = _TRUTHS.get(written.lower(), written)
        if isinstance(value, str):
            value = _number(written) * (-1.0 if sign == "-=" else 1.0)
        kind = "set" if sign == "=" else "add"
        if path in meant[kind]:
            raise ValueError(f"{path} is there twice")
        meant[kind][path] = value
    return {kind: values for kind, values in meant.items() if values}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        hint = "; write a point, not a comma" if re.fullmatch(r"[+-]?\d+,\d+", text) else ""
        said = "is not a number, nor true or false"
        raise ValueError(f"'{text[:30]}' {said if not hint else 'is not a number'}{hint}") from None

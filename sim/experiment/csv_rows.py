"""Design points from a CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problems import Problem, guess

LARGEST_FILE = 200_000_000
MOST_FAULTS = 50

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of numbers."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file: Path, name: str, wanted: Sequence[str]) -> tuple[Table | None, list[Problem]]:
    """Return the table of a CSV file and the problems found in it; None and problems if faulty.

    Each problem gives the line and the column at which its cell begins, both from 1.

    Args:
        file: The file.
        name: Its name in the problems.
        wanted: The columns in the order wanted; those of the file in its own order if empty.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            return None, [Problem(name, 0, 0, "", f"is larger than {LARGEST_FILE:,} bytes")]
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else _reason(error)
        return None, [Problem(name, 0, 0, "", f"cannot be read: {reason}")]
    try:
        reader = csv.reader(io.StringIO(text), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        return None, [Problem(name, 0, 0, "", f"not valid CSV: {error}")]
    if len(lines) < 2:
        return None, [Problem(name, 0, 0, "", "needs a header of factor paths and rows below it")]
    header = tuple(cell.strip() for cell in lines[0][1])
    problems = _header_problems(header, wanted, name)
    if problems:
        return None, problems
    rows, problems = _rows(lines[1:], header, name)
    if problems:
        return None, problems
    places = [header.index(column) for column in wanted or header]
    arranged = tuple(tuple(row[place] for place in places) for row in rows)
    return Table(tuple(wanted) or header, arranged), []


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _header_problems(header: Sequence[str], wanted: Sequence[str], name: str) -> list[Problem]:
    problems = []
    for number, column in enumerate(header):
        if not column:
            problems.append(
                Problem(name, 1, _column(header, number), "", "a column without a name")
            )
        elif column in header[:number]:
            problems.append(
                Problem(name, 1, _column(header, number), column, f"column '{column}' twice")
            )
        elif wanted and column not in wanted:
            message = f"column '{column}' is not a factor{guess(column, wanted)}"
            problems.append(Problem(name, 1, _column(header, number), column, message))
    for column in wanted:
        if column not in header:
            problems.append(Problem(name, 1, 1, column, f"no column for the factor '{column}'"))
    return problems


def _rows(
    lines: Sequence[tuple[int, list[str]]], header: Sequence[str], name: str
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if len(cells) != len(header):
            message = f"{len(cells)} cells, but the header has {len(header)}"
            problems.append(Problem(name, line, 1, "", message))
        numbers = [_number(cell) for cell in cells]
        for number, value in enumerate(numbers[: len(header)]):
            if not math.isfinite(value):
                message = f"{header[number]} = '{cells[number].strip()[:40]}': must be a number"
                place = _column(cells, number)
                problems.append(Problem(name, line, place, header[number], message))
        if len(problems) >= MOST_FAULTS:
            return rows, problems
        rows.append(tuple(numbers))
    return rows, problems


def _column(cells: Sequence[str], number: int) -> int:
    """Return the column of the line at which a cell begins, from 1, if no cell is quoted."""
    return 1 + sum(len(cell) + 1 for cell in cells[:number])


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan

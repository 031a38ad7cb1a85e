"""Rows of a record of patrons' decisions: the columns of `patron-decisions.csv`, checked."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RUNGS = 4
"""Number of rungs: nothing or against, words, costly help, fighting."""
FLAGS = (
    "pact",
    "anytie",
    "nonagg",
    "pact_ch",
    "tie_ch",
    "chal_other_sp",
    "chal_other_pact",
    "cl_other_pact",
    "riv_ph",
    "riv_ch",
)
"""Columns of 0 and 1."""
SHARES = ("cp", "cc", "ch")
"""Columns of shares of world capability, above 0."""
MEASURES = ("client", "dist", "idpc", "idph", "ltroops", "nprec")
"""Columns of numbers that are not negative."""
NUMBERS = (*FLAGS, *SHARES, *MEASURES, "triggr", "prec", "prec_h", "pwar")
"""Columns that a rule or a reference reads; a value may be empty."""
NEEDED = ("crisno", "year", "patron", "y")
"""Columns in which no value may be empty."""
EMPTY = ("", "na", "nan", "none", "null", ".")
"""Texts that stand for a value that is not known."""
USA, RUSSIA = 2, 365
"""Correlates of War codes of the two patrons of the record."""
PATRONS = {USA: "USA", RUSSIA: "USSR and Russia"}


class DataError(ValueError):
    """A record that cannot be read. The message is one line: file, row, column, value, fix."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Decisions of record, or cases without an outcome.

    Attributes:
        columns: Values of every column of `NUMBERS` by row; NaN where not known.
        crisis: Name of the crisis of each row: all its rows belong together.
        title: What each row is called, for people.
        year: Year of each row.
        patron: Country code of the patron.
        rung: What the patron did, 0 to 3; -1 where not known.
    """

    columns: Mapping[str, Floats]
    crisis: tuple[str, ...]
    title: tuple[str, ...]
    year: npt.NDArray[np.int64]
    patron: npt.NDArray[np.int64]
    rung: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.crisis)

    def where(self, chosen: npt.ArrayLike) -> Rows:
        """Return the rows at these places, or those for which a mask is true."""
        places = np.arange(len(self))[np.asarray(chosen)]
        return Rows(
            {name: values[places] for name, values in self.columns.items()},
            tuple(self.crisis[k] for k in places),
            tuple(self.title[k] for k in places),
            self.year[places],
            self.patron[places],
            self.rung[places],
        )

    def with_columns(self, changed: Mapping[str, Floats]) -> Rows:
        """Return the rows with the values of some columns replaced."""
        return replace(self, columns={**self.columns, **changed})

    def with_rungs(self, rung: npt.NDArray[np.int64]) -> Rows:
        """Return the rows with other outcomes."""
        return replace(self, rung=rung)

    @property
    def weight(self) -> Floats:
        """Weight of each row: 1 over the number of rows of its crisis and patron.

        Otherwise the crises with a dozen clients would decide everything.
        """
        pairs = [
            f"{crisis} {patron}" for crisis, patron in zip(self.crisis, self.patron, strict=True)
        ]
        found = np.unique(pairs, return_inverse=True, return_counts=True)
        weight: Floats = 1.0 / found[2][found[1]]
        return weight


def read_rows(path: Path) -> Rows:
    """Return the decisions of a CSV file with the columns of `patron-decisions.csv`.

    Columns may come in any order, and more than these may be there. Values may be empty, except in
    the columns of `NEEDED`.

    Raises:
        DataError: The file cannot be read, lacks a column, or holds a value that cannot be.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            names = [name.strip() for name in table.fieldnames or ()]
            table.fieldnames = names
            lines = [(table.line_num, line) for line in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: cannot be read as CSV: {error}") from None
    lacking = [name for name in (*NEEDED, *NUMBERS) if name not in names]
    if lacking:
        raise DataError(
            f"{path}: no column {', '.join(lacking)}; the columns are those of "
            "scenarios/cases/patron-decisions.csv, and a value that is not known is left empty"
        )
    if not lines:
        raise DataError(f"{path}: there are no rows below the header")
    return rows_of([line for _, line in lines], [f"{path}:{at}" for at, _ in lines])


def rows_of(lines: Sequence[Mapping[str, object]], places: Sequence[str]) -> Rows:
    """Return the rows of tables of values by column; a column that is absent is not known.

    Args:
        lines: A table of values for each row.
        places: Where each stands, for messages, such as `FILE:7`.

    Raises:
        DataError: A value cannot be.
    """
    columns = {
        name: np.array(
            [_number(line.get(name), name, at) for line, at in zip(lines, places, strict=True)],
            float,
        )
        for name in NUMBERS
    }
    every = list(zip(lines, places, strict=True))
    return Rows(
        columns,
        tuple(str(line["crisno"]).strip() for line, _ in every),
        tuple(_title(line) for line, _ in every),
        np.array([_whole(line, "year", at, 1800, 2200) for line, at in every], np.int64),
        np.array([_whole(line, "patron", at, 1, 999) for line, at in every], np.int64),
        np.array([_whole(line, "y", at, -1, RUNGS - 1) for line, at in every], np.int64),
    )


def _title(line: Mapping[str, object]) -> str:
    name = str(line.get("crisname") or line["crisno"]).strip()
    client = str(line.get("actor") or line.get("client") or "").strip()
    patron = str(line["patron"]).strip()
    code = int(patron) if patron.isdecimal() else -1
    return f"{name} ({line['year']}): {PATRONS.get(code, 'patron ' + patron)} for {client}"


def _float(value: object) -> float:
    """Return the number that a value holds; NaN if it is empty. Raises ValueError."""
    if value is None or str(value).strip().lower() in EMPTY:
        return math.nan
    found = float(str(value).strip())
    if not math.isfinite(found):
        raise ValueError(value)
    return found


def _number(value: object, name: str, place: str) -> float:
    rule, said = _RULES[name]
    try:
        found = _float(value)
    except ValueError:
        raise DataError(f"{place}: {name} = {value!r}: must be {said}, or empty") from None
    if not math.isnan(found) and not rule(found):
        raise DataError(f"{place}: {name} = {found:g}: must be {said}, or empty")
    return found


def _whole(line: Mapping[str, object], name: str, place: str, low: int, high: int) -> int:
    try:
        found = _float(line[name])
        if not (low <= found <= high and found == int(found)):
            raise ValueError
    except ValueError:
        said = f"a whole number from {max(low, 0)} to {high}"
        raise DataError(f"{place}: {name} = {line[name]!r}: must be {said}") from None
    return int(found)


_Rule = tuple[Callable[[float], bool], str]
_RULES: dict[str, _Rule] = {
    **{name: (lambda v: v in (0, 1), "0 or 1") for name in (*FLAGS, "pwar")},
    **{name: (lambda v: 0 < v <= 1, "a share above 0, at most 1") for name in SHARES},
    **{name: (lambda v: v >= 0, "a number from 0 on") for name in MEASURES},
    "triggr": (lambda v: v in range(1, 10), "a whole number from 1 to 9"),
    "prec": (lambda v: -1 <= v <= 3, "a number from -1 to 3"),
    "prec_h": (lambda v: -1 <= v <= 3, "a number from -1 to 3"),
}

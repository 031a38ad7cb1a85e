"""Tables as CSV in which a spreadsheet finds no formula.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula. So an apostrophe is
written before such a text, as OWASP advises: spreadsheets then treat the cell as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from math import isnan

from sim.texts import is_formula, printable

Cell = str | int | float | None


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV in UTF-8; None and NaN become empty cells.

    >>> print(csv_bytes([("name", "share"), ("=1+1", -0.5), ("-0.5", float("nan"))]).decode())
    name,share
    '=1+1,-0.5
    -0.5,
    <BLANKLINE>
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue().encode("utf-8")


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        text = printable(value)
        return f"'{text}" if is_formula(text) and not _is_number(text) else text
    return None if isinstance(value, float) and isnan(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

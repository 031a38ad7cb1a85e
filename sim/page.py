"""How wide text for people may be: sentences are wrapped, and tables fitted, to a page.

A text has its usual width, whoever reads it, so the same record always gives the same bytes. A
program that knows its reader's page, such as a terminal, makes the text inside `on_page`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

USUAL = 96
"""Columns of a sentence if nobody says how wide the page is."""
NARROWEST, WIDEST = 60, 120
"""Columns of a sentence on the narrowest and on the widest page; a table may be wider."""

_GAP = 2
_TOGETHER = re.compile(r" (?=%)|(?<=\d) (?=points\b)|(?<=,) (?=[^\[\]]*\])")
"""Spaces at which a cell is not broken: before a unit, and between the bounds of an interval."""
_TIED = "\N{NO-BREAK SPACE}"

_columns: ContextVar[int | None] = ContextVar("columns", default=None)


@contextmanager
def on_page(columns: int | None) -> Iterator[None]:
    """Lay out the texts that are made inside on a page of so many columns; None: as usual."""
    token = _columns.set(columns)
    try:
        yield
    finally:
        _columns.reset(token)


def line_width(usual: int = USUAL) -> int:
    """Return the columns of a sentence: the usual ones, or those of the page from 60 to 120."""
    columns = _columns.get()
    return usual if columns is None else min(max(columns, NARROWEST), WIDEST)


def table_width() -> int | None:
    """Return the columns of a table, at least 60; None if it may be as wide as it is."""
    columns = _columns.get()
    return None if columns is None else max(columns, NARROWEST)


def fill(
    text: str,
    usual: int = USUAL,
    *,
    initial_indent: str = "",
    subsequent_indent: str = "",
    break_on_hyphens: bool = True,
) -> str:
    """Return a text in lines of `usual` columns, or as wide as the page."""
    return textwrap.fill(
        text,
        line_width(usual),
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_on_hyphens=break_on_hyphens,
    )


def folded(text: str, *, indent: str = "", hanging: int = 0) -> str:
    """Return a text in one line; on a page, in lines as wide as it.

    Every line begins with `indent`, and all after the first have `hanging` spaces more.
    """
    if _columns.get() is None:
        return f"{indent}{text}"
    return fill(text, initial_indent=indent, subsequent_indent=indent + " " * hanging)


def tabulated(rows: Sequence[Sequence[str]], *, indent: int = 0, keys: int = 1) -> str:
    """Return rows of cells as lines with aligned columns, as wide as the page.

    If a table is too wide, cells of several words are wrapped. If it is still too wide, the columns
    that have no room follow below, after the first `keys` columns once more. A single word is never
    broken. A row of one cell is a heading of the rows below it and may be as wide as the page.
    `indent` is the number of spaces before every line.
    """
    width = table_width()
    text = "\n\n".join(_blocks(rows, None if width is None else width - indent, keys))
    return textwrap.indent(text, " " * indent)


def _blocks(rows: Sequence[Sequence[str]], width: int | None, keys: int) -> Iterator[str]:
    columns = list(zip(*(row for row in rows if not _is_heading(row)), strict=True))
    widths = [max(map(len, column)) for column in columns]
    if width is None or _total(widths) <= width:
        yield _lines(rows, widths, width)
        return
    least = [max(map(_longest_word, column)) for column in columns]
    if _total(least) <= width or len(widths) <= keys + 1:
        yield _lines(rows, _shrunk(widths, least, width), width)
        return
    for group in _groups(widths, least, width, keys):
        shown = [*range(keys), *group]
        yield from _blocks(
            [row if _is_heading(row) else [row[k] for k in shown] for row in rows], width, keys
        )


def _is_heading(row: Sequence[str]) -> bool:
    return len(row) == 1


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _longest_word(cell: str) -> int:
    indent = len(cell) - len(cell.lstrip())
    first, *others = (_tied(cell).strip() or "-").split(" ")
    return indent + max([len(first), *(2 + len(word) for word in others)])


def _shrunk(widths: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Take the columns that are missing from the widest columns that can be wrapped."""
    found = list(widths)
    while _total(found) > width:
        able = [k for k, one in enumerate(found) if one > least[k]]
        if not able:
            break
        found[max(able, key=lambda k: found[k])] -= 1
    return found


def _groups(widths: Sequence[int], least: Sequence[int], width: int, keys: int) -> list[list[int]]:
    """Divide the columns after the first `keys` into groups that have room beside these."""
    first = min(_total(widths[:keys]), max(_total(least[:keys]), width // 2))
    room = width - first - _GAP
    found: list[list[int]] = []
    used = width
    for k in range(keys, len(widths)):
        wide = max(least[k], min(widths[k], room))
        if found and used + _GAP + wide <= room:
            found[-1].append(k)
            used += _GAP + wide
        else:
            found.append([k])
            used = wide
    return found


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[int], page: int | None) -> str:
    lines = []
    for row in rows:
        if _is_heading(row):
            lines += [row[0]] if page is None else _wrapped(row[0], page)
            continue
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for k in range(max(map(len, cells))):
            parts = (cell[k] if k < len(cell) else "" for cell in cells)
            padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
            lines.append((" " * _GAP).join(padded).rstrip())
    return "\n".join(lines)


def _wrapped(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    hanging = " " * (len(cell) - len(cell.lstrip()) + 2)
    lines = textwrap.wrap(
        _tied(cell),
        width,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_TIED, " ") for line in lines]


def _tied(cell: str) -> str:
    return _TOGETHER.sub(_TIED, cell)

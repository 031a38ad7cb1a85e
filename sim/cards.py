"""The short display of large values: one line of text, or a small card in a notebook.

A notebook shows the value of a cell's last line. A whole scenario or record would be hundreds of
kilobytes of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from sim.texts import printable

LONGEST = 160
"""Largest number of characters of the heading in the one line that shows a value."""
LONGEST_TEXT = 400
"""Largest number of characters of a line of a card; the rest is cut off."""
MOST_LINES = 14
"""Largest number of lines of a card below its heading."""

Line = str | tuple[str, str]
"""A line of a card: a sentence, or a label and its value."""

# No colours: the card takes those of the notebook, light or dark.
_CARD = "max-width:46em;line-height:1.4"
_TABLE = "margin:.3em 0 0"
_VALUE = "text-align:left;vertical-align:top;padding:0"
_LABEL = f"{_VALUE};padding-right:1em;font-weight:normal;opacity:.75;white-space:nowrap"


class Card:
    """Base class of values that are shown as one line, and in notebooks as a small card."""

    def _card(self) -> Sequence[Line]:
        """Return the heading of the card and the lines below it; empty lines are left out."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {_cut(str(self._card()[0]), LONGEST)}>"

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        heading, *lines = (line for line in self._card() if _filled(line))
        more = len(lines) - MOST_LINES
        if more > 0:
            lines[MOST_LINES - 1 :] = [f"... and {more + 1} more lines."]
        body = "".join(_grouped(lines))
        return f'<div style="{_CARD}"><b>{_shown(str(heading))}</b>{body}</div>'


def dotted(items: Iterable[str], most: int) -> str:
    """Return items as a list for a card; of more than `most` only the first, and how many follow.

    >>> dotted(["a", "b", "c"], 3), dotted(["a", "b", "c"], 2), dotted([], 2)
    ('a, b, c', 'a, b and 1 more', 'none')
    """
    found = list(items)
    if len(found) <= most:
        return ", ".join(found) or "none"
    return f"{', '.join(found[:most])} and {len(found) - most:,} more"


def _filled(line: Line) -> bool:
    return bool(line if isinstance(line, str) else line[1])


def _grouped(lines: Sequence[Line]) -> Iterator[str]:
    """Yield sentences as lines, and labels that follow one another as the rows of one table."""
    for sentence, group in groupby(lines, lambda line: isinstance(line, str)):
        if sentence:
            yield "".join(f"<br>{_shown(str(line))}" for line in group)
            continue
        rows = (
            f'<tr><th scope="row" style="{_LABEL}">{_shown(line[0])}</th>'
            f'<td style="{_VALUE}">{_shown(line[1])}</td></tr>'
            for line in group
        )
        yield f'<table style="{_TABLE}">{"".join(rows)}</table>'


def _shown(text: str) -> str:
    return escape(_cut(text, LONGEST_TEXT))


def _cut(text: str, longest: int) -> str:
    """Return the text as one line of printable characters, cut if it is longer than allowed."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 3]}..."

"""The short display of large values: one line of text, or a small card in a notebook.

A notebook shows the value of a cell's last line. A whole scenario or record would be hundreds of
kilobytes of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.texts import printable

LONGEST = 160
"""Largest number of characters of the heading in the one line that shows a value."""


class Card:
    """Base class of values that are shown as one line, and in notebooks as a small card."""

    def _card(self) -> Sequence[str]:
        """Return the heading of the card and the lines below it; empty lines are left out."""
        raise NotImplementedError

    def __repr__(self) -> str:
        heading = _one_line(self._card()[0])
        if len(heading) > LONGEST:
            heading = f"{heading[: LONGEST - 3]}..."
        return f"<{type(self).__name__}: {heading}>"

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        heading, *lines = (escape(_one_line(line)) for line in self._card() if line)
        return f"<p>{'<br>'.join([f'<b>{heading}</b>', *lines])}</p>"


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))

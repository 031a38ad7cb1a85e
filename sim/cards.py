"""What large values look like where they are merely looked at: one line, or a card in a notebook.

The last line of a notebook's cell is shown. A scenario or a record would be hundreds of kilobytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.texts import printable

LONGEST = 160
"""Letters of the one line that a value is shown as."""


class Card:
    """A value that is shown as one line, and in notebooks as a small card."""

    def _card(self) -> Sequence[str]:
        """The heading of the card, and the lines below it; empty ones are left out."""
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

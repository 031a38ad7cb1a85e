"""What a text in a file may hold, and how a text that may hold anything is shown.

Names, titles and sentences of a file end up in terminals, figures and pages. A control character
there is an order to the terminal, a line break tears a table, and a character that turns the
direction of writing shows another text than stands in the file. All else is allowed, in any script.
"""

from __future__ import annotations

import unicodedata

_CONTROLS = ("Cc", "Zl", "Zp", "Cs")
"""Unicode categories: control characters, separators of lines and paragraphs, lone surrogates."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the text after them, whatever its script."""
_LAYOUT = "\n\t"


def fault_of(text: str, *, paragraph: bool = False) -> str:
    """Return what a text must be, if it is not, to follow "TEXT: "; "" if all is well.

    Args:
        text: The text.
        paragraph: Whether it may have several lines.
    """
    for place, character in enumerate(text, start=1):
        if paragraph and character in _LAYOUT:
            continue
        if is_unprintable(character):
            shape = "printable text" if paragraph else "one line of printable text"
            return f"must be {shape}; character {place} is {_escape(character)}"
    return ""


def is_unprintable(character: str) -> bool:
    """Whether a character steers a terminal or a layout instead of being drawn."""
    return unicodedata.category(character) in _CONTROLS or character in _TURNING


def printable(text: str) -> str:
    """Return the text with escapes for what cannot be printed, as one line."""
    if text.isprintable():
        return text
    return "".join(_escape(c) if is_unprintable(c) else c for c in text)


def printable_lines(text: str) -> str:
    r"""Return the text with escapes for what cannot be printed; its lines stay lines.

    >>> print(printable_lines("one\x1b[2J\ntwo"))
    one\x1b[2J
    two
    """
    if text.isprintable():
        return text
    return "\n".join(printable(line) for line in text.split("\n"))


def _escape(character: str) -> str:
    return repr(character)[1:-1]

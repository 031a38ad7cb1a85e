"""Allowed characters in the texts of a file, and the display of texts with other characters.

Names, titles and sentences of a file are printed in terminals, figures and pages. Control
characters can change the terminal, line breaks destroy tables, and characters that change the
direction of writing can hide the real text. All other characters are allowed, in any script.
"""

from __future__ import annotations

import unicodedata

_CONTROLS = ("Cc", "Zl", "Zp", "Cs")
"""Unicode categories: control characters, separators of lines and paragraphs, lone surrogates."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of the text after them in any script."""
_LAYOUT = "\n\t"
_RUN = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
        "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
"""Beginnings of a cell that a spreadsheet runs as a formula."""
_AS_SPACES = str.maketrans(dict.fromkeys(_LAYOUT, " "))


def fault_of(text: str, *, paragraph: bool = False) -> str:
    """Return the error in a text, to follow "TEXT: " in a message; "" if there is none.

    Args:
        text: The text.
        paragraph: Whether it may have several lines.
    """
    # What Python calls printable has none of these characters; nearly every text ends here.
    if text.isprintable() or (paragraph and text.translate(_AS_SPACES).isprintable()):
        return ""
    for place, character in enumerate(text, start=1):
        if paragraph and character in _LAYOUT:
            continue
        if is_unprintable(character):
            shape = "printable text" if paragraph else "one line of printable text"
            return f"must be {shape}; character {place} is {_escape(character)}"
    return ""


def is_unprintable(character: str) -> bool:
    """Return whether a character controls the terminal or the layout and has no shape itself."""
    return unicodedata.category(character) in _CONTROLS or character in _TURNING


def printable(text: str) -> str:
    """Return the text as one line, with escapes in place of characters that cannot be printed."""
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


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may take a cell with this text for a formula, and run it.

    >>> is_formula("=1+1"), is_formula(" @name"), is_formula("a = b")
    (True, True, False)
    """
    return text.lstrip().startswith(_RUN)


def _escape(character: str) -> str:
    return repr(character)[1:-1]

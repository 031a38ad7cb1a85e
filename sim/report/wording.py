"""Numbers as a reader meets them: shares in percent, intervals beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isnan

from sim.words import UNKNOWN


def number(value: float) -> str:
    """A number to three decimals, or more where it is small, and no more than it needs.

    >>> number(0.37264), number(0.00004123), number(3.0), number(-0.25), number(12345.678)
    ('0.373', '4.12e-05', '3', '-0.25', '12,346')
    """
    if isnan(value):
        return UNKNOWN
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if value and abs(value) < 0.0005:
        return f"{value:.3g}"
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def interval(low: float, high: float) -> str:
    """An interval of numbers.

    >>> interval(0.369, 0.377)
    '0.369 to 0.377'
    """
    return UNKNOWN if isnan(low) else f"{number(low)} to {number(high)}"


def coded(text: str, names: Iterable[str]) -> str:
    """Text with names of factors and outcomes marked as names.

    >>> coded("a.b rises with a.b.c (a.b)", ["a.b", "a.b.c"])
    '`a.b` rises with `a.b.c` (`a.b`)'
    """
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return text
    either = "|".join(map(re.escape, longest_first))
    return re.sub(rf"(?<![\w.`])(?:{either})(?![\w`]|\.\w)", r"`\g<0>`", text)


def as_sentence(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())

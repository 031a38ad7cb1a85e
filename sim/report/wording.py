"""Texts of a report: numbers, intervals, and sentences with marked names."""

from __future__ import annotations

from math import isnan

from sim.words import UNKNOWN

ROUNDING = 1e-12
"""Size below which a number is an error of rounding, and shown as 0."""


def number(value: float) -> str:
    """Return a number with three decimals at most, a tiny one with three significant digits.

    >>> number(0.37264), number(0.00004123), number(3.0), number(-0.25), number(12345.678)
    ('0.373', '4.12e-05', '3', '-0.25', '12,346')
    >>> number(-5.55e-17)
    '0'
    """
    if isnan(value):
        return UNKNOWN
    if abs(value) < ROUNDING:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if value and abs(value) < 0.0005:
        return f"{value:.3g}"
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def interval(low: float, high: float) -> str:
    """Return an interval of numbers as text.

    >>> interval(0.369, 0.377)
    '0.369 to 0.377'
    """
    return UNKNOWN if isnan(low) else f"{number(low)} to {number(high)}"


def as_sentence(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(text.split())

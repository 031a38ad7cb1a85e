"""Functions that several rules use: clipping, positive part, logistic curve, contest."""

import math

from sim.rules.functions import exponential, logarithm, power

KINK = 0.07
"""Width of the rounding of :func:`soft_positive` at zero."""
LOGISTIC_REACH = 700.0
"""Largest argument, in log-odds, that ``exp`` takes without overflow."""
SMALLEST_ODDS = 1e-12
"""Smallest distance of a probability from 0 and 1 in log-odds."""


def clip(x: float, low: float, high: float) -> float:
    """``x`` limited to [low, high].

    >>> clip(1.4, 0.0, 1.0), clip(-3.0, -1.0, 1.0), clip(0.2, 0.0, 1.0)
    (1.0, -1.0, 0.2)
    """
    if x < low:
        return low
    if x > high:
        return high
    return x


def unit(x: float) -> float:
    """``x`` limited to [0, 1].

    >>> unit(1.5), unit(-0.5), unit(0.25)
    (1.0, 0.0, 0.25)
    """
    if x < 0.0:
        return 0.0
    if x > 1.0:
        return 1.0
    return x


def positive(x: float) -> float:
    """Positive part, max(x, 0).

    >>> positive(0.4), positive(-0.4)
    (0.4, 0.0)
    """
    return x if x > 0.0 else 0.0


def negative(x: float) -> float:
    """Size of the negative part, max(-x, 0).

    >>> negative(0.4), negative(-0.4)
    (0.0, 0.4)
    """
    return -x if x < 0.0 else 0.0


def indicator(truth: bool) -> float:
    """1 if something holds, else 0.

    >>> indicator(0.2 < 0.5), indicator(0.5 < 0.2)
    (1.0, 0.0)
    """
    return 1.0 if truth else 0.0


def larger(x: float, y: float) -> float:
    """The larger one of two numbers.

    >>> larger(0.4, 0.7), larger(0.4, -0.7)
    (0.7, 0.4)
    """
    return y if y > x else x


def soft_positive(x: float) -> float:
    """Positive part with a rounded corner, (x + sqrt(x^2 + KINK^2)) / 2.

    This form needs one square root and no exponential, so it is fast.

    >>> soft_positive(0.0)
    0.035
    >>> round(soft_positive(0.24), 3)   # sqrt(.0576 + .0049) = .25
    0.245
    """
    return 0.5 * (x + math.sqrt(x * x + KINK * KINK))


def logistic(x: float) -> float:
    """Probability from log-odds, 1 / (1 + e^-x).

    >>> logistic(0.0)
    0.5
    >>> round(logistic(logarithm(3.0)), 12)   # odds of three to one
    0.75
    """
    if x < -LOGISTIC_REACH:
        return 0.0
    return 1.0 / (1.0 + exponential(-x))


def log_odds(probability: float) -> float:
    """Log-odds of a probability, the inverse of :func:`logistic`.

    >>> log_odds(0.5)
    0.0
    >>> round(exponential(log_odds(0.75)), 12)
    3.0
    """
    inner = clip(probability, SMALLEST_ODDS, 1.0 - SMALLEST_ODDS)
    return logarithm(inner / (1.0 - inner))


def contest(mine: float, theirs: float, decisiveness: float) -> float:
    """Share won by ``mine`` in a ratio-form contest, mine^m / (mine^m + theirs^m).

    Args:
        mine: Strength of the first side, >= 0.
        theirs: Strength of the second side, >= 0.
        decisiveness: Exponent m > 0; the larger, the more the stronger side takes.

    Returns:
        Share in [0, 1]; one half when neither side has any strength.

    Source: Tullock 1980; Hirshleifer 1989; axioms in Skaperdas 1996.

    >>> contest(2.0, 1.0, 2.0)   # 4 / (4 + 1)
    0.8
    >>> contest(0.0, 0.0, 1.5)
    0.5
    """
    if mine <= 0.0:
        return 0.5 if theirs <= 0.0 else 0.0
    ratio = theirs / mine
    if ratio <= 0.0:
        return 1.0
    return 1.0 / (1.0 + power(ratio, decisiveness))

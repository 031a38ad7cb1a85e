"""Outcomes, policies and factors in the words of the reader."""

from __future__ import annotations

from math import ceil, isnan


def percent(share: float, *, digits: int = 0) -> str:
    """A share as a percentage, never rounded to none or all when it is not.

    >>> percent(0.231), percent(0.0004), percent(0.9996), percent(1.0), percent(0.0213, digits=1)
    ('23 %', '< 1 %', '> 99 %', '100 %', '2.1 %')
    """
    if isnan(share):
        return "no runs"
    unit = 10.0**-digits
    if share > 0.0 and 100.0 * share < unit / 2:
        return f"< {unit:.{digits}f} %"
    if share < 1.0 and 100.0 * (1.0 - share) < unit / 2:
        return f"> {100.0 - unit:.{digits}f} %"
    return f"{100.0 * share:.{digits}f} %"


def interval(low: float, high: float, *, digits: int = 0) -> str:
    """Bounds of a share in percent; of runs on one draw of chance nobody can tell them.

    >>> interval(0.214, 0.251), interval(float("nan"), float("nan"))
    ('[21, 25]', '[unknown]')
    """
    if isnan(low):
        return "[unknown]"
    return f"[{100 * low:.{digits}f}, {100 * high:.{digits}f}]"


def over_draws(points: int, draws: int) -> str:
    """What an interval of a share counts: runs, or the draws of chance that points share.

    >>> over_draws(1, 500), over_draws(225, 400)
    ('Wilson', 'over the 400 draws of chance that all points share')
    """
    if points == 1:
        return "Wilson"
    return f"over the {draws:,} draw{'' if draws == 1 else 's'} of chance that all points share"


def pooled(points: int) -> tuple[str, ...]:
    """The sentence for a figure of several points at once; none of one.

    >>> pooled(1), pooled(225)
    ((), ('Runs of all 225 points of the design together.',))
    """
    return (f"Runs of all {points:,} points of the design together.",) if points > 1 else ()


def left_out(failed: int) -> tuple[str, ...]:
    """The sentence for runs that failed; none where none did.

    >>> left_out(0), left_out(3)
    ((), ('3 failed runs are left out.',))
    """
    return (f"{failed:,} failed runs are left out.",) if failed else ()


def within(half_width: float) -> str:
    """Half the width of an interval of a share, rounded up, in percentage points.

    >>> within(0.1234), within(0.0004)
    ('± 13 points', '± 0.1 points')
    """
    if isnan(half_width):
        return "an unknown amount"
    points = 100 * half_width
    return f"± {ceil(points) if points > 1 else ceil(10 * points) / 10:g} points"

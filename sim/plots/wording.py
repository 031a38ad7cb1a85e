"""Sentences that the notes of several figures share."""

from __future__ import annotations

from sim.words import counted, verb

MINUS = "\N{MINUS SIGN}"


def over_draws(points: int, draws: int) -> str:
    """Return the words for the kind of interval: Wilson's, or over draws that points share.

    >>> over_draws(1, 500), over_draws(225, 400)
    ('Wilson', 'over the 400 draws of chance that all points share')
    """
    if points == 1:
        return "Wilson"
    return f"over the {counted(draws, 'draw')} of chance that all points share"


def pooled(points: int) -> tuple[str, ...]:
    """Return the sentence for a figure of several points together; nothing for a single point.

    >>> pooled(1), pooled(225)
    ((), ('Runs of all 225 points of the design together.',))
    """
    return (f"Runs of all {points:,} points of the design together.",) if points > 1 else ()


def left_out(failed: int) -> tuple[str, ...]:
    """Return the sentence on failed runs; nothing if no run failed.

    >>> left_out(0), left_out(1), left_out(3)
    ((), ('1 failed run is left out.',), ('3 failed runs are left out.',))
    """
    return (f"{counted(failed, 'failed run')} {verb(failed, 'are')} left out.",) if failed else ()

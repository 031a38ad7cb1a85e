"""How the backtest scores: which scores, which skill, which intervals.

Frozen before anything was scored. The ranked probability score decides; with two levels it is the
Brier score. The logarithmic score stands beside it. Intervals are those of a bootstrap of moving
blocks of three half-years: with ten half-years they are wide, and they are still too narrow, for
ten half-years of one dispute hold two or three independent stories at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.scoring.scores import Floats, Numbers, logarithmic, ranked_probability
from sim.analysis.scoring.skill import skill_by_blocks

BLOCK = 3
"""Half-years of a block of the bootstrap."""


@dataclass(frozen=True)
class Scored:
    """Scores of one forecaster on one target.

    Attributes:
        rps: Mean ranked probability score, [0, 1]; lower is better.
        log: Mean logarithmic score, nats; lower is better.
        by_half_year: Ranked probability score of every half-year.
    """

    rps: float
    log: float
    by_half_year: tuple[float, ...]


@dataclass(frozen=True)
class Gain:
    """What one forecaster gains over another on the same half-years.

    Attributes:
        skill: 1 - score / score of the other; None if the other makes no error at all.
        low: Low end of its 95 % interval.
        high: High end.
        difference: Score of the other - score: above 0 is a gain.
        difference_low: Low end of its 95 % interval.
        difference_high: High end.
    """

    skill: float | None
    low: float | None
    high: float | None
    difference: float
    difference_low: float
    difference_high: float


def scored(chances: Numbers, record: Numbers) -> Scored:
    """Return the scores of forecasts.

    Args:
        chances: Probability of every level, axes [half-year, level].
        record: The level that came, by half-year.
    """
    each = ranked_probability(chances, record)
    return Scored(
        rps=float(each.mean()),
        log=float(logarithmic(chances, record).mean()),
        by_half_year=tuple(float(score) for score in each),
    )


def gain(own: Numbers, other: Numbers) -> Gain:
    """Return what one forecaster gains over another.

    Where the other makes no error there is no skill to speak of, only the difference.

    Args:
        own: Score of every half-year, in order of time; lower is better.
        other: The other's.
    """
    mine, reference = np.asarray(own, float), np.asarray(other, float)
    without_error = not reference.any()
    # One added to both scores leaves their difference as it is, and the skill defined.
    shift = 1.0 if without_error else 0.0
    found = skill_by_blocks(mine + shift, reference + shift, block=min(BLOCK, len(mine)))
    return Gain(
        skill=None if without_error else found.skill,
        low=None if without_error else found.low,
        high=None if without_error else found.high,
        difference=found.difference,
        difference_low=found.difference_low,
        difference_high=found.difference_high,
    )


def shares(levels: Floats, count: int) -> Floats:
    """Return the share of futures at each level, axes [half-year, level].

    Args:
        levels: Level by future and half-year, axes [future, half-year].
        count: Number of levels.
    """
    found: Floats = np.stack([(levels == level).mean(axis=0) for level in range(count)], axis=1)
    return found

"""Runs over an ensemble: how much of the uncertainty is chance, and how much the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Spread:
    """An outcome over the members of an ensemble.

    Attributes:
        mean: Mean over all runs.
        chance: Standard error of that mean from chance alone, the members being given; NaN if no
            member has two runs.
        between: Standard deviation of the members' own means, with chance taken out; 0 if chance
            explains all of their differences, NaN for one member.
        members: Number of members.
        runs: Number of runs.
    """

    mean: float
    chance: float
    between: float
    members: int
    runs: int


def spread(values: ArrayLike, member: ArrayLike) -> Spread:
    """Return how much of an outcome's variance lies between members (Cochran 1977, chapter 10).

    The variance of the members' true means is (mean square between - mean square within) / runs of
    a member, as in a one-way analysis of variance with random effects.

    >>> found = spread([0, 0, 1, 1], [0, 0, 1, 1])
    >>> found.mean, found.chance, round(found.between, 3)
    (0.5, 0.0, 0.707)

    Args:
        values: Outcome of every run; NaN does not count.
        member: Member that it played.
    """
    known = ~np.isnan(np.asarray(values, np.float64))
    seen = np.asarray(values, np.float64)[known]
    _, place, count = np.unique(np.asarray(member)[known], return_inverse=True, return_counts=True)
    members, runs = len(count), len(seen)
    if not runs:
        return Spread(np.nan, np.nan, np.nan, 0, 0)
    own = np.bincount(place, seen) / count
    freedom = runs - members
    within = float(((seen - own[place]) ** 2).sum() / freedom) if freedom else np.nan
    between = np.nan
    if members > 1 and freedom:
        square = float((count * (own - seen.mean()) ** 2).sum() / (members - 1))
        each = (runs - float((count**2).sum()) / runs) / (members - 1)
        between = max(square - within, 0.0) / each
    return Spread(
        float(seen.mean()), float(np.sqrt(within / runs)), float(np.sqrt(between)), members, runs
    )

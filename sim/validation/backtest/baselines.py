"""Forecasts that know nothing of the model, from the record before the period alone.

Frozen before anything was scored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NAMES = ("persistence", "climatology", "uniform")
"""Baselines, in the order of tables."""


def persistence(last: int, levels: int, count: int) -> Floats:
    """Return the forecast that all stays as it was, axes [half-year, level].

    >>> persistence(1, 3, 1).tolist()
    [[0.0, 1.0, 0.0]]

    Args:
        last: Level in the last half-year before the period.
        levels: Number of levels.
        count: Number of half-years.
    """
    return np.tile(np.eye(levels)[last], (count, 1))


def climatology(seen: Sequence[int], levels: int, count: int) -> Floats:
    """Return the frequencies of the levels in earlier half-years, axes [half-year, level].

    One more half-year is added, spread evenly over the levels, so that what has not been seen is
    not taken to be impossible (Perks 1947).

    >>> climatology([0, 0, 1], 2, 1).tolist()
    [[0.625, 0.375]]

    Args:
        seen: Levels of the earlier half-years.
        levels: Number of levels.
        count: Number of half-years.
    """
    counts = np.bincount(np.asarray(seen, int), minlength=levels) + 1.0 / levels
    return np.tile(counts / counts.sum(), (count, 1))


def uniform(levels: int, count: int) -> Floats:
    """Return equal probabilities of all levels, axes [half-year, level]."""
    return np.full((count, levels), 1.0 / levels)

"""Sums over groups of runs, each equal bit by bit to NumPy's sum of the group alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]


def counts(group: Codes, groups: int) -> Codes:
    """Return the number of members of each group [group]."""
    return np.bincount(group, minlength=groups)


def sums(values: Floats, group: Codes, groups: int) -> Floats:
    """Return the sum of the values of each group [group]; `group` [value] must be ascending.

    >>> sums(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 2]), 3).tolist()
    [3.0, 0.0, 4.0]
    """
    if groups == 1:
        return np.add.reduceat(np.concatenate([[0.0], values]), [0])
    members = counts(group, groups)
    starts = np.cumsum(members) - members + np.arange(groups)
    # NumPy adds the values of a group to zero; a zero before each group gives the same bits.
    padded = np.zeros(len(values) + groups)
    padded[np.arange(len(values)) + group + 1] = values
    return np.add.reduceat(padded, starts) if groups else np.zeros(0)


def means(values: Floats, group: Codes, groups: int) -> Floats:
    """Return the mean of the values of each group [group]; NaN for an empty group."""
    with np.errstate(invalid="ignore"):
        return sums(values, group, groups) / counts(group, groups)


def variances(values: Floats, group: Codes, groups: int) -> Floats:
    """Return the unbiased variance of each group [group]; NaN for fewer than two values."""
    apart = values - means(values, group, groups)[group]
    freedom = np.maximum(counts(group, groups) - 1, 0)
    with np.errstate(invalid="ignore"):
        return sums(apart * apart, group, groups) / freedom

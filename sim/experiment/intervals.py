"""Confidence intervals of shares and of means that can be computed from sums over the runs.

Sweeps that play until an outcome is known well enough use them, and so do summaries.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEW_DRAWS = 30
"""With fewer draws of chance than this, a result says that they are few."""
Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""


def wilson(successes: ArrayLike, runs: ArrayLike, z: float = Z_95) -> NDArray[np.float64]:
    """Wilson's score interval for a share (Wilson 1927), axes [bound, ...] with low, then high.

    Args:
        successes: Number of runs in which the event happened, in [0, runs].
        runs: Number of runs, > 0; an interval of no runs is [0, 1].
        z: Normal quantile of the level; 95 % by default.

    >>> [round(float(bound), 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    hits, n = np.asarray(successes, np.float64), np.asarray(runs, np.float64)
    some = np.maximum(n, 1.0)
    share = hits / some
    shrink = 1.0 + z * z / some
    centre = (share + z * z / (2.0 * some)) / shrink
    half = z / shrink * np.sqrt(share * (1.0 - share) / some + z * z / (4.0 * some * some))
    # If the share is exactly 0 or 1, one bound equals it; rounding errors would miss that.
    low = np.where((n > 0) & (hits > 0), np.maximum(centre - half, 0.0), 0.0)
    high = np.where((n > 0) & (hits < n), np.minimum(centre + half, 1.0), 1.0)
    return np.stack([low, high])


def half_width(
    *, runs: ArrayLike, total: ArrayLike, squares: ArrayLike, share: bool, z: float = Z_95
) -> NDArray[np.float64]:
    """Return half the width of the 95 % interval of a mean; inf if there are too few runs.

    Args:
        runs: Number of runs.
        total: Sum of the outcome over the runs.
        squares: Sum of its squares.
        share: Whether the outcome is a yes or no. Its interval is Wilson's; that of any other is
            the normal interval of the sample mean.
        z: Normal quantile of the level.
    """
    n, sums = np.asarray(runs, np.float64), np.asarray(total, np.float64)
    if share:
        low, high = wilson(sums, n, z)
        width = (high - low) / 2.0
        return np.where(n > 0, width, np.inf)
    enough = np.maximum(n, 2.0)
    spread = np.maximum(np.asarray(squares, np.float64) - sums * sums / enough, 0.0)
    return np.where(n > 1, z * np.sqrt(spread / (enough - 1.0) / enough), np.inf)

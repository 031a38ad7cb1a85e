"""Quantiles of groups of runs with their bootstrap percentile intervals.

A quantile is an order statistic: the smallest value such that at least the given share of the
sample is not larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.replicates import Draws
from sim.analysis.sums import counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
RESAMPLES = 2000
RESAMPLES_OF_DRAWS = 200
"""Number of resamples if whole draws of chance are drawn; each costs a pass over all runs."""
_AT_ONCE = 2_000_000
"""Largest number of values in memory at a time."""


def quantiles_of(
    columns: Sequence[Floats],
    draws: Draws,
    *,
    rng: np.random.Generator,
    shares: Sequence[float] = QUANTILES,
    resamples: int = RESAMPLES,
    resamples_of_draws: int = RESAMPLES_OF_DRAWS,
    level: float = 0.95,
) -> Floats:
    """Return quantiles of columns of runs [column, group, share, (quantile, low, high)].

    If every run of a group has its own draw of chance, the bootstrap draws runs; else it resamples
    whole draws of chance. A missing value (NaN) does not count; a quantile of no values is NaN.

    `level` is the level of the intervals over runs; those over draws are 95 % intervals. `rng` is
    used group by group, and within a group column by column.
    """
    tail = (1.0 - level) / 2.0
    found = np.full((len(columns), draws.groups, len(shares), 3), np.nan)
    sorted_columns = [_Sorted(values, draws) for values in columns]
    waiting: list[tuple[int, int]] = []
    for group in range(draws.groups):
        for at, column in enumerate(sorted_columns):
            if not column.members[group]:
                continue
            if draws.share_draws[group]:
                _of_runs(found, waiting, sorted_columns, shares, resamples, tail, rng)
                found[at, group] = _of_draws(column, group, shares, resamples_of_draws, rng)
                continue
            waiting.append((at, group))
            if len(waiting) * len(shares) * resamples >= _AT_ONCE:
                _of_runs(found, waiting, sorted_columns, shares, resamples, tail, rng)
    _of_runs(found, waiting, sorted_columns, shares, resamples, tail, rng)
    return found


class _Sorted:
    """The known values of a column, sorted within each group, with the draw of each value."""

    def __init__(self, values: Floats, draws: Draws) -> None:
        known = ~np.isnan(values)
        group = draws.group[known]
        order = np.lexsort((values[known], group))
        self.values = values[known][order]
        self.members = counts(group, draws.groups)
        self.starts = np.cumsum(self.members) - self.members
        self.draws = counts(draws.owner, draws.groups)
        first = np.cumsum(self.draws) - self.draws
        self.codes = (draws.codes[known] - first[group])[order]


def _of_runs(
    found: Floats,
    waiting: list[tuple[int, int]],
    columns: Sequence[_Sorted],
    shares: Sequence[float],
    resamples: int,
    tail: float,
    rng: np.random.Generator,
) -> None:
    """Resample runs of all waiting columns and groups, write to `found`, and clear `waiting`.

    The k-th smallest of n values drawn with replacement is the value of rank ceil(n B), where B has
    the Beta(k, n + 1 - k) distribution of the k-th smallest of n uniform numbers. A resample of n
    values therefore needs one random number, and its distribution is exactly that of the bootstrap.
    """
    if not waiting:
        return
    n = np.array([columns[at].members[group] for at, group in waiting])[:, None]
    k = np.maximum(np.ceil(n * np.asarray(shares) - 1e-9), 1).astype(np.int64)
    drawn = rng.beta(k[..., None], (n + 1 - k)[..., None], (*k.shape, resamples))
    ranks = np.clip(np.ceil(n[..., None] * drawn), 1, n[..., None])
    ends = np.quantile(ranks, [tail, 1.0 - tail], axis=-1, method="inverted_cdf")
    places = np.stack([k, *ends.astype(np.int64)], axis=-1) - 1
    for place, (at, group) in zip(places, waiting, strict=True):
        found[at, group] = columns[at].values[columns[at].starts[group] + place]
    waiting.clear()


def _of_draws(
    column: _Sorted,
    group: int,
    shares: Sequence[float],
    resamples: int,
    rng: np.random.Generator,
) -> Floats:
    """Resample whole draws of a group, for 95 % intervals: axes [share, (quantile, low, high)]."""
    span = slice(column.starts[group], column.starts[group] + column.members[group])
    values, codes, count = column.values[span], column.codes[span], int(column.draws[group])
    again = np.empty((resamples, len(shares)))
    step = max(_AT_ONCE // len(values), 1)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        picked = rng.integers(count, size=(rows, count)) + np.arange(rows)[:, None] * count
        weight = np.bincount(picked.ravel(), minlength=rows * count).reshape(rows, count)
        again[start : start + rows] = _weighted(values, weight[:, codes], shares)
    low, high = np.nanquantile(again, [0.025, 0.975], axis=0, method="inverted_cdf")
    middle = _weighted(values, np.ones((1, len(values))), shares)[0]
    return np.stack([middle, low, high], axis=-1)


def _weighted(ordered: Floats, weight: NDArray[np.generic], shares: Sequence[float]) -> Floats:
    """Return quantiles of an ordered sample with weights.

    Args:
        ordered: The sample, ascending [value].
        weight: How often each value counts [resample, value].
        shares: Shares of the quantiles.

    Returns:
        The quantiles [resample, share]; NaN if all weights are 0.
    """
    total = np.cumsum(weight, axis=1)
    found = np.empty((len(total), len(shares)))
    for at, share in enumerate(shares):
        wanted = np.maximum(share * total[:, -1] - 1e-9, 0.5)
        place = (total < wanted[:, None]).sum(axis=1)
        found[:, at] = ordered[np.minimum(place, len(ordered) - 1)]
    found[total[:, -1] == 0] = np.nan
    return found

"""Intervals: the bootstrap over blocks of the design, widened by the jackknife over replicates.

The bootstrap draws whole blocks: a base point of a Saltelli design with the rows made from it, a
trajectory, or a single point. The points of a block depend on one another and stay together. If
there are more than a few hundred blocks, they are drawn in bundles. This costs less and gives the
same intervals, because every statistic here is a ratio of sums.

All points share the same replicates, so the bootstrap over points does not cover the uncertainty
from chance. The jackknife over replicates estimates it. The two errors are added in quadrature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analysis.sensitivity.response import Floats, Ints
from sim.experiment.intervals import Z_95

RESAMPLES = 500
MOST_BUNDLES = 512
MOST_GROUPS = 16
"""Largest number of groups of replicates that the jackknife leaves out in turn."""
FEWEST_REPLICATES = 4
"""Least number of replicates for the jackknife."""
TAILS = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Resamples:
    """Bootstrap draws of bundles of blocks.

    Attributes:
        bundle: Bundle of every block [block].
        weights: How often each bundle is drawn [resample, bundle].
    """

    bundle: Ints
    weights: Floats

    @property
    def bundles(self) -> int:
        """Number of bundles."""
        return int(self.weights.shape[1])

    def sums(self, terms: Floats) -> Floats:
        """Sums of terms [block, ...] over the blocks of each bundle [bundle, ...]."""
        if self.bundles == len(terms) and (self.bundle == np.arange(self.bundles)).all():
            return terms
        found = np.zeros((self.bundles, *terms.shape[1:]))
        np.add.at(found, self.bundle, terms)
        return found

    def totals(self, sums: Floats) -> Floats:
        """Sums over the bundles drawn [resample, ...], from sums by bundle [bundle, ...]."""
        flat = sums.reshape(self.bundles, -1)
        return np.asarray((self.weights @ flat).reshape(-1, *sums.shape[1:]))


def draw_resamples(
    blocks: int, rng: np.random.Generator, *, resamples: int = RESAMPLES
) -> Resamples:
    """Draw as many blocks as there are, with replacement, `resamples` times."""
    bundles = min(blocks, MOST_BUNDLES)
    bundle = np.arange(blocks, dtype=np.int64)
    if blocks > bundles:
        bundle = rng.permutation(bundle % bundles)
    weights = rng.multinomial(bundles, np.full(bundles, 1 / bundles), size=resamples)
    return Resamples(bundle, weights.astype(np.float64))


def interval(
    again: Floats, estimate: Floats, chance: Floats | float = 0.0
) -> tuple[Floats, Floats]:
    """Return the low and high ends of the 95 % intervals of estimates [...].

    Args:
        again: Estimates from the resamples [resample, ...].
        estimate: Estimates from the sample [...].
        chance: Standard errors of the estimates due to chance in the replicates.
    """
    # If no resample gives an estimate, for example of a very rare outcome, there is no interval.
    told = ~np.isnan(again).all(axis=0)
    ends = np.full((2, *np.shape(estimate)), np.nan)
    ends[:, told] = np.nanquantile(again[:, told], TAILS, axis=0)
    low, high = ends
    more = Z_95 * np.asarray(chance)
    return (
        estimate - np.hypot(np.maximum(estimate - low, 0.0), more),
        estimate + np.hypot(np.maximum(high - estimate, 0.0), more),
    )


def chance_error(values: Floats, statistic: Callable[[Floats], Floats]) -> Floats | float:
    """Return the standard error of a statistic that is due to chance in the replicates.

    Uses the delete-a-group jackknife over replicates (Shao and Tu 1995). The error is 0 if there
    are too few replicates, and NaN if the statistic without some group is NaN.

    Args:
        values: Runs [point, replicate].
        statistic: Function from runs to estimates.
    """
    replicates = values.shape[1]
    if replicates < FEWEST_REPLICATES:
        return 0.0
    groups = np.arange(replicates) % min(replicates, MOST_GROUPS)
    found = []
    for group in range(int(groups.max()) + 1):
        kept = values[:, groups != group]
        if not np.isnan(kept).all(axis=1).any():
            found.append(statistic(kept))
    if len(found) < FEWEST_REPLICATES:
        return 0.0
    each = np.stack(found)
    spread = ((each - each.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt((len(found) - 1) / len(found) * spread))


def point_means(values: Floats) -> Floats:
    """Means over the replicates [point] of runs [point, replicate]."""
    if not np.isnan(values).any():
        return np.asarray(values.mean(axis=1))
    return np.asarray(np.nanmean(values, axis=1))

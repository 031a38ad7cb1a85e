"""Share of the variance that is chance, by the law of total variance.

Var(Y) = Var(E[Y | x]) + E[Var(Y | x)]: the first part is due to the settings x of the factors, the
second to chance at given settings. The mean over the replicates of a point still varies by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.sensitivity.resamples import Resamples, interval
from sim.analysis.sensitivity.response import Floats, Ints, Response
from sim.words import percent, percent_bounds

COMMON = 0.9
"""Share of the points that must have a replicate for it to count in `shared_covariance`."""


@dataclass(frozen=True)
class Chance:
    """Variance due to chance and due to the factors, in one outcome of one policy.

    Attributes:
        factors: Variance between points due to the factors, without chance: Var(E[Y | x]).
        within: Mean variance within a point: E[Var(Y | x)]; NaN with one replicate per point.
        of_run: Share of the variance of a single run that is chance, with its 95 % interval.
        of_mean: Share of the variance of the points' means that is chance, with its interval.
        replicates: Mean number of replicates per point.
    """

    factors: float
    within: float
    of_run: tuple[float, float, float]
    of_mean: tuple[float, float, float]
    replicates: float

    @property
    def known(self) -> bool:
        """Whether there are enough replicates to separate chance from the factors."""
        return not np.isnan(self.within)

    def finding(self) -> str:
        """The finding as sentences."""
        if not self.known:
            return (
                "With one replicate a point nothing tells chance from the factors: "
                "all indices count chance as if the factors had made it."
            )
        run, mean = self.of_run, self.of_mean
        return (
            f"Of the variance of a single run, {percent(run[0])} "
            f"{percent_bounds(*run[1:])} is chance, which no factor decides; "
            f"of that of the means over {self.replicates:.3g} replicates, "
            f"{percent(mean[0])} {percent_bounds(*mean[1:])}."
        )


def within_points(values: Floats) -> Floats:
    """Return the unbiased variance of the runs of each point [point]; NaN for one run."""
    counts = (~np.isnan(values)).sum(axis=1)
    means = np.nanmean(values, axis=1)
    squares = np.nansum((values - means[:, None]) ** 2, axis=1)
    return np.where(counts > 1, squares / np.maximum(counts - 1, 1), np.nan)


def shared_covariance(values: Floats) -> float:
    """Return the mean covariance, over all pairs of points, of runs on the same replicate.

    Chance that all points share moves their means together and adds nothing to the variance between
    them. The covariance is computed from the variance of the replicates' means over n points, whose
    expectation is (mean variance)/n + (1 - 1/n) (mean covariance). It is 0 with one point or one
    replicate.
    """
    known = ~np.isnan(values)
    common = known.mean(axis=0) >= COMMON
    points = len(values)
    if points < 2 or common.sum() < 2:
        return 0.0
    part = values[:, common]
    means = np.nanmean(part, axis=1, keepdims=True)
    filled = np.where(np.isnan(part), means, part)
    overall = float((filled - means).mean(axis=0).var(ddof=1))
    within = float(np.nanmean(within_points(part)))
    return (points * overall - within) / (points - 1)


def chance_share(response: Response, block: Ints, resamples: Resamples) -> Chance:
    """Return the shares of the variance of a response that are chance.

    The variance between points is taken over pairs of points from different blocks. The chance in
    their means is subtracted as in the analysis of variance (Sun, Apley and Staum 2011), except the
    part that all points share.

    Args:
        response: The response.
        block: Block of every point [point].
        resamples: Bootstrap draws of blocks.
    """
    values, counts = response.values, response.counts
    means = response.means - response.means.mean()
    within = within_points(values)
    known = bool((counts > 1).any())
    noise = np.where(np.isnan(within), np.nanmean(within) if known else np.nan, within)
    stats = np.stack([np.ones(len(means)), means, means**2, noise, noise / counts], axis=1)
    each = np.zeros((int(block.max()) + 1, stats.shape[1]))
    np.add.at(each, block, stats)
    sums = resamples.sums(each)
    shared = shared_covariance(values) / float(counts.mean())
    found = _shares(sums, np.ones((1, len(sums))), shared)[0]
    if not known:
        nothing = (np.nan, np.nan, np.nan)
        return Chance(float(found[0]), np.nan, nothing, nothing, float(counts.mean()))
    again = _shares(sums, resamples.weights, shared)
    low, high = (np.clip(end, 0.0, 1.0) for end in interval(again[:, 2:], found[2:]))
    return Chance(
        factors=float(found[0]),
        within=float(found[1]),
        of_run=(float(found[2]), float(low[0]), float(high[0])),
        of_mean=(float(found[3]), float(low[1]), float(high[1])),
        replicates=float(counts.mean()),
    )


def _shares(sums: Floats, weights: Floats, shared: float) -> Floats:
    """Variance due to the factors, variance within points, and the two shares [resample, 4].

    `sums` [bundle, 5] are: number of points, sum of means, sum of squared means, sum of variances
    within points, and sum of these variances divided by the number of replicates. Pairs of points
    of one bundle are left out. With one replicate per point, the variance due to the factors is the
    whole variance between points.
    """
    inner = sums[:, :1] * sums[:, 2:3] - sums[:, 1:2] ** 2
    n, total, squares, within, noise, pairs, inside = (
        weights @ np.concatenate([sums, sums[:, :1] ** 2, inner], axis=1)
    ).T
    # In a resample, one pair in `bundles` consists of two copies of the same bundle.
    bundles = len(sums)
    copies = bundles / (bundles - 1) if len(weights) > 1 else 1.0
    between = copies * (n * squares - total**2 - inside) / (n**2 - pairs)
    if np.isnan(sums[:, 3]).any():
        unknown = np.full_like(between, np.nan)
        return np.stack([between, unknown, unknown, unknown], axis=1)
    chance = np.maximum(noise / n - shared, 0.0)
    factors = np.maximum(between - chance, 0.0)
    within = within / n
    with np.errstate(invalid="ignore", divide="ignore"):
        of_run, of_mean = within / (factors + within), np.minimum(chance / between, 1.0)
    return np.stack([factors, within, of_run, of_mean], axis=1)

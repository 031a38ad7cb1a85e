"""Approximate Bayesian computation: weighted and adjusted settings, and what they say.

Points near the data are kept, weighed by Epanechnikov's kernel, and moved by a local linear
regression to where they would have been with exactly the data (Beaumont, Zhang and Balding 2002,
Genetics 162). Parameters are bounded, so the regression works on their log-odds within the range.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.analysis.calibration.bands import Floats, distances

Places = npt.NDArray[np.int64]
EDGE = 1e-9
"""Nearest to an end of its range, as a share of it, that a parameter is taken to lie."""
UNIFORM_KURTOSIS = 1.8
"""Kurtosis of a uniform distribution, from which the noise of its variance follows."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Settings that agree with the data, each with a weight.

    Attributes:
        kept: Points of the table that were kept [kept].
        values: Their settings, adjusted [kept, parameter].
        weights: Their weights, which sum to 1 [kept].
        low: Lowest value of each parameter.
        high: Highest value.
        bandwidth: Distance at which the weight is 0; 0 if every kept point is at distance 0.
    """

    kept: Places
    values: Floats
    weights: Floats
    low: Floats
    high: Floats
    bandwidth: float

    @property
    def size(self) -> float:
        """Effective number of settings, 1 / sum of squared weights (Kish 1965)."""
        return float(1.0 / np.square(self.weights).sum())

    @cached_property
    def mean(self) -> Floats:
        """Weighted mean of every parameter."""
        found: Floats = self.weights @ self.values
        return found

    @cached_property
    def covariance(self) -> Floats:
        """Weighted covariance of the parameters [parameter, parameter]."""
        apart = self.values - self.mean
        found: Floats = (apart * self.weights[:, None]).T @ apart
        return found

    @property
    def correlation(self) -> Floats:
        """Correlation of the parameters [parameter, parameter]; 0 for one without spread."""
        spread = np.sqrt(np.diag(self.covariance))
        whole = np.outer(spread, spread)
        found = np.where(whole > 0, self.covariance / np.where(whole > 0, whole, 1.0), 0.0)
        np.fill_diagonal(found, 1.0)
        return found

    @property
    def contraction(self) -> Floats:
        """1 - posterior variance / variance of the uniform prior [parameter].

        0: the data say nothing of the spread; 1: they fix the value; below 0: they rule out the
        middle.
        """
        prior = (self.high - self.low) ** 2 / 12
        found: Floats = 1 - np.diag(self.covariance) / prior
        return found

    @property
    def shift(self) -> Floats:
        """Posterior mean - middle of the range, in standard deviations of the prior [parameter]."""
        spread = (self.high - self.low) / np.sqrt(12)
        found: Floats = (self.mean - (self.low + self.high) / 2) / spread
        return found

    @property
    def noise(self) -> tuple[float, float]:
        """Half the 95 % range that contraction and shift have if the data say nothing."""
        size = self.size
        return 1.96 * float(np.sqrt((UNIFORM_KURTOSIS - 1) / size)), 1.96 / float(np.sqrt(size))

    def quantiles(self, shares: npt.ArrayLike) -> Floats:
        """Return weighted quantiles [share, parameter]."""
        wanted = np.asarray(shares, np.float64)
        found = np.empty((len(wanted), self.values.shape[1]))
        for k, column in enumerate(self.values.T):
            order = np.argsort(column, kind="stable")
            below = np.cumsum(self.weights[order]) - self.weights[order] / 2
            found[:, k] = np.interp(wanted, below, column[order])
        return found

    def drawn(self, number: int, random: np.random.Generator) -> Floats:
        """Return settings drawn by weight, independently [draw, parameter]."""
        return self.values[random.choice(len(self.weights), number, p=self.weights)]

    def spread(self, number: int, random: np.random.Generator) -> Places:
        """Return places among the kept, drawn by weight and spread evenly (systematic sampling).

        Each is drawn as often as its weight says, up to one time more or less. The order is random.
        """
        at = (np.arange(number) + random.random()) / number
        places = np.searchsorted(np.cumsum(self.weights), at).clip(max=len(self.weights) - 1)
        return random.permutation(places.astype(np.int64))


def posterior(
    settings: Floats,
    statistics: Floats,
    target: Floats,
    scale: Floats,
    *,
    low: Floats,
    high: Floats,
    keep: float,
    without: int | None = None,
) -> Posterior:
    """Return the settings that agree with the data.

    The nearest points are kept, a share `keep` of all; if more lie at distance 0, all of these.

    Args:
        settings: Settings [point, parameter], spread evenly over the ranges.
        statistics: Statistics of their runs [point, statistic].
        target: The data: for each point the nearest values that agree with them [point or 1,
            statistic].
        scale: Unit of each statistic [statistic].
        low: Lowest value of each parameter.
        high: Highest value.
        keep: Share of the points to keep, (0, 1].
        without: A point to leave out.
    """
    gap = distances(statistics, target, scale)
    if without is not None:
        gap[without] = np.inf
    number = max(int(np.ceil(keep * len(gap))), 1)
    bandwidth = float(np.partition(gap, number - 1)[number - 1])
    kept = np.flatnonzero(gap <= bandwidth)
    weights = np.ones(len(kept))
    if bandwidth > 0:
        weights = 1 - (gap[kept] / bandwidth) ** 2
        kept, weights = kept[weights > 0], weights[weights > 0]
    if not len(kept):  # all points are at the same distance, so none is better than another
        kept = np.flatnonzero(gap <= bandwidth)
        weights = np.ones(len(kept))
    weights /= weights.sum()
    target = np.broadcast_to(target, statistics.shape)[kept]
    values = adjusted(settings[kept], statistics[kept], target, weights, low=low, high=high)
    return Posterior(kept, values, weights, low, high, bandwidth)


def adjusted(
    settings: Floats,
    statistics: Floats,
    target: Floats,
    weights: Floats,
    *,
    low: Floats,
    high: Floats,
) -> Floats:
    """Return settings moved to where they would have been with the data [kept, parameter].

    log-odds of the setting - (statistics - target) x slope, where the slope is that of a weighted
    regression of log-odds on statistics (Beaumont, Zhang and Balding 2002, equation 6, with bounded
    parameters as in Hamilton et al. 2005). With a band as data, a point inside it does not move.

    Args:
        settings: Settings [kept, parameter].
        statistics: Their statistics [kept, statistic].
        target: The data nearest to each [kept, statistic].
        weights: Their weights [kept].
        low: Lowest value of each parameter.
        high: Highest value.
    """
    off = statistics - target
    if len(settings) <= statistics.shape[1] + 1 or not off.any():
        return settings
    share = ((settings - low) / (high - low)).clip(EDGE, 1 - EDGE)
    odds = np.log(share) - np.log1p(-share)
    centred = statistics - weights @ statistics
    spread = np.sqrt(weights @ centred**2)
    unit = np.where(spread > 0, spread, 1.0)
    root = np.sqrt(weights)[:, None]
    design = np.hstack([np.ones((len(settings), 1)), centred / unit])
    slope = np.linalg.lstsq(root * design, root * odds, rcond=None)[0][1:]
    moved = odds - (off / unit) @ slope
    back: Floats = low + (high - low) / (1 + np.exp(-moved.clip(-50, 50)))
    return back

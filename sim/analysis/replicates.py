"""Intervals for runs that share their chance.

Replicate k is the same draw of chance at every point of a design. Runs at many points on few
replicates are therefore not so many independent runs: a thousand points on five replicates know no
more than five futures. Here the replicates are what is drawn, each a cluster of all its runs
(Cochran 1977, chapter 9), and an interval is Student's with one degree of freedom fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.experiment.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Found = tuple[float, float, float]
"""A value with the low and high end of its 95 % interval."""
UNKNOWN: Found = (np.nan, np.nan, np.nan)


@dataclass(frozen=True, eq=False)
class Draws:
    """The draws of chance behind a set of runs: which of them is each run's.

    Attributes:
        codes: Number of each run's draw, from 0 [run].
        count: Number of draws.
    """

    codes: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, replicate: ArrayLike) -> Draws:
        """The draws of runs with these replicates."""
        codes, known = pd.factorize(np.asarray(replicate))
        return cls(codes.astype(np.int64), len(known))

    @cached_property
    def shared(self) -> bool:
        """Whether some runs share their draw, as they do at several points."""
        return self.count < len(self.codes)

    def ratio(self, top: Floats, bottom: Floats) -> Found:
        """Ratio of two sums over runs; see :func:`clustered_ratio`."""
        known = ~(np.isnan(top) | np.isnan(bottom))
        above, below = np.where(known, top, 0.0), np.where(known, bottom, 0.0)
        whole = below.sum()
        if not whole > 0:
            return UNKNOWN
        value = float(above.sum() / whole)
        drawn = self._counted(known)
        if drawn < 2:
            return value, np.nan, np.nan
        residuals = np.bincount(self.codes, above - value * below, self.count)
        error = np.sqrt(drawn / (drawn - 1) * (residuals**2).sum()) / whole
        half = float(student(drawn - 1) * error)
        return value, value - half, value + half

    def mean(self, values: Floats) -> Found:
        """Mean over runs; see :func:`clustered_mean`."""
        return self.ratio(values, np.ones(len(values)))

    def share(self, hits: Floats) -> Found:
        """Share of runs; see :func:`clustered_share`."""
        value, low, high = self.mean(hits)
        known = ~np.isnan(hits)
        drawn = self._counted(known)
        if value in (0.0, 1.0) or drawn == known.sum():
            least, most = wilson(value * drawn, drawn) if drawn else (np.nan, np.nan)
            return value, float(least), float(most)
        # Not min(high, 1): an interval that is unknown stays so.
        return value, float(np.clip(low, 0.0, 1.0)), float(np.clip(high, 0.0, 1.0))

    def quantiles(
        self, values: Floats, shares: Sequence[float], *, rng: np.random.Generator, resamples: int
    ) -> list[Found]:
        """Quantiles with bootstrap percentile intervals, whole draws being drawn again.

        A quantile is an order statistic: the smallest value that at least that share of the runs
        does not exceed.
        """
        known = ~np.isnan(values)
        order = np.argsort(values[known], kind="stable")
        ordered, codes = values[known][order], self.codes[known][order]
        if not len(ordered):
            return [UNKNOWN] * len(shares)
        again = np.empty((resamples, len(shares)))
        for k in range(resamples):
            weight = np.bincount(rng.integers(self.count, size=self.count), minlength=self.count)
            again[k] = _weighted(ordered, weight[codes], shares)
        low, high = np.nanquantile(again, [0.025, 0.975], axis=0, method="inverted_cdf")
        middle = _weighted(ordered, np.ones(len(ordered)), shares)
        return [
            (float(value), float(least), float(most))
            for value, least, most in zip(middle, low, high, strict=True)
        ]

    def _counted(self, known: NDArray[np.bool_]) -> int:
        """Number of draws of the runs that are known."""
        if known.all():
            return self.count
        return int((np.bincount(self.codes[known], minlength=self.count) > 0).sum())


def _weighted(ordered: Floats, weight: ArrayLike, shares: Sequence[float]) -> Floats:
    """Quantiles of an ordered sample in which a value counts as often as its weight says."""
    total = np.cumsum(weight)
    if not total[-1]:
        return np.full(len(shares), np.nan)
    wanted = np.maximum(np.asarray(shares) * total[-1] - 1e-9, 0.5)
    found: Floats = ordered[np.searchsorted(total, wanted)]
    return found


def clustered_ratio(top: ArrayLike, bottom: ArrayLike, replicate: ArrayLike) -> Found:
    """Ratio of two sums over runs, with its interval; values of a run that is unknown are NaN.

    With one replicate the interval is unknown (NaN).

    Args:
        top: What is summed above, by run.
        bottom: What is summed below, by run, not negative.
        replicate: Number of each run's replicate.

    >>> [round(x, 3) for x in clustered_ratio([1, 1, 0, 1], [1, 1, 1, 1], [0, 0, 1, 1])]
    [0.75, -2.427, 3.927]
    """
    draws = Draws.of(replicate)
    return draws.ratio(np.asarray(top, np.float64), np.asarray(bottom, np.float64))


def clustered_mean(values: Floats, replicate: ArrayLike) -> Found:
    """Mean over runs, with its interval; a missing value (NaN) does not count."""
    return Draws.of(replicate).mean(values)


def clustered_share(hits: Floats, replicate: ArrayLike) -> Found:
    """Share of runs (1 for yes, 0 for no), with an interval within [0, 1].

    Where every run has a replicate of its own, the interval is Wilson's. Where it is yes, or no, in
    every run there is no spread to go by, and it is Wilson's for as many runs as replicates.
    """
    return Draws.of(replicate).share(hits)


def student(freedom: int) -> float:
    """The 97.5 % point of Student's distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))

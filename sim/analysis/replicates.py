"""Intervals for runs that share their draws of chance.

Replicate k is the same draw of chance at every point of a design. Runs of one replicate are
therefore not independent: a thousand points on five replicates contain only five draws. Here each
replicate is a cluster of all its runs (Cochran 1977, chapter 9). Intervals use Student's
distribution; its degrees of freedom are the number of replicates minus one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.sums import counts, sums
from sim.experiment.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.05
"""Probability that a 95 % interval misses what it estimates."""
Found = tuple[float, float, float]
"""A value with the low and high end of its 95 % interval."""
Many = tuple["Floats", "Floats", "Floats"]
"""Values of several groups with the ends of their 95 % intervals: three arrays [group]."""


@dataclass(frozen=True, eq=False)
class Draws:
    """The draws of chance of runs in one or several groups.

    Attributes:
        codes: Number of each run's draw, from 0; each group has its own numbers [run].
        owner: Group of each draw, ascending [draw].
        group: Group of each run, ascending [run].
        groups: Number of groups.
    """

    codes: NDArray[np.int64]
    owner: NDArray[np.int64]
    group: NDArray[np.int64]
    groups: int

    @classmethod
    def of(cls, replicate: ArrayLike) -> Draws:
        """Return the draws of runs in one group, from their replicates [run]."""
        replicates = np.asarray(replicate)
        return cls.by_group(replicates, np.zeros(len(replicates), np.int64), 1)

    @classmethod
    def by_group(cls, replicate: ArrayLike, group: NDArray[np.int64], groups: int) -> Draws:
        """Return the draws of runs in several groups; `group` [run] must be ascending."""
        replicates, known = pd.factorize(np.asarray(replicate))
        pairs = group * max(len(known), 1) + replicates
        codes, draws = pd.factorize(pairs)
        owner = np.asarray(draws, np.int64) // max(len(known), 1)
        return cls(codes.astype(np.int64), owner, group, groups)

    @property
    def count(self) -> int:
        """Number of draws in all groups."""
        return len(self.owner)

    @cached_property
    def share_draws(self) -> NDArray[np.bool_]:
        """Whether some runs of a group share a draw, as with several points [group]."""
        fewer: NDArray[np.bool_] = self.drawn < self.runs
        return fewer

    @property
    def shared(self) -> bool:
        """Whether some runs of any group share a draw."""
        return bool(self.share_draws.any())

    @cached_property
    def runs(self) -> NDArray[np.int64]:
        """Number of runs [group]."""
        return counts(self.group, self.groups)

    @cached_property
    def drawn(self) -> NDArray[np.int64]:
        """Number of draws [group]."""
        return counts(self.owner, self.groups)

    def counted(self, known: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the number of draws of the known runs [group]; `known` is by run."""
        if known.all():
            return self.drawn
        drawn = np.bincount(self.codes[known], minlength=self.count) > 0
        return counts(self.owner[drawn], self.groups)

    def ratios(self, top: Floats, bottom: Floats) -> Many:
        """Return the ratio of two sums over the runs of each group; see :func:`clustered_ratio`."""
        known = ~(np.isnan(top) | np.isnan(bottom))
        above, below = top, bottom
        if not known.all():
            above, below = np.where(known, top, 0.0), np.where(known, bottom, 0.0)
        total = sums(below, self.group, self.groups)
        whole = np.where(total > 0, total, np.nan)
        value = sums(above, self.group, self.groups) / whole
        drawn = self.counted(known)
        residuals = np.bincount(self.codes, above - value[self.group] * below, self.count)
        squares = sums(np.square(residuals), self.owner, self.groups)
        freedom = np.where(drawn > 1, drawn - 1, 1)
        half = _students(freedom) * (np.sqrt(drawn / freedom * squares) / whole)
        half[drawn < 2] = np.nan
        return value, value - half, value + half

    def means(self, values: Floats) -> Many:
        """Return the mean over the runs of each group; see :func:`clustered_mean`."""
        return self.ratios(values, np.ones(len(values)))

    def shares(self, hits: Floats) -> Many:
        """Return the share of hits in the runs of each group; see :func:`clustered_share`."""
        value, low, high = self.means(hits)
        known = ~np.isnan(hits)
        drawn = self.counted(known)
        runs = self.runs if known.all() else counts(self.group[known], self.groups)
        least, most = wilson(value * drawn, drawn)
        own = (value == 0.0) | (value == 1.0) | (drawn == runs)
        # np.clip keeps an unknown interval (NaN); min(high, 1) would not.
        low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
        low, high = np.where(own, least, low), np.where(own, most, high)
        low[drawn == 0] = high[drawn == 0] = np.nan
        return value, low, high

    def ratio(self, top: Floats, bottom: Floats) -> Found:
        """Return the ratio of two sums over the runs of the first group."""
        return first_of(self.ratios(top, bottom))

    def mean(self, values: Floats) -> Found:
        """Return the mean over the runs of the first group."""
        return first_of(self.means(values))

    def share(self, hits: Floats) -> Found:
        """Return the share of hits in the runs of the first group."""
        return first_of(self.shares(hits))


def first_of(found: Many) -> Found:
    """Return the value of the first group, with its interval."""
    value, low, high = (float(bound[0]) for bound in found)
    return value, low, high


def clustered_ratio(top: ArrayLike, bottom: ArrayLike, replicate: ArrayLike) -> Found:
    """Return the ratio of two sums over runs, with its interval.

    Runs with NaN do not count. With one replicate the interval is unknown (NaN).

    Args:
        top: Terms of the numerator, by run.
        bottom: Terms of the denominator, by run, not negative.
        replicate: Number of each run's replicate.

    >>> [round(x, 3) for x in clustered_ratio([1, 1, 0, 1], [1, 1, 1, 1], [0, 0, 1, 1])]
    [0.75, -2.427, 3.927]
    """
    draws = Draws.of(replicate)
    return draws.ratio(np.asarray(top, np.float64), np.asarray(bottom, np.float64))


def clustered_mean(values: Floats, replicate: ArrayLike) -> Found:
    """Return the mean over runs, with its interval; a missing value (NaN) does not count."""
    return Draws.of(replicate).mean(values)


def clustered_share(hits: Floats, replicate: ArrayLike) -> Found:
    """Return the share of hits (1 for yes, 0 for no), with an interval within [0, 1].

    If every run has its own replicate, the interval is Wilson's. If all runs are hits, or none is,
    their spread is 0; the interval is then Wilson's for as many runs as there are replicates.
    """
    return Draws.of(replicate).share(hits)


def student(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's distribution."""
    return float(_students(freedom))


def widening(together: int, freedom: ArrayLike = np.inf) -> Floats:
    """Return how many times wider an interval is if several hold all at once with 95 %.

    Each of them is an interval of 1 - 0.05 / `together`, by Bonferroni's inequality. This needs no
    assumption on how the estimates hang together, and is a little wider than necessary if they do.

    Args:
        together: Number of intervals, at least 1; 1 gives 1.
        freedom: Degrees of freedom of Student's distribution; infinite for the normal one.

    >>> [round(float(widening(n)), 3) for n in (1, 2, 5)]
    [1.0, 1.144, 1.314]
    """
    return _students(freedom, together) / _students(freedom, 1)


def _students(freedom: ArrayLike, together: int = 1) -> Floats:
    from scipy.special import ndtri, stdtrit

    level = 1.0 - LEVEL / (2.0 * together)
    known = np.asarray(freedom, np.float64)
    finite = np.where(np.isinf(known), 1.0, known)
    found: Floats = np.where(np.isinf(known), ndtri(level), stdtrit(finite, level))
    return found

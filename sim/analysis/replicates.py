"""Intervals for runs that share their chance.

Replicate k is the same draw of chance at every point of a design. Runs at many points on few
replicates are therefore not so many independent runs: a thousand points on five replicates know no
more than five futures. Here the replicates are what is drawn, each a cluster of all its runs
(Cochran 1977, chapter 9), and an interval is Student's with one degree of freedom fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.outcomes import numbers
from sim.experiment.intervals import wilson
from sim.experiment.table import OK

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

Found = tuple[float, float, float]
"""A value with the low and high end of its 95 % interval."""


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
    above, below = np.asarray(top, np.float64), np.asarray(bottom, np.float64)
    known = ~(np.isnan(above) | np.isnan(below))
    above, below = above[known], below[known]
    whole = below.sum()
    if not whole > 0:
        return np.nan, np.nan, np.nan
    ratio = float(above.sum() / whole)
    _, cluster = np.unique(np.asarray(replicate)[known], return_inverse=True)
    residuals = np.bincount(cluster, above - ratio * below)
    count = len(residuals)
    if count < 2:
        return ratio, np.nan, np.nan
    error = np.sqrt(count / (count - 1) * (residuals**2).sum()) / whole
    half = float(_student(count - 1) * error)
    return ratio, ratio - half, ratio + half


def clustered_mean(values: NDArray[np.float64], replicate: ArrayLike) -> Found:
    """Mean over runs, with its interval; a missing value (NaN) does not count."""
    return clustered_ratio(values, np.ones(len(values)), replicate)


def clustered_share(hits: NDArray[np.float64], replicate: ArrayLike) -> Found:
    """Share of runs (1 for yes, 0 for no), with an interval within [0, 1].

    Where every run has a replicate of its own, the interval is Wilson's. Where it is yes, or no, in
    every run there is no spread to go by, and it is Wilson's for as many runs as replicates.
    """
    share, low, high = clustered_mean(hits, replicate)
    known = ~np.isnan(hits)
    count = len(np.unique(np.asarray(replicate)[known]))
    if share in (0.0, 1.0) or count == known.sum():
        least, most = wilson(share * count, count) if count else (np.nan, np.nan)
        return share, float(least), float(most)
    # Not min(high, 1): an interval that is unknown stays so.
    return share, float(np.clip(low, 0.0, 1.0)), float(np.clip(high, 0.0, 1.0))


def _student(freedom: int) -> float:
    """The 97.5 % point of Student's distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


@dataclass(frozen=True)
class Difference:
    """How an outcome differs between two policies at the same settings on the same chance.

    `first` and `second` are means over `pairs` of runs that both policies have; `low` to `high` is
    the 95 % interval of `change`, second less first.
    """

    outcome: str
    first: float
    second: float
    change: float
    low: float
    high: float
    pairs: int

    @property
    def moved(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def clustered_differences(
    first: pd.DataFrame, second: pd.DataFrame, outcomes: Sequence[str]
) -> tuple[Difference, ...]:
    """Differences of the second policy from the first, run by run, clustered by replicate.

    Args:
        first: Runs of one policy: `point`, `replicate`, `status` and the outcomes.
        second: Runs of the other.
        outcomes: Outcomes to compare; of a stance, the share of recommitment.
    """
    key = ["point", "replicate"]
    good = [runs[runs["status"] == OK].set_index(key) for runs in (first, second)]
    both = good[0].index.intersection(good[1].index, sort=False)
    one, other = (runs.loc[both] for runs in good)
    replicate = both.get_level_values("replicate").to_numpy()
    found = []
    for outcome in outcomes:
        a, b = numbers(one[outcome]), numbers(other[outcome])
        known = ~(np.isnan(a) | np.isnan(b))
        change = clustered_mean(b - a, replicate)
        means = (float(a[known].mean()), float(b[known].mean())) if known.any() else (np.nan,) * 2
        found.append(Difference(outcome, *means, *change, int(known.sum())))
    return tuple(found)

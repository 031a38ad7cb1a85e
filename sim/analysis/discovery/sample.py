"""What discovery searches: the points of a design, each with its runs and its hits.

All replicates of a point have the same factors, so that no box and no branch of a tree can part
them. Counted by point, a million runs of twenty thousand points are twenty thousand rows, and every
share that is worked out from them is still a share of runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

FEW_LEVELS = 25
"""Up to so many different values, a factor counts as played at levels rather than over a range."""


@dataclass(frozen=True)
class Totals:
    """Runs and hits that coverage and mass are shares of."""

    runs: float
    hits: float


@dataclass(frozen=True)
class Sample:
    """Points with what came of them.

    Attributes:
        factors: Names of the factors.
        values: Their settings [point, factor].
        runs: Runs played at each point, > 0 [point].
        hits: Runs in which it happened, between 0 and `runs` [point].
        family: Family of each point [point]: points that were not drawn apart from one another,
            such as those of one block of a Saltelli design, are of one family.
        draws: What came of each replicate [point, replicate]: 1 for a hit, 0 for none, -1 where it
            was not played. Replicate 3 is the same draw of chance at every point. Without columns
            if that is not known.
    """

    factors: tuple[str, ...]
    values: Floats
    runs: Floats
    hits: Floats
    family: Ints
    draws: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def totals(self) -> Totals:
        """All runs, and all hits."""
        return Totals(float(self.runs.sum()), float(self.hits.sum()))

    @property
    def base_rate(self) -> float:
        """Share of the runs that hit."""
        return self.totals.hits / self.totals.runs

    @property
    def families(self) -> int:
        """Number of families."""
        return len(np.unique(self.family))

    @cached_property
    def levels(self) -> tuple[tuple[float, ...], ...]:
        """Values of each factor, ascending, if it was played at few; () if over a range."""
        distinct = [np.unique(column) for column in self.values.T]
        return tuple(
            tuple(float(value) for value in found) if len(found) <= FEW_LEVELS else ()
            for found in distinct
        )

    @cached_property
    def whole(self) -> tuple[bool, ...]:
        """Whether each factor takes whole values only."""
        return tuple(bool((column == np.rint(column)).all()) for column in self.values.T)

    def take(self, rows: Bools | Ints) -> Sample:
        """Some of the points."""
        return Sample(
            self.factors,
            self.values[rows],
            self.runs[rows],
            self.hits[rows],
            self.family[rows],
            self.draws[rows],
        )


@dataclass(frozen=True)
class Hits:
    """Which runs hit.

    Attributes:
        point: Point of each run [run].
        replicate: Its replicate, from 0 [run].
        hit: Whether it happened [run].
    """

    point: Ints
    replicate: Ints
    hit: Bools


def collapse(
    played: Hits, design: pd.DataFrame, factors: Sequence[str], *, family_size: int = 1
) -> Sample:
    """Count runs and hits by point.

    Args:
        played: Which runs hit.
        design: Factors by point; its index numbers the points from 0.
        factors: Columns of the design to search.
        family_size: How many points in a row were drawn together.
    """
    count, point = len(design), played.point
    runs = np.bincount(point, minlength=count).astype(np.float64)
    hits = np.bincount(point, weights=played.hit, minlength=count)
    replicates = int(played.replicate.max()) + 1 if len(point) else 0
    draws = np.full((count, replicates), -1, np.int8)
    draws[point, played.replicate] = played.hit
    numbers = design.index.to_numpy(np.int64)
    values = design[list(factors)].to_numpy(np.float64)
    whole = Sample(
        tuple(factors),
        values,
        runs[numbers],
        hits[numbers],
        numbers // family_size,
        draws[numbers],
    )
    return whole.take(whole.runs > 0)


def share_between_points(sample: Sample) -> float | None:
    """Share of the variance between runs that lies between points, in [0, 1]; None if unknowable.

    The intraclass correlation of a one-way analysis of variance (Fisher 1925): what is left is
    chance within a point, which no box on factors can catch. Unknown where no point has two runs,
    or where nothing varies.

    >>> import numpy as np
    >>> one, runs = np.zeros((2, 1)), np.array([4.0, 4.0])
    >>> beside = np.arange(2), np.empty((2, 0), np.int8)
    >>> share_between_points(Sample(("x",), one, runs, np.array([0.0, 4.0]), *beside))
    1.0
    >>> share_between_points(Sample(("x",), one, runs, np.array([2.0, 2.0]), *beside))
    0.0
    """
    n, points = sample.totals.runs, len(sample)
    if points < 2 or n <= points or not 0 < sample.totals.hits < n:
        return None
    share = sample.hits / sample.runs
    within = float((sample.runs * share * (1 - share)).sum()) / (n - points)
    between = float((sample.runs * (share - sample.base_rate) ** 2).sum()) / (points - 1)
    size = (n - float((sample.runs**2).sum()) / n) / (points - 1)
    return max((between - within) / (between + (size - 1) * within), 0.0)

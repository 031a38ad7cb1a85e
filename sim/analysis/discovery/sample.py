"""The sample that discovery searches: the points of a design, with their runs and hits.

All replicates of a point have the same settings of the factors, so no box or tree can separate
them. Therefore runs are counted by point: a million runs at twenty thousand points become twenty
thousand rows. All shares computed from these rows are still shares of runs.
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
"""A factor with at most this many different values counts as played at levels."""


@dataclass(frozen=True)
class Totals:
    """Numbers of runs and hits that are 100 % of mass and coverage."""

    runs: float
    hits: float


@dataclass(frozen=True)
class Sample:
    """Points with their numbers of runs and hits.

    Attributes:
        factors: Names of the factors.
        values: Their settings [point, factor].
        runs: Runs played at each point, > 0 [point].
        hits: Runs in which the outcome happened, between 0 and `runs` [point].
        family: Family of each point [point]: points that were not drawn independently, such as
            those of one block of a Saltelli design, belong to one family.
        draws: Result of each replicate [point, replicate]: 1 for a hit, 0 for none, -1 if it was
            not played. Replicate 3 is the same draw of chance at every point. It has no columns if
            the replicates are not known.
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
        """Numbers of all runs and of all hits."""
        return Totals(float(self.runs.sum()), float(self.hits.sum()))

    @property
    def base_rate(self) -> float:
        """Share of the runs that are hits."""
        return self.totals.hits / self.totals.runs

    @property
    def families(self) -> int:
        """Number of families."""
        return len(np.unique(self.family))

    @cached_property
    def levels(self) -> tuple[tuple[float, ...], ...]:
        """Values of each factor, ascending, if it was played at levels; () if over a range."""
        distinct = [np.unique(column) for column in self.values.T]
        return tuple(
            tuple(float(value) for value in found) if len(found) <= FEW_LEVELS else ()
            for found in distinct
        )

    @cached_property
    def whole(self) -> tuple[bool, ...]:
        """Whether each factor has whole values only."""
        return tuple(bool((column == np.rint(column)).all()) for column in self.values.T)

    def take(self, rows: Bools | Ints) -> Sample:
        """Return the sample of some of the points."""
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
    """Runs, and whether each is a hit.

    Attributes:
        point: Point of each run [run].
        replicate: Replicate of each run, from 0 [run].
        hit: Whether the outcome happened [run].
    """

    point: Ints
    replicate: Ints
    hit: Bools


def collapse(
    played: Hits, design: pd.DataFrame, factors: Sequence[str], *, family_size: int = 1
) -> Sample:
    """Count runs and hits by point.

    Args:
        played: The runs.
        design: Factors by point; its index numbers the points from 0.
        factors: Columns of the design to search.
        family_size: Number of successive points that form a family.
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
    """Return the share of the variance that lies between points, in [0, 1]; None if unknown.

    This is the intraclass correlation of a one-way analysis of variance (Fisher 1925). The rest is
    chance within a point, which no box can explain. It is unknown if no point has two runs, or if
    all runs are hits or none is.

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

"""Bands: intervals in which statistics of the runs should lie, and the distance to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RATIOS = ("ratio", "ratio-of-runs")
BY_RUN = ("share", "ratio-of-runs")
"""Statistics that count the runs in which something happens, not how often it happens."""


@dataclass(frozen=True)
class Band:
    """An interval in which a statistic of the runs at a point should lie.

    Attributes:
        name: Name of the band.
        title: What the statistic is, in words.
        statistic: "mean", "share", "ratio" or "ratio-of-runs"; see `BandSums.statistics`.
        outcomes: Outcomes that the statistic is made of; of a ratio, those above the line.
        per: Outcomes below the line of a ratio; empty for other statistics.
        low: Lower end.
        high: Upper end.
        source: Where the band comes from.
    """

    name: str
    title: str
    statistic: str
    outcomes: tuple[str, ...]
    per: tuple[str, ...]
    low: float
    high: float
    source: str


class BandSums:
    """The statistics of every point, added up from tables of runs in any order.

    Args:
        bands: The bands.
        points: Number of points.
    """

    def __init__(self, bands: Sequence[Band], points: int) -> None:
        self.bands = tuple(bands)
        self.runs = np.zeros(points)
        self._above = np.zeros((points, len(bands)))
        self._below = np.zeros((points, len(bands)))

    def add(self, point: npt.NDArray[np.integer], columns: Mapping[str, Floats]) -> None:
        """Add runs that did not fail.

        Args:
            point: Point of each run.
            columns: Outcomes by name [run]; yes is 1 and no is 0.
        """
        points = len(self.runs)
        self.runs += np.bincount(point, minlength=points)
        for k, band in enumerate(self.bands):
            above = _terms(columns, band.outcomes, by_run=band.statistic in BY_RUN)
            self._above[:, k] += np.bincount(point, above, points)
            if band.statistic in RATIOS:
                below = _terms(columns, band.per, by_run=band.statistic in BY_RUN)
                self._below[:, k] += np.bincount(point, below, points)

    def statistics(self) -> Floats:
        """Return the statistics [point, band].

        - mean: mean of the outcome over the runs of the point.
        - share: share of runs in which any of the outcomes is above zero.
        - ratio: sum of the outcomes over the sum of `per`.
        - ratio-of-runs: runs in which any of the outcomes is above zero, over the runs in which
          any of `per` is.

        A ratio with nothing below the line is 0: where nothing is tested, nothing is met. A point
        without runs has NaN.
        """
        below = np.where(
            [band.statistic in RATIOS for band in self.bands], self._below, self.runs[:, None]
        )
        found = np.where(below > 0, self._above / np.where(below > 0, below, 1.0), 0.0)
        found[self.runs == 0] = np.nan
        return found


def _terms(columns: Mapping[str, Floats], names: Sequence[str], *, by_run: bool) -> Floats:
    total: Floats = np.sum([columns[name] for name in names], axis=0)
    return (total > 0).astype(np.float64) if by_run else total


def nearest(statistics: Floats, bands: Sequence[Band]) -> Floats:
    """Return the nearest values that lie in all bands [point, band]."""
    low, high = (np.array([getattr(band, end) for band in bands]) for end in ("low", "high"))
    return np.clip(statistics, low, high)


def inside(statistics: Floats, bands: Sequence[Band]) -> Flags:
    """Return whether each statistic lies in its band, ends included [point, band]."""
    held: Flags = nearest(statistics, bands) == statistics
    return held


def scales(statistics: Floats) -> Floats:
    """Return the spread of each statistic over the points, as the unit of its distance [band].

    It is the standard deviation; 1 for a statistic that is the same everywhere.
    """
    spread: Floats = statistics.std(axis=0)
    return np.where(spread > 0, spread, 1.0)


def distances(statistics: Floats, target: Floats, scale: Floats) -> Floats:
    """Return the Euclidean distance of each point to its target, each statistic in its unit.

    >>> distances(np.array([[0.3, 5.0]]), np.array([[0.0, 1.0]]), np.array([0.1, 1.0])).tolist()
    [5.0]

    Args:
        statistics: Statistics [point, band].
        target: Where they should be [point or 1, band].
        scale: Unit of each statistic [band].
    """
    gap: Floats = np.sqrt((((statistics - target) / scale) ** 2).sum(axis=1))
    return gap

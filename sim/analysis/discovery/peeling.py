"""PRIM's peeling: removes one thin slice after another, from all runs to a small dense box.

Friedman, J. H. and Fisher, N. I. (1999), "Bump hunting in high-dimensional data", Statistics and
Computing 9, 123-143; first used for scenario discovery by Bryant, B. P. and Lempert, R. J. (2010),
"Thinking inside the box", Technological Forecasting and Social Change 77, 34-49.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.discovery.box import Box, Limit, Measures, measure
from sim.analysis.discovery.sample import Sample, Totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int32]

ALPHA = 0.05
"""Smallest share of the runs in the box that a slice has."""
MIN_MASS = 0.05
"""Smallest share of all runs in a box."""
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Step:
    """One box of the trajectory; box number 0 has no restrictions."""

    number: int
    box: Box
    measures: Measures


@dataclass(frozen=True)
class _Cut:
    """A slice that may be removed: the new end of the box, and the points that would leave it."""

    limit: Limit
    bound: float
    removed: Places
    gain: float
    left: float


def peel(
    sample: Sample,
    *,
    alpha: float = ALPHA,
    min_mass: float = MIN_MASS,
    totals: Totals | None = None,
) -> tuple[Step, ...]:
    """Return the peeling trajectory: boxes, each within the one before it and mostly denser.

    Each step removes the slice that raises the density most for each run lost. If no slice raises
    it, the step removes the one that lowers it least, because a denser box may follow. A slice
    consists of the smallest or the largest values of one factor: as few values as have at least
    `alpha` of the box's runs. A factor with few levels therefore loses one level at a time. Peeling
    ends when every slice would leave less than `min_mass`, or when every run in the box is a hit.
    Of equal slices, the one that leaves more runs is taken, then the one whose factor comes first
    in the alphabet; the order of the factors does not matter.

    Args:
        sample: Points to search.
        alpha: Share of the box's runs in a slice, in (0, 1).
        min_mass: Smallest share of all runs in a box, in (0, 1).
        totals: Numbers of runs and hits that are 100 % of mass and coverage; the sample's if None.
    """
    of = totals or sample.totals
    inside = np.ones(len(sample), np.bool_)
    columns = np.ascontiguousarray(sample.values.T)
    orders = [np.argsort(column, kind="stable").astype(np.int32) for column in columns]
    alphabet = np.argsort(np.argsort(np.asarray(sample.factors)))
    steps = [Step(0, Box.everything(len(columns)), measure(sample, inside, of))]
    while steps[-1].measures.density < 1:
        now = steps[-1]
        cuts = [
            cut
            for factor, order in enumerate(orders)
            for cut in _cuts(sample, columns[factor], order, factor, alpha)
            if cut.left >= min_mass * of.runs * (1 - _ROUNDING)
        ]
        if not cuts:
            break
        best = max(cuts, key=lambda cut: (cut.gain, cut.left, -int(alphabet[cut.limit.factor])))
        inside[best.removed] = False
        orders = [order[inside[order]] for order in orders]
        box = now.box.moved(best.limit, best.bound)
        steps.append(Step(now.number + 1, box, measure(sample, inside, of)))
    return tuple(steps)


def _cuts(
    sample: Sample, column: Floats, order: Places, factor: int, alpha: float
) -> Iterator[_Cut]:
    """Yield the slices at the low and the high end of one factor, unless a slice is the whole box.

    Args:
        sample: Points to search.
        column: The factor's value at every point.
        order: Points in the box, sorted by that value.
        factor: The factor's place.
        alpha: Share of the box's runs in a slice.
    """
    values, runs = column[order], np.cumsum(sample.runs[order])
    total, hits = float(runs[-1]), float(sample.hits[order].sum())
    reached = int(np.searchsorted(runs, alpha * total * (1 - _ROUNDING)))
    first = int(np.searchsorted(values, values[reached], side="right"))
    if first < len(order):
        bound = float(values[first])
        yield _cut(sample, Limit(factor, "low"), bound, order[:first], (total, hits))
    kept = int(np.searchsorted(runs, (1 - alpha) * total * (1 + _ROUNDING), side="right"))
    end = int(np.searchsorted(values, values[min(kept, len(order) - 1)]))
    if end > 0:
        bound = float(values[end - 1])
        yield _cut(sample, Limit(factor, "high"), bound, order[end:], (total, hits))


def _cut(
    sample: Sample, limit: Limit, bound: float, removed: Places, of: tuple[float, float]
) -> _Cut:
    """A slice with its gain, the rise of density for each run lost.

    This is Friedman and Fisher's criterion for slices of unequal size; slices of equal size are
    ordered by the rise alone.
    """
    total, hits = of
    lost = float(sample.runs[removed].sum())
    left = total - lost
    rise = (hits - float(sample.hits[removed].sum())) / left - hits / total
    return _Cut(limit, bound, removed, rise / lost, left)

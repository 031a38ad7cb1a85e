"""PRIM's peeling: from all that was played to a small dense box, a thin slice at a time.

Friedman, J. H. and Fisher, N. I. (1999), "Bump hunting in high-dimensional data", Statistics and
Computing 9, 123-143; brought to scenario discovery by Bryant, B. P. and Lempert, R. J. (2010),
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
"""Share of the runs in the box that a slice has at least."""
MIN_MASS = 0.05
"""Share of all runs below which no box is peeled."""
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Step:
    """One box of the trajectory; number 0 restricts nothing."""

    number: int
    box: Box
    measures: Measures


@dataclass(frozen=True)
class _Cut:
    """A slice that may go: where the box would then end, and the points that would leave it."""

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
    """The peeling trajectory: boxes, each within the one before it, mostly denser.

    At each step that slice goes whose loss raises the density most for each run that is given up,
    or lowers it least where none raises it: a dip may be the way to a denser box.
    A slice is the fewest extreme values of one factor that have at least `alpha` of the box's runs,
    so that factors of few levels lose a level at a time. It ends when every slice would leave less
    than `min_mass`, or when every run in the box hits. Ties go to the slice that leaves more runs,
    then to the factor that comes first in the alphabet, so that the order of the factors is of no
    account.

    Args:
        sample: Where to look.
        alpha: Share of the box's runs in a slice, in (0, 1).
        min_mass: Smallest share of all runs in a box, in (0, 1).
        totals: What coverage and mass are shares of; the sample's own if None.
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
    """The slice at either end of one factor; none at an end that holds all there is.

    Args:
        sample: Where to look.
        column: The factor's value at every point.
        order: Points in the box, by that value.
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
    """A slice with its gain, the rise of density for each run given up.

    That is Friedman and Fisher's criterion for slices of unequal size; where slices are of equal
    size it puts them in the order of the rise alone.
    """
    total, hits = of
    lost = float(sample.runs[removed].sum())
    left = total - lost
    rise = (hits - float(sample.hits[removed].sum())) / left - hits / total
    return _Cut(limit, bound, removed, rise / lost, left)

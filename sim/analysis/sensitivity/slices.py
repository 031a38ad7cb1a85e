"""The shift index and the swing: outcomes compared between slices of a factor's range.

The shift index is the PAWN index (Pianosi and Wagener 2015, 2018): the Kolmogorov-Smirnov distance
between the distribution of the outcome within a slice and its distribution over all runs, averaged
over the slices. It has three advantages over other moment-independent indices. It takes any design
and uses every run, replicates too. It needs no density, so it suits a yes or no (where it is the
mean of |P in the slice - P|), counts and ties; Borgonovo's delta needs a density. And it shows a
factor that changes the spread of the outcome but not its mean. A weakness of PAWN is that it
depends on the slices and on the summary over them (Puy, Lo Piano and Saltelli 2020). Both are fixed
here, and the index is reported with its noise floor, the index of a dummy factor in the same
design.

The swing of a factor is the mean outcome in its highest slice minus that in its lowest. Other
factors may differ between these slices by accident; their effect is removed by linear regression.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.resamples import Resamples, chance_error, interval, point_means
from sim.analysis.sensitivity.response import Floats, Ints
from sim.experiment.intervals import Z_95

SLICES = 10
"""Number of slices of equal probability for the shift index, if the design is large enough."""
OUTER = 5
"""Number of slices for the swing: the highest fifth is compared with the lowest."""
FEWEST_BLOCKS = 10
"""Number of blocks of the design for each slice; a small design has fewer slices."""
MOST_LEVELS = 12
"""A factor with at most this many different values has a slice for each value."""
CLASSES = 128
"""Number of classes of equal probability that represent the distribution of an outcome."""
DUMMIES = 200
"""Number of dummy factors for the noise floor."""
SWING_COLUMNS = (
    *("at_low", "at_high", "swing", "low", "high"),
    *("low_from", "low_to", "high_from", "high_to"),
)
FLOOR = 0.95
"""Quantile of the dummies' indices that is the noise floor."""


@dataclass(frozen=True, eq=False)
class Shift:
    """How far each factor shifts the distribution of the outcome of a run.

    Attributes:
        frame: A row for each factor: `shift`, `low`, `high`, in [0, 1]; `floor`, below which the
            indices of 95 % of dummy factors lie; `slices`, the number of slices of its range.
    """

    frame: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Swing:
    """The mean outcome at both ends of each factor, averaged over the other factors.

    Attributes:
        frame: A row for each factor: `at_low`, `at_high` (mean outcome in its lowest and its
            highest slice), `swing` with `low` and `high`, and the range of settings in the two
            slices: `low_from`, `low_to`, `high_from`, `high_to`.
        mean: The mean outcome over all points.
    """

    frame: pd.DataFrame
    mean: float


def slice_count(blocks: int, most: int) -> int:
    """Return the number of slices: `most`, or fewer if there are few blocks; at least three.

    >>> slice_count(512, 10), slice_count(60, 10), slice_count(8, 10)
    (10, 6, 3)
    """
    return int(np.clip(blocks // FEWEST_BLOCKS, 3, most))


def cut(column: Floats, slices: int) -> Ints:
    """Return the slice of every point, from 0: one for each level, or of equal size [point]."""
    levels, place = np.unique(column, return_inverse=True)
    if len(levels) <= max(slices, MOST_LEVELS):
        return np.asarray(place, np.int64)
    edges = np.quantile(column, np.arange(1, slices) / slices)
    found = np.searchsorted(edges, column, side="right")
    return np.asarray(np.unique(found, return_inverse=True)[1], np.int64)


def shift_index(
    values: Floats,
    settings: Floats,
    block: Ints,
    resamples: Resamples,
    rng: np.random.Generator,
) -> Shift:
    """Return the shift index of every factor.

    The floor comes from dummies: the factor's own settings, given to other blocks of the design at
    random. A dummy keeps the effects of the design on the index, such as dependent points, and
    loses only the effect of the factor on the outcome. Intervals are the index plus and minus 1.96
    bootstrap standard deviations: percentiles would be too high, because resampling increases a
    distance between distributions.

    Args:
        values: Runs [point, replicate]; NaN if there is no run.
        settings: Settings of the factors [point, factor].
        block: Block of every point [point]; all blocks have the same size.
        resamples: Bootstrap draws of blocks.
        rng: Random generator for the dummies.
    """
    runs = _binned(values)
    blocks = int(block.max()) + 1
    slices = slice_count(blocks, SLICES)
    bundle, bundles = resamples.bundle[block], resamples.bundles
    floors: dict[tuple[int, ...], float] = {}
    rows = []
    for column in settings.T:
        place = cut(column, slices)
        count = int(place.max()) + 1
        held = runs.held(bundle * count + place, bundles * count).reshape(bundles, count, -1)
        found = _distance(held.sum(axis=0)[None])[0]
        half = Z_95 * _distance(resamples.totals(held)).std(ddof=1)
        like = tuple(np.rint(50 * np.bincount(place) / len(place)).astype(int).tolist())
        if like not in floors:
            dummies = _dummies(place.reshape(blocks, -1), runs, rng)
            floors[like] = float(np.quantile(dummies, FLOOR))
        ends = np.clip([found - half, found + half], 0.0, 1.0)
        rows.append((float(found), *map(float, ends), floors[like], count))
    return Shift(pd.DataFrame(rows, columns=["shift", "low", "high", "floor", "slices"]))


def swing(values: Floats, settings: Floats, block: Ints, resamples: Resamples) -> Swing:
    """Return the swing of every factor; the module docstring explains it.

    Args:
        values: Runs [point, replicate]; NaN if there is no run.
        settings: Settings of the factors [point, factor].
        block: Block of every point [point].
        resamples: Bootstrap draws of blocks.
    """
    slices = slice_count(int(block.max()) + 1, OUTER)
    bundle, bundles = resamples.bundle[block], resamples.bundles
    cells, spans = [], []
    for column in settings.T:
        place = cut(column, slices)
        end = np.where(place == 0, 0, np.where(place == place.max(), 1, 2))
        cells.append(bundle * 3 + end)
        spans.append([edge for k in (0, 1) for edge in _extent(column[end == k])])
    away = settings - settings.mean(axis=0)
    count = _by_end(np.ones_like(away), cells, bundles)
    moved = _by_end(away, cells, bundles)
    slopes = _slopes(away)

    def ends(runs: Floats) -> Floats:
        means = point_means(runs)
        slope = slopes @ means
        rest = np.broadcast_to((means - away @ slope)[:, None], away.shape)
        sums = _by_end(rest, cells, bundles) + slope[:, None] * moved
        return np.stack([sums, count], axis=1)

    held, means = ends(values), point_means(values)
    within = float(means.min()), float(means.max())
    found = _gap(held.sum(axis=0), within)
    again = _gap(np.moveaxis(resamples.totals(held), 1, 0), within)
    error = chance_error(values, lambda runs: _gap(ends(runs).sum(axis=0), within))
    low, high = interval(again, found, error)
    columns = np.concatenate([found, low[:, 2:], high[:, 2:], spans], axis=1)
    frame = pd.DataFrame(columns, columns=list(SWING_COLUMNS))
    return Swing(frame, float(means.mean()))


def _slopes(away: Floats) -> Floats:
    """Matrix that maps means to the slopes of a linear regression [factor, point].

    It is zero, so that nothing is removed, if there are too few points.
    """
    points, factors = away.shape
    if points < factors + 2:
        return np.zeros((factors, points))
    return np.asarray(np.linalg.pinv(away))


def _by_end(numbers: Floats, cells: list[Ints], bundles: int) -> Floats:
    """Sums of numbers [point, factor] at both ends of each factor [bundle, factor, end]."""
    sums = [
        np.bincount(cell, weights=column, minlength=bundles * 3)
        for cell, column in zip(cells, numbers.T, strict=True)
    ]
    return np.stack([each.reshape(bundles, 3)[:, :2] for each in sums], axis=1)


def _gap(held: Floats, within: tuple[float, float]) -> Floats:
    """Means at both ends and their difference [..., 3], from sums and counts [2, ..., end].

    The regression can put a mean outside the range of all points, for example a probability below
    0; means are limited to that range, `within`.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.clip(held[0] / held[1], *within)
    return np.concatenate([means, means[..., 1:] - means[..., :1]], axis=-1)


def _extent(settings: Floats) -> tuple[float, float]:
    return float(settings.min()), float(settings.max())


@dataclass(frozen=True, eq=False)
class _Binned:
    """Runs by class of outcome: classes of equal probability, or single values if these are few.

    Attributes:
        point: Point of every run [run].
        of_run: Class of every run [run].
        weight: Weight of every run [run]; None if all points have equal numbers of runs.
        classes: Number of classes.
    """

    point: Ints
    of_run: Ints
    weight: Floats | None
    classes: int

    def held(self, cell: Ints, cells: int) -> Floats:
        """Weight of the runs of every cell and class [cell, class]; `cell` is by point."""
        flat = np.bincount(
            cell[self.point] * self.classes + self.of_run,
            weights=self.weight,
            minlength=cells * self.classes,
        )
        return flat.reshape(cells, self.classes).astype(np.float64)


def _binned(values: Floats) -> _Binned:
    point, replicate = np.nonzero(~np.isnan(values))
    found = values[point, replicate]
    upper = np.unique(found)
    if len(upper) > CLASSES:
        upper = np.unique(np.quantile(found, np.arange(1, CLASSES + 1) / CLASSES))
    of_run = np.searchsorted(upper, found, side="left")
    counts = np.bincount(point, minlength=len(values))
    weight = None if (counts == counts[0]).all() else 1.0 / counts[point]
    return _Binned(point.astype(np.int64), of_run.astype(np.int64), weight, len(upper))


def _distance(held: Floats) -> Floats:
    """Weighted mean distance of the slices from all runs [...], from [..., slice, class].

    >>> float(_distance(np.array([[[1.0, 3.0], [3.0, 1.0]]]))[0])
    0.25
    """
    within = held.sum(axis=2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        slices = np.nan_to_num(np.cumsum(held, axis=2) / within)
    overall = held.sum(axis=1, keepdims=True)
    whole = np.cumsum(overall, axis=2) / overall.sum(axis=2, keepdims=True)
    apart = np.abs(slices - whole).max(axis=2)
    share = within[..., 0] / within[..., 0].sum(axis=1, keepdims=True)
    return np.asarray((apart * share).sum(axis=1))


def _dummies(place: Ints, runs: _Binned, rng: np.random.Generator) -> Floats:
    """Indices of dummies [dummy]; a dummy gives the slices of a factor to other blocks."""
    count = int(place.max()) + 1
    found = []
    for _ in range(DUMMIES):
        shuffled = place[rng.permutation(len(place))].ravel()
        found.append(_distance(runs.held(shuffled, count)[None])[0])
    return np.asarray(found)

"""Standardised regression of the points' means on the factors, plain and on ranks.

A coefficient says by how many standard deviations the mean outcome changes if a factor changes by
one standard deviation and the other factors are fixed. Coefficients on ranks say the same for
ranks; they suit any monotonic relation, linear or not (Iman and Conover 1979). R^2 says how much of
the variance the coefficients explain. If it is low, the outcome does not rise or fall steadily with
the factors, and the order of the coefficients is no order of importance.

Chance in the means makes all coefficients smaller by the same factor, and lowers R^2; the order of
the coefficients stays. This is not corrected. The share of chance in the variance of the means is
reported with R^2, because R^2 cannot exceed the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.resamples import Resamples, chance_error, interval, point_means
from sim.analysis.sensitivity.response import Floats, Ints
from sim.experiment.faults import ResultsError

TOGETHER = 1e-10
"""Smallest eigenvalue of the factors' correlations; below it some factors move together."""
NUDGE = 1e-12
"""Added to the diagonal of correlations, so that singular ones can be solved."""


@dataclass(frozen=True, eq=False)
class Regression:
    """Standardised regression coefficients.

    Attributes:
        frame: A row for each factor: `rank` and `straight` (coefficients on ranks and on values),
            each with `_low` and `_high`.
        rank_fit: R^2 of the regression on ranks, with its interval.
        straight_fit: R^2 of the regression on values, with its interval.
        points: Number of points.
    """

    frame: pd.DataFrame
    rank_fit: tuple[float, float, float]
    straight_fit: tuple[float, float, float]
    points: int


def regression(
    values: Floats, settings: Floats, block: Ints, resamples: Resamples, names: Sequence[str]
) -> Regression:
    """Regress the points' means on the factors.

    Ranks are computed once, over all points; resamples use the same ranks.

    Args:
        values: Runs [point, replicate]; NaN if there is no run.
        settings: Settings of the factors [point, factor]; each factor must vary.
        block: Block of every point [point].
        resamples: Bootstrap draws of blocks.
        names: Names of the factors, for messages.

    Raises:
        ResultsError: There are fewer points than factors + 2, or some factors move together.
    """
    points, factors = settings.shape
    if points < factors + 2:
        raise ResultsError(
            f"a regression on {factors} factors needs at least {factors + 2} points; "
            f"there are {points}"
        )
    _check_apart(settings, names)
    rank = _fit(values, ranks(settings), ranks, block, resamples)
    straight = _fit(values, settings, np.asarray, block, resamples)
    columns: dict[str, Floats] = {}
    for name, (found, low, high) in (("rank", rank), ("straight", straight)):
        columns |= {name: found[:-1], f"{name}_low": low[:-1], f"{name}_high": high[:-1]}
    return Regression(pd.DataFrame(columns), _last(rank), _last(straight), points)


def ranks(values: Floats) -> Floats:
    """Return ranks along the first axis, from 1; equal values get the mean of their ranks.

    >>> ranks(np.array([5.0, 1.0, 5.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    if values.ndim > 1:
        return np.stack([ranks(column) for column in values.T], axis=1)
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[place])


Fit = tuple[Floats, Floats, Floats]
"""Coefficients with R^2 as last element; then the low and the high ends of their intervals."""


def _fit(
    values: Floats,
    x: Floats,
    seen: Callable[[Floats], Floats],
    block: Ints,
    resamples: Resamples,
) -> Fit:
    """Regress the points' means, transformed by `seen`, on the columns of x."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    projection = np.linalg.solve(z.T @ z / len(z), z.T / len(z))

    def estimates(runs: Floats) -> Floats:
        y = seen(point_means(runs))
        spread = y.std()
        if not spread > 0:
            return np.full(len(projection) + 1, np.nan)
        y = (y - y.mean()) / spread
        found = projection @ y
        return np.append(found, found @ (z.T @ y) / len(z))

    found = estimates(values)
    y, bundle = seen(point_means(values)), resamples.bundle[block]
    order = np.argsort(bundle, kind="stable")
    ends = np.searchsorted(bundle[order], np.arange(1, resamples.bundles))
    sums = np.stack([_products(z[part], y[part]) for part in np.split(order, ends)])
    again = _coefficients(resamples.totals(sums))
    low, high = interval(again, found, chance_error(values, estimates))
    return found, low, high


def _last(fit: Fit) -> tuple[float, float, float]:
    value, low, high = (float(part[-1]) for part in fit)
    return value, max(low, 0.0), min(high, 1.0)


def _products(z: Floats, y: Floats) -> Floats:
    """Sums of all products of a constant 1, the columns of z, and y."""
    whole = np.concatenate([np.ones((len(z), 1)), z, y[:, None]], axis=1)
    return np.asarray(whole.T @ whole)


def _coefficients(products: Floats) -> Floats:
    """Standardised coefficients and R^2 [resample, factor + 1] from sums of products."""
    count, sums = products[:, :1, :1], products[:, :1, 1:]
    spread = products[:, 1:, 1:] / count - (sums / count) * np.swapaxes(sums / count, 1, 2)
    deviation = np.sqrt(np.maximum(np.einsum("rii->ri", spread), 0.0))
    deviation = np.where(deviation > 0, deviation, np.nan)
    correlation = np.nan_to_num(spread / (deviation[:, :, None] * deviation[:, None, :]))
    among, with_y = correlation[:, :-1, :-1], correlation[:, :-1, -1]
    # In a resample of few points the correlations may be singular; the nudge then gives 0.
    nudged = among + NUDGE * np.eye(among.shape[1])
    found = np.linalg.solve(nudged, with_y[..., None])[..., 0]
    fit = np.einsum("ri,ri->r", found, with_y)
    return np.concatenate([found, fit[:, None]], axis=1)


def _check_apart(settings: Floats, names: Sequence[str]) -> None:
    correlation = np.atleast_2d(np.corrcoef(settings, rowvar=False))
    size, direction = np.linalg.eigh(correlation)
    if size[0] < TOGETHER:
        which = np.flatnonzero(np.abs(direction[:, 0]) > 1e-6)
        raise ResultsError(
            f"{' and '.join(names[int(k)] for k in which)} move as one in this design, so a "
            "regression cannot tell them apart"
        )

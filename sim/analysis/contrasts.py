"""Means of contrasts between variants on the same chance, with simultaneous 95 % intervals.

The half-widths of the intervals come from the distribution of the largest studentised error over
all contrasts. It is simulated with random multipliers of the residuals (Chernozhukov, Chetverikov &
Kato 2013), which allows for the correlation of contrasts on the same chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.intervals import half_width, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MULTIPLIERS = 4000
"""Number of simulated draws of the largest studentised error."""
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean difference with its simultaneous interval."""

    difference: float
    low: float
    high: float

    @property
    def moves(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0.0 or self.high < 0.0


def simultaneous(
    contrasts: Floats, *, share: bool, rng: np.random.Generator, level: float = LEVEL
) -> list[Estimate]:
    """Return means of contrasts [contrast, replicate], with simultaneous intervals.

    For a yes or no, half a pair is added in each direction (Agresti & Min 2005). A lever with which
    no run differed therefore has an interval of about two runs to either side, not of width 0. For
    numbers, a contrast that is always zero has an interval of width 0.
    """
    n = contrasts.shape[1]
    means = contrasts.mean(axis=1)
    residuals = contrasts - means[:, None]
    squares = (residuals**2).sum(axis=1) + (1.0 if share else 0.0)
    errors = np.sqrt(squares) / n
    varying = np.flatnonzero((residuals**2).sum(axis=1) > 0.0)
    critical = _critical(residuals[varying], rng=rng, level=level, contrasts=len(contrasts))
    return [
        Estimate(float(mean), float(mean - critical * error), float(mean + critical * error))
        for mean, error in zip(means, errors, strict=True)
    ]


def _critical(
    residuals: Floats, *, rng: np.random.Generator, level: float, contrasts: int
) -> float:
    """Half-width of simultaneous intervals, in standard errors.

    It is at least that of a single interval, and at most that of independent contrasts (Šidák).
    """
    from scipy.stats import norm

    alone = float(norm.ppf(0.5 + level / 2))
    apart = float(norm.ppf(0.5 + level ** (1 / max(contrasts, 1)) / 2))
    if len(residuals) < 2:
        return apart
    scaled = residuals / np.sqrt((residuals**2).sum(axis=1, keepdims=True))
    draws = rng.standard_normal((MULTIPLIERS, scaled.shape[1])) @ scaled.T
    found = float(np.quantile(np.abs(draws).max(axis=1), level))
    return min(max(found, alone), apart)


def base_of(values: Floats, *, share: bool) -> tuple[float, float, float]:
    """Return the mean of the first variant with its 95 % interval (Wilson's for a yes or no).

    `values` has the axes [variant, replicate] and no missing values.
    """
    row = values[0]
    mean = float(row.mean())
    if share:
        low, high = wilson(row.sum(), len(row))
        return mean, float(low), float(high)
    half = float(half_width(runs=len(row), total=row.sum(), squares=(row**2).sum(), share=False))
    return mean, mean - half, mean + half

"""Estimates from runs, each with what every run adds to its error.

An estimate is a value and a vector with one entry a run: the run's influence on the value, with
mean zero (Hampel 1974). The standard error of any sum or difference of estimates from the same
runs then follows from the sum or difference of the vectors. Settings that are played with the same
random draws are so compared run by run.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOGIT_SD = 3.141592653589793 / sqrt(3.0)
"""Standard deviation of the logistic distribution: a log odds ratio divided by it is a difference
in standard deviations (Hasselblad & Hedges 1995)."""


@dataclass(frozen=True)
class Estimate:
    """A value with the influence of every run on it.

    Attributes:
        value: The estimate; NaN if the runs say nothing about it.
        influence: Influence of every run, mean 0; empty if the value is NaN.
        spread: Standard deviation by which an effect is divided to compare it with others; 0 if
            nothing varies.
    """

    value: float
    influence: Floats
    spread: float

    @property
    def error(self) -> float:
        """Standard error of the value; NaN with fewer than two runs."""
        if len(self.influence) < 2 or not isfinite(self.value):
            return float("nan")
        return float(self.influence.std(ddof=1) / sqrt(len(self.influence)))

    def __sub__(self, other: Estimate) -> Estimate:
        """Return the difference of two estimates from the same runs, or the same random draws."""
        spread = sqrt((self.spread**2 + other.spread**2) / 2)
        if len(self.influence) != len(other.influence):
            return Estimate(float("nan"), np.zeros(0), spread)
        return Estimate(self.value - other.value, self.influence - other.influence, spread)

    def times(self, factor: float) -> Estimate:
        """Return the estimate multiplied by a number."""
        return Estimate(self.value * factor, self.influence * factor, self.spread * abs(factor))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the interval of the value at a level of confidence in (0, 1), by a normal."""
        half = normal_width(level) * self.error
        return self.value - half, self.value + half


def normal_width(level: float) -> float:
    """Return the half-width of a normal interval, in standard errors.

    >>> round(normal_width(0.99), 3)
    2.576
    """
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)


NOTHING = Estimate(float("nan"), np.zeros(0), 0.0)
"""The estimate of runs that say nothing."""


def mean_of(values: Floats) -> Estimate:
    """Return the mean of values, one a run.

    >>> mean_of(np.array([1.0, 3.0])).value
    2.0
    """
    if not len(values):
        return NOTHING
    mean = float(values.mean())
    return Estimate(mean, values - mean, float(values.std()))


def ratio_of(events: Floats, occasions: Floats) -> Estimate:
    """Return the sum of events divided by the sum of occasions, each given a run.

    The influence is that of the delta method: (events - ratio x occasions) / mean occasions. The
    spread is that of a yes or no with this share, if the ratio lies in [0, 1].

    >>> ratio_of(np.array([1.0, 0.0]), np.array([2.0, 2.0])).value
    0.25
    """
    total = float(occasions.sum())
    if total <= 0:
        return NOTHING
    ratio = float(events.sum()) / total
    influence = (events - ratio * occasions) / occasions.mean()
    binary = sqrt(max(ratio * (1 - ratio), 0.0)) if 0.0 <= ratio <= 1.0 else float(influence.std())
    return Estimate(ratio, influence, binary)


def log_odds_ratio(first: Floats, other: Floats, occasions: Floats) -> Estimate:
    """Return the logarithm of the ratio of the odds of events in two settings.

    Half an event and half a missed occasion are added to each setting, so that the ratio is never
    0 or infinite (Haldane 1956). They count as further runs, and so add to the error. The runs, not
    the occasions, are taken to be independent.

    >>> three = np.array([2.0, 2.0, 2.0])
    >>> round(log_odds_ratio(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), three).value, 6)
    0.0

    Args:
        first: Events in the first setting, a number a run.
        other: Events in the other setting, in the same runs.
        occasions: Occasions for an event in a run, in both settings.
    """
    added, free = np.array([0.5, 0.0]), np.array([0.0, 0.0])
    chance = np.array([0.5, 0.5])
    own = _logit(np.r_[first, added, free], np.r_[occasions, chance, free])
    others = _logit(np.r_[other, free, added], np.r_[occasions, free, chance])
    return Estimate(own.value - others.value, own.influence - others.influence, LOGIT_SD)


def _logit(events: Floats, occasions: Floats) -> Estimate:
    share = float(events.sum() / occasions.sum())
    influence = (events - share * occasions) / (occasions.mean() * share * (1 - share))
    return Estimate(log(share / (1 - share)), influence, LOGIT_SD)


def gap_of(values: Floats, first: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> Estimate:
    """Return the mean of values in one group of runs minus the mean in another.

    Args:
        values: A value a run.
        first: Whether the run is of the first group.
        other: Whether the run is of the other group; no run is of both.
    """
    if first.sum() < 2 or other.sum() < 2:
        return NOTHING
    n, influence = len(values), np.zeros(len(values))
    means = []
    for group, sign in ((first, 1.0), (other, -1.0)):
        mean = float(values[group].mean())
        influence[group] = sign * (values[group] - mean) * n / group.sum()
        means.append(mean)
    spread = float(values[first | other].std())
    return Estimate(means[0] - means[1], influence, spread)


def correlation_of(series: Floats, lag: int) -> Estimate:
    """Return the correlation of series with themselves ``lag`` turns later, over all runs.

    The mean of each turn over runs is taken off first. Formula: mean product at the lag divided by
    the mean square.

    Args:
        series: Values [run, turn].
        lag: Turns, >= 1 and below the number of turns.
    """
    centred = series - series.mean(axis=0)
    squares = (centred**2).mean(axis=1)
    if not squares.any():
        return NOTHING
    products = (centred[:, lag:] * centred[:, :-lag]).mean(axis=1)
    found = ratio_of(products, squares)
    return Estimate(found.value, found.influence, 1.0)

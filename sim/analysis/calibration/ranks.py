"""The check of a posterior by simulation: are truths where it says that they are?

A truth is taken from the table, its statistics are the data, and its rank among draws from the
posterior is noted. Over many truths the ranks are uniform if the method is right (Talts et al.
2018). Whether they are is read off their distribution function, with a band that holds at all
places at once (Säilynoja, Bürkner and Vehtari 2022, Statistics and Computing 32).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.calibration.bands import Floats
from sim.analysis.calibration.posterior import posterior

Ranks = npt.NDArray[np.int64]
Watch = Callable[[int, int], None]
SAMPLES = 4000
"""Samples of uniform ranks from which the band is computed."""


@dataclass(frozen=True, eq=False)
class Check:
    """Ranks of truths in their posteriors.

    Attributes:
        ranks: Rank of each truth, 0 to `draws` [truth, parameter].
        draws: Draws against which each truth was ranked.
        contraction: Mean contraction of the posteriors of single truths [parameter].
        covered: Share of truths inside the central 90 % of their draws [parameter].
    """

    ranks: Ranks
    draws: int
    contraction: Floats
    covered: Floats


def _silent(done: int, of: int) -> None:
    """Ignore the progress."""


def check(
    settings: Floats,
    statistics: Floats,
    scale: Floats,
    *,
    low: Floats,
    high: Floats,
    keep: float,
    truths: int,
    draws: int,
    random: np.random.Generator,
    watch: Watch = _silent,
) -> Check:
    """Return the ranks of truths drawn from a table, each left out of its own posterior.

    The data are the truth's own statistics, not bands, because ranks need data that were drawn.

    Args:
        settings: Settings [point, parameter].
        statistics: Statistics [point, statistic].
        scale: Unit of each statistic [statistic].
        low: Lowest value of each parameter.
        high: Highest value.
        keep: Share of the points to keep for each truth.
        truths: Number of truths; at most all points.
        draws: Draws from each posterior.
        random: Chooses truths and draws.
        watch: Called with the number of truths done, and of all.
    """
    chosen = random.choice(len(settings), min(truths, len(settings)), replace=False)
    ranks = np.empty((len(chosen), settings.shape[1]), np.int64)
    contraction = np.zeros(settings.shape[1])
    for k, truth in enumerate(chosen):
        found = posterior(
            settings,
            statistics,
            statistics[truth : truth + 1],
            scale,
            low=low,
            high=high,
            keep=keep,
            without=int(truth),
        )
        ranks[k] = (found.drawn(draws, random) < settings[truth]).sum(axis=0)
        contraction += found.contraction / len(chosen)
        watch(k + 1, len(chosen))
    edge = 0.05 * (draws + 1)
    covered = ((ranks >= edge) & (ranks < draws + 1 - edge)).mean(axis=0)
    return Check(ranks, draws, contraction, covered)


@dataclass(frozen=True, eq=False)
class Simultaneous:
    """A band for the distribution function of uniform ranks, which holds at all places at once.

    Attributes:
        at: Places, as shares of the ranks, rising to 1 [place].
        low: Lower end of the band [place].
        high: Upper end [place].
        least: For each sample of uniform ranks, how unlikely its least likely place is [sample].
    """

    at: Floats
    low: Floats
    high: Floats
    least: Floats


def simultaneous(
    truths: int, draws: int, random: np.random.Generator, level: float = 0.95
) -> Simultaneous:
    """Return the band in which all of the distribution function of uniform ranks lies.

    At each place the count of ranks below is binomial. The level there is set so that uniform ranks
    stay inside at all places together with probability `level`; it is found by drawing such ranks.
    """
    from scipy.stats import binom

    at = np.arange(1, draws + 2) / (draws + 1)
    drawn = random.integers(0, draws + 1, (SAMPLES, truths))
    least = np.array([_least(np.bincount(row, minlength=draws + 1).cumsum(), at) for row in drawn])
    one_sided = np.quantile(least, 1 - level) / 2
    low = binom.ppf(one_sided, truths, at) / truths
    high = binom.ppf(1 - one_sided, truths, at) / truths
    return Simultaneous(at, low, high, least)


def distribution(ranks: Ranks, draws: int) -> Floats:
    """Return the share of ranks up to each, from rank 0 to rank `draws` [place]."""
    return np.bincount(ranks, minlength=draws + 1).cumsum() / len(ranks)


def doubt(ranks: Ranks, band: Simultaneous) -> float:
    """Return the p-value of ranks: the share of uniform samples that are as odd, or odder."""
    own = _least(np.round(distribution(ranks, len(band.at) - 1) * len(ranks)), band.at)
    return float((1 + (band.least <= own).sum()) / (1 + len(band.least)))


def _least(below: npt.NDArray[np.generic], at: Floats) -> float:
    """Return the smallest two-sided probability of the counts `below` each place."""
    from scipy.special import bdtr, bdtrc

    count = np.asarray(below, np.float64)[:-1]  # at the last place all ranks are below
    number, chance = int(below[-1]), at[:-1]
    lower = bdtr(count, number, chance)
    upper = np.where(count > 0, bdtrc(np.maximum(count - 1, 0), number, chance), 1.0)
    return float(2 * np.minimum(lower, upper).min())

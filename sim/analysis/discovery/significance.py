"""Tests of the restrictions of a box, and intervals of a density.

Runs of one point, or of one family of points, contain less information than the same number of
independent runs. Counts are therefore divided by their design effect before an interval or a test
is computed (Rao, J. N. K. and Scott, A. J. (1992), "A simple method for the analysis of clustered
binary data", Biometrics 48, 577-585). With one run at each of many independent points, the effect
is 1.

Runs of one replicate share a draw of chance too, at all points. This moves all densities together.
It is included in the interval of a density: the variance is the sum of both clustered variances
minus the binomial variance, which both contain (Cameron, A. C., Gelbach, J. B. and Miller, D. L.
(2011), "Robust inference with multiway clustering", Journal of Business and Economic Statistics 29,
238-249). It is not included in the test of an end, which compares boxes on the same chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.sample import Sample
from sim.experiment.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]


def design_effect(sample: Sample, inside: Bools) -> float:
    """Return the variance of a density relative to that of independent runs, at least 1.

    It is the sum over families of the squared difference between hits and expected hits, divided by
    the binomial variance N p (1 - p). If all runs are hits, or none is, it cannot be estimated, and
    the mean number of runs in a family is returned.
    """
    runs, hits = sample.runs[inside], sample.hits[inside]
    total = float(runs.sum())
    if total == 0:
        return 1.0
    share = float(hits.sum()) / total
    _, family = np.unique(sample.family[inside], return_inverse=True)
    if not 0 < share < 1:
        return total / float(family.max() + 1)
    excess = np.bincount(family, weights=hits - share * runs)
    return max(float((excess**2).sum()) / (total * share * (1 - share)), 1.0)


def chance_effect(sample: Sample, inside: Bools) -> float:
    """Return the design effect of common chance: replicates take the place of families.

    It is at least 0, and 1 if it cannot be estimated: with unknown draws, or with a single draw.
    """
    draws = sample.draws[inside]
    hits, runs = (draws == 1).sum(axis=0), (draws >= 0).sum(axis=0)
    count, total = int((runs > 0).sum()), float(runs.sum())
    share = float(hits.sum()) / total if total else 0.0
    if count < 2 or not 0 < share < 1:
        return 1.0
    excess = hits - share * runs
    return float((excess**2).sum()) / (total * share * (1 - share)) * count / (count - 1)


def density_interval(sample: Sample, inside: Bools) -> tuple[float, float]:
    """Return Wilson's 95 % interval of the share of hits inside.

    It allows for families of points, and for draws of chance that all points share.
    """
    effect = max(design_effect(sample, inside) + chance_effect(sample, inside) - 1.0, 1.0)
    low, high = wilson(sample.hits[inside].sum() / effect, sample.runs[inside].sum() / effect)
    return float(low), float(high)


def quasi_p(sample: Sample, box: Box, limit: Limit) -> float:
    """Return the quasi-p-value of one end of a box (Bryant and Lempert 2010).

    It is the probability of at least as many hits in the box as observed, if each run in it were a
    hit with the density of the box without that end: a binomial tail, P(X >= hits). It is "quasi"
    because the end was chosen for a high density. A small value therefore does not prove that an
    end matters; a large value shows that it need not be there.
    """
    wider = box.without(limit).holds(sample.values)
    inside = box.holds(sample.values)
    effect = design_effect(sample, wider)
    share = float(sample.hits[wider].sum()) / float(sample.runs[wider].sum())
    runs, hits = float(sample.runs[inside].sum()), float(sample.hits[inside].sum())
    return binomial_tail(hits / effect, runs / effect, share)


def binomial_tail(hits: float, runs: float, share: float) -> float:
    """Return P(X >= hits) for a binomial distribution; counts need not be whole numbers.

    It is the regularised incomplete beta function I_share(hits, runs - hits + 1), which equals the
    binomial sum for whole counts.

    >>> round(binomial_tail(2, 3, 0.5), 6)  # 3/8 + 1/8
    0.5
    """
    from scipy.special import betainc

    return 1.0 if hits <= 0 else float(betainc(hits, runs - hits + 1, share))

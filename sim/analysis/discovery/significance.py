"""Whether a restriction of a box earns its place, and how sure a density is.

Runs of one point, or of points drawn together, tell less than as many runs apart. Counts are
therefore divided by their design effect before an interval or a test is worked out (Rao, J. N. K.
and Scott, A. J. (1992), "A simple method for the analysis of clustered binary data", Biometrics 48,
577-585). With one run at each point, drawn apart, the effect is 1 and nothing is divided.

So do runs of one replicate, which is the same draw of chance at every point. That moves all
densities together: it counts for the interval of a density, whose variance is then the sum of both
less the binomial one that is in either (Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011),
"Robust inference with multiway clustering", Journal of Business and Economic Statistics 29,
238-249), and not for the test of an end, which compares boxes on the same chance.
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
    """How many times larger the variance of a density is than that of as many runs apart, >= 1.

    The sum of squares, over families, of hits less those expected at the common density, over the
    binomial variance N p (1 - p). Where all runs hit or none does, nothing can be seen of it, and
    it is the number of runs to a family.
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
    """The design effect of common chance: as `design_effect`, with replicates for families.

    At least 0; 1 where the draws are not known, or there is but one, of which nothing can be seen.
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
    """Wilson's 95 % interval of the share of hits inside.

    For runs that come in families of points, and on draws of chance that all points share.
    """
    effect = max(design_effect(sample, inside) + chance_effect(sample, inside) - 1.0, 1.0)
    low, high = wilson(sample.hits[inside].sum() / effect, sample.runs[inside].sum() / effect)
    return float(low), float(high)


def quasi_p(sample: Sample, box: Box, limit: Limit) -> float:
    """The quasi-p-value of one end of a box (Bryant and Lempert 2010).

    The chance of at least as many hits in the box as there are, if each of its runs hit with the
    density of the same box without that end: a binomial tail, P(X >= hits). It is "quasi" because
    the end was chosen to make it small: a small value does not prove that an end matters, but a
    large one says that it does not.
    """
    wider = box.without(limit).holds(sample.values)
    inside = box.holds(sample.values)
    effect = design_effect(sample, wider)
    share = float(sample.hits[wider].sum()) / float(sample.runs[wider].sum())
    runs, hits = float(sample.runs[inside].sum()), float(sample.hits[inside].sum())
    return binomial_tail(hits / effect, runs / effect, share)


def binomial_tail(hits: float, runs: float, share: float) -> float:
    """P(X >= hits) of a binomial of so many runs; counts need not be whole.

    The regularised incomplete beta function I_share(hits, runs - hits + 1), which for whole counts
    is the binomial sum itself.

    >>> round(binomial_tail(2, 3, 0.5), 6)  # 3/8 + 1/8
    0.5
    """
    from scipy.special import betainc

    return 1.0 if hits <= 0 else float(betainc(hits, runs - hits + 1, share))

"""Elementary effects (Morris 1991; mu* of Campolongo, Cariboni and Saltelli 2007).

A trajectory moves one factor at a time. The elementary effect of a factor is the change of the mean
outcome over the step, divided by the length of the step as a share of the factor's range. Over all
trajectories, the mean of the effects is mu, the mean of their absolute values is mu*, and their
standard deviation is sigma.

Chance in the two means does not bias mu, but makes mu* and sigma larger. The variance due to chance
is estimated from the replicates, which both ends of a step share, and is removed from sigma. No
published estimator removes it from mu*. Therefore `floor` gives, for comparison, the mu* that a
factor without effect would have by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.design_blocks import morris_steps
from sim.analysis.sensitivity.resamples import Resamples, chance_error, interval
from sim.analysis.sensitivity.response import Floats, Ints
from sim.analysis.sensitivity.sobol import mean_covariance


@dataclass(frozen=True, eq=False)
class ElementaryEffects:
    """Effects over the whole range of each factor, in the unit of the outcome.

    Attributes:
        frame: A row for each factor: `mu`, `mu_star`, `sigma`, each with `_low` and `_high`;
            `floor`, the mu* of a factor without effect (NaN with one replicate per point);
            `sigma_plain`, not corrected for chance, as computed by SALib.
        trajectories: Number of trajectories.
    """

    frame: pd.DataFrame
    trajectories: int


def step_share(levels: int) -> float:
    """Return the length of a step of a Morris design, as a share of the factor's range.

    >>> round(step_share(4), 4)
    0.6667
    """
    return levels / (2.0 * (levels - 1))


def elementary_effects(
    values: Floats, settings: Floats, levels: int, resamples: Resamples
) -> ElementaryEffects:
    """Return the elementary effects of runs in SALib's order.

    Args:
        values: Runs [point, replicate], points in whole trajectories of factors + 1 rows.
        settings: Settings of the factors [point, factor].
        levels: Number of levels of the Morris design.
        resamples: Bootstrap draws of trajectories.
    """
    factors = settings.shape[1]
    rows = factors + 1
    factor, direction = morris_steps(settings.reshape(-1, rows, factors))
    share = step_share(levels)

    def effects(runs: Floats) -> Floats:
        means = np.nanmean(runs.reshape(-1, rows, runs.shape[1]), axis=2)
        return _by_factor(np.diff(means, axis=1) * direction / share, factor)

    def estimates(runs: Floats, drawn: Resamples | None = None) -> Floats:
        return _statistics(effects(runs), _noise(runs, rows, factor, share), drawn)

    found = estimates(values)[0]
    error = chance_error(values, lambda runs: estimates(runs)[0])
    low, high = interval(estimates(values, resamples), found, error)
    columns: dict[str, Floats] = {}
    for k, name in enumerate(("mu", "mu_star", "sigma")):
        columns |= {name: found[k], f"{name}_low": low[k], f"{name}_high": high[k]}
    noise = _noise(values, rows, factor, share)
    known = values.shape[1] > 1
    columns["floor"] = sqrt(2 / pi) * np.sqrt(noise).mean(axis=0) if known else np.nan * found[0]
    columns["sigma_plain"] = effects(values).std(axis=0, ddof=1)
    for name in ("mu_star_low", "sigma_low"):
        columns[name] = np.maximum(columns[name], 0.0)
    return ElementaryEffects(pd.DataFrame(columns), len(factor))


def _by_factor(steps: Floats, factor: Ints) -> Floats:
    """Sort the steps of each trajectory by the factor that they move [trajectory, factor]."""
    found = np.empty_like(steps)
    np.put_along_axis(found, factor, steps, axis=1)
    return found


def _noise(runs: Floats, rows: int, factor: Ints, share: float) -> Floats:
    """Variance of elementary effects that is due to chance [trajectory, factor]."""
    cube = runs.reshape(-1, rows, runs.shape[1])
    if cube.shape[2] < 2:
        return np.zeros((len(cube), rows - 1))
    own = mean_covariance(cube, cube)
    both = mean_covariance(cube[:, :-1], cube[:, 1:])
    noise = np.maximum(own[:, :-1] + own[:, 1:] - 2.0 * both, 0.0)
    return _by_factor(noise / share**2, factor)


def _statistics(effects: Floats, noise: Floats, drawn: Resamples | None) -> Floats:
    """mu, mu*, and sigma corrected for chance [resample, statistic, factor]."""
    centre = effects.mean(axis=0)
    terms = np.stack([effects, np.abs(effects), (effects - centre) ** 2, noise], axis=1)
    if drawn is None:
        count, sums = np.full((1, 1, 1), len(terms)), terms.sum(axis=0, keepdims=True)
        lost = len(terms) / (len(terms) - 1)
    else:
        count = drawn.totals(drawn.sums(np.ones((len(terms), 1, 1))))
        sums = drawn.totals(drawn.sums(terms))
        # The variance in a resample of n is on average (n - 1) / n of that in the sample.
        lost = (drawn.bundles / (drawn.bundles - 1)) ** 2
    mu, star, squares, chance = np.moveaxis(sums / count, 1, 0)
    variance = lost * np.maximum(squares - (mu - centre) ** 2, 0.0) - chance
    return np.stack([mu, star, np.sqrt(np.maximum(variance, 0.0))], axis=1)

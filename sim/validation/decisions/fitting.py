"""The fit of the six free scales: one Sobol table of simulations, and its best point."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.validation.decisions.coding import Rule, code, signals_of
from sim.validation.decisions.playing import Cases, Watch
from sim.validation.decisions.references import folds_of
from sim.validation.decisions.rows import Floats, Rows


@dataclass(frozen=True, eq=False)
class Fit:
    """What the table of simulations says.

    Attributes:
        points: Values of the scales, axes [point, scale].
        scores: Mean score of every point on the rows of the fit, axis [point].
        best: Place of the best point.
        scales: Its values by name.
        by_row: Score of every row at every point, axes [point, row].
    """

    points: Floats
    scores: Floats
    best: int
    scales: Mapping[str, float]
    by_row: Floats


def sobol_points(rule: Rule, points: int) -> Floats:
    """Return the scrambled Sobol table of the scales, axes [point, scale].

    Args:
        rule: The rule: its scales, and the seed of the table.
        points: Number of points.
    """
    from scipy.stats import qmc

    table = qmc.Sobol(len(rule.scales), scramble=True, rng=int(rule.fit["seed"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a table that is no power of two
        shares = table.random(points)
    return np.stack([one.at(shares[:, k]) for k, one in enumerate(rule.scales)], axis=1)


def fair_score(counts: npt.NDArray[np.int64], rung: npt.NDArray[np.int64]) -> Floats:
    """Return the ranked probability score of counts of futures, corrected for their number.

    A small ensemble scores worse than the distribution it is drawn from; F (1 - F) / (n - 1) takes
    this away at every threshold (Ferro 2014, Q. J. R. Meteorol. Soc. 140).

    >>> fair_score(np.array([[1, 1, 0, 0]]), np.array([0])).round(6).tolist()
    [0.0]

    Args:
        counts: Futures on each rung, axes [row, rung]; at least two in all.
        rung: What came, axis [row].
    """
    futures = counts.sum(axis=1, keepdims=True)
    below = (counts.cumsum(axis=1) / futures)[:, :-1]
    came = rung[:, None] <= np.arange(below.shape[1])
    found: Floats = ((below - came) ** 2 - below * (1 - below) / (futures - 1)).mean(axis=1)
    return found


def fit(
    rows: Rows,
    cases: Cases,
    *,
    points: int,
    futures: int,
    watch: Watch = lambda futures: None,
) -> Fit:
    """Return the fit of the scales on rows: play them at every point of the table, take the best.

    Args:
        rows: Rows of crises before the split.
        cases: The cases, ready to be played.
        points: Points of the table.
        futures: Futures of each row at each point.
        watch: Called with the number of futures played since the last call.
    """
    rule = cases.rule
    table, signals = sobol_points(rule, points), signals_of(rows, rule)
    by_row = np.empty((points, len(rows)))
    for k, point in enumerate(table):
        values = code(signals, rule, scales_at(rule, point))
        seed = int(rule.fit["seed"])
        counts = cases.counts(values, futures=futures, seed=seed, watch=watch)
        by_row[k] = fair_score(counts, rows.rung)
    scores = by_row @ rows.weight / rows.weight.sum()
    best = int(np.argmin(scores))
    return Fit(table, scores, best, scales_at(rule, table[best]), by_row)


def scales_at(rule: Rule, point: Floats) -> dict[str, float]:
    """Return the values of a point by name of the scale."""
    return {one.name: float(value) for one, value in zip(rule.scales, point, strict=True)}


def left_out_scores(found: Fit, rows: Rows) -> Floats:
    """Return the score of every row at the point that is best for the crises of other folds.

    It costs no simulation: the table holds every row at every point.
    """
    fold, weight = folds_of(rows), rows.weight
    scores = np.empty(len(rows))
    for k in np.unique(fold):
        others = fold != k
        point = int(np.argmin(found.by_row[:, others] @ weight[others]))
        scores[~others] = found.by_row[point, ~others]
    return scores

"""Forecasters that the model is held against, fitted on the same rows: frequencies and logits."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.scoring.scores import ranked_probability
from sim.validation.decisions.rows import RUNGS, RUSSIA, Floats, Rows

Forecast = Callable[[Rows], Floats]
"""Gives the probability of each rung, axes [row, rung]."""

PLAIN = ("log cp/ch", "pact")
"""Predictors of the plain logit: the ratio of capabilities and the pact."""
FULL = (
    "log cp/ch",
    "log cc/ch",
    "pact",
    "anytie",
    "pact_ch",
    "tie_ch",
    "chal_other_sp",
    "chal_other_pact",
    "cl_other_pact",
    "dist",
    "idpc",
    "idph",
    "riv_ph",
    "riv_ch",
    "triggr",
    "pwar",
    "ltroops",
    "prec",
    "prec_h",
    "nprec",
    "Russia",
)
"""Predictors of the full logit: all that the record says of a row."""
RIDGES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""Penalties on squared coefficients of standardised predictors among which the full logit
chooses, by cross-validation over crises of the rows it is fitted on."""
FOLDS = 5
LIGHT = 0.01
"""Penalty of the plain logit: it only keeps a table in which a rung is missing from diverging."""


def predictor(rows: Rows, name: str) -> Floats:
    """Return the values of one predictor by row; NaN where not known."""
    given = rows.columns
    if name == "log cp/ch":
        found: Floats = np.log(given["cp"] / given["ch"])
    elif name == "log cc/ch":
        found = np.log(given["cc"] / given["ch"])
    elif name == "Russia":
        found = (rows.patron == RUSSIA).astype(float)
    else:
        found = given[name]
    return found


def folds_of(rows: Rows, folds: int = FOLDS) -> npt.NDArray[np.int64]:
    """Return the fold of each row, from 0: crises are dealt out in a fixed random order."""
    names, member = np.unique(np.array(rows.crisis), return_inverse=True)
    dealt = np.random.default_rng(0).permutation(len(names)) % folds
    found: npt.NDArray[np.int64] = dealt[member]
    return found


def marginal(rows: Rows) -> Forecast:
    """Return the forecaster of the weighted frequencies of the rows, the same for every case."""
    share = np.bincount(rows.rung, rows.weight, RUNGS) / rows.weight.sum()
    return lambda others: np.tile(share, (len(others), 1))


@dataclass(frozen=True, eq=False)
class Logit:
    """A fitted multinomial logit.

    Attributes:
        names: Predictors.
        centre: Mean of each in the rows of the fit; it stands in where a value is not known.
        spread: Standard deviation of each.
        slopes: Coefficients of the standardised predictors, axes [rung, predictor].
        levels: Intercepts, axis [rung]; -inf for a rung that the rows do not have.
    """

    names: tuple[str, ...]
    centre: Floats
    spread: Floats
    slopes: Floats
    levels: Floats

    def __call__(self, rows: Rows) -> Floats:
        """Return the probability of each rung, axes [row, rung]."""
        scores = self._standard(rows) @ self.slopes.T + self.levels
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = odds / odds.sum(axis=1, keepdims=True)
        return found

    def _standard(self, rows: Rows) -> Floats:
        return _standard(_table(rows, self.names), self.centre, self.spread)


def logit(rows: Rows, names: tuple[str, ...], ridge: float) -> Logit:
    """Return the multinomial logit of the rungs, fitted by weighted likelihood with a ridge.

    Args:
        rows: The rows to fit.
        names: Predictors.
        ridge: Penalty on the squared coefficients of standardised predictors; rows count by their
            weights, scaled to sum to the number of rows.
    """
    from sklearn.linear_model import LogisticRegression

    table = _table(rows, names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of which nothing is known
        centre, spread = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    centre = np.where(np.isnan(centre), 0.0, centre)
    spread = np.where(spread > 0, spread, 1.0)
    weight = rows.weight * len(rows) / rows.weight.sum()
    slopes, levels = np.zeros((RUNGS, len(names))), np.full(RUNGS, -np.inf)
    there = np.unique(rows.rung)
    if len(there) == 1:
        levels[there] = 0.0
        return Logit(names, centre, spread, slopes, levels)
    model = LogisticRegression(C=1 / (2 * ridge), tol=1e-9, max_iter=5000)
    model.fit(_standard(table, centre, spread), rows.rung, sample_weight=weight)
    if len(there) == 2:
        slopes[there[1]], levels[there] = model.coef_[0], (0.0, model.intercept_[0])
    else:
        slopes[there], levels[there] = model.coef_, model.intercept_
    return Logit(names, centre, spread, slopes, levels)


def plain_logit(rows: Rows) -> Logit:
    """Return the logit on the ratio of capabilities and the pact."""
    return logit(rows, PLAIN, LIGHT)


def full_logit(rows: Rows) -> Logit:
    """Return the logit on all predictors, with the ridge that cross-validation prefers."""
    return logit(rows, FULL, best_ridge(rows))


def best_ridge(rows: Rows) -> float:
    """Return the ridge of `RIDGES` with the least ranked probability score over crises left out."""
    fold, weight = folds_of(rows), rows.weight
    scores = []
    for ridge in RIDGES:
        total = 0.0
        for k in np.unique(fold):
            given = logit(rows.where(fold != k), FULL, ridge)(rows.where(fold == k))
            total += float(weight[fold == k] @ ranked_probability(given, rows.rung[fold == k]))
        scores.append(total)
    return RIDGES[int(np.argmin(scores))]


def _table(rows: Rows, names: tuple[str, ...]) -> Floats:
    return np.stack([predictor(rows, name) for name in names], axis=1)


def _standard(table: Floats, centre: Floats, spread: Floats) -> Floats:
    found: Floats = np.where(np.isnan(table), 0.0, (table - centre) / spread)
    return found

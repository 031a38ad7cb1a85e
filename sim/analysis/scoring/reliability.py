"""Reliability by isotonic regression, and what a Brier score is made of (CORP)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.scoring.scores import Floats, Numbers, brier


@dataclass(frozen=True, eq=False)
class Reliability:
    """How often an event came when it was given some probability, and the parts of the score.

    The Brier score is miscalibration - discrimination + uncertainty (Dimitriadis, Gneiting and
    Jordan 2021, PNAS 118(8)). Miscalibration is what the forecasts lose by saying other
    probabilities than the frequencies that go with them; discrimination is what telling the cases
    apart is worth; uncertainty is the score of the frequency of all cases.

    Attributes:
        chance: Forecasts in ascending order.
        frequency: The frequency that goes with each, by isotonic regression.
        weight: Weight of each; they sum to 1.
        score: Weighted mean of the Brier score.
        miscalibration: At least 0; less is better.
        discrimination: At least 0; more is better.
        uncertainty: Of the events, in [0, .25].
    """

    chance: Floats
    frequency: Floats
    weight: Floats
    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float


def reliability(chance: Numbers, happened: Numbers, weight: Numbers | None = None) -> Reliability:
    """Return how reliable forecasts of one event are.

    >>> found = reliability([0.2, 0.4, 0.6, 0.8], [0, 0, 1, 1])
    >>> found.frequency.tolist(), round(found.discrimination, 3)
    ([0.0, 0.0, 1.0, 1.0], 0.25)

    Args:
        chance: Probability of the event, by forecast, at least one.
        happened: Whether it happened, by forecast.
        weight: Weight of each forecast, above 0; equal if None.
    """
    from scipy.optimize import isotonic_regression

    given, came = np.asarray(chance, float), np.asarray(happened, float)
    weights = np.ones(len(given)) if weight is None else np.asarray(weight, float)
    # Equal forecasts are one case: their order must not matter.
    where = np.unique(given, return_inverse=True)[1]
    masses = np.bincount(where, weights)
    means = np.bincount(where, weights * came) / masses
    fitted = np.asarray(isotonic_regression(means, weights=masses).x, float)
    order = np.argsort(given, kind="stable")
    share = weights / weights.sum()
    base = float(share @ came)
    own, best = float(share @ brier(given, came)), float(share @ brier(fitted[where], came))
    uncertainty = float(share @ brier(np.full(len(came), base), came))
    return Reliability(
        chance=given[order],
        frequency=fitted[where][order],
        weight=share[order],
        score=own,
        miscalibration=own - best,
        discrimination=uncertainty - best,
        uncertainty=uncertainty,
    )

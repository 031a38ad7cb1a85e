"""Negative controls: forecasts without knowledge must show no skill, copies the same score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.validation.decisions import scoring as by
from sim.validation.decisions.coding import signals_of
from sim.validation.decisions.references import marginal, plain_logit
from sim.validation.decisions.rows import RUNGS, Floats, Rows

if TYPE_CHECKING:
    from sim.validation.decisions.study import Study

SHUFFLES = 200
BELIEF = ("precedent", "precedent_challenger")
"""Signals from which belief and resolve are coded."""


def controls(
    study: Study, given: Mapping[str, Floats], scales: Mapping[str, float]
) -> dict[str, Any]:
    """Return the outcome of every control.

    Returns:
        `shuffled`: skill of the model when outcomes are shuffled within decades; `clone`: the
        score of the plain logit and of its clone; `constant`: the score of a forecaster that
        always says the frequencies, and of the marginal; `flipped_belief` and `flipped_rule`: what
        the model loses when precedents are read the wrong way round, and when all evidence is.
    """
    rows = study.test
    return {
        "shuffled": shuffled(given, study),
        "clone": _pair(given[by.PLAIN_LOGIT], plain_logit(study.train)(rows), study),
        "constant": _pair(given[by.MARGINAL], _constant(study), study),
        "flipped_belief": flipped(study, given[by.MODEL], scales, BELIEF),
        "flipped_rule": flipped(study, given[by.MODEL], scales, tuple(study.rule.signals)),
    }


def shuffled(given: Mapping[str, Floats], study: Study) -> dict[str, float]:
    """Return the skill of the model's forecasts against shuffled outcomes: mean and 95 % range.

    The reference says the frequencies of each decade, which shuffling within decades leaves alone;
    frequencies of earlier crises would lose to anybody who happens to be nearer to later ones.
    `real` is the skill for the outcomes as they were, against the same reference.
    """
    skills = [_over_decades(given, by.shuffled(study.test, k)) for k in range(SHUFFLES)]
    low, high = np.quantile(skills, [0.025, 0.975])
    return {
        "mean": float(np.mean(skills)),
        "low": float(low),
        "high": float(high),
        "real": _over_decades(given, study.test),
    }


def _over_decades(given: Mapping[str, Floats], rows: Rows) -> float:
    """Return the skill of the model over the frequencies of each decade, known in hindsight.

    It is 0 if these say every outcome with certainty, as they do if no decade has two outcomes.
    """
    decade, usual = rows.year // 10, np.empty((len(rows), RUNGS))
    for one in np.unique(decade):
        usual[decade == one] = marginal(rows.where(decade == one))(rows.where(decade == one))
    score = by.SCORES["rps"]
    own = float(rows.weight @ score(given[by.MODEL], rows.rung))
    best = float(rows.weight @ score(usual, rows.rung))
    return 1 - own / best if best > 0 else 0.0


def flipped(
    study: Study, given: Floats, scales: Mapping[str, float], names: tuple[str, ...]
) -> dict[str, Any]:
    """Return the skill of the model against itself with signals mirrored about their mean."""
    signals = signals_of(study.test, study.rule)
    usual = signals_of(study.train, study.rule)
    for name in names:
        how = study.rule.signals[name]
        mirrored = 2 * usual[name].mean() - signals[name]
        signals[name] = np.clip(mirrored, how.get("low", -1), how.get("high", 1))
    wrong = study.play(study.test, scales, signals=signals)
    return asdict(by.compared(given, wrong, study.test))


def _constant(study: Study) -> Floats:
    """Return the forecasts of somebody who always says the frequencies of the rows of the fit."""
    said = marginal(study.train)(study.train.where([0]))[0]
    return np.array([said for _ in range(len(study.test))])


def _pair(own: Floats, copy: Floats, study: Study) -> dict[str, float]:
    """Return the mean ranked probability scores of two forecasters."""
    weight = study.test.weight / study.test.weight.sum()
    first, second = (
        float(weight @ by.SCORES["rps"](values, study.test.rung)) for values in (own, copy)
    )
    return {"own": first, "copy": second}

"""Negative controls: forecasts without knowledge must show no skill, copies the same score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.validation.decisions import scoring as by
from sim.validation.decisions.coding import signals_of
from sim.validation.decisions.references import marginal, plain_logit
from sim.validation.decisions.rows import Floats

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
        `shuffled`: skill of the model when outcomes are shuffled within decades, mean and 95 %
        range; `clone`: the score of the plain logit and of its clone; `constant`: the score of a
        forecaster that always says the frequencies, and of the marginal; `flipped_belief` and
        `flipped_rule`: what the model loses when precedents are read the wrong way round, and when
        all evidence is.
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
    """Return the skill of the model's forecasts against shuffled outcomes: mean and 95 % range."""
    skills = []
    weight = study.test.weight
    for k in range(SHUFFLES):
        rows = by.shuffled(study.test, k)
        own, other = (
            float(weight @ by.SCORES["rps"](given[name], rows.rung))
            for name in (by.MODEL, by.MARGINAL)
        )
        skills.append(1 - own / other)
    low, high = np.quantile(skills, [0.025, 0.975])
    return {"mean": float(np.mean(skills)), "low": float(low), "high": float(high)}


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

"""The backtest as values that JSON can hold: all numbers that its page quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sim.engine.compiled import source_hash
from sim.validation.backtest import baselines
from sim.validation.backtest.study import (
    GIVEN,
    MODEL,
    Answer,
    Backtest,
    Fighting,
    Period,
)
from sim.validation.facts import Facts
from sim.validation.freeze import frozen
from sim.version import MODEL_VERSION

PART = "backtest"
"""Name of this part of the validation."""
DIGITS = 6
"""Decimals that are kept: Monte Carlo error is in the third."""


def facts(found: Backtest) -> Facts:
    """Return the facts of a backtest: values that JSON can hold, rounded, no NaN."""
    kept = frozen(PART)
    told: Facts = {
        "part": PART,
        "model_version": MODEL_VERSION,
        "rules": source_hash(),
        "scenarios": dict(found.hashes),
        "frozen": {"on": str(kept.on), "digest": kept.latest, "holds": kept.holds},
        "seed": found.seed,
        "futures": found.futures,
        "monte_carlo_within": found.within,
        "backtest": _period(found.backtest),
        "run_up": _period(found.run_up),
        "fighting": _fighting(found.fighting),
    }
    rounded: Facts = _rounded(told)
    return rounded


def _period(period: Period) -> Facts:
    return {
        "name": period.name,
        "half_years": list(period.half_years),
        "n": len(period.half_years),
        "events": list(period.events),
        "targets": [_answer(answer) for answer in period.answers],
    }


def _answer(answer: Answer) -> Facts:
    return {
        "name": answer.target.name,
        "asks": answer.target.asks,
        "levels": list(answer.target.levels),
        "record": list(answer.record),
        "chances": {who: given.tolist() for who, given in answer.chances.items()},
        "scores": {who: asdict(score) for who, score in answer.scores.items()},
        "gains": _gains(answer.gains, baselines.NAMES),
        "repaired": None if answer.repaired is None else asdict(answer.repaired),
        "mixed_as_accommodating": dict(answer.otherwise),
    }


def _fighting(fighting: Fighting) -> Facts:
    others = [who for who in fighting.chances if who not in (MODEL, GIVEN)]
    return {
        "half_years": list(fighting.half_years),
        "n": len(fighting.half_years),
        "happened": fighting.happened.tolist(),
        "chances": {who: given.tolist() for who, given in fighting.chances.items()},
        "brier": dict(fighting.briers),
        "gains": _gains(fighting.gains, others),
    }


def _gains(gains: Mapping[tuple[str, str], Any], others: Any) -> Facts:
    """Return gains by forecaster, then by the other."""
    players = dict.fromkeys(who for who, _ in gains)
    return {who: {other: asdict(gains[who, other]) for other in others} for who in players}


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    # + 0.0 makes a zero of a negative zero.
    return round(float(value), DIGITS) + 0.0 if isinstance(value, float) else value

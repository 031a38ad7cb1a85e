"""The results of the study as plain values, for the table, the figure and the page."""

from __future__ import annotations

from math import isfinite, log
from typing import Any

from sim.analysis.estimates import LOGIT_SD
from sim.measures import UnknownOutcomeError, measure_of
from sim.validation.facts import Facts
from sim.validation.patterns.declared import Check
from sim.validation.patterns.kinds import Found
from sim.validation.patterns.removal import DIES, LIVES, OPEN, Fate, Removal
from sim.validation.patterns.study import Control, Result, Study
from sim.version import MODEL_VERSION
from sim.words import STANCE_WORDS

DIGITS = 6
"""Decimals of a number in the facts."""
PART = "patterns"


def facts_of_study(study: Study) -> Facts:
    """Return all results as values that JSON can hold; numbers that are not known are None."""
    declared = study.declared
    return {
        "part": PART,
        "model": MODEL_VERSION,
        "seed": declared.seed,
        "size": study.size,
        "confidence": declared.confidence,
        "turns": declared.turns,
        "runs": dict(declared.sizes[study.size]),
        "perturbation": dict(declared.perturbation),
        "checks": [_of_result(result) for result in study.results],
        "removed": [_of_removal(removal) for removal in study.removals],
        "left_out": [dict(one) for one in declared.left_out],
        "controls": [_of_control(control) for control in study.controls],
        "orders": [
            {"order": one.order, "share": _number(one.share), "decisions": one.legal}
            for one in study.orders
        ],
    }


def _of_result(result: Result) -> dict[str, Any]:
    found, pattern = result.found, result.pattern
    check = found.check
    standard = standardised(found)
    return {
        "id": check.id,
        "pattern": pattern.id,
        "claim": pattern.claim,
        "grounds": pattern.grounds,
        "scenario": pattern.scenario,
        "swept": list(dict.fromkeys(path for point in pattern.points for path in point)),
        "kind": check.kind,
        "what": said_of(check),
        "expected": check.expected,
        "values": [[at, _number(value)] for at, value in found.values],
        "effect": _number(found.effect),
        "low": _number(found.low),
        "high": _number(found.high),
        "standard": None if standard is None else [_number(end) for end in standard],
        "verdict": found.verdict,
        "misfit": check.misfit,
        "note": found.note,
        "draws": result.draws,
        "clear": result.clear,
        "held": result.held,
        "doctrines": dict(result.doctrines),
    }


def _of_removal(removal: Removal) -> dict[str, Any]:
    removed = removal.removed
    return {
        "id": removed.id,
        "what": removed.what,
        "how": removed.patch or ", ".join(f"{k} = {v}" for k, v in removed.change.items()),
        "patched": bool(removed.patch),
        "must": list(removed.dead or removed.dies),
        "died": _fates(removal.of(DIES, must=True)),
        "survived": _fates(removal.of(LIVES, must=True)),
        "open": _fates(removal.of(OPEN, must=True)),
        "unexpected": _fates(removal.of(DIES, must=False)),
        "lived": len(removal.of(LIVES, must=False)),
        "open_others": len(removal.of(OPEN, must=False)),
        "swept": list(removal.swept),
        "follows": [
            {
                "what": said_of(found.check),
                "expected": found.check.expected,
                "values": [[at, _number(value)] for at, value in found.values],
                "low": _number(found.low),
                "high": _number(found.high),
                "verdict": found.verdict,
            }
            for found in removal.follows
        ],
    }


def _fates(fates: tuple[Fate, ...]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "before": _number(one.before), "after": _number(one.after)} for one in fates
    ]


def _of_control(control: Control) -> dict[str, Any]:
    return {
        "id": control.negative.id,
        "what": control.negative.what,
        "must": list(control.negative.fails),
        "failed": list(control.failed),
        "open": list(control.unclear),
        "survived": list(control.survived),
    }


def standardised(found: Found) -> tuple[float, float, float] | None:
    """Return how far the effect lies on the expected side, in standard deviations, with interval.

    0 is where a check begins to hold; of a check with two ends, the nearer one. None if nothing
    varies or the effect is not known. An odds ratio is measured on its logarithm, in standard
    deviations of the logistic distribution (Hasselblad & Hedges 1995).
    """
    check = found.check
    ends = (found.effect, found.low, found.high)
    if not found.spread or not all(isfinite(end) for end in ends):
        return None
    if check.kind == "reaction":
        limit = check.low if isfinite(check.low) else check.high
        sign = 1.0 if isfinite(check.low) else -1.0
        value, *others = (sign * (log(end) - log(limit)) / LOGIT_SD for end in ends)
    else:
        value, *others = (min(end - check.low, check.high - end) / found.spread for end in ends)
    return value, min(others), max(others)


def said_of(check: Check) -> str:
    """Return what a check measures, in a few words."""
    given = check.given
    if "name" in given:
        return str(given["name"])
    said = _outcome_said(given["outcome"])
    return f"{said}, of {_outcome_said(given['per'])}" if "per" in given else said


def _outcome_said(outcome: str) -> str:
    kind, equals, text = outcome.partition("=")
    if outcome == "belief":
        return "client's trust"
    if kind == "stance":
        return f"stance: {STANCE_WORDS[text].label}"
    if kind == "ordered":
        return f"turns of {text.partition('.')[2]}"
    if kind == "first_offensive":
        return "first offensives in turns " + text.replace(":", " to ")
    try:
        return measure_of(outcome).label
    except UnknownOutcomeError:
        return outcome if not equals else f"{kind} {text}"


def _number(value: float) -> float | None:
    return round(float(value), DIGITS) + 0.0 if isfinite(value) else None

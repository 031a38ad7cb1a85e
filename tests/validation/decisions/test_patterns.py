"""Patterns: contrasts of columns, and how the model and the record answer them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.validation.decisions import patterns
from sim.validation.decisions.patterns import (
    PATTERNS,
    Effect,
    change_of,
    effect_of,
    effects_in_record,
    verdict,
)
from sim.validation.decisions.rows import Floats, Rows

BY_NAME = {one.name: one for one in PATTERNS}


def by_votes(rows: Rows) -> Floats:
    """Costly help with a chance of a tenth of the distance to the client in UN votes."""
    chance = rows.columns["idpc"] / 10
    return np.stack([1 - chance, 0 * chance, chance, 0 * chance], axis=1)


def test_the_contrast_is_a_standard_deviation_and_the_sign_that_of_likeness(many: Rows) -> None:
    pattern = BY_NAME["likeness to the client"]
    middle = many.with_columns({"idpc": np.where(np.arange(len(many)) % 2, 1.5, 2.5)})
    assert change_of(by_votes, pattern, middle) == pytest.approx(-0.05)
    found = effect_of(by_votes, pattern, middle)
    assert (found.mean, found.low, found.high) == pytest.approx((-0.05, -0.05, -0.05))
    assert verdict(pattern, found) == "fails"


def test_what_a_forecaster_does_not_read_has_no_effect(many: Rows) -> None:
    found = effect_of(by_votes, BY_NAME["capability of the patron"], many)
    assert found == Effect(0, 0, 0)
    assert verdict(BY_NAME["capability of the patron"], found) == "holds"
    precedent = BY_NAME["precedent of help to the client"]
    assert verdict(precedent, effect_of(by_votes, precedent, many)) == "not clear"


def test_the_record_shows_what_was_put_into_it(many: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "RESAMPLES", 8)
    monkeypatch.setattr(patterns, "best_ridge", lambda rows: 1.0)
    # Those who vote alike are helped, whatever else.
    rung = np.where(many.columns["idpc"] < 2, 2, 0)
    found = dict(zip(BY_NAME, effects_in_record(many.with_rungs(rung)), strict=False))
    like = found["likeness to the client"]
    assert like.low > 0.1 and like.low <= like.mean
    assert abs(found["capability of the patron"].mean) < 0.05

"""The record of decisions at a small size: everything is worked out, but little of it."""

from __future__ import annotations

import pytest

from sim.validation.decisions import controls, patterns, references, study


def make_small(monkeypatch: pytest.MonkeyPatch, size: study.Size) -> None:
    """Let a quick look have this size, a few samples for every interval, and a ridge at hand."""
    monkeypatch.setattr(study, "QUICK_SIZE", size)
    monkeypatch.setattr(patterns, "RESAMPLES", 2)
    for module in (patterns, references):
        monkeypatch.setattr(module, "best_ridge", lambda rows: 100.0)
    monkeypatch.setattr(controls, "SHUFFLES", 4)

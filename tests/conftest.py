"""What all tests share: how hard Hypothesis tries, and which tests coverage measures.

By default the examples are the same on every run, so that a gate that passed passes again.
`MARCHLAND_HYPOTHESIS=explore` looks for new ones, ten times as many.

Python runs several times slower while coverage watches it. It does not watch the tests that play,
draw or load the same again and again: what they execute, others execute too, and are measured.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW_IS_FINE = [HealthCheck.too_slow]

settings.register_profile(
    "gate", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "explore", max_examples=500, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.load_profile(os.environ.get("MARCHLAND_HYPOTHESIS", "gate"))

UNMEASURED = (
    "analysis/test_outcomes.py",
    "cli/test_others_files.py",
    "engine/test_acceptance.py",
    "engine/test_any_play.py",
    "engine/test_batch.py",
    "engine/test_dataflow.py",
    "engine/test_decision.py",
    "engine/test_draws.py",
    "engine/test_encoding.py",
    "engine/test_patterns.py",
    "engine/test_symmetry.py",
    "engine/test_tracing.py",
    "experiment/sweeps/test_killed.py",
    "experiment/sweeps/test_sweep.py",
    "experiment/test_loading_fuzz.py",
    "narrative/divergence/test_played.py",
    "packaging",
    "play/test_doctrines.py",
    "play/test_mesa.py",
    "play/test_records.py",
    "plots/test_house_style.py",
    "plots/test_missing.py",
    "plots/test_run_figures.py",
    "plots/test_shipped.py",
    "plots/test_timeline.py",
    "report/test_browser.py",
    "report/test_degenerate.py",
    "rules/test_ranges.py",
    "scenario/test_corners.py",
    "scenario/test_fuzz.py",
    "scenario/test_positions.py",
    "studies/test_levers.py",
)
"""Files and folders of tests during which coverage pauses."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    paused = {here / name for name in UNMEASURED}
    lost = sorted(path.name for path in paused if not path.exists())
    if lost:
        raise pytest.UsageError(f"UNMEASURED in tests/conftest.py: not there: {', '.join(lost)}")
    for item in items:
        if paused & {item.path, *item.path.parents}:
            item.add_marker(pytest.mark.no_cover)

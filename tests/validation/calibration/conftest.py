"""A calibration that is small enough for plain Python, played once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.validation.calibration.study import Calibrated, calibrate
from tests.scenario.bench import QUARREL

TEXT = """
name = "tiny"
title = "A tiny calibration"
question = "Which settings agree?"
scenario = "{scenario}"
turns = 2
seed = 3
columns = "named"
outcomes = ["years_with_force", "tests", "tests_met", "order_changes", "recommitted"]
factors = [
  {{ path = "parameters.war_cost", low = 1.0, high = 3.0 }},
  {{ path = "parameters.honour", low = 0, high = 2 }},
]
{design}

[replicates]
fixed = 3

[calibration]
keep = 0.5
truths = 4
ranks = 9
members = 4
futures = 2
watch = ["recommitted"]

[calibration.bands.force]
title = "Years with force"
statistic = "mean"
outcomes = ["years_with_force"]
low = 0.0
high = {high}
horizon = 2
source = "made up"

[calibration.bands.met]
title = "Tests met"
statistic = "ratio"
outcomes = ["tests_met"]
per = ["tests"]
low = 0.0
high = 0.5
horizon = 2
source = "made up"
"""


def text_of(**changes: object) -> str:
    """Text of an experiment of 8 points x 3 futures of two turns with two bands, or changed."""
    values: dict[str, object] = {
        "scenario": QUARREL,
        "design": '[design]\nkind = "sobol"\npoints = 8',
        "high": 0.5,
    }
    return TEXT.format(**{**values, **changes})


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Calibrated]:
    """The experiment file, and what came of it in the folder `out` beside it."""
    folder = tmp_path_factory.mktemp("calibration")
    file = folder / "tiny.toml"
    file.write_text(text_of(), encoding="utf-8")
    return file, calibrate(file, folder / "out", jobs=1)

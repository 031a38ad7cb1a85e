"""Experiments on the small quarrel, and results made up for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiment import Experiment, load_experiment
from tests.scenario.bench import QUARREL

TEXT = """
name = "{name}"
title = "A made-up function"
question = "What does it depend on?"
scenario = "{scenario}"
turns = {turns}
seed = 5
outcomes = {outcomes}
factors = [{factors}]

[design]
{design}

{policies}

[replicates]
fixed = {replicates}
"""
THREE = ("parameters.bulwark", "parameters.resolve_prior", "parameters.fog_sigma")

Make = Callable[..., Experiment]


def unit_factors(paths: tuple[str, ...]) -> str:
    """Factors that all go from 0 to 1."""
    return ", ".join(f'{{ path = "{path}", low = 0, high = 1 }}' for path in paths)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make an experiment with factors from 0 to 1, of any design."""

    def made(design: str, *, paths: tuple[str, ...] = THREE, **changes: object) -> Experiment:
        values: dict[str, object] = {
            "name": "made",
            "scenario": QUARREL,
            "turns": 4,
            "outcomes": '["recommitment_index", "recommitted"]',
            "factors": unit_factors(paths),
            "design": design,
            "policies": "",
            "replicates": 1,
        }
        path = tmp_path / "made.toml"
        path.write_text(TEXT.format(**{**values, **changes}), encoding="utf-8")
        return load_experiment(path)

    return made

"""Results and a record that reports are made of: small, played once."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.results import Results
from sim.record import Record
from tests.scenario.bench import QUARREL

TEXT = """
name = "fords"
title = "Fords & <bridges>"
question = '''
Does the bulwark
matter?
'''
scenario = "{scenario}"
turns = 2
seed = 5
outcomes = {outcomes}
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 2 }}]

[design]
kind = "grid"

{policies}

[replicates]
fixed = 4
"""
SEATS = ("ANV", "BEL", "CRAG", "DELL", "ELM")


def rule(doctrine: str) -> str:
    """Changes that put every seat on one doctrine."""
    entries = ", ".join(f'"actors.{seat}.doctrine" = "{doctrine}"' for seat in SEATS)
    return f"set = {{ {entries} }}"


RULES = f"""
[policies.plain]
title = "Everybody weighs its options"
{rule("logit_eu")}

[policies.dice]
title = "Everybody throws dice"
{rule("random")}
"""


def swept(
    folder: Path,
    *,
    policies: str = RULES,
    outcomes: str = '["offensive", "stance"]',
    scenario: Path = QUARREL,
) -> Results:
    path = folder / "fords.toml"
    text = TEXT.format(scenario=scenario, policies=policies, outcomes=outcomes)
    path.write_text(text, encoding="utf-8")
    sim.sweep(path, folder / "out")
    return sim.load_results(folder / "out", ())


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """16 runs of two turns: two points, two policies that are doctrines, four replicates."""
    return swept(tmp_path_factory.mktemp("fords"))


@pytest.fixture(scope="session")
def record() -> Record:
    """A run of Karabakh with a war and a test of the guarantee."""
    return sim.run("karabakh-2020", seed=2020, turns=14)

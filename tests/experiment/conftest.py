from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.experiment import load_experiment
from tests.scenario.bench import DATA as SCENARIOS
from tests.scenario.bench import Bench

DATA = Path(__file__).parent / "data"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A folder with the small study, to be spoilt, and the small scenario that it plays."""
    for file in (*SCENARIOS.glob("*.toml"), *DATA.glob("*.toml")):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, load_experiment, "study.toml")

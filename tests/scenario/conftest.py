from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario import Scenario, load_scenario
from tests.scenario.bench import DATA, QUARREL, Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for file in DATA.glob("*.toml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    yield Bench(tmp_path)


@pytest.fixture(scope="session")
def quarrel() -> Scenario:
    return load_scenario(QUARREL)

from __future__ import annotations

import pytest

import sim
from sim.scenario import Scenario


@pytest.fixture(scope="session")
def karabakh() -> Scenario:
    return sim.load_scenario("karabakh-2020")

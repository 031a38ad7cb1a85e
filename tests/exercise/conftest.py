"""What tests of exercises share: two shipped scenarios, and an inject in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.exercise.injects.inject import Inject
from sim.scenario import Scenario, load_scenario

Make = Callable[..., Inject]


@pytest.fixture(scope="session")
def karabakh() -> Scenario:
    return load_scenario("karabakh-2020")


@pytest.fixture(scope="session")
def taiwan() -> Scenario:
    return load_scenario("taiwan")


@pytest.fixture(scope="session")
def inject() -> Make:
    """Make an inject of a serial; what is not given is as usual."""

    def make(serial: object = 1, **keys: Any) -> Inject:
        usual = {"serial": serial, "title": "A rumour", "to": "all", "text": "A minister resigns."}
        return Inject.of({**usual, **keys})

    return make

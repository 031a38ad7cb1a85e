"""The record made by hand, for every test that wants it."""

import pytest

from sim.record import Record
from tests.record.made_record import made_record


@pytest.fixture
def record() -> Record:
    return made_record()

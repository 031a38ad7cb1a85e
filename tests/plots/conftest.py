"""A small sweep that figures are drawn of."""

from __future__ import annotations

import pytest

from sim.experiment.results import Results
from tests.report.conftest import swept


@pytest.fixture(scope="session")
def fords(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """16 runs of two turns: two points, two policies that are doctrines, four replicates."""
    return swept(tmp_path_factory.mktemp("fords"))

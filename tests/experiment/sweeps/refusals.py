"""How a sweep is refused: in one line that names the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.faults import ResultsError
from sim.experiment.sweep import sweep


def refused(folder: Path, experiment, **options) -> str:
    """The one line with which a sweep is refused."""
    with pytest.raises(ResultsError) as caught:
        sweep(experiment, folder, **options)
    line = str(caught.value)
    assert "\n" not in line
    assert str(folder) in line
    return line

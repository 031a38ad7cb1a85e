"""`sim.plot` returns the figure that `sim plot` draws, of whatever a notebook has at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.play.running import run
from sim.plots import FigureError
from sim.plots.figure import plot
from sim.record import Record
from sim.record.files import RECORD_NAME


@pytest.fixture(scope="module")
def record() -> Record:
    return run("karabakh-2020", seed=7, turns=3)


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(match=lambda one: hasattr(one, "get_text"))]


def test_of_a_record_its_file_or_its_folder(record: Record, tmp_path: Path) -> None:
    record.save(tmp_path / RECORD_NAME)
    drawn = [plot(source, "timeline") for source in (record, tmp_path, tmp_path / RECORD_NAME)]
    assert all(isinstance(figure, Figure) for figure in drawn)
    assert words(drawn[0]) == words(drawn[1]) == words(drawn[2])


def test_a_choice_that_a_record_has_not_is_refused(record: Record) -> None:
    with pytest.raises(FigureError, match="no outcome or policy"):
        plot(record, "timeline", outcome="offensive")
    with pytest.raises(FigureError, match="timelin"):
        plot(record, "timelin")

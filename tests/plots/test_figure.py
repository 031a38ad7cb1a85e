"""`sim.plot` returns the figure that `sim plot` draws, of whatever a notebook has at hand."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from sim.play.running import run
from sim.plots import FigureError, draw, save
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


def test_a_notebook_shows_it_in_the_house_style_without_pyplot(
    record: Record, tmp_path: Path
) -> None:
    drawn = draw(record, "ties")
    picture, size = drawn.figure._repr_png_()  # type: ignore[attr-defined]
    saved, _ = save(drawn, tmp_path)
    assert picture == saved.read_bytes()
    with rc_context({"font.size": 30, "savefig.facecolor": "black", "savefig.bbox": "tight"}):
        assert drawn.figure._repr_png_() == (picture, size)  # type: ignore[attr-defined]
    width, height = Image.open(io.BytesIO(picture)).size
    assert size["width"] / size["height"] == pytest.approx(width / height, rel=0.01)
    assert 500 < size["width"] < 1200


def test_a_choice_that_a_record_has_not_is_refused(record: Record) -> None:
    with pytest.raises(FigureError, match="no outcome or policy"):
        plot(record, "timeline", outcome="offensive")
    with pytest.raises(FigureError, match="timelin"):
        plot(record, "timelin")

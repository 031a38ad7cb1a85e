"""Saving the figures of a run."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from sim.plots.run_figures import save_run_figures
from tests.plots.made_record import busy_record

NAMES = ["timeline", "histories", "ties"]
PROGRAM = """
import sys
from sim.plots.run_figures import save_run_figures
from tests.plots.made_record import busy_record
save_run_figures(busy_record(4), sys.argv[1])
sys.exit("matplotlib.pyplot" in sys.modules)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the figures of a run, in a folder that was not there."""
    return save_run_figures(busy_record(4), tmp_path_factory.mktemp("figures") / "new" / "folder")


def test_every_figure_is_saved_as_picture_drawing_and_table(written: list[Path]) -> None:
    assert [path.name for path in written] == [
        f"{name}.{kind}" for name in NAMES for kind in ("png", "svg", "csv")
    ]
    for path in written:
        head = path.read_bytes()[:300]
        if path.suffix == ".png":
            assert head.startswith(b"\x89PNG")
        elif path.suffix == ".svg":
            assert b"<svg" in path.read_bytes()[:1000]
        else:
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            assert len(rows) > 1
            assert len({len(row) for row in rows}) == 1


def test_another_process_draws_the_same_bytes_and_without_pyplot(
    written: list[Path], tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], check=True, cwd=root)
    for path in written:
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name

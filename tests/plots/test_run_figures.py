"""Saving the figures of a run."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from sim.plots.run_figures import save_run_figures
from tests.plots.made_record import busy_record

NAMES = ["timeline", "histories", "ties"]


def test_every_figure_is_saved_as_picture_drawing_and_table(tmp_path: Path) -> None:
    written = save_run_figures(busy_record(4), tmp_path / "new" / "folder")
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


def test_the_same_record_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = (
        "import sys; from sim.plots.run_figures import save_run_figures;"
        "from tests.plots.made_record import busy_record;"
        "save_run_figures(busy_record(4), sys.argv[1])"
    )
    here = save_run_figures(busy_record(4), tmp_path / "here")
    there = tmp_path / "there"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, cwd=root)
    for path in here:
        assert path.read_bytes() == (there / path.name).read_bytes(), path.name


def test_figures_are_drawn_without_pyplot(tmp_path: Path) -> None:
    code = (
        "import sys; from sim.plots.run_figures import save_run_figures;"
        "from tests.plots.made_record import busy_record;"
        "save_run_figures(busy_record(2), sys.argv[1]);"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=root)

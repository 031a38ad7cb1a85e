"""Killed at any moment, a sweep loses no more than what was in flight, and resumes to the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FEW, MANY = 20, 48
"""Units of a sweep: few where it is played to its end, many where it is not or is killed often."""
NO_END = 600
"""Units of a sweep that is stopped: so many that it cannot end before the signal reaches it."""
MOST = 10
"""Most kills, in `make slow`."""
WAITED = 4
"""So few units are waited for between two kills that some are left."""
# Units are of thousands of runs, which only the compiled kernel plays in no time.
COMPILED = {**os.environ, "NUMBA_DISABLE_JIT": "0"}


def command(experiment: Path, folder: Path, *more: str) -> list[str]:
    words = ["sweep", str(experiment), "--out", str(folder), "--jobs", "2", *more]
    return [sys.executable, "-m", "sim", *words]


def parts(folder: Path) -> set[str]:
    return {path.name for path in (folder / "runs").glob("*.parquet")}


def start(experiment: Path, folder: Path) -> subprocess.Popen[str]:
    # Whoever runs the tests in the background may have switched this signal off, for children too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            command(experiment, folder, "--resume"),
            env=COMPILED, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)


def written(write, units: int) -> Path:
    """An experiment of one point and so many units, each played in some hundredths of a second."""
    path: Path = write(factors="", turns=1, replicates=f"fixed = {4096 * units // 2}").resolve()
    # An experiment without factors has no design to name.
    text = path.read_text("utf-8")
    path.write_text(text.replace('[design]\nkind = "grid"\n', "").replace("factors = []\n", ""))
    return path


@pytest.mark.parametrize(
    ("kills", "units"), [(2, FEW), pytest.param(MOST, MANY, marks=pytest.mark.slow)]
)
def test_killed_at_random_moments(write, digest, tmp_path: Path, kills: int, units: int) -> None:
    experiment = written(write, units)
    whole, folder = tmp_path / "whole", tmp_path / "killed"
    subprocess.run(command(experiment, whole), env=COMPILED, check=True, capture_output=True)
    assert len(parts(whole)) == units
    chance = random.Random(2020)
    for kill in range(kills):
        kept = parts(folder)
        process = start(experiment, folder)
        wanted = len(kept) + (chance.randrange(WAITED) if kill != 1 else 0)
        while process.poll() is None and len(parts(folder)) < wanted:
            time.sleep(0.002)
        # With nothing more wanted, it is killed on its way to the first unit.
        time.sleep(chance.random() * (0.05 if wanted > len(kept) else 1.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert kept <= parts(folder)
    assert 0 < len(parts(folder)) < units
    process = start(experiment, folder)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "were there" in out
    assert digest(folder) == digest(whole)


def test_ctrl_c_stores_what_was_begun_and_says_how_to_go_on(write, tmp_path: Path) -> None:
    experiment = written(write, NO_END)
    folder = tmp_path / "stopped"
    process = start(experiment, folder)
    while len(parts(folder)) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "stopped: " in err
    assert f"sim sweep {experiment} --out {folder} --jobs 2 --resume" in err
    assert "Traceback" not in err
    assert 3 <= len(parts(folder)) < NO_END
    assert not list((folder / "runs").glob(".*"))

"""Install the wheel outside the tree, on another Python, and use it: run, sweep, report, equality.

The kernel plays in the number of lanes that this processor would not choose, so that both are
tried. ``make smoke SMOKE_PYTHON=python3.12`` runs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sim.engine.lane_types import WIDTH
from sim.engine.modes import LANES, NARROW, WIDE

ROOT = Path(__file__).resolve().parents[2]
EXPERIMENT = """
name = "small"
title = "Does a rival's threat change the guarantor's mind? A small sweep"
question = "Does the installed package play, store and report a sweep?"
scenario = "karabakh-2020"
turns = 6
seed = 1
outcomes = ["recommitted", "offensive"]
factors = [{ path = "parameters.bulwark", low = 0, high = 2.4 }]

[design]
kind = "grid"
levels = 3

[replicates]
fixed = 20
"""


def step(name: str, command: list[str | Path], folder: Path) -> None:
    """Run a command in a folder and tell how long it took.

    Raises:
        SystemExit: The command failed; what it printed is shown.
    """
    began = time.monotonic()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    clean[LANES] = str(NARROW if WIDTH == WIDE else WIDE)
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"smoke: {name} failed\n{done.stdout}{done.stderr}")
    last = done.stdout.strip().splitlines()[-1:] or ["done"]
    print(f"smoke: {name}: {last[0]} ({time.monotonic() - began:.0f} s)", flush=True)


def main(interpreter: str) -> None:
    """Build the wheel with this Python, install it on another one, and use it there."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", made]
        step("wheel", [*build, ROOT], ROOT)
        (wheel,) = folder.glob("*.whl")
        step("environment", [interpreter, "-m", "venv", folder / "venv"], folder)
        programs = folder / "venv" / "bin"
        step("install", [programs / "python", "-m", "pip", "install", "-q", wheel], folder)
        sim = programs / "sim"
        (folder / "small.toml").write_text(EXPERIMENT, encoding="utf-8")
        shutil.copy(ROOT / "tests" / "smoke" / "equality.py", folder)
        step("version", [sim, "--version"], folder)
        step("demo", [sim, "run", "karabakh-2020", "--seed", "2020", "--out", "demo"], folder)
        step("sweep", [sim, "sweep", "small.toml", "--out", "swept"], folder)
        step("report", [sim, "report", "swept"], folder)
        step("equality", [programs / "python", "equality.py"], folder)


if __name__ == "__main__":
    main(sys.argv[1])

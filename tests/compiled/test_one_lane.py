"""Where the compiler does not take rows of numbers, the kernel plays one lane: the same bits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.batch import Batch
from sim.engine.compiled import kernel_lanes
from sim.engine.lane_types import WIDTH

pytestmark = pytest.mark.compiled

PROGRAM = """
import sys
import numpy as np
{spoilt}
import sim
from sim.engine.batch import Batch
from sim.engine.compiled import kernel_lanes
assert kernel_lanes() == kernel_lanes() == 1
batch = Batch(sim.load_scenario("karabakh-2020"), turns=6, trajectories=("world.tension",))
played = batch.play(np.zeros((1, 0)), seed=3, first=0, count=20, exact=True)
np.savez(sys.argv[1], outcomes=played.outcomes, trajectories=played.trajectories)
"""
SPOILT = 'sys.modules["sim.engine.lane_views"] = None  # its import raises'
DIFFERENT = """
from sim.engine import lane_views
lane_views.DOORS["group_of"] = None
"""


UNKNOWN = """
from pathlib import Path
from sim.engine import shipped
shipped.FOLDER = Path("nothing")
"""
"""Where code with rows is known, the compiler is not asked whether it takes them."""


def one_lane(spoilt: str, program: str, cache: Path, *arguments: str) -> str:
    """Run a program where rows of numbers cannot be had; what it says on stderr."""
    root = str(Path(sim.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", UNKNOWN + program.format(spoilt=spoilt), *arguments],
        env={**os.environ, "PYTHONPATH": root, "MARCHLAND_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.mark.slow  # It compiles the whole kernel once more.
def test_one_lane_plays_the_same_runs(tmp_path: Path) -> None:
    assert kernel_lanes() == WIDTH
    told = one_lane(SPOILT, PROGRAM, tmp_path / "cache", str(tmp_path / "played.npz"))
    assert told.count("plays one run at a time") == 1
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=6, trajectories=("world.tension",))
    played = batch.play(np.zeros((1, 0)), seed=3, first=0, count=20, exact=True)
    alone = np.load(tmp_path / "played.npz")
    assert np.array_equal(alone["outcomes"], played.outcomes)
    assert np.array_equal(alone["trajectories"], played.trajectories)


def test_a_compiler_that_differs_is_found_by_trying_it(tmp_path: Path) -> None:
    """What is taught imports well, and does not compile."""
    asked = "{spoilt}\nfrom sim.engine.compiled import kernel_lanes\nassert kernel_lanes() == 1"
    told = one_lane(DIFFERENT, asked, tmp_path / "cache")
    assert told.count("plays one run at a time") == 1
    assert told.count("\n") == 1

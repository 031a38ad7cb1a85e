"""Write the machine code of the kernel for this platform, which ``make wheel`` packs.

``python -m sim.engine.ship`` does it, in a minute or two.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any

from sim.engine.batch import Batch
from sim.engine.compiled import kernel_lanes, source_hash
from sim.engine.entry import entry
from sim.engine.kernel import play_points
from sim.engine.modes import LANES, NARROW, WIDE
from sim.engine.shipped import FOLDER, write_code
from sim.engine.trusted_files import VARIABLE


def main() -> None:
    """Write the code of the kernel in each number of lanes."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    command = [sys.executable, "-c", "from sim.engine.ship import ship; ship()"]
    for lanes in (NARROW, WIDE):
        with TemporaryDirectory() as cache:
            environment = {**os.environ, LANES: str(lanes), VARIABLE: cache}
            subprocess.run(command, env=environment, check=True)


def ship() -> None:
    """Compile the kernel and write its code, in the number of lanes of this process."""
    from sim.scenario import load_scenario

    Batch(load_scenario("karabakh-2020"), turns=1).play([[]], seed=0, first=0, count=1)
    kernel: Any = entry(play_points)
    write_code("play_points", kernel.bitcode, source_hash(), kernel_lanes())


if __name__ == "__main__":
    main()

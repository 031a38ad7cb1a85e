"""Speed of the kernel against the Mesa driver, of two threads against one, and of starting up.

Prints a table and judges nothing; quote the ratios with the machine they come from.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

TURNS = 40
ROUNDS = 5
KERNEL_RUNS = 1500
MESA_RUNS = 6

MESA_PROGRAM = f"""
import time
import mesa
from sim.play.model import Marchland
began = time.perf_counter()
mesa.batch_run(
    Marchland,
    {{"scenario": "karabakh-2020", "turns": {TURNS}, "replicate": range({MESA_RUNS})}},
    number_processes=1,
    display_progress=False,
)
print({MESA_RUNS} / (time.perf_counter() - began))
"""
START_PROGRAM = f"""
import time
began = time.perf_counter()
import numpy as np
import sim
from sim.engine.batch import Batch
Batch(sim.load_scenario("karabakh-2020"), turns={TURNS}).play(
    np.zeros((1, 0)), seed=1, first=0, count=1
)
print(time.perf_counter() - began)
"""


def child(program: str, **environment: str) -> float:
    """Number that a program prints, run as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def kernel_rates(play: Callable[[int, int], object]) -> tuple[float, float]:
    """Runs a second on one thread and on two."""
    began = time.perf_counter()
    play(0, KERNEL_RUNS)
    one = KERNEL_RUNS / (time.perf_counter() - began)
    began = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda k: play(k * KERNEL_RUNS, KERNEL_RUNS), (0, 1)))
    return one, 2 * KERNEL_RUNS / (time.perf_counter() - began)


def processor() -> str:
    """Name of the processor, as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main() -> None:
    """Measure and print."""
    import numpy as np

    import sim
    from sim.engine.batch import Batch

    print(f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as cache:
        cold = child(START_PROGRAM, MARCHLAND_CACHE=cache)
        warm = statistics.median(child(START_PROGRAM, MARCHLAND_CACHE=cache) for _ in range(3))
    print(f"first run of a new kernel, compiling included {cold:8.1f} s")
    print(f"first run of a known kernel, imports included {warm:8.2f} s")
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=TURNS)

    def play(first: int, count: int) -> object:
        return batch.play(np.zeros((1, 0)), seed=1, first=first, count=count)

    play(0, 1)
    rows = []
    for _ in range(ROUNDS):
        mesa = child(MESA_PROGRAM, NUMBA_DISABLE_JIT="1")
        rows.append((mesa, *kernel_rates(play)))
    titles = (
        (f"mesa.batch_run, one process, runs of {TURNS} turns a second", lambda r: r[0]),
        ("kernel, one thread, runs a second", lambda r: r[1]),
        ("kernel, two threads, runs a second", lambda r: r[2]),
        ("kernel on one thread / mesa.batch_run", lambda r: r[1] / r[0]),
        ("kernel on two threads / mesa.batch_run", lambda r: r[2] / r[0]),
        ("two threads / one thread", lambda r: r[2] / r[1]),
    )
    print(f"\n{'median of ' + str(ROUNDS) + ' rounds (least, most)':62}")
    for title, pick in titles:
        found = sorted(pick(row) for row in rows)
        print(
            f"{title:62} {statistics.median(found):8.2f}  ({found[0]:.2f}, {found[-1]:.2f})",
        )


if __name__ == "__main__":
    main()

"""Speed of the kernel, of starting up, of the odds of a run, of a whole sweep and of its report.

Prints a table and judges nothing; quote the ratios with the machine they come from. Machines are
shared and noisy, so what is compared is measured in turns, in one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sim.engine.code_cache import base_folder
from sim.engine.shipped import FOLDER

TURNS = 40
ROUNDS = 5
KERNEL_RUNS = 2048
MESA_RUNS = 6
POINTS = 1000
"""Points of the large sweep."""

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
COMPILING = """
from pathlib import Path
from sim.engine import shipped
shipped.FOLDER = Path("nothing")
"""
SMALL = f"""
name = "small"
title = "How long does it take until a first small sweep has answered?"
question = "How long does it take until a first small sweep has answered?"
scenario = "karabakh-2020"
turns = {TURNS}
seed = 1
outcomes = ["recommitted"]
factors = [{{ path = "parameters.bulwark", low = 0, high = 2.4 }}]

[design]
kind = "grid"
levels = 3

[replicates]
fixed = 20
"""
KERNEL_PROGRAM = f"""
import sys
import time
import numpy as np
import sim
from sim.engine.batch import Batch
batch = Batch(sim.load_scenario("karabakh-2020"), turns={TURNS})
batch.play(np.zeros((1, 0)), seed=1, first=0, count=1)
print(sim.__version__, flush=True)
for line in sys.stdin:
    began = time.process_time()
    batch.play(np.zeros((1, 0)), seed=1, first=0, count={KERNEL_RUNS})
    print({KERNEL_RUNS} / (time.process_time() - began), flush=True)
"""
EXPERIMENT = """
name = "bench"
title = "How long do a large sweep and its report take?"
question = "How long do a large sweep and its report take?"
scenario = "karabakh-2020"
turns = {turns}
seed = 1
outcomes = ["recommitted", "offensive"]
factors = [
    {{ path = "parameters.bulwark", low = 0, high = 2.4 }},
    {{ path = "parameters.war_cost", low = 1.4, high = 2.6 }},
    {{ path = "parameters.review_rate", low = 0.1, high = 0.9 }},
]

[design]
kind = "latin-hypercube"
points = {points}

[replicates]
fixed = {replicates}
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


def command(folder: str, *arguments: str, **environment: str) -> float:
    """Seconds that a whole command takes in a folder."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.getcwd(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - began


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


def show(title: str, found: list[float], digits: int = 2) -> None:
    """Print the median of some rounds, with the least and the most."""
    low, high = min(found), max(found)
    middle = statistics.median(found)
    print(f"{title:64} {middle:8.{digits}f}  ({low:.{digits}f}, {high:.{digits}f})", flush=True)


def measure_starts() -> None:
    """Print how long the first run takes: with a kernel to compile, a shipped one, a known one."""
    with tempfile.TemporaryDirectory() as cache:
        cold = child(COMPILING + START_PROGRAM, MARCHLAND_CACHE=cache)
        warm = [child(START_PROGRAM, MARCHLAND_CACHE=cache) for _ in range(ROUNDS)]
        later = [small_sweep(cache) for _ in range(ROUNDS)]
    print(f"{'first run, compiling the kernel, seconds':64} {cold:8.1f}")
    if FOLDER.is_dir():
        shipped, first = [], []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as cache:
                shipped.append(child(START_PROGRAM, MARCHLAND_CACHE=cache))
            with tempfile.TemporaryDirectory() as cache:
                first.append(small_sweep(cache))
        show("first run with the kernel that a wheel brings, seconds", shipped)
        show("first `sim sweep` of 60 runs with it, whole command, seconds", first)
    else:
        print("first run with the kernel that a wheel brings: `make wheel` first")
    show("later runs, imports included, seconds", warm)
    show("later `sim sweep` of 60 runs, whole command, seconds", later)


def small_sweep(cache: str) -> float:
    """Seconds that a sweep of 60 runs takes, with this folder as cache of compiled code."""
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "small.toml").write_text(SMALL, encoding="utf-8")
        return command(made, "sweep", "small.toml", MARCHLAND_CACHE=cache)


def measure_kernel() -> None:
    """Print the speed of the kernel beside Mesa's batch runner, and of two threads beside one."""
    import numpy as np

    import sim
    from sim.engine.batch import Batch

    batch = Batch(sim.load_scenario("karabakh-2020"), turns=TURNS)

    def play(first: int, count: int) -> object:
        return batch.play(np.zeros((1, 0)), seed=1, first=first, count=count)

    play(0, 1)
    rows = []
    for _ in range(ROUNDS):
        mesa = child(MESA_PROGRAM, NUMBA_DISABLE_JIT="1")
        rows.append((mesa, *kernel_rates(play)))
    show(f"mesa.batch_run, one process, runs of {TURNS} turns a second", [r[0] for r in rows])
    show("kernel, one thread, runs a second", [r[1] for r in rows], 0)
    show("kernel, two threads, runs a second", [r[2] for r in rows], 0)
    show("kernel on one thread / mesa.batch_run", [r[1] / r[0] for r in rows], 0)
    show("kernel on two threads / mesa.batch_run", [r[2] / r[0] for r in rows], 0)
    show("two threads / one thread", [r[2] / r[1] for r in rows])


@contextmanager
def players(*folders: Path | None) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that play batches when asked, each with the package in a folder (None: ours)."""
    started = []
    try:
        for folder in folders:
            environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
            if folder is not None:
                environment["PYTHONPATH"] = str(folder)
            started.append(
                subprocess.Popen(
                    [sys.executable, "-c", KERNEL_PROGRAM],
                    env=environment,
                    cwd=folder,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    bufsize=1,
                )
            )
        yield started
    finally:
        for process in started:
            process.kill()


def ask(process: subprocess.Popen[str]) -> float:
    """Speed of the next batch that a process plays, in runs a second of processor time."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def measure_against(wheel: Path) -> None:
    """Print the speed of the kernel beside that of a wheel, in turns, on one thread."""
    with tempfile.TemporaryDirectory() as made:
        install = ["pip", "install", "--quiet", "--no-deps", "--target", made, str(wheel)]
        subprocess.run([sys.executable, "-m", *install], check=True)
        with players(Path(made), None) as (theirs, ours):
            for process in (theirs, ours):
                assert process.stdout is not None
                process.stdout.readline()
            rows = [(ask(theirs), ask(ours)) for _ in range(ROUNDS)]
    show(f"kernel of {wheel.name}, runs a second of processor time", [r[0] for r in rows], 0)
    show("this kernel / that kernel", [r[1] / r[0] for r in rows])


def kept_wheel() -> Path | None:
    """The newest wheel in the folder ``releases`` of the cache, or None."""
    wheels = (base_folder() / "releases").glob("*.whl")
    return max(wheels, key=lambda path: path.stat().st_mtime, default=None)


def processor_seconds(action: Callable[..., object], *given: object, **named: object) -> float:
    """Processor time of this thread that a call takes, in seconds."""
    began = time.thread_time()
    action(*given, **named)
    return time.thread_time() - began


def measure_units() -> None:
    """Print what a run of the large sweep costs beside one of a single point, on one thread.

    The points of the sweep have other parameters than the scenario. Where desks are reviewed more
    often, a run takes longer. Therefore the rate at a single point is not what a sweep can reach.
    """
    import numpy as np

    import sim
    from sim.engine.batch import Batch
    from sim.experiment import load_experiment
    from sim.experiment.plan import make_plan
    from sim.experiment.play import batch_of, play
    from sim.experiment.schedule import WHOLE

    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "bench.toml"
        file.write_text(
            EXPERIMENT.format(turns=TURNS, points=POINTS, replicates=1000), encoding="utf-8"
        )
        plan = make_plan(load_experiment(file))
    alone = Batch(sim.load_scenario("karabakh-2020"), turns=TURNS)
    single, schedule, rows = np.zeros((1, 0)), plan.schedule(WHOLE), []
    alone.play(single, seed=1, first=0, count=1)
    for _ in range(ROUNDS):
        unit = schedule.take()
        assert unit is not None
        task = plan.task(unit, "0" * 64)
        points = batch_of(task.recipe)
        numbers = {"seed": 1, "first": unit.first}
        one = processor_seconds(alone.play, single, **numbers, count=unit.runs)
        kernel = processor_seconds(points.play, task.values, **numbers, count=unit.count)
        whole = processor_seconds(play, task)
        rows.append((one, kernel, whole))
    show("processor time of a run: points of the sweep / one point", [r[1] / r[0] for r in rows])
    show("a unit of the sweep with its files / its play alone", [r[2] / r[1] for r in rows])


def measure_sweep(runs: int) -> None:
    """Print how long a whole sweep and a whole report take, and how much memory they need."""
    with tempfile.TemporaryDirectory() as made:
        replicates = max(1, runs // POINTS)
        text = EXPERIMENT.format(turns=TURNS, points=POINTS, replicates=replicates)
        (Path(made) / "bench.toml").write_text(text, encoding="utf-8")
        for arguments in (("sweep", "bench.toml", "--out", "out"), ("report", "out")):
            took = command(made, *arguments)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            what = f"sim {arguments[0]}, {POINTS * replicates:,} runs of {TURNS} turns, seconds"
            print(f"{what:64} {took:8.1f}  (peak of all processes so far {peak:.0f} MB)")
            if arguments[0] == "sweep":
                million = f"{'futures a minute, whole command, millions':64}"
                print(f"{million} {POINTS * replicates * 60 / took / 1e6:8.2f}", flush=True)


def measure_odds() -> None:
    """Print how long the odds of every turn of a run take, whole command."""
    with tempfile.TemporaryDirectory() as made:
        played = ("--seed", "2020", "--turns", str(TURNS // 2), "--quiet", "--out", "run")
        command(made, "run", "karabakh-2020", *played)
        took = [command(made, "odds", "run") for _ in range(ROUNDS)]
    show(f"`sim odds` of a run of {TURNS // 2} turns, whole command, seconds", took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--against", type=Path, help="a wheel to compare the kernel with")
    parser.add_argument("--runs", type=int, default=1_000_000, help="runs of the sweep; 0: none")
    asked = parser.parse_args()
    print(f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(f"{'median of ' + str(ROUNDS) + ' rounds (least, most)':64}")
    measure_starts()
    measure_kernel()
    wheel = asked.against or kept_wheel()
    if wheel is None:
        print(
            f"no other version: give --against WHEEL, or keep one in {base_folder() / 'releases'}"
        )
    else:
        measure_against(wheel)
    measure_units()
    measure_odds()
    if asked.runs:
        measure_sweep(asked.runs)


if __name__ == "__main__":
    main()

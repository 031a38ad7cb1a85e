"""Hold the compiled kernel against runs of plain Python, to the last bit; needs only the package.

Exits with a message at the first state variable that differs.
"""

from __future__ import annotations

import sys

import numpy as np

import sim
from sim.engine.batch import Batch
from sim.scenario.shipped import scenario_paths

REPLICATES, TURNS, SEED = 9, 8, 2020
"""One replicate more than the kernel plays side by side."""


def check(name: str) -> int:
    """Compare every state of every run of one scenario; return how many numbers were compared."""
    scenario = sim.load_scenario(name)
    records = [sim.run(scenario, seed=SEED, replicate=k, turns=TURNS) for k in range(REPLICATES)]
    columns = records[0].columns
    batch = Batch(scenario, turns=TURNS, trajectories=columns)
    played = batch.play(np.zeros((1, 0)), seed=SEED, first=0, count=REPLICATES, exact=True)
    for replicate, record in enumerate(records):
        for turn in range(TURNS):
            ours = np.array(record.turns_played[turn].state)
            kernels = played.trajectories[0, replicate, turn + 1]
            (apart,) = np.nonzero(ours.view(np.int64) != kernels.view(np.int64))
            if len(apart):
                where = f"{name}, replicate {replicate}, turn {turn}, {columns[apart[0]]}"
                sys.exit(f"kernel and plain Python differ: {where}")
    return REPLICATES * TURNS * len(columns)


if __name__ == "__main__":
    for shipped in scenario_paths():
        print(f"{shipped}: {check(shipped):,} numbers of kernel and plain Python are equal")

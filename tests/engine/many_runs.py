"""Many runs at once, a column a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

import sim
from sim.engine.batch import Batch
from sim.scenario import Scenario
from sim.vocabulary import STANCES

Floats = npt.NDArray[np.float64]

SEED = 20201110
TURNS = 40


@cache
def baseline(name: str = "karabakh-2020") -> Scenario:
    """A shipped scenario."""
    return sim.load_scenario(name)


class Runs:
    """Replicates of one setting, a column a measure; the same replicates at every setting."""

    def __init__(
        self,
        columns: tuple[str, ...],
        outcomes: Floats,
        trajectories: Any = None,
        watched: tuple[str, ...] = (),
    ) -> None:
        self._columns = columns
        self._outcomes = outcomes
        self.trajectories = trajectories
        self._watched = watched

    def __getitem__(self, name: str) -> Floats:
        """A value a run: a column, "stance:broker" as 0 or 1, "belief" as a probability.

        "mean:PATH" is the mean over all turns of a state variable that is watched.
        """
        if name.startswith("stance:"):
            wanted = STANCES.index(name.removeprefix("stance:"))
            return (self["stance"] == wanted).astype(float)
        if name == "belief":
            return 1 / (1 + np.exp(-self["end.ties.RUS-ARM.belief_client"]))
        if name.startswith("mean:"):
            place = self._watched.index(name.removeprefix("mean:"))
            return np.asarray(self.trajectories[:, 1:, place].mean(axis=1), dtype=float)
        return self._outcomes[:, self._columns.index(name)]


def play(
    changes: Mapping[str, object] | None = None,
    *,
    name: str = "karabakh-2020",
    count: int = 2000,
    turns: int = TURNS,
    watch: tuple[str, ...] = (),
) -> Runs:
    """Replicates of a shipped scenario with changes."""
    scenario = baseline(name).replace(changes) if changes else baseline(name)
    batch = Batch(scenario, turns=turns, trajectories=watch)
    played = batch.play(np.zeros((1, 0)), seed=SEED, first=0, count=count)
    trajectories = played.trajectories[0] if watch else None
    return Runs(batch.columns, played.outcomes[0], trajectories, watch)

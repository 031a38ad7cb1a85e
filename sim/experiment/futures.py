"""Futures: an outcome of many runs that begin at the moments of another run, on equal draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.batch import Batch
from sim.experiment.blocks import Watch, in_blocks
from sim.experiment.outcomes import outcome_of

if TYPE_CHECKING:
    from sim.engine.opening import Opening
    from sim.experiment.table import Values
    from sim.scenario import Scenario


def play_moments(
    scenario: Scenario,
    moments: Sequence[Opening],
    outcome: str,
    *,
    seed: int,
    first: int,
    count: int,
    turns: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda runs: None,
) -> Values:
    """Return an outcome of the futures of every moment [moment, replicate].

    Replicate k has the same random draws at every moment. The numbers do not depend on `jobs`.

    Args:
        scenario: The scenario of the run whose moments they are.
        moments: The moments. The outcome is that of the whole run, with what was played before.
        outcome: As for `play_variants`.
        seed: Seed of all chance.
        first: First replicate.
        count: Futures of each moment.
        turns: Turns of a run; the scenario's own number if None.
        jobs: Threads; all cores if None.
        watch: Called with the number of futures played since the last call.

    Raises:
        ValueError: A run is over at one of the moments.
    """
    batch = Batch(scenario, turns=turns)

    def play(k: int, start: int, number: int) -> Values:
        played = batch.play([[]], seed=seed, first=first + start, count=number, opening=moments[k])
        return outcome_of(played.outcomes[0], batch.columns, outcome)[np.newaxis]

    found = np.full((1, len(moments), count), np.nan)
    in_blocks(play, found, jobs, watch)
    values: Values = found[0]
    return values

"""`sim.batch`: many futures of a scenario as a table, without an experiment file or folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from sim.engine.draws import REPLICATE_LIMIT, SEED_LIMIT
from sim.experiment.crew import usable_cores
from sim.experiment.experiment import Keep
from sim.experiment.feasibility import infeasible_points
from sim.experiment.frames import to_frame
from sim.experiment.over_ensemble import futures_each
from sim.experiment.play import Recipe, Task, batch_of, play_rows
from sim.experiment.results import in_order
from sim.experiment.shares import moved_with
from sim.experiment.table import Columns, Values
from sim.experiment.trajectory_table import trajectory_table
from sim.experiment.units import Unit, lay_out
from sim.scenario.ensemble import as_ensemble

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.units import Layout
    from sim.scenario import Scenario
    from sim.scenario.ensemble import Ensemble

Vary = Mapping[str, Sequence[float]]
ONLY = "baseline"
"""Name of the only policy of a batch."""


def batch(
    scenario: Scenario | str | Path,
    *,
    replicates: int,
    seed: int,
    vary: Vary | pd.DataFrame | None = None,
    turns: int | None = None,
    trajectories: Literal["quantiles", "full"] | None = None,
    paths: Sequence[str] | None = None,
    ensemble: Ensemble | str | Path | None = None,
) -> pd.DataFrame:
    """Play many futures of a scenario and return them as a table.

    Args:
        scenario: A scenario, a path, or the name of a shipped one.
        replicates: Futures at each setting, at least 1. Replicate k has the same random draws at
            every setting, and is the run that ``sim.run(..., seed=seed, replicate=k)`` plays.
        seed: Seed of all chance, [0, 2^64).
        vary: Numbers of the scenario to vary, by path: a mapping from path to values plays every
            combination of them (the last path changes fastest); a data frame plays its rows. None
            plays the scenario as it is.
        turns: Turns of a run; the scenario's own number if None.
        trajectories: Return the state turn by turn instead of the outcomes: "quantiles" over the
            replicates (a row for each point, state path and number of turns) or "full" (a row for
            each run and number of turns, a column for each state path).
        paths: State paths for the trajectories, and "stance" for the stance by turn; all if None.
        ensemble: Calibrated settings, or their file, instead of `vary`: the replicates are divided
            evenly among the members, each a point with draws of chance of its own.

    Returns:
        A table with one row for each run: `run`, `policy`, `point`, `replicate`, `seed`, the
        numbers that vary, the outcomes, `status` and `error`. Missing are the outcomes of a run
        that failed (`error` gives the reason), and the turn of an event that never happened.

    Raises:
        ScenarioError: The scenario is not valid, or a path names no number of it.
        ValueError: Replicates, seed, turns or values out of range, or both ensemble and vary.
    """
    from sim.scenario import Scenario, load_scenario

    _check(replicates, seed)
    loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    factors, settings, replicates = _points(vary, ensemble, replicates)
    numbers, values = moved_with(list(factors), loaded).expand(factors, settings)
    keep_paths = _paths_to_keep(loaded, trajectories, paths)
    recipe = Recipe.of(loaded, paths=numbers, turns=turns, keep_paths=keep_paths)
    columns = _columns(recipe, factors, values)
    whole = trajectories == "quantiles"
    layout = lay_out(np.arange(len(settings)), policies=1, replicates=replicates, whole=whole)

    def played(unit: Unit) -> pa.Table:
        at = list(unit.points)
        task = _task(unit, recipe, columns, layout, seed, values[at], settings[at])
        rows, found = play_rows(replace(task, apart=ensemble is not None))
        if trajectories is None:
            return rows.table(columns)
        return trajectory_table(rows, found, recipe, _KEEP[trajectories])

    table = pa.concat_tables(_map(played, layout))
    return to_frame(table) if trajectories is None else in_order(table).to_pandas(use_threads=False)


_KEEP: Mapping[str, Keep] = {"quantiles": "quantiles", "full": "trajectories"}
"""The value of `keep` in an experiment that stores what `sim.batch` returns."""


def _check(replicates: int, seed: int) -> None:
    if not 1 <= replicates <= REPLICATE_LIMIT:
        raise ValueError(f"replicates = {replicates}: must be from 1 to 2^32")
    if not 0 <= seed < SEED_LIMIT:
        raise ValueError(f"seed = {seed}: must be a whole number from 0 to 2^64 - 1")


def _columns(recipe: Recipe, factors: tuple[str, ...], values: Values) -> Columns:
    """Return the columns of the table.

    Raises:
        ValueError: Some of the settings `values` [point, path] cannot be played.
    """
    ready = batch_of(recipe)
    if barred := infeasible_points(ready.check(values)):
        raise ValueError(f"vary: {barred}")
    return Columns(factors, ready.columns)


def _task(
    unit: Unit,
    recipe: Recipe,
    columns: Columns,
    layout: Layout,
    seed: int,
    values: Values,
    factors: Values,
) -> Task:
    """Return the task of playing a unit whose runs are not stored."""
    return Task(
        unit=unit,
        recipe=recipe,
        values=values,
        factors=factors,
        columns=columns,
        policies=(ONLY,),
        seed=seed,
        n_points=layout.points,
        cap=layout.cap,
        keep="outcomes",
        identity="",
        main="",
        watched="",
    )


def _map(played: Callable[[Unit], pa.Table], layout: Layout) -> Iterable[pa.Table]:
    """Play all units on all cores and return their tables in order."""
    units = [
        layout.unit(block, group, 0, layout.members(group))
        for block in range(len(layout.blocks))
        for group in range(layout.groups)
    ]
    if len(units) == 1:
        return [played(units[0])]
    with ThreadPoolExecutor(usable_cores(), thread_name_prefix="batch") as pool:
        return list(pool.map(played, units))


def _settings(vary: Vary | pd.DataFrame | None) -> tuple[tuple[str, ...], Values]:
    """Return the paths of the numbers that vary, and their settings [point, factor]."""
    if vary is None or len(vary.keys()) == 0:
        return (), np.zeros((1, 0))
    names = tuple(str(name) for name in vary)
    if isinstance(vary, Mapping):
        levels = [np.atleast_1d(np.asarray(vary[name], np.float64)) for name in vary]
        settings = np.array(list(product(*levels)), np.float64)
    else:
        settings = vary.to_numpy(np.float64)
    if not len(settings) or not np.isfinite(settings).all():
        raise ValueError("vary: every number needs at least one value, and all must be finite")
    return names, settings.reshape(-1, len(names)) + 0.0  # -0 is 0, as in an experiment


def _points(
    vary: Vary | pd.DataFrame | None, ensemble: Ensemble | str | Path | None, replicates: int
) -> tuple[tuple[str, ...], Values, int]:
    """Return the paths that vary, their settings [point, path], and the replicates of a point."""
    if ensemble is None:
        return (*_settings(vary), replicates)
    if vary is not None:
        raise ValueError("ensemble and vary: give one of them; an ensemble says what varies")
    held = as_ensemble(ensemble)
    return held.paths, np.array(held.members, np.float64) + 0.0, futures_each(replicates, held)


def _paths_to_keep(
    scenario: Scenario, trajectories: str | None, paths: Sequence[str] | None
) -> tuple[str, ...]:
    from sim.engine.places import Cast

    if trajectories is None:
        return ()
    if trajectories not in ("quantiles", "full"):
        raise ValueError(f'trajectories = "{trajectories}": "quantiles", "full" or None')
    return tuple(Cast.of(scenario).state_places()) if paths is None else tuple(paths)

"""Folders of results as a sweep leaves them, with outcomes that are made up and not played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from sim.experiment import Experiment
from sim.experiment import part as parts
from sim.experiment.manifest import manifest_of
from sim.experiment.plan import make_plan
from sim.experiment.play import Finished, tally
from sim.experiment.results import Results, load_results
from sim.experiment.table import Rows
from sim.experiment.taking import prepare
from sim.experiment.units import UNIT_RUNS, Unit

Outcome = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Outcome [point, replicate] for settings [point, factor], points and replicates of a unit."""


def leave(
    folder: Path,
    experiment: Experiment,
    outcomes: Mapping[str, Outcome],
    *,
    unit_runs: int = UNIT_RUNS,
    keep: Callable[[Unit], bool] = lambda unit: True,
    errors: Mapping[tuple[int, int], str] | None = None,
) -> Results:
    """Leave results in which the named outcomes are as made up, and all others 0.

    `keep` says which units were played; `errors` which runs failed, by point and replicate.
    """
    plan = make_plan(experiment, unit_runs=unit_runs)
    manifest = manifest_of(plan)
    taking = prepare(folder, plan, manifest)
    taking.take()
    store = taking.store
    schedule = plan.schedule()
    while (unit := schedule.take()) is not None:
        rows = _rows(plan, unit, outcomes, errors or {})
        table = rows.table(plan.columns)
        counted = tally(table, unit=unit, main=plan.main, watched=plan.watched)
        schedule.finish(unit, counted)
        if keep(unit):
            data = parts.to_bytes(table, identity=manifest.hash, unit=unit.name)
            store.put(Finished(unit, data, None, counted))
    return load_results(folder)


def _rows(plan, unit: Unit, outcomes: Mapping[str, Outcome], errors) -> Rows:
    names = plan.columns.outcomes
    points, replicates = np.array(unit.points), unit.first + np.arange(unit.count)
    settings = plan.factor_values[points]
    made = np.zeros((len(points), unit.count, len(names)))
    for name, outcome in outcomes.items():
        made[:, :, names.index(name)] = outcome(settings, points, replicates)
    failed = {
        (int(np.flatnonzero(points == point)[0]), replicate - unit.first): text
        for (point, replicate), text in errors.items()
        if point in points and unit.first <= replicate < unit.first + unit.count
    }
    return Rows(
        policy=unit.policy,
        policies=plan.policies,
        points=unit.points,
        factors=settings,
        first=unit.first,
        seed=plan.experiment.seed,
        names=names,
        outcomes=made,
        errors=failed,
        n_points=plan.layout.points,
        cap=plan.layout.cap,
    )

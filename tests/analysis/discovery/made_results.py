"""Folders of results as a sweep leaves them, with an outcome that is made up and not played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sim.experiment import load_experiment
from sim.experiment import part as parts
from sim.experiment.manifest import manifest_of
from sim.experiment.plan import make_plan
from sim.experiment.play import Finished, tally
from sim.experiment.results import Results, load_results
from sim.experiment.table import Rows
from sim.experiment.taking import prepare
from tests.scenario.bench import QUARREL

NAMES = (
    "parameters.audience_cost",
    "parameters.jealousy",
    "parameters.entrapment",
    "parameters.attribution",
    "parameters.stubbornness",
    "parameters.resolve_prior",
    "parameters.alignment_floor",
    "parameters.signal_weight",
    "parameters.test_weight",
)
"""Nine numbers of the scenario that may be anything from 0 to 1."""

TEXT = """
name = "made-up"
title = "Made up"
question = "Where does it happen?"
scenario = "{scenario}"
turns = 1
seed = 5
outcomes = ["{outcome}", "stance", "tests"]
{factors}
{design}
{policies}
[replicates]
fixed = {replicates}
"""

Chance = Callable[[np.ndarray], np.ndarray]


def write(folder: Path, **parts_of_it: object) -> Path:
    """An experiment file: a Latin hypercube of 400 points over three factors, or changed."""
    ranges = ", ".join(f'{{ path = "{name}", low = 0, high = 1 }}' for name in NAMES[:3])
    values = {
        "scenario": QUARREL,
        "outcome": "recommitted",
        "factors": f"factors = [{ranges}]",
        "design": '[design]\nkind = "latin-hypercube"\npoints = 400',
        "policies": "",
        "replicates": 4,
        **parts_of_it,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "made-up.toml"
    path.write_text(TEXT.format(**values), encoding="utf-8")
    return path


def leave(
    folder: Path,
    experiment: Path,
    chance: Chance,
    *,
    outcome: str = "recommitted",
    failed: Sequence[int] = (),
    common: bool = False,
) -> Results:
    """Leave results in which an outcome is 1 with a chance that settings [point, factor] give.

    The draws are those of seed 1, one a run, or one a replicate if they are `common`. All other
    outcomes are 0, and all runs of the points `failed` have failed.
    """
    rng = np.random.default_rng(1)
    plan = make_plan(load_experiment(experiment))
    manifest = manifest_of(plan)
    taking = prepare(folder, plan, manifest)
    taking.take()
    store = taking.store
    schedule = plan.schedule()
    while (unit := schedule.take()) is not None:
        settings = plan.factor_values[list(unit.points)]
        made = np.zeros((len(settings), unit.count, len(plan.columns.outcomes)))
        draws = rng.random((1 if common else len(settings), unit.count))
        hit = draws < np.asarray(chance(settings), np.float64)[:, None]
        made[:, :, plan.columns.outcomes.index(outcome)] = hit
        errors = {
            (place, k): "made to fail"
            for place, point in enumerate(unit.points)
            if point in failed
            for k in range(unit.count)
        }
        rows = Rows(
            policy=unit.policy,
            policies=plan.policies,
            points=unit.points,
            factors=settings,
            first=unit.first,
            seed=plan.experiment.seed,
            names=plan.columns.outcomes,
            outcomes=made,
            errors=errors,
            n_points=plan.layout.points,
            cap=plan.layout.cap,
        )
        table = rows.table(plan.columns)
        counted = tally(table, unit=unit, main=plan.main, watched=plan.watched)
        schedule.finish(unit, counted)
        data = parts.to_bytes(table, identity=manifest.hash, unit=unit.name)
        store.put(Finished(unit, data, None, counted))
    return load_results(folder)


def known_box(settings: np.ndarray) -> np.ndarray:
    """Chance of .9 where the first factor is above .6 and the second below .4, of .1 elsewhere.

    That box has .4 x .4 = 16 % of the volume; the base rate is .16 x .9 + .84 x .1 = .228, and the
    box covers .144 / .228 = .632 of the hits.
    """
    return np.where((settings[:, 0] > 0.6) & (settings[:, 1] < 0.4), 0.9, 0.1)

"""Sensitivity studies of results: reads the table of runs, the design and the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.analysis.sensitivity.design_blocks import SALTELLI, DesignBlocks, complete_blocks
from sim.analysis.sensitivity.resamples import FEWEST_REPLICATES, RESAMPLES
from sim.analysis.sensitivity.response import Response, response
from sim.analysis.sensitivity.study import (
    METHODS,
    Asked,
    Ranged,
    Sensitivity,
    check_varies,
    study,
)
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.experiment.titles import factor_names, scenario_of
from sim.scenario.problems import choices
from sim.words import counted, verb

SEED = 20
MORRIS_LEVELS = 4
"""Number of levels of a Morris design if the experiment gives none."""
RESUME = "the sweep goes on with --resume"


def sensitivity(
    results: Results,
    outcome: str | None = None,
    *,
    policy: str | None = None,
    methods: Sequence[str] | None = None,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Sensitivity:
    """Return the sensitivity of an outcome of a policy to the factors.

    Args:
        results: Results from `sim.load_results`; only the column of the outcome is read.
        outcome: An outcome column; the experiment's main outcome if None.
        policy: A policy; may be None only if the experiment has a single one.
        methods: Some of "sobol", "morris", "regression" and "moment-independent"; all that fit the
            design if None. Chance and swings are always included.
        seed: Seed of the bootstrap and the dummies, at least 1; equal seeds give equal intervals.
        resamples: Number of resamples of the bootstrap.

    Returns:
        Tables, intervals and findings in words; see `Sensitivity`.

    Raises:
        ResultsError: No such outcome, policy or method, no factors, a constant outcome, a point at
            which every run failed, rows out of order, or too little of the sweep to estimate from.
    """
    asked = _asked(results, methods, seed, resamples)
    try:
        return _study(results, outcome or results.store.manifest.outcomes[0], policy, asked)
    except ResultsError as error:
        raise ResultsError(f"{results.store.folder}: {error}") from error


def _study(results: Results, outcome: str, policy: str | None, asked: Asked) -> Sensitivity:
    """Return the study of all that is asked; each study, and what two have in common, once."""

    def work_out(asked: Asked, start: Sensitivity | None = None) -> Sensitivity:
        found, blocks = look_at(results, outcome, policy)
        name, notes = results.store.manifest.name, _notes(results, found, blocks)
        return study(name, found, blocks, ranged(results), asked, notes, start=start)

    bare = replace(asked, methods=())
    start = results.once((study, outcome, policy, bare), lambda: work_out(bare))
    if asked == bare:
        return start
    return results.once((study, outcome, policy, asked), lambda: work_out(asked, start))


def look_at(results: Results, outcome: str, policy: str | None) -> tuple[Response, DesignBlocks]:
    """Return the response of a policy at the complete blocks of the design, and these blocks.

    Raises:
        ResultsError: The results cannot be analysed; see `sensitivity`.
    """
    return results.once((look_at, outcome, policy), lambda: _look_at(results, outcome, policy))


def _look_at(results: Results, outcome: str, policy: str | None) -> tuple[Response, DesignBlocks]:
    manifest, design = results.store.manifest, results.manifest["design"]
    if outcome not in manifest.columns.outcomes:
        hint = choices(outcome, manifest.columns.outcomes)
        raise ResultsError(f"no outcome is called '{outcome}'{hint}")
    if not design["factors"]:
        raise ResultsError(
            f"{manifest.name} has no factors, so there is nothing to be sensitive to; "
            "give the experiment factors and a [design]"
        )
    policy = _policy(manifest.policies, policy)
    found = response(
        _with_column(results, outcome).table,
        outcome,
        policy=policy,
        turns=_entry(results, policy)["turns"],
        document=_entry(results, policy)["document"],
    )
    paths = [factor["path"] for factor in design["factors"]]
    settings = results.design[paths].to_numpy(np.float64)
    blocks = complete_blocks(
        design["kind"],
        settings,
        np.isin(np.arange(len(settings)), found.points),
        second_order=design["kind"] == SALTELLI and bool(_written(results).get("second_order")),
    )
    used = found.at(blocks.used[found.points])
    check_varies(used)
    return used, blocks


def ranged(results: Results) -> tuple[Ranged, ...]:
    """Return the factors of results with their names, meanings and ranges."""
    return results.once(ranged, lambda: _ranged(results))


def _ranged(results: Results) -> tuple[Ranged, ...]:
    from sim.scenario.meanings import meaning

    scenario, names = scenario_of(results), factor_names(results)
    return tuple(
        Ranged(
            path=factor["path"],
            name=names[factor["path"]],
            meaning=meaning(scenario, factor["path"]) if scenario else factor["path"],
            low=float(factor["low"]),
            high=float(factor["high"]),
        )
        for factor in results.manifest["design"]["factors"]
    )


def _asked(results: Results, methods: Sequence[str] | None, seed: int, resamples: int) -> Asked:
    for method in methods or ():
        if method not in METHODS:
            raise ResultsError(f"no method is called '{method}'{choices(method, METHODS)}")
    if seed < 1:
        raise ResultsError(f"seed {seed}: expected a whole number from 1, never 0")
    levels = _written(results).get("levels") or MORRIS_LEVELS
    chosen = None if methods is None else tuple(methods)
    return Asked(methods=chosen, seed=seed, resamples=resamples, levels=int(levels))


def _written(results: Results) -> dict[str, Any]:
    """The [design] table as written in the experiment."""
    return dict(results.manifest["experiment"]["document"].get("design", {}))


def _with_column(results: Results, outcome: str) -> Results:
    """Results whose table has the column of an outcome; read again only if it is missing."""
    if results.columns is not None and outcome in results.columns:
        return results
    return results.narrow([outcome])


def _policy(known: Sequence[str], policy: str | None) -> str:
    if policy is None:
        if len(known) > 1:
            raise ResultsError(f"name one of the policies: {', '.join(known)}")
        return known[0]
    if policy not in known:
        raise ResultsError(f"no policy is called '{policy}'{choices(policy, known)}")
    return policy


def _entry(results: Results, policy: str) -> dict[str, Any]:
    """The entry of a policy in the manifest."""
    entries: list[dict[str, Any]] = results.manifest["policies"]
    return next(entry for entry in entries if entry["name"] == policy)


def _notes(results: Results, used: Response, blocks: DesignBlocks) -> tuple[str, ...]:
    """Notes on missing runs, runs left out, and too few replicates."""
    notes = []
    what = "complete blocks" if blocks.rows > 1 else "points"
    if blocks.count < blocks.planned:
        notes.append(
            f"The sweep is not finished: {blocks.count:,} of {blocks.planned:,} {what} are used, "
            f"which are a smaller design of the same kind; {RESUME}."
        )
    planned = results.manifest["experiment"]["replicates"].get("fixed")
    counts = used.counts + 0
    if planned is not None and not used.failed and int(counts.min()) < planned:
        notes.append(
            f"Points have from {counts.min():,} to {counts.max():,} of "
            f"{counted(planned, 'replicate')}; "
            f"each counts as much as another; {RESUME}."
        )
    if used.failed:
        notes.append(
            f"{counted(used.failed, 'run')} failed and {verb(used.failed, 'are')} left "
            "out; were they of a kind, the means of "
            "their points would be off."
        )
    if 1 < int(counts.max()) < FEWEST_REPLICATES:
        notes.append(
            f"With {counted(int(counts.max()), 'replicate')} the intervals take this "
            "chance as given; "
            f"from {FEWEST_REPLICATES} on they count it."
        )
    return tuple(notes)

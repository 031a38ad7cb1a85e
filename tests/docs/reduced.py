"""Shipped experiments at a reduced size, so that the sweeps of our pages are played in a second.

A page tells its reader to sweep `recommit-phase`, 90,000 runs; the tests run the very command, on
an experiment of the same name, factors and policies, with a few turns, levels and replicates.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sim.experiment import Experiment, Factor, Replicates, load_experiment
from sim.experiment.designs import GridDesign, MorrisDesign, SaltelliDesign, SampledDesign
from sim.experiment.experiment import Policy
from sim.experiment.levers import Lever, find_levers
from sim.scenario import Scenario

TURNS, REPLICATES, LEVELS, POINTS, LEVERS = 6, 3, 3, 36, 10
BASE = 8
"""Base points of a Saltelli design."""
WITHIN_REACH = {
    "parameters.recommit_level": 0.47,
    "parameters.recommit_cost": 0.08,
    "parameters.recommit_quarters": 1.0,
}
"""What counts as recommitment where runs end after six turns, so that some recommit."""


def reduced(experiment: Experiment) -> Experiment:
    """The same experiment with a few turns, levels or points, and replicates."""
    design, size = experiment.design, dict[str, int]()
    factors, policies = experiment.factors, experiment.policies
    if isinstance(design, GridDesign):
        factors = tuple(_with_few_levels(factor) for factor in factors)
    elif isinstance(design, SampledDesign):
        size = {"points": POINTS}
        policies = tuple(
            replace(policy, scenario=policy.scenario.replace(WITHIN_REACH))
            for policy in experiment.policies
        )
    elif isinstance(design, SaltelliDesign):
        size = {"base": BASE}
    elif isinstance(design, MorrisDesign):
        size = {"trajectories": 2}
    # What was written is kept with results, and read by those who must know how points were drawn.
    document = experiment.document
    if size:
        document = {**document, "design": {**document["design"], **size}}
    return replace(
        experiment,
        turns=TURNS,
        factors=factors,
        policies=policies,
        design=design.model_copy(update=size),
        document=document,
        replicates=Replicates(fixed=REPLICATES),
    )


def _with_few_levels(factor: Factor) -> Factor:
    levels = factor.levels or ()
    if len(levels) <= LEVELS:
        return factor
    return replace(factor, levels=(levels[0], levels[len(levels) // 2], levels[-1]))


def _few_levers(scenario: Scenario, policies: tuple[Policy, ...] = ()) -> tuple[Lever, ...]:
    return find_levers(scenario, policies)[:LEVERS]


@contextmanager
def reduced_sweeps() -> Iterator[None]:
    """While it lasts, `sim sweep` and `sim levers` play every experiment at a reduced size."""

    def load(experiment: str | Path) -> Experiment:
        return reduced(load_experiment(experiment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiment.load_experiment", load, raising=False)
        yield


@contextmanager
def few_levers() -> Iterator[None]:
    """While it lasts, `sim levers` knows a few levers and plays few futures unless told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.studies.levers.REPLICATES", REPLICATES)
        patch.setattr("sim.studies.levers.find_levers", _few_levers)
        yield

"""An experiment played over an ensemble: its futures are divided evenly among the members."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.experiment.designs import EnsembleDesign
from sim.experiment.experiment import Factor, Replicates
from sim.experiment.faults import ResultsError

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Policy
    from sim.scenario.ensemble import Ensemble


def over_ensemble(experiment: Experiment, ensemble: Ensemble) -> Experiment:
    """Return the same experiment with the members of an ensemble as its points.

    Every member has draws of chance of its own, the same ones under every policy. The futures that
    the experiment asks for are divided evenly among the members, rounded up.

    Raises:
        ResultsError: The experiment varies numbers itself, decides its replicates during play,
            or changes a number that the ensemble sets; or its scenario has no such number.
    """
    name = experiment.name
    if experiment.factors:
        raise ResultsError(
            f"{name}: it varies {experiment.factors[0].path} itself; an ensemble goes with an "
            "experiment without factors"
        )
    fixed = experiment.replicates.fixed
    if fixed is None:
        raise ResultsError(
            f"{name}: it decides its replicates during play; an ensemble needs a fixed number of "
            "them, such as fixed = 10000, which it divides among its members"
        )
    for policy in experiment.policies:
        _check(experiment, policy, ensemble)
    columns = list(zip(*ensemble.members, strict=True))
    factors = tuple(
        Factor(path, min(values), max(values))
        for path, values in zip(ensemble.paths, columns, strict=True)
    )
    design = EnsembleDesign(kind="ensemble", file=f"{ensemble.name}.json")
    return replace(
        experiment,
        factors=factors,
        design=design.with_ensemble(ensemble),
        replicates=Replicates(fixed=futures_each(fixed, ensemble)),
    )


def futures_each(futures: int, ensemble: Ensemble) -> int:
    """Return the futures of each member if `futures` are divided evenly among them, rounded up."""
    return -(-futures // len(ensemble.members))


def _check(experiment: Experiment, policy: Policy, ensemble: Ensemble) -> None:
    numbers = policy.scenario.numbers()
    for path in ensemble.paths:
        if path not in numbers:
            raise ResultsError(
                f"{experiment.name}: {policy.scenario.name} has no number {path}, which the "
                f"ensemble {ensemble.name} sets; it was calibrated on {ensemble.scenario}"
            )
        for changed in policy.changes or {}:
            if f"{path}.".startswith(f"{changed}."):
                raise ResultsError(
                    f"{experiment.name}: the policy {policy.name} changes {changed}, which the "
                    f"ensemble {ensemble.name} sets; one would undo the other"
                )

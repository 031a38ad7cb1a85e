"""The plan of a sweep: everything that it will play, divided into units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.faults import ResultsError
from sim.experiment.play import Recipe, Task, batch_of
from sim.experiment.schedule import WHOLE, Schedule, Shard, Tolerance
from sim.experiment.sources import sources_here
from sim.experiment.table import Columns, Values
from sim.experiment.units import UNIT_RUNS, Layout, Unit, lay_out
from sim.measures import STANCE, Kind, kind_of

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Keep, Replicates

MOST_REPLICATES = 100_000
"""Most replicates with `keep = "quantiles"`: quantiles need all runs of a point in memory."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that a sweep plays.

    Attributes:
        experiment: The experiment.
        layout: Its runs, divided into units.
        tolerance: Precision at which a point needs no more replicates; None if the number is fixed.
        recipes: What a worker needs in order to prepare the kernel, by policy.
        columns: Columns of the table of runs.
        turns: Turns of a run, by policy.
        values: Numbers at the recipes' paths [point, path].
        factor_values: Settings of the factors [point, factor].
    """

    experiment: Experiment
    layout: Layout
    tolerance: Tolerance | None
    recipes: tuple[Recipe, ...]
    columns: Columns
    turns: tuple[int, ...]
    values: Values
    factor_values: Values

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies."""
        return tuple(policy.name for policy in self.experiment.policies)

    @property
    def main(self) -> str:
        """The outcome whose estimate is shown while the sweep runs."""
        return self.experiment.outcomes[0]

    @property
    def watched(self) -> str:
        """The outcome that decides about more replicates; the main outcome if none decides."""
        until = self.experiment.replicates.until
        return self.main if until is None else until.outcome

    @property
    def keep(self) -> Keep:
        """What is stored besides outcomes."""
        return self.experiment.keep

    def schedule(self, shard: Shard = WHOLE) -> Schedule:
        """Return a new schedule of the plan, or of one shard of it."""
        return Schedule(self.layout, self.tolerance, shard)

    def task(self, unit: Unit, identity: str) -> Task:
        """Return the task of playing a unit.

        Args:
            unit: The unit.
            identity: Hash of the manifest of the results.
        """
        points = list(unit.points)
        return Task(
            unit=unit,
            recipe=self.recipes[unit.policy],
            values=self.values[points],
            factors=self.factor_values[points],
            columns=self.columns,
            policies=self.policies,
            seed=self.experiment.seed,
            n_points=self.layout.points,
            cap=self.layout.cap,
            keep=self.keep,
            identity=identity,
            main=self.main,
            watched=self.watched,
            sources=sources_here(),
            apart=self.experiment.design.apart,
        )


def make_plan(experiment: Experiment, *, unit_runs: int = UNIT_RUNS) -> Plan:
    """Return the plan of an experiment.

    Args:
        experiment: The experiment.
        unit_runs: Number of runs to aim at in a unit.

    Raises:
        ResultsError: An outcome does not exist, or quantiles are wanted of too many replicates or
            of a number that is not fixed.
        ScenarioError: A factor names no number of a policy's scenario.
    """
    points, replicates = experiment.points(), experiment.replicates
    keep_paths = () if experiment.keep == "outcomes" else tuple(experiment.keep_paths)
    with_quantiles = experiment.keep == "quantiles"
    if with_quantiles:
        _check_quantiles(experiment.name, replicates)
    begins = experiment.beginning
    states = tuple(path for path in keep_paths if path != STANCE)
    recipes = tuple(
        Recipe.of(
            policy.scenario,
            paths=points.paths,
            turns=experiment.turns,
            keep_paths=keep_paths,
            opening=begins.opening(policy.scenario, policy.orders) if begins else None,
            before=begins.before(states) if begins else None,
        )
        for policy in experiment.policies
    )
    batches = [batch_of(recipe) for recipe in recipes]
    known = _union([batch.columns for batch in batches])
    until = replicates.until
    for name in (*experiment.outcomes, *([until.outcome] if until else [])):
        if name not in known:
            raise ResultsError(f"{experiment.name}: no outcome is called '{name}'")
    columns = Columns(
        points.factors, experiment.outcomes if experiment.columns == "named" else known
    )
    return Plan(
        experiment=experiment,
        layout=lay_out(
            experiment.order,
            policies=len(recipes),
            replicates=replicates.cap,
            minimum=until.minimum if until else None,
            whole=with_quantiles,
            unit_runs=unit_runs,
        ),
        tolerance=None if until is None else tolerance_of(until.outcome, until.half_width),
        recipes=recipes,
        columns=columns,
        turns=tuple(batch.turns for batch in batches),
        values=points.values,
        factor_values=points.factor_values,
    )


def tolerance_of(outcome: str, half_width: float) -> Tolerance:
    """Return the tolerance for an outcome: for a share if it is a yes or no, else for a mean."""
    return Tolerance(half_width, kind_of(outcome) in (Kind.YES_NO, Kind.CATEGORY))


def _check_quantiles(name: str, replicates: Replicates) -> None:
    if replicates.fixed is None:
        raise ResultsError(
            f'{name}: keep = "quantiles" needs a fixed number of replicates, '
            'or keep = "trajectories" instead'
        )
    if replicates.fixed > MOST_REPLICATES:
        raise ResultsError(
            f'{name}: keep = "quantiles" takes up to {MOST_REPLICATES:,} replicates of a point, '
            f"not {replicates.fixed:,}"
        )


def _union(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return all names once, in order of first appearance."""
    found: Mapping[str, Any] = {name: None for names in lists for name in names}
    return tuple(found)

"""The plan of a sweep: everything it will play, cut into units, with nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.faults import ResultsError
from sim.experiment.play import Recipe, Task, batch_of
from sim.experiment.schedule import WHOLE, Schedule, Shard, Tolerance
from sim.experiment.sources import sources_here
from sim.experiment.table import Columns, Values
from sim.experiment.traces import Keep
from sim.experiment.units import UNIT_RUNS, Layout, Unit, lay_out
from sim.measures import Kind, kind_of

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Replicates

MOST_BANDED = 100_000
"""Replicates of a point up to which bands are taken: they need all of its runs at once."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What a sweep plays.

    Attributes:
        experiment: The experiment.
        layout: Its runs, cut into units.
        tolerance: When a point needs no more replicates; None if their number is fixed.
        recipes: What a worker makes ready, by policy.
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
        """The outcome whose running estimate is shown."""
        return self.experiment.outcomes[0]

    @property
    def watched(self) -> str:
        """The outcome that decides about more replicates; the main one where none does."""
        until = self.experiment.replicates.until
        return self.main if until is None else until.outcome

    @property
    def keep(self) -> Keep:
        """What is kept beside outcomes."""
        return self.experiment.keep

    def schedule(self, shard: Shard = WHOLE) -> Schedule:
        """A fresh schedule of the plan, or of one shard of it."""
        return Schedule(self.layout, self.tolerance, shard)

    def task(self, unit: Unit, identity: str) -> Task:
        """The task of playing a unit, for results with that identity."""
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
        )


def make_plan(experiment: Experiment, *, unit_runs: int = UNIT_RUNS) -> Plan:
    """The plan of an experiment.

    Raises:
        ResultsError: It asks for what no sweep can do.
        ScenarioError: A factor names no number of a policy's scenario.
    """
    points, replicates = experiment.points(), experiment.replicates
    traces = () if experiment.keep == "outcomes" else tuple(experiment.keep_paths)
    banded = experiment.keep == "fans"
    if banded:
        _check_bands(experiment.name, replicates)
    recipes = tuple(
        Recipe.of(policy.scenario, paths=points.paths, turns=experiment.turns, traces=traces)
        for policy in experiment.policies
    )
    batches = [batch_of(recipe) for recipe in recipes]
    columns = Columns(points.factors, _union([batch.columns for batch in batches]))
    until = replicates.until
    for name in (*experiment.outcomes, *([until.outcome] if until else [])):
        if name not in columns.outcomes:
            raise ResultsError(f"{experiment.name}: no outcome is called '{name}'")
    return Plan(
        experiment=experiment,
        layout=lay_out(
            experiment.order,
            policies=len(recipes),
            replicates=replicates.cap,
            minimum=until.minimum if until else None,
            whole=banded,
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
    """The tolerance for an outcome: of a share if it is a yes or no, else of a mean."""
    return Tolerance(half_width, kind_of(outcome) in (Kind.YES_NO, Kind.CATEGORY))


def _check_bands(name: str, replicates: Replicates) -> None:
    if replicates.fixed is None:
        raise ResultsError(
            f'{name}: keep = "fans" needs a fixed number of replicates, '
            'or keep = "trajectories" instead'
        )
    if replicates.fixed > MOST_BANDED:
        raise ResultsError(
            f'{name}: keep = "fans" takes up to {MOST_BANDED:,} replicates of a point, '
            f"not {replicates.fixed:,}"
        )


def _union(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """All names, in order of first appearance."""
    found: Mapping[str, Any] = {name: None for names in lists for name in names}
    return tuple(found)

"""Playing a unit, wherever that is: a thread, a process or another machine.

A task says everything that is needed to play it, so that any worker can take it; what is dear to
make again, the scenario made ready for the kernel, is kept between tasks.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.experiment import part
from sim.experiment.faults import one_line
from sim.experiment.schedule import Tally
from sim.experiment.sources import Sources, check_sources, worker_name
from sim.experiment.table import OK, Columns, Rows, Values
from sim.experiment.traces import NO_STANCE, Keep, trace_table
from sim.experiment.units import Unit
from sim.measures import STANCE
from sim.vocabulary import RECOMMIT, STANCES

if TYPE_CHECKING:
    from sim.engine.batch import Batch, Played
    from sim.scenario import Scenario

MODEL_ERRORS = (ArithmeticError, ValueError)
"""What arithmetic raises on numbers that it cannot work with; no other error is a run's result."""
RULEBOOK = ("sim.rules.", "sim.engine.")
"""Modules in which such an error says something of the model."""
RECIPES_KEPT = 64
"""Scenarios that a worker keeps ready."""


@dataclass(frozen=True)
class Recipe:
    """A scenario to be made ready for the kernel, packed for the journey to a worker.

    `packed` is a pickled scenario; `key` tells recipes apart. `traces` are the state paths to
    follow turn by turn, and "stance".
    """

    key: str
    packed: bytes
    paths: tuple[str, ...]
    turns: int | None
    traces: tuple[str, ...]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        *,
        paths: tuple[str, ...],
        turns: int | None,
        traces: tuple[str, ...] = (),
    ) -> Recipe:
        """The recipe of a scenario at points that differ in the numbers at `paths`."""
        key = f"{scenario.hash} {turns} {' '.join(paths)} | {' '.join(traces)}"
        return cls(key, pickle.dumps(scenario), paths, turns, traces)

    @property
    def states(self) -> tuple[str, ...]:
        """The traces that are state variables."""
        return tuple(path for path in self.traces if path != STANCE)


_ready: dict[str, Batch] = {}
_making = threading.Lock()


def batch_of(recipe: Recipe) -> Batch:
    """The scenario of a recipe, ready for the kernel; made once a process."""
    with _making:
        if recipe.key not in _ready:
            from sim.engine.batch import Batch

            while len(_ready) >= RECIPES_KEPT:
                _ready.pop(next(iter(_ready)))
            scenario = pickle.loads(recipe.packed)
            _ready[recipe.key] = Batch(
                scenario,
                recipe.paths,
                turns=recipe.turns,
                trajectories=recipe.states,
                stances=STANCE in recipe.traces,
            )
        return _ready[recipe.key]


@dataclass(frozen=True)
class Task:
    """A unit to play, and everything a worker must know for it.

    `values` are the numbers at the recipe's paths [point of the unit, path]; `factors` the factors'
    settings [point of the unit, factor]. `identity` is the hash of the manifest. `main` is the
    outcome whose running estimate is shown, `watched` the one that decides about replicates.
    """

    unit: Unit
    recipe: Recipe
    values: Values
    factors: Values
    columns: Columns
    policies: tuple[str, ...]
    seed: int
    n_points: int
    cap: int
    keep: Keep
    identity: str
    main: str
    watched: str
    sources: Sources | None = None
    """What the unit must be played by; None: by whatever is there."""


@dataclass(frozen=True)
class Finished:
    """A unit that was played: the bytes of its parts, and its tally."""

    unit: Unit
    runs: bytes
    traces: bytes | None
    tally: Tally


class MachineError(Exception):
    """A unit that could not be played, through no fault of the model: memory, disk, libraries."""


def play(task: Task) -> Finished:
    """Play a unit. A run that the model cannot play becomes a row that says why.

    Raises:
        ForeignSourcesError: The code that is here is not that of the sweep.
        MachineError: The machine or what is installed on it failed.
    """
    if task.sources is not None:
        check_sources(task.sources)
    try:
        rows, played = play_rows(task)
        return _finish(task, rows, played)
    except Exception as error:
        # Not every error can be sent to another process, but its words can.
        reason = f"{type(error).__name__}: {one_line(error)}"
        raise MachineError(f"on {worker_name()}: {reason}") from error


def _finish(task: Task, rows: Rows, played: Played) -> Finished:
    """The parts and the tally of runs that were played."""
    table = rows.table(task.columns)
    stamp = {"identity": task.identity, "unit": task.unit.name}
    kept = None if task.keep == "outcomes" else trace_table(rows, played, task.recipe, task.keep)
    return Finished(
        task.unit,
        part.to_bytes(table, **stamp),
        None if kept is None else part.to_bytes(kept, **stamp),
        tally(table, unit=task.unit, main=task.main, watched=task.watched),
    )


def play_rows(task: Task) -> tuple[Rows, Played]:
    """The runs of a unit, and what was played, axes [point of the unit, replicate, ...]."""
    unit, batch = task.unit, batch_of(task.recipe)
    play_some = _Careful(batch, task.values, task.seed)
    played = play_some.all(unit.first, unit.count)
    rows = Rows(
        policy=unit.policy,
        policies=task.policies,
        points=unit.points,
        factors=task.factors,
        first=unit.first,
        seed=task.seed,
        names=batch.columns,
        outcomes=played.outcomes,
        errors=play_some.errors,
        n_points=task.n_points,
        cap=task.cap,
    )
    return rows, played


@dataclass
class _Careful:
    """Plays points, and where the kernel refuses, finds the runs it refuses, and notes why."""

    batch: Batch
    values: Values
    seed: int
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def all(self, first: int, count: int) -> Played:
        """Play every point; outcomes of runs that failed are not numbers."""
        reasons = self.batch.check(self.values)
        good = [place for place, reason in enumerate(reasons) if reason is None]
        for place, reason in enumerate(reasons):
            if reason is not None:
                self.errors.update({(place, k): one_line(reason) for k in range(count)})
        if len(good) == len(reasons):
            found = self._try(good, first, count, first)
            if found is not None:
                return found
        return self._patch(good, first, count)

    def _patch(self, good: list[int], first: int, count: int) -> Played:
        """The runs that can be played, among empty rows for those that cannot."""
        width = (len(self.values), count)
        outcomes = np.full((*width, len(self.batch.columns)), np.nan)
        course = (self.batch.turns + 1, len(self.batch.trajectories))
        traces = np.full((*width, *course), np.nan, np.float32)
        turns = self.batch.turns if self.batch.stances else 0
        stances = np.full((*width, turns), NO_STANCE, np.int8)

        def put(places: list[int], start: int, number: int) -> None:
            found = self._try(places, start, number, first)
            if found is not None:
                span = slice(start - first, start - first + number)
                outcomes[places, span] = found.outcomes
                traces[places, span] = found.trajectories
                stances[places, span] = found.stances
            elif len(places) > 1:
                for half in (places[: len(places) // 2], places[len(places) // 2 :]):
                    put(half, start, number)
            elif number > 1:
                put(places, start, number // 2)
                put(places, start + number // 2, number - number // 2)

        if good:
            put(good, first, count)
        from sim.engine.batch import Played

        return Played(outcomes, traces, stances)

    def _try(self, places: list[int], start: int, number: int, first: int) -> Played | None:
        """Play some points; None if that fails, with the reason noted when it is a single run."""
        try:
            return self.batch.play(self.values[places], seed=self.seed, first=start, count=number)
        except MODEL_ERRORS as error:
            if not _is_of_the_model(error):
                raise
            if len(places) == 1 and number == 1:
                reason = f"{type(error).__name__}: {one_line(error)}"
                self.errors[places[0], start - first] = reason
            return None


def _is_of_the_model(error: BaseException) -> bool:
    """Whether an error was raised by the rules or the engine, not by a library below them."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = "" if trace is None else str(trace.tb_frame.f_globals.get("__name__"))
    return isinstance(error, ArithmeticError) or module.startswith(RULEBOOK)


def tally(table: pa.Table, *, unit: Unit, main: str, watched: str) -> Tally:
    """The tally of a unit's rows: the same whether they were just played or read from the disk."""
    good = np.asarray(table["status"].combine_chunks().dictionary_decode()) == OK
    estimate, decisive = numbers(table, main), numbers(table, watched)
    known, counted = ~np.isnan(estimate) & good, ~np.isnan(decisive) & good
    shape = (len(unit.points), unit.count)
    values = np.where(counted, decisive, 0.0).reshape(shape)
    return Tally(
        runs=unit.runs,
        failed=int((~good).sum()),
        known=int(known.sum()),
        total=float(estimate[known].sum()),
        played=counted.reshape(shape).sum(axis=1),
        sums=values.sum(axis=1),
        squares=(values * values).sum(axis=1),
    )


def numbers(table: pa.Table, name: str) -> Values:
    """A column as numbers: 1 for yes, for the stance 1 where it is recommitment; null is NaN."""
    column = table[name].combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = pc.equal(column.dictionary_decode(), STANCES[RECOMMIT])
    plain = column.cast(pa.float64()) if column.type != pa.float64() else column
    return np.asarray(plain.to_numpy(zero_copy_only=False), np.float64)


Player = Callable[[Task], Finished]
"""What an executor runs."""

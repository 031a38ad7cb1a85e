"""Play a unit in any worker: a thread, a process or another machine.

A task holds everything that is needed to play its unit, so any worker can do it. Preparing a
scenario for the kernel takes long, so a worker keeps prepared scenarios for later tasks.
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
from sim.experiment.table import OK, Columns, Rows, Values, first_draw
from sim.experiment.trajectory_table import NO_STANCE, trajectory_table
from sim.experiment.units import Unit
from sim.measures import STANCE
from sim.vocabulary import DESKS, RECOMMIT, STANCES

if TYPE_CHECKING:
    from sim.engine.batch import Batch, Played
    from sim.engine.opening import Opening
    from sim.experiment.experiment import Keep
    from sim.scenario import Scenario

MODEL_ERRORS = (ArithmeticError, ValueError)
"""Errors that mean that the model cannot play a run; any other is a fault of the program."""
MODEL_MODULES = ("sim.rules.", "sim.engine.")
"""Modules in which a ValueError means that the model cannot play a run."""
NO_ORDER = -1
"""Stands for the orders of a run that failed."""
RECIPES_KEPT = 64
"""Largest number of prepared scenarios that a worker keeps."""


@dataclass(frozen=True)
class Recipe:
    """What a worker needs in order to prepare a scenario for the kernel.

    `packed` is the pickled scenario; `key` identifies the recipe. `paths` are the numbers that
    vary between points. `keep_paths` are the state paths (and "stance") to record turn by turn,
    and `conduct` says whether to record the orders of all desks. `opening` is where the runs begin
    if they go on from a turn of another run; `before` are the states of that run at `keep_paths`
    [number of turns played, path], up to that turn.
    """

    key: str
    packed: bytes
    paths: tuple[str, ...]
    turns: int | None
    keep_paths: tuple[str, ...]
    conduct: bool = False
    opening: Opening | None = None
    before: Values | None = None

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        *,
        paths: tuple[str, ...],
        turns: int | None,
        keep_paths: tuple[str, ...] = (),
        conduct: bool = False,
        opening: Opening | None = None,
        before: Values | None = None,
    ) -> Recipe:
        """Return the recipe of a scenario at points that differ in the numbers at `paths`."""
        key = f"{scenario.hash} {turns} {' '.join(paths)} | {' '.join(keep_paths)} | {conduct}"
        packed = pickle.dumps(scenario)
        return cls(key, packed, paths, turns, keep_paths, conduct, opening, before)

    @property
    def states(self) -> tuple[str, ...]:
        """The paths to record that are state variables, so not "stance"."""
        return tuple(path for path in self.keep_paths if path != STANCE)


_ready: dict[str, Batch] = {}
_making = threading.Lock()


def batch_of(recipe: Recipe) -> Batch:
    """Return the prepared scenario of a recipe, which is made only once in each process."""
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
                stances=STANCE in recipe.keep_paths,
                conduct=recipe.conduct,
            )
        return _ready[recipe.key]


@dataclass(frozen=True)
class Task:
    """A unit, and everything that a worker needs to play it.

    Attributes:
        unit: The unit.
        recipe: The recipe of its scenario.
        values: Numbers at the recipe's paths [point of the unit, path].
        factors: Settings of the factors [point of the unit, factor].
        columns: Columns of the table of runs.
        policies: Names of all policies.
        seed: Seed of all chance.
        n_points: Number of points of the whole design.
        cap: Largest number of replicates of a point.
        keep: What is stored besides outcomes.
        identity: Hash of the manifest.
        main: The outcome whose estimate is shown while the sweep runs.
        watched: The outcome that decides about more replicates.
        sources: The code that must play the unit; None if any code may.
        apart: Whether each point has draws of chance of its own.
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
    apart: bool = False


@dataclass(frozen=True)
class Finished:
    """A unit that has been played: the bytes of its parts, and its tally.

    `runs` is the part with the table of runs, `trajectories` the part with trajectories or
    quantiles; None if only outcomes are kept.
    """

    unit: Unit
    runs: bytes
    trajectories: bytes | None
    tally: Tally


class MachineError(Exception):
    """A unit could not be played because of the machine: memory, disk or libraries."""


def play(task: Task) -> Finished:
    """Play a unit. If the model cannot play a run, the row of the run says why.

    Raises:
        ForeignSourcesError: The code of this process is not that of the sweep.
        MachineError: The machine, or something installed on it, failed.
    """
    if task.sources is not None:
        check_sources(task.sources)
    try:
        rows, played = play_rows(task)
        return _finish(task, rows, played)
    except Exception as error:
        # Some errors cannot be pickled for another process, so only the message is sent.
        reason = f"{type(error).__name__}: {one_line(error)}"
        raise MachineError(f"on {worker_name()}: {reason}") from error


def _finish(task: Task, rows: Rows, played: Played) -> Finished:
    """Return the parts and the tally of runs that have been played."""
    table = rows.table(task.columns)
    stamp = {"identity": task.identity, "unit": task.unit.name}
    by_turn = None
    if task.keep != "outcomes":
        by_turn = part.to_bytes(trajectory_table(rows, played, task.recipe, task.keep), **stamp)
    return Finished(
        task.unit,
        part.to_bytes(table, **stamp),
        by_turn,
        tally(table, unit=task.unit, main=task.main, watched=task.watched),
    )


def play_rows(task: Task) -> tuple[Rows, Played]:
    """Play a unit and return its rows, and the arrays [point of the unit, replicate, ...]."""
    unit, batch = task.unit, batch_of(task.recipe)
    played, errors = _play_apart(task, batch) if task.apart else _play_together(task, batch)
    rows = Rows(
        policy=unit.policy,
        policies=task.policies,
        points=unit.points,
        factors=task.factors,
        first=unit.first,
        seed=task.seed,
        names=batch.columns,
        outcomes=played.outcomes,
        errors=errors,
        n_points=task.n_points,
        cap=task.cap,
        apart=task.apart,
    )
    return rows, played


Reasons = dict[tuple[int, int], str]
"""Why runs failed, by index of the point and of the replicate within the unit."""


def _play_together(task: Task, batch: Batch) -> tuple[Played, Reasons]:
    """Play the same replicates at every point of a unit."""
    player = _FaultTolerant(batch, task.recipe, task.values, task.seed)
    return player.all(task.unit.first, task.unit.count), player.errors


def _play_apart(task: Task, batch: Batch) -> tuple[Played, Reasons]:
    """Play replicates of its own at every point: those from point x cap on."""
    from sim.engine.batch import Played

    found, errors = [], Reasons()
    for place, point in enumerate(task.unit.points):
        player = _FaultTolerant(batch, task.recipe, task.values[[place]], task.seed)
        found.append(player.all(first_draw(point, task.cap) + task.unit.first, task.unit.count))
        errors.update({(place, k): reason for (_, k), reason in player.errors.items()})
    return Played(*(np.concatenate(arrays) for arrays in zip(*found, strict=True))), errors


@dataclass
class _FaultTolerant:
    """Plays points even if some runs fail: it isolates these runs and stores the reasons.

    `errors` are the reasons by index of the point and of the replicate within the unit.
    """

    batch: Batch
    recipe: Recipe
    values: Values
    seed: int
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def all(self, first: int, count: int) -> Played:
        """Play every point. The outcomes of runs that fail are NaN."""
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
        """Play the runs that can be played; all values of the others are NaN.

        If the kernel fails, the points and then the replicates are halved until the runs that fail
        are single. The orders of a run that fails are `NO_ORDER`.
        """
        width = (len(self.values), count)
        outcomes = np.full((*width, len(self.batch.columns)), np.nan)
        by_turn = (self.batch.turns + 1, len(self.batch.trajectories))
        trajectories = np.full((*width, *by_turn), np.nan, np.float32)
        turns = self.batch.turns if self.batch.stances else 0
        stances = np.full((*width, turns), NO_STANCE, np.int8)
        desks = len(DESKS) * len(self.batch.scenario.actors) if self.batch.conduct else 0
        opening = self.recipe.opening
        played = self.batch.turns - (opening.turn if opening else 0)
        orders = np.full((*width, played, desks), NO_ORDER, np.int16)

        def put(places: list[int], start: int, number: int) -> None:
            found = self._try(places, start, number, first)
            if found is not None:
                span = slice(start - first, start - first + number)
                outcomes[places, span] = found.outcomes
                trajectories[places, span] = found.trajectories
                stances[places, span] = found.stances
                orders[places, span] = found.orders
            elif len(places) > 1:
                for half in (places[: len(places) // 2], places[len(places) // 2 :]):
                    put(half, start, number)
            elif number > 1:
                put(places, start, number // 2)
                put(places, start + number // 2, number - number // 2)

        if good:
            put(good, first, count)
        from sim.engine.batch import Played

        nobody = np.zeros((*width, played, 0), np.int16)
        return Played(outcomes, trajectories, stances, orders, nobody, nobody)

    def _try(self, places: list[int], start: int, number: int, first: int) -> Played | None:
        """Play some points; return None if that fails, and store the reason of a single run."""
        try:
            found = self.batch.play(
                self.values[places],
                seed=self.seed,
                first=start,
                count=number,
                opening=self.recipe.opening,
            )
            return _after(self.recipe.before, found)
        except MODEL_ERRORS as error:
            if not _is_of_the_model(error):
                raise
            if len(places) == 1 and number == 1:
                reason = f"{type(error).__name__}: {one_line(error)}"
                self.errors[places[0], start - first] = reason
            return None


def _after(before: Values | None, played: Played) -> Played:
    """Return runs that go on from a turn of another run, with its states before that turn.

    The state in which they begin is of the open turn; that at the end of the turn before is kept.
    """
    if before is None:
        return played
    rest = played.trajectories[:, :, 1:]
    past = np.broadcast_to(before.astype(rest.dtype), (*rest.shape[:2], *before.shape))
    return played._replace(trajectories=np.concatenate([past, rest], axis=2))


def _is_of_the_model(error: BaseException) -> bool:
    """Whether an error was raised by the rules or the engine, not by a library below them."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    module = "" if step is None else str(step.tb_frame.f_globals.get("__name__"))
    return isinstance(error, ArithmeticError) or module.startswith(MODEL_MODULES)


def tally(table: pa.Table, *, unit: Unit, main: str, watched: str) -> Tally:
    """Return the tally of a unit's rows, which have been played or read from the disk."""
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
    """Return a column as numbers: null is NaN, yes is 1, and of stances recommitment is 1."""
    column = table[name].combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = pc.equal(column.dictionary_decode(), STANCES[RECOMMIT])
    plain = column.cast(pa.float64()) if column.type != pa.float64() else column
    return np.asarray(plain.to_numpy(zero_copy_only=False), np.float64)


Player = Callable[[Task], Finished]
"""Type of `play`, which an executor runs."""

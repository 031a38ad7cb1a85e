"""A sweep: every unit of an experiment played once, by whoever is there, and stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cards import Card
from sim.experiment.crew import Crew
from sim.experiment.executors import Kind, hire
from sim.experiment.faults import ResultsError, one_line
from sim.experiment.manifest import manifest_of
from sim.experiment.part import MISSING, PartError
from sim.experiment.plan import Plan, make_plan
from sim.experiment.play import Finished, MachineError, play
from sim.experiment.schedule import WHOLE, Schedule, Shard, Tally
from sim.experiment.sources import ForeignSourcesError
from sim.experiment.store import Store, left_aside
from sim.experiment.taking import Claim, Taking, prepare
from sim.experiment.units import UNIT_RUNS, Unit

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment

IN_FLIGHT = 2
"""Units handed out for each worker: one in play, and one so that it never waits for us."""
ATTEMPTS = 3
"""Times that a unit is handed out before a worker that dies over it ends the sweep."""
QUIET = 30.0
"""Seconds without news after which it is asked whether there is anybody left to play."""


@dataclass
class Progress:
    """How far a sweep is.

    `units` and `runs` are what is planned by now; it grows where replicates are decided in play.
    `mean` is the running estimate of the main outcome, over what is stored.
    """

    units: int = 0
    runs: int = 0
    units_done: int = 0
    runs_done: int = 0
    runs_found: int = 0
    failed: int = 0
    known: int = 0
    total: float = 0.0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        """Mean of the main outcome over the runs where it is known."""
        return self.total / self.known if self.known else None

    def add(self, tally: Tally, schedule: Schedule, *, found: bool) -> None:
        """Count a unit: `found` on the disk, or just played."""
        self.units, self.runs = schedule.planned_units, schedule.planned_runs
        self.units_done += 1
        self.runs_done += tally.runs
        self.runs_found += tally.runs if found else 0
        self.failed += tally.failed
        self.known += tally.known
        self.total += tally.total


Watch = Callable[[Progress], None]
Flying = dict[Future[Finished], Unit]


def _unwatched(progress: Progress) -> None:
    """Nobody looks."""


class Interrupted(KeyboardInterrupt):
    """A sweep stopped by Ctrl-C. All that was finished is stored; `progress` says how far it is."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__("interrupted")


@dataclass(frozen=True, repr=False)
class Sweep(Card):
    """A sweep that came to its end: where its results are, and how it went."""

    folder: Path
    plan: Plan
    store: Store
    progress: Progress

    def _card(self) -> tuple[str, ...]:
        runs = f"{self.progress.runs_done:,} runs, {self.progress.failed:,} failed"
        return f"{self.plan.experiment.name} ({self.folder}): {runs}", *self.progress.notes


def sweep(
    experiment: Experiment | str | Path,
    out: str | Path,
    *,
    seed: int | None = None,
    executor: Kind | Executor = "threads",
    jobs: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    retry_failed: bool = False,
    shard: Shard = WHOLE,
    watch: Watch = _unwatched,
    unit_runs: int = UNIT_RUNS,
) -> Sweep:
    """Play an experiment and store its results.

    The results depend on the experiment and the seed alone: not on the executor, the number of
    workers, the order in which they finish, or interruptions in between.

    Args:
        experiment: An experiment, its file, or the name of a shipped one.
        out: Folder for the results.
        seed: Seed of all chance, instead of the experiment's own.
        executor: "threads", "processes", "dask", or any executor of your own.
        jobs: Units played at once; as many as there are cores if None.
        scheduler: Address of a Dask scheduler.
        resume: Go on with an unfinished sweep in the folder.
        overwrite: Replace the results in the folder.
        retry_failed: With `resume`, play units with failed runs again.
        shard: Which part of the sweep to play, to be joined with the others by `merge`.
        watch: Told of the progress, after every unit.
        unit_runs: Runs that a unit of work aims at. It is part of how results are stored: a sweep
            can only be resumed with the same.

    Raises:
        ExperimentError: The experiment is not valid.
        ResultsError: The folder holds something else, or cannot be written.
        Interrupted: Ctrl-C; all that was finished is stored.
    """
    from sim.experiment import Experiment, load_experiment

    loaded = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    plan = make_plan(loaded if seed is None else loaded.with_seed(seed), unit_runs=unit_runs)
    if out == "":
        raise ResultsError('out = "": the name of a folder is missing')
    run = begin(
        plan,
        Path(out),
        resume=resume,
        overwrite=overwrite,
        retry_failed=retry_failed,
        shard=shard,
        watch=watch,
    )
    return run.all(executor, jobs=jobs, scheduler=scheduler)


def begin(
    plan: Plan,
    folder: Path,
    *,
    resume: bool = False,
    overwrite: bool = False,
    retry_failed: bool = False,
    shard: Shard = WHOLE,
    watch: Watch = _unwatched,
) -> Runner:
    """A sweep that may have its folder and of which nothing has been played; see `sweep`."""
    notes: list[str] = []
    taking = prepare(
        folder, plan, manifest_of(plan), resume=resume, overwrite=overwrite, note=notes.append
    )
    return Runner(taking, shard, watch, notes, retry_failed=retry_failed)


class Runner:
    """Keeps a crew busy until every unit is stored, with a few units in flight and no more."""

    def __init__(
        self,
        taking: Taking,
        shard: Shard,
        watch: Watch,
        notes: list[str],
        *,
        retry_failed: bool = False,
    ) -> None:
        self.plan: Plan = taking.plan
        self.store: Store = taking.store
        self.watch = watch
        self.schedule = self.plan.schedule(shard)
        self.progress = Progress(
            units=self.schedule.planned_units, runs=self.schedule.planned_runs, notes=notes
        )
        self._taking = taking
        self._claim: Claim | None = None
        self._retry_failed = retry_failed
        self._attempts: dict[str, int] = {}
        self._again: list[Unit] = []
        self._began = time.monotonic()

    def all(
        self,
        kind: Kind | Executor = "threads",
        *,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Sweep:
        """Play what is missing; see `sweep`."""
        self._began = time.monotonic()
        if self._taking.resumes:
            self._take()
        first: Unit | None = None
        while self._claim is None or (first := self._next()):
            # A process pool of which one process died plays nothing more: hire another.
            with hire(kind, jobs=jobs, scheduler=scheduler) as crew:
                if first is None:
                    self._take()
                else:
                    self._again.append(first)
                self._drive(crew)
        self._claim.check()
        self._tell()
        return Sweep(self.store.folder, self.plan, self.store, self.progress)

    def _take(self) -> None:
        """Take the folder, once it is sure that play can begin."""
        self._claim = self._taking.take()
        strays = self.store.strays()
        if strays:
            self.progress.notes.append(left_aside(strays))

    def _drive(self, crew: Crew) -> None:
        """Hand out units until none is left, or the crew has broken up."""
        flying: Flying = {}
        try:
            whole = True
            while whole:
                while len(flying) < IN_FLIGHT * crew.workers and (unit := self._next()):
                    flying[self._send(crew, unit)] = unit
                if not flying:
                    return
                whole = self._land(flying, crew)
            while flying:
                self._land(flying, crew)
        except KeyboardInterrupt:
            self._bring_down(flying, crew)
            raise Interrupted(self.progress) from None
        except BaseException:
            for future in flying:
                future.cancel()
            raise

    def _next(self) -> Unit | None:
        """The next unit that is not stored yet."""
        if self._again:
            return self._again.pop()
        while (unit := self.schedule.take()) is not None:
            try:
                found = self.store.look(unit, verify=True)
            except PartError as fault:
                if str(fault) != MISSING:
                    self.progress.notes.append(f"{unit.name}: its part is {fault}; played again")
                return unit
            if found.failed and self._retry_failed:
                self.progress.notes.append(f"{unit.name}: {found.failed} failed; played again")
                self.store.forget(self.schedule.depending_on(unit))
                return unit
            self._count(unit, found, found=True)
        return None

    def _send(self, crew: Crew, unit: Unit) -> Future[Finished]:
        self._attempts[unit.name] = self._attempts.get(unit.name, 0) + 1
        task = self.plan.task(unit, self.store.manifest.hash)
        try:
            return crew.executor.submit(play, task)
        except BrokenExecutor as error:
            broken: Future[Finished] = Future()
            broken.set_exception(error)
            return broken

    def _land(self, flying: Flying, crew: Crew) -> bool:
        """Store whatever has finished, waiting for one unit at least; False for a broken crew."""
        while not (done := wait(flying, timeout=QUIET, return_when=FIRST_COMPLETED).done):
            if trouble := crew.trouble():
                self.progress.notes.append(trouble)
                self._tell()
        whole = True
        for future in done:
            unit = flying.pop(future)
            try:
                finished = future.result()
            except ForeignSourcesError as error:
                raise ResultsError(
                    f"{self.store.folder}: worker {error}; nothing that it played is stored",
                    resumable=True,
                ) from error
            except Exception as error:
                # The worker is gone or cannot be reached, or its machine failed it.
                whole = whole and not isinstance(error, BrokenExecutor)
                self._retry(unit, error)
                continue
            self._keep(finished)
        return whole

    def _keep(self, finished: Finished) -> None:
        """Store a unit, and count it if the folder is still ours to store it in."""
        assert self._claim is not None  # units are handed out by whoever has a folder
        self._claim.check()
        self.store.put(finished)
        self._claim.check()
        del self._attempts[finished.unit.name]
        self._count(finished.unit, finished.tally, found=False)

    def _retry(self, unit: Unit, error: Exception) -> None:
        if self._attempts[unit.name] >= ATTEMPTS:
            lost = f"{ATTEMPTS} workers were lost over unit {unit.name} ({type(error).__name__}: "
            failed = f"unit {unit.name} could not be played in {ATTEMPTS} attempts ("
            why = failed if isinstance(error, MachineError) else lost
            raise ResultsError(
                f"{self.store.folder}: {why}{one_line(error)}); all that was finished is stored",
                resumable=True,
            ) from error
        self._again.append(unit)

    def _bring_down(self, flying: Flying, crew: Crew) -> None:
        """Let go of what has not begun; finish and store what has."""
        for future in list(flying):
            if future.cancel():
                del flying[future]
        while flying:
            self._land(flying, crew)

    def _count(self, unit: Unit, tally: Tally, *, found: bool) -> None:
        self.schedule.finish(unit, tally)
        self.progress.add(tally, self.schedule, found=found)
        if not found or self.progress.units_done % 64 == 0:
            self._tell()

    def _tell(self) -> None:
        self.progress.seconds = time.monotonic() - self._began
        self.watch(self.progress)

"""Sweeps: play every unit of an experiment once, on any number of workers, and store it."""

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
from sim.experiment.results import Results
from sim.experiment.schedule import WHOLE, Schedule, Shard, Tally
from sim.experiment.sources import ForeignSourcesError
from sim.experiment.store import Store, strays_line
from sim.experiment.taking import Claim, Taking, prepare
from sim.experiment.units import UNIT_RUNS, Unit
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment
    from sim.scenario.ensemble import Ensemble

IN_FLIGHT = 2
"""Units handed out for each worker: one that it plays, and one waiting so that it never idles."""
ATTEMPTS = 3
"""Attempts to play a unit whose worker dies, after which the sweep ends with an error."""
QUIET = 30.0
"""Seconds without a finished unit after which the crew is asked whether it has workers left."""


@dataclass
class Progress:
    """How much of a sweep is done.

    Attributes:
        units: Units planned so far; more may follow if replicates are decided during play.
        runs: Runs of these units.
        units_done: Units that are stored.
        runs_done: Runs that are stored.
        runs_found: How many of these were stored already when the sweep began.
        failed: How many of the stored runs failed.
        known: How many of them have a value of the main outcome.
        total: Sum of the main outcome over these.
        seconds: Seconds since the sweep began.
        notes: Lines about anything unusual.
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
        """Mean of the main outcome over the stored runs that have one; None if there are none."""
        return self.total / self.known if self.known else None

    def add(self, tally: Tally, schedule: Schedule, *, found: bool) -> None:
        """Count a unit, which was `found` on the disk or has just been played."""
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
    """Ignore the progress."""


class Interrupted(KeyboardInterrupt):
    """A sweep was stopped by Ctrl-C. Finished units are stored; `progress` counts them."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__("interrupted")


@dataclass(frozen=True, repr=False)
class Sweep(Card):
    """A complete sweep: the folder of its results, its plan, and the final progress."""

    folder: Path
    plan: Plan
    store: Store
    progress: Progress

    def _card(self) -> tuple[str, ...]:
        runs = f"{counted(self.progress.runs_done, 'run')}, {self.progress.failed:,} failed"
        return f"{self.plan.experiment.name} ({self.folder}): {runs}", *self.progress.notes

    @property
    def results(self) -> Results:
        """The results, as `sim.load_results` returns them."""
        return Results(self.store)


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
    ensemble: Ensemble | str | Path | None = None,
) -> Sweep:
    """Play an experiment and store its results.

    The results depend only on the experiment and the seed. They do not depend on the executor, the
    number of workers, the order in which units finish, or interruptions.

    Args:
        experiment: An experiment, its file, or the name of a shipped one.
        out: Folder for the results.
        seed: Seed of all chance; the experiment's own if None.
        executor: "threads", "processes", "dask", or an executor of the caller.
        jobs: Units played at once; as many as there are cores if None.
        scheduler: Address of a Dask scheduler; a cluster on this machine if None.
        resume: Continue an unfinished sweep in the folder.
        overwrite: Replace the results in the folder.
        retry_failed: With `resume`, play units with failed runs again.
        shard: The part of the sweep to play; `merge` joins the shards.
        watch: Called with the progress after every unit.
        unit_runs: Number of runs to aim at in a unit of work. It decides how results are divided
            into files, so a sweep can be resumed only with the same number.
        ensemble: Calibrated settings, or their file, among which the futures are divided.

    Returns:
        The complete sweep.

    Raises:
        ExperimentError: The experiment is not valid.
        ScenarioError: The ensemble's file cannot be used.
        ResultsError: The folder holds something else or cannot be written, or workers fail.
        Interrupted: The user pressed Ctrl-C. All finished units are stored.
    """
    loaded = _loaded(experiment, ensemble)
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


def _loaded(
    experiment: Experiment | str | Path, ensemble: Ensemble | str | Path | None
) -> Experiment:
    """Return the experiment, over the members of an ensemble if there is one."""
    from sim.experiment import Experiment, load_experiment
    from sim.experiment.over_ensemble import over_ensemble
    from sim.scenario.ensemble import as_ensemble

    loaded = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    return loaded if ensemble is None else over_ensemble(loaded, as_ensemble(ensemble))


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
    """Return a sweep that may use its folder and has not played anything yet; see `sweep`."""
    notes: list[str] = []
    taking = prepare(
        folder, plan, manifest_of(plan), resume=resume, overwrite=overwrite, note=notes.append
    )
    return Runner(taking, shard, watch, notes, retry_failed=retry_failed)


class Runner:
    """Plays and stores every unit of a sweep, handing out only a few units at a time."""

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
        """Play and store all units that are not stored yet; see `sweep`."""
        self._began = time.monotonic()
        if self._taking.resumes:
            self._take()
        first: Unit | None = None
        while self._claim is None or (first := self._next()):
            # If a process of a pool dies, the whole pool stops working: make another one.
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
        """Take over the folder. Called when it is certain that units can be played."""
        self._claim = self._taking.take()
        strays = self.store.strays()
        if strays:
            self.progress.notes.append(strays_line(strays))

    def _drive(self, crew: Crew) -> None:
        """Hand out units until none is left, or until the crew can play no more."""
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
        """Return the next unit that must be played; count those that are stored already."""
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
        """Wait for a unit and store all that have finished; False if the crew can play no more."""
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
                # The worker died, cannot be reached, or has a fault on its machine.
                whole = whole and not isinstance(error, BrokenExecutor)
                self._retry(unit, error)
                continue
            self._keep(finished)
        return whole

    def _keep(self, finished: Finished) -> None:
        """Store a unit and count it, if the folder still belongs to this sweep."""
        assert self._claim is not None  # no unit is handed out before the folder is taken
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
        """Cancel the units that have not begun; finish and store the others."""
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

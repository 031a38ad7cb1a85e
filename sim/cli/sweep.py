"""`sim sweep`: play an experiment and store its results."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import experiment_names
from sim.cli.kinds import refuse_other_kind
from sim.cli.mistakes import UserError
from sim.cli.options import (
    LARGEST_SEED,
    MOST_JOBS,
    ReplaceResults,
    Units,
    out_folder,
    seed_else,
    within,
)
from sim.cli.printing import say, say_json, tell
from sim.words import counted, counted_range

if TYPE_CHECKING:
    from sim.experiment.executors import Kind
    from sim.experiment.plan import Plan
    from sim.experiment.schedule import Shard
    from sim.experiment.sweep import Progress, Runner, Sweep

INTERRUPTED = 130


class Workers(StrEnum):
    """The kinds of workers that can play units."""

    threads = "threads"
    processes = "processes"
    dask = "dask"


Experiment = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT",
        help="An experiment file, or the name of a shipped one.",
        autocompletion=experiment_names,
    ),
]
Out = Annotated[Path | None, out_folder("Where the results go; out/NAME if left out.")]
Seed = Annotated[int | None, seed_else("the experiment's own")]
ExecutorName = Annotated[
    Workers | None, typer.Option("--executor", help="Who plays them: threads if left out.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, tcp://HOST:PORT."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was stopped.")]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="With --resume, play units with failed runs again.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be played.")]
ShardText = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help="Play one of N shares, to be joined by sim merge."),
]
EnsembleFile = Annotated[
    Path | None,
    typer.Option(
        "--ensemble",
        metavar="FILE",
        help="Play it over an ensemble: divide the futures among its members.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]


def sweep(
    experiment: Experiment,
    out: Out = None,
    seed: Seed = None,
    jobs: Units = None,
    executor: ExecutorName = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    overwrite: ReplaceResults = False,
    retry_failed: RetryFailed = False,
    dry_run: DryRun = False,
    shard: ShardText = None,
    ensemble: EnsembleFile = None,
    as_json: AsJson = False,
) -> None:
    """Play EXPERIMENT: many futures at every point of its design, stored in a folder.

    The results depend only on the experiment and the seed. --resume continues a sweep that was
    stopped, with the same results.
    """
    within("--seed", seed, 0, LARGEST_SEED)
    within("--jobs", jobs, 1, MOST_JOBS)
    if resume and overwrite:
        raise UserError("--resume and --overwrite: give one of them")
    if retry_failed and not resume:
        raise UserError("--retry-failed goes with --resume: it plays again what is there")
    part = _shard(shard)
    workers = executor or (Workers.dask if scheduler else Workers.threads)
    if scheduler and workers is not Workers.dask:
        raise UserError(f"--scheduler is for --executor dask, not {workers.value}")
    from sim.experiment import load_experiment
    from sim.experiment.plan import make_plan
    from sim.experiment.sweep import begin

    refuse_other_kind(experiment, "experiment")
    loaded = load_experiment(experiment)
    if ensemble is not None:
        from sim.experiment.over_ensemble import over_ensemble
        from sim.scenario.ensemble import load_ensemble

        loaded = over_ensemble(loaded, load_ensemble(ensemble))
    plan = make_plan(loaded if seed is None else loaded.with_seed(seed))
    folder = out or Path("out") / (plan.experiment.name + ("-ensemble" if ensemble else ""))
    if dry_run:
        outlook = _outlook(plan, workers, jobs, part)
        say_json(outlook["facts"]) if as_json else say(outlook["said"])
        return
    # Check the folder before anything is played, even before the runs that measure the pace.
    run = begin(
        plan, folder, resume=resume, overwrite=overwrite, retry_failed=retry_failed, shard=part
    )
    say(_outlook(plan, workers, jobs, part)["said"], err=True)
    again = _command(experiment, folder, seed, jobs, executor, scheduler, shard, ensemble)
    done = _play(run, again, executor=workers.value, jobs=jobs, scheduler=scheduler)
    _say_done(done, part, as_json=as_json)


def _play(
    run: Runner, again: str, *, executor: Kind, jobs: int | None, scheduler: str | None
) -> Sweep:
    """Play with a progress bar; if the sweep is interrupted, say how to continue it."""
    from sim.cli.bar import Bar
    from sim.experiment.faults import ResultsError
    from sim.experiment.sweep import Interrupted
    from sim.measures import measure_of

    plan = run.plan
    asked = measure_of(plan.main).label
    name, settings = plan.experiment.name, _settings(plan)
    with Bar(name, asked, share=_is_share(plan), settings=settings) as bar:
        run.watch = bar.show
        try:
            return run.all(executor, jobs=jobs, scheduler=scheduler)
        except Interrupted as stopped:
            progress = stopped.progress
        except ResultsError as error:
            if not error.resumable:
                raise
            raise ResultsError(f"{error}; when that is mended, go on with: {again}") from error
    kept = (
        f"{progress.runs_done:,} of {counted(progress.runs, 'run')} are stored in "
        f"{run.store.folder}"
    )
    say(f"stopped: {kept}. To go on:\n  {again}", err=True)
    raise typer.Exit(INTERRUPTED)


def _shard(text: str | None) -> Shard:
    from sim.experiment.schedule import WHOLE, Shard

    if text is None:
        return WHOLE
    index, slash, of = text.partition("/")
    if not (slash and index.isdecimal() and of.isdecimal() and 1 <= int(index) <= int(of)):
        raise UserError(f"--shard {text}: expected I/N with I from 1 to N, such as 1/4")
    return Shard(int(index), int(of))


def _is_share(plan: Plan) -> bool:
    from sim.measures import Kind, kind_of

    return kind_of(plan.main) in (Kind.YES_NO, Kind.CATEGORY)


def _outlook(plan: Plan, workers: Workers, jobs: int | None, part: Shard) -> dict[str, Any]:
    """Return the number of runs and the estimated time, in words and as data."""
    from sim.experiment.crew import usable_cores
    from sim.experiment.pace import seconds_per_run

    layout = plan.layout
    jobs = jobs or (None if workers is Workers.dask else usable_cores())
    cost = seconds_per_run(plan)
    most = sum(unit.runs for unit in plan.schedule(part).ready()) if part.of > 1 else layout.runs
    seconds = None if cost is None or jobs is None else cost * most / jobs
    until = plan.experiment.replicates.until
    least = layout.cap if until is None else until.minimum
    count = counted_range((least, layout.cap), "replicate")
    crew = f"{jobs} {workers.value}" if jobs and jobs > 1 else f"1 {workers.value.rstrip('s')}"
    about = "" if seconds is None else f", about {_spell(seconds)} on {crew}"
    shard = f"; shard {part}: {counted(most, 'run')}" if part.of > 1 else ""
    said = (
        f"{plan.experiment.name}: {counted(layout.points, 'point')} x "
        f"{counted(layout.policies, 'policy')} x {count} = "
        f"{'at most ' if until else ''}{counted(layout.runs, 'run')} of {_turns(plan)}"
        f"{shard}{about}"
    )
    facts = {
        "experiment": plan.experiment.name,
        "points": layout.points,
        "policies": layout.policies,
        "replicates": layout.cap,
        "runs": most,
        "seconds": seconds,
    }
    return {"said": said, "facts": facts}


def _turns(plan: Plan) -> str:
    lengths = sorted(set(plan.turns))
    return " or ".join([*map(str, lengths[:-1]), counted(lengths[-1], "turn")])


def _spell(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _command(
    experiment: str,
    folder: Path,
    seed: int | None,
    jobs: int | None,
    executor: Workers | None,
    scheduler: str | None,
    shard: str | None,
    ensemble: Path | None,
) -> str:
    """Return the command that continues this sweep."""
    words = ["sim", "sweep", experiment, "--out", str(folder)]
    words += ["--seed", str(seed)] if seed is not None else []
    words += ["--jobs", str(jobs)] if jobs is not None else []
    words += ["--executor", executor.value] if executor is not None else []
    words += ["--scheduler", scheduler] if scheduler is not None else []
    words += ["--shard", shard] if shard is not None else []
    words += ["--ensemble", str(ensemble)] if ensemble is not None else []
    return shlex.join([*words, "--resume"])


def _say_done(done: Sweep, part: Shard, *, as_json: bool) -> None:
    from sim.cli.results import quoted_answer
    from sim.experiment.results import load_results

    progress = done.progress
    if as_json:
        say_json(_facts(done))
        return
    folder = shlex.quote(str(done.folder))
    say(f"{_how_it_went(progress)}; results in {done.folder}")
    if progress.runs_done > progress.failed:
        tell(quoted_answer, load_results(done.folder, ()))
    steps = f"  sim summary {folder}\n  sim plot {folder}\n"
    if done.plan.experiment.factors:
        steps += f"  sim sensitivity {folder}\n  sim discover {folder}\n"
    steps += f"  sim report {folder}    # all of it as one page\n"
    steps += f"  sim rerun {folder} --run {_some_run(done)}"
    if part.of > 1:
        steps = f"  sim merge {folder} OTHERS --out DIR    # when all {part.of} shards are there"
    say(f"\nNext:\n{steps}", err=True)


def _settings(plan: Plan) -> int:
    """Return the number of settings of the scenario: points times policies."""
    return plan.layout.points * plan.layout.policies


def _how_it_went(progress: Progress) -> str:
    played = progress.runs_done - progress.runs_found
    found = f" ({progress.runs_found:,} were there)" if progress.runs_found else ""
    pace = f", {played / progress.seconds:,.0f} a second" if progress.seconds > 0 else ""
    return (
        f"{counted(progress.runs_done, 'run')}{found} in {_spell(progress.seconds)}{pace}; "
        f"{progress.failed:,} failed"
    )


def _some_run(done: Sweep) -> int:
    """Return the number of a run to suggest for `sim rerun`: the first one of the last policy."""
    layout = done.plan.layout
    return (layout.policies - 1) * layout.points * layout.cap


def _facts(done: Sweep) -> dict[str, Any]:
    progress = done.progress
    return {
        "folder": str(done.folder),
        "manifest": done.store.manifest.hash,
        "units": progress.units_done,
        "runs": progress.runs_done,
        "failed": progress.failed,
        "seconds": progress.seconds,
        "outcome": done.plan.main,
        "mean": progress.mean,
        "notes": progress.notes,
    }

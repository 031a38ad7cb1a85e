"""`sim branch`: go back to a turn of a run, do something else, and compare what comes of both."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import actor_names, outcome_names
from sim.cli.mistakes import UserError
from sim.cli.options import TURN, AsJson, ReplaceResults, out_folder, within
from sim.cli.printing import say, say_json, tell
from sim.cli.records import open_record
from sim.words import counted

if TYPE_CHECKING:
    from sim.studies.branch import Branch

INTERRUPTED = 130
OPTIONS = ("order", "set", "seat", "runs", "turns", "seed", "outcome")
"""First words of the mistakes that are those of an option."""

Source = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD",
        help="A record file, or the folder that `sim run --out` wrote. With --resume, the folder "
        "of the branch.",
    ),
]
Turn = Annotated[str | None, TURN]
OrderTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--order",
        metavar="ACTOR=ACTION",
        help="Give an order in that turn. Can be repeated, once for each desk.",
        autocompletion=actor_names,
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a number of the scenario or a state variable from that turn on. Can be repeated.",
    ),
]
Seats = Annotated[
    list[str] | None,
    typer.Option(
        "--seat",
        metavar="ACTOR=DOCTRINE",
        help="Let an actor follow another doctrine from that turn on. Can be repeated.",
        autocompletion=actor_names,
    ),
]
Runs = Annotated[int, typer.Option("--runs", metavar="N", help="Futures of each of the two.")]
Turns = Annotated[
    int | None,
    typer.Option("--turns", metavar="N", help="Turns of the whole game; as many as the run has."),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="NAME",
        help="What to compare: a measure or end.PATH. Can be repeated; the first is the main one.",
        autocompletion=outcome_names,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="Seed of the futures' draws; that of the run and 1."),
]
Out = Annotated[Path | None, out_folder("Keep the results there, as sim sweep does.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a branch that was stopped.")]


def branch(
    record: Source,
    turn: Turn = None,
    orders: OrderTexts = None,
    changes: Changes = None,
    seats: Seats = None,
    runs: Runs = 1_000,
    turns: Turns = None,
    outcomes: Outcomes = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    overwrite: ReplaceResults = False,
    as_json: AsJson = False,
) -> None:
    """Go back to turn T of RECORD, do something else there, and compare what comes of both.

    In that turn the world is as it was before the orders of the run. Then every seat decides anew,
    except the desks with an --order. Futures are played with the changes ("branch") and without
    them ("unchanged"), both on the same draws. Everything that is measured counts the turns before
    T as well. State variables are set under the names of records: ties.RUS-ARM.commitment=0.6.
    Without any change, the futures of the run from T on are played alone.
    """
    from sim.experiment.sweep import Interrupted

    again = shlex.join(["sim", "branch", str(out or record), "--resume"])
    try:
        if resume:
            if turn or orders or changes or seats or out or overwrite:
                raise UserError(f"--resume needs only the folder, which holds the rest: {again}")
            found = _resumed(record)
        else:
            _check(turn, runs, out, overwrite=overwrite)
            found = _branched(
                record,
                str(turn),
                orders=_by_actor("--order", orders),
                changes=_values(changes),
                seats=_seats(seats),
                runs=runs,
                turns=turns,
                outcomes=outcomes,
                seed=seed,
                out=out,
                overwrite=overwrite,
            )
    except Interrupted as stopped:
        progress = stopped.progress
        done = f"stopped: {progress.runs_done:,} of {counted(progress.runs, 'run')} played"
        say(f"{done}. To go on:\n  {again}" if out or resume else f"{done}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    say_json(found.facts()) if as_json else tell(told, found)
    say(_next(found), err=True)


def told(found: Branch) -> str:
    """Return a branch as text: what was played, how the run itself ends, and the comparison."""
    from sim.cli.comparison import told as compared
    from sim.page import fill

    parts = [fill(line) for line in (found.setting(), *found.remarks())]
    if found.comparison is None:
        return "\n\n".join([*parts, *map(fill, found.alone)])
    return "\n\n".join([*parts, compared(found.comparison)])


def _branched(record: Path, turn: str, **options: Any) -> Branch:
    """Play a branch. A mistake of an option is told as one."""
    from sim.cli.gauge import Gauge
    from sim.studies.branch import branch as play

    played = open_record(record)
    with Gauge("branch") as gauge:
        try:
            return play(
                played, turn, watch=lambda done: gauge.show(done.runs_done, done.runs), **options
            )
        except LookupError as error:
            raise UserError(f"--turn: {error}") from error
        except ValueError as error:
            named = str(error).partition(" ")[0] in OPTIONS
            raise UserError(f"--{error}" if named else str(error)) from error


def _resumed(folder: Path) -> Branch:
    from sim.cli.gauge import Gauge
    from sim.studies.branch import resume_branch

    with Gauge("branch") as gauge:
        return resume_branch(folder, watch=lambda done: gauge.show(done.runs_done, done.runs))


def _check(turn: str | None, runs: int, out: Path | None, *, overwrite: bool) -> None:
    if turn is None:
        raise UserError("--turn T: say in which turn the branch begins, such as --turn 2022-Q1")
    within("--runs", runs, 2)
    if overwrite and out is None:
        raise UserError("--overwrite: name the folder of the results with --out")


def _by_actor(option: str, texts: Sequence[str] | None) -> dict[str, list[str]]:
    """Return what stands behind ACTOR=, by actor."""
    found: dict[str, list[str]] = {}
    for text in texts or ():
        actor, equals, value = (part.strip() for part in text.partition("="))
        if not (actor and equals and value):
            example = "ARM=mobilise" if option == "--order" else "ARM=random"
            raise UserError(f"{option} {text}: expected {option} {example}")
        found.setdefault(actor, []).append(value)
    return found


def _seats(texts: Sequence[str] | None) -> dict[str, str]:
    found = _by_actor("--seat", texts)
    for actor, doctrines in found.items():
        if len(doctrines) > 1:
            raise UserError(f"--seat {actor}={doctrines[1]}: {actor} has a doctrine already")
    return {actor: doctrine for actor, (doctrine,) in found.items()}


def _values(texts: Sequence[str] | None) -> dict[str, object]:
    from sim.scenario import parse_assignments

    found: dict[str, object] = {}
    for text in texts or ():
        for path, value in parse_assignments([text]).items():
            if path in found:
                raise UserError(f"--set {text}: {path} is given twice")
            found[path] = value
    return found


def _next(found: Branch) -> str:
    if found.folder is None:
        return "\nTo keep the futures, and ask more of them: the same with --out DIR"
    folder = shlex.quote(str(found.folder))
    steps = [f"sim report {folder}    # all of it as one page", f"sim rerun {folder} --run 0"]
    if (run := found.moved) is not None:
        twin = f"sim twin {folder} --run {run} --outcome {found.asked}"
        steps[1] = f"{twin}    # a future that ends otherwise, and why"
    return "\nNext:\n" + "\n".join(f"  {step}" for step in steps)

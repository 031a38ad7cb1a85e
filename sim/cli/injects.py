"""`sim injects FILE`: check a list of injects, print it, and convert it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import inject_names, scenario_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson
from sim.cli.output import writing
from sim.cli.printing import say, say_json, tell

if TYPE_CHECKING:
    from sim.exercise.injects.inject import Inject, Schedule
    from sim.scenario import Scenario

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME",
        help="A list in TOML or CSV, or a shipped one.",
        autocompletion=inject_names,
    ),
]
Of = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="Scenario to check it against; the one that a TOML file names.",
        autocompletion=scenario_names,
    ),
]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Write it as FILE, which ends in .csv or .toml."),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Let --to replace a file.")]
WIDEST = 56
"""Most letters of a trigger in the table; --json and the file have all of them."""


def injects(
    file: File,
    scenario: Of = None,
    to: To = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Check a list of injects against a scenario, print it as a table, and convert it.

    Injects are events that the staff of a game keeps ready: when they happen, who is told what,
    which numbers change, and what response is expected. Every fault of the list is printed as
    FILE:LINE:COLUMN, exit status 2. docs/injects.md says how to write one.
    """
    from sim.exercise.injects.files import read_injects, scenario_of
    from sim.scenario import load_scenario, scenario_paths

    named = scenario or scenario_of(file)
    if not named:
        raise UserError(
            f"{file}: for which scenario? Add --scenario NAME"
            + ("" if file.lower().endswith(".csv") else ', or scenario = "NAME" at its top')
        )
    if to is not None:
        _check_target(to, overwrite=overwrite)
    played = load_scenario(named)
    schedule = read_injects(file, played)
    if to is not None:
        known = played.name if played.name in scenario_paths() else named
        _write(to, schedule, known)
    if as_json:
        say_json({"scenario": played.name, "injects": [facts(one) for one in schedule.injects]})
    else:
        tell(told, schedule, played)
    if to is not None:
        say(f"\nwritten: {shlex.quote(str(to))}", err=True)


def facts(inject: Inject) -> dict[str, Any]:
    """Return an inject as plain data for JSON: every key, and its trigger as a text."""
    return {**inject.model_dump(mode="json"), "trigger": inject.trigger}


def told(schedule: Schedule, scenario: Scenario) -> str:
    """Return a schedule as a table."""
    from collections import Counter

    from sim.words import counted, grid, joined

    rows = [["serial", "when", "to", "title", "status"]]
    for one in schedule.injects:
        when = one.trigger if len(one.trigger) <= WIDEST else f"{one.trigger[: WIDEST - 4]} ..."
        always = " (always)" if one.fires == "always" else ""
        rows.append([one.serial, when + always, ", ".join(one.to), one.title, one.status])
    by_status = Counter(one.status for one in schedule.injects)
    said = joined(f"{count} {status}" for status, count in by_status.items())
    head = f"{scenario.title}: {counted(len(schedule.injects), 'inject')}, {said}"
    return f"{head}\n\n{grid(rows)}"


def _check_target(path: Path, *, overwrite: bool) -> None:
    """Raise UserError if a file may not be written."""
    from sim.exercise.injects.files import ENDINGS

    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"--to {path}: must end in {' or '.join(ENDINGS)}")
    if path.is_dir():
        raise UserError(f"--to {path}: is a folder; name a file")
    if path.exists() and not overwrite:
        raise UserError(f"--to {path}: there is such a file; name another, or add --overwrite")


def _write(path: Path, schedule: Schedule, scenario: str) -> None:
    from sim.exercise.injects.files import to_bytes
    from sim.record.files import write_file

    with writing(path, "--to"):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, to_bytes(schedule.injects, path.suffix.lower(), scenario))

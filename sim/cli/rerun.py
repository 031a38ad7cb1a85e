"""`sim rerun`: play one run of a sweep again, with a record that can be explained."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import ReplaceRun, RunNumber, out_folder
from sim.cli.output import Folder
from sim.cli.printing import say, tell
from sim.cli.results import ResultsPath
from sim.words import NOTHING, named, numeral, quoted

if TYPE_CHECKING:
    from sim.experiment.rerun import Rerun

SHOWN = 12


def rerun(
    folder: ResultsPath,
    run: RunNumber,
    out: Annotated[Path | None, out_folder("Write record.json and figures there.")] = None,
    overwrite: ReplaceRun = False,
) -> None:
    """Play one run of DIR again and tell what happened in it.

    Checks on the way that its outcome is the one in the table, to the last bit: exit status 1 if
    not.
    """
    from sim.experiment.rerun import rerun as play_again
    from sim.narrative.chronicle import chronicle
    from sim.page import folded

    target = Folder(out, overwrite=overwrite) if out else None
    again = play_again(folder, run)
    if target:
        target.save(again.record)
    tell(folded, _heading(folder, run, again))
    if target is None:
        tell(chronicle, again.record, nl=False)
    if again.differences:
        say(f"{folder}: run {run} came out otherwise than in the table:", err=True)
        for name, then, now in again.differences[:SHOWN]:
            say(f"  {name}: {_value(then)} in the table, {_value(now)} now", err=True)
        raise typer.Exit(1)
    say("The outcome is that of the table, bit for bit.", err=True)
    if target:
        record = shlex.quote(str(target.record))
        actor = next(iter(again.record.scenario["actors"]))
        say(f"\nNext:\n  sim explain {record} --turn 0 --actor {actor}", err=True)


def _value(value: object) -> str:
    """The value of an outcome to the last digit; "-" for what is none."""
    return NOTHING if value is None or value != value else f"{value!r}"  # noqa: PLR0124


def _heading(folder: Path, run: int, again: Rerun) -> str:
    from sim.experiment.results import load_results
    from sim.experiment.titles import policy_titles
    from sim.scenario.meanings import named_setting, scenario_in

    title = policy_titles(load_results(folder, []))[again.policy]
    policy = title if title == again.policy else named(quoted(title), again.policy)
    scenario = scenario_in(again.record.scenario)
    settings = "; ".join(
        f"{named_setting(scenario, path)} = {numeral(value, 'g')}"
        for path, value in again.settings.items()
    )
    with_these = f" with {settings}" if settings else ""
    return (
        f"run {run}: policy {policy}, point {again.point}{with_these}; replicate {again.replicate}"
    )

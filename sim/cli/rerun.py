"""`sim rerun`: play one run of a sweep again, with a record that can be explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.output import Folder
from sim.cli.printing import say
from sim.cli.results import ResultsPath

if TYPE_CHECKING:
    from sim.experiment.rerun import Rerun

SHOWN = 12


def rerun(
    folder: ResultsPath,
    run: Annotated[
        int, typer.Option("--run", metavar="ID", help="Which run: its number in the table.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write record.json and figures there."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Let --out replace a different run.")
    ] = False,
) -> None:
    """Play one run of DIR again and tell what happened in it.

    Checks on the way that its outcome is the one in the table, to the last bit: exit status 1 if
    not.
    """
    from sim.experiment.rerun import rerun as play_again
    from sim.narrative.chronicle import chronicle

    target = Folder(out, overwrite=overwrite) if out else None
    again = play_again(folder, run)
    if target:
        target.save(again.record)
    say(_heading(run, again))
    if target is None:
        say(chronicle(again.record), nl=False)
    if again.differences:
        say(f"{folder}: run {run} came out otherwise than in the table:", err=True)
        for name, then, now in again.differences[:SHOWN]:
            say(f"  {name}: {then!r} in the table, {now!r} now", err=True)
        raise typer.Exit(1)
    say("The outcome is that of the table, bit for bit.", err=True)
    if target:
        say(f"\nNext:\n  sim explain {target.record} --turn 0 --actor ACTOR", err=True)


def _heading(run: int, again: Rerun) -> str:
    settings = ", ".join(f"{path} = {value:g}" for path, value in again.settings.items())
    point = f"point {again.point}" + (f" ({settings})" if settings else "")
    return f"run {run}: policy {again.policy}, {point}, replicate {again.replicate}"

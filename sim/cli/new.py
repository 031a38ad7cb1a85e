"""`sim new`: write the first draft of a scenario."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import out_file
from sim.cli.printing import say

Names = "ID, ID:NAME or ID:NAME:ADJECTIVE"


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario: a-b-2026.")],
    guarantor: Annotated[str, typer.Option(metavar="ACTOR", help=f"The patron: {Names}.")],
    client: Annotated[str, typer.Option(metavar="ACTOR", help="The client that it guarantees.")],
    challenger: Annotated[str, typer.Option(metavar="ACTOR", help="The client's challenger.")],
    sponsor: Annotated[
        str | None, typer.Option(metavar="ACTOR", help="The challenger's patron, if any.")
    ] = None,
    suitor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACTOR", help="Outside power that courts the client. Can be repeated."
        ),
    ] = None,
    theatre: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THEATRE",
            help="Disputed ground, KEY or KEY:NAME, the main one first. Can be repeated.",
        ),
    ] = None,
    cross_tie: Annotated[
        bool, typer.Option("--cross-tie", help="The patron has a tie to the challenger too.")
    ] = False,
    start: Annotated[
        str, typer.Option(metavar="QUARTER", help="Quarter of the first turn.")
    ] = "2026-Q1",
    out: Annotated[Path | None, out_file("Where; NAME.toml if left out.")] = None,
) -> None:
    """Write a complete, commented and valid scenario with neutral values, to be filled in.

    An actor is an id such as TWN; its name and adjective may follow: TWN:Taiwan:Taiwanese.
    """
    from sim.scenario.starting import GROUND, StartingError, draft_of, seat_of

    given = [("guarantor", guarantor), ("challenger", challenger), ("defender", client)]
    given += [("sponsor", sponsor)] if sponsor else []
    given += [("suitor", text) for text in suitor or ()]
    try:
        seats = [seat_of(text, role) for role, text in given]
        text = draft_of(
            name, seats, theatres=theatre or (GROUND,), cross_tie=cross_tie, start=start
        )
    except StartingError as error:
        raise UserError(str(error)) from error
    path = out or Path(f"{name}.toml")
    _write(path, text)
    quoted = shlex.quote(str(path))
    say(f"{path}: written; every number in it is neutral and waits to be replaced")
    say(
        f"\nNext:\n  sim check {quoted}\n  sim show {quoted}\n  sim run {quoted} --seed 1", err=True
    )


def _write(path: Path, text: str) -> None:
    """Write a draft. Raises UserError if there is such a file; an invalid draft is not left."""
    from sim.record.files import write_file
    from sim.scenario import ScenarioError, load_scenario

    if path.exists():
        raise UserError(f"{path}: there is such a file; name another one with --out")
    try:
        write_file(path, text.encode())
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        load_scenario(str(path))
    except ScenarioError:
        path.unlink()
        raise

"""`sim check FILE...`: validate scenario files."""

from __future__ import annotations

from typing import Annotated

import typer


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario files, or shipped names.")
    ],
) -> None:
    """Validate scenarios; list every fault as FILE:LINE:COLUMN and exit with status 2."""
    from sim.scenario import ScenarioError, load_scenario

    faulty = False
    for file in files:
        try:
            scenario = load_scenario(file)
        except ScenarioError as error:
            faulty = True
            typer.echo(str(error), err=True)
        else:
            typer.echo(f"{file}: ok, {scenario.title}")
    if faulty:
        raise typer.Exit(2)

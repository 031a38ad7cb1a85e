"""`sim show SCENARIO`: the brief of a scenario."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def show(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a shipped name.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print the brief: actors, ties, theatres, menus, parameters with ranges and sources."""
    from sim.scenario import load_scenario
    from sim.scenario.brief import brief, brief_data

    loaded = load_scenario(scenario)
    if as_json:
        typer.echo(json.dumps(brief_data(loaded), indent=2, ensure_ascii=False))
    else:
        typer.echo(brief(loaded))

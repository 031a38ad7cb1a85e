"""`sim list`: the scenarios and experiments that come with the program."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def list_shipped(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List the shipped scenarios and experiments by name and title."""
    from sim.scenario.catalogue import listing
    from sim.scenario.shipped import EXPERIMENTS, SCENARIOS

    shelves = {shelf: listing(shelf) for shelf in (SCENARIOS, EXPERIMENTS)}
    found = [entry for entries in shelves.values() for entry in entries]
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max((len(entry["name"]) for entry in found), default=0)
    for shelf, entries in shelves.items():
        typer.echo(shelf.capitalize())
        for entry in entries:
            typer.echo(f"  {entry['name']:{width}}  {entry['title']}")

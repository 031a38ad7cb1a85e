"""`sim list`: the scenarios that come with the program."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def list_scenarios(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List the shipped scenarios by name and title."""
    from sim.scenario.catalogue import listing

    found = listing()
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    width = max((len(entry["name"]) for entry in found), default=0)
    for entry in found:
        typer.echo(f"{entry['name']:{width}}  {entry['title']}")

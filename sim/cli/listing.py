"""`sim list`: the scenarios and experiments that come with the program."""

from __future__ import annotations

from sim.cli.options import AsJson
from sim.cli.printing import say, say_json


def list_shipped(
    as_json: AsJson = False,
) -> None:
    """List the shipped scenarios and experiments by name and title."""
    from sim.scenario.catalogue import listing
    from sim.scenario.shipped import EXPERIMENTS, SCENARIOS

    shelves = {shelf: listing(shelf) for shelf in (SCENARIOS, EXPERIMENTS)}
    found = [entry for entries in shelves.values() for entry in entries]
    if as_json:
        say_json(found)
        return
    width = max((len(entry["name"]) for entry in found), default=0)
    for shelf, entries in shelves.items():
        say(shelf.capitalize())
        for entry in entries:
            say(f"  {entry['name']:{width}}  {entry['title']}")

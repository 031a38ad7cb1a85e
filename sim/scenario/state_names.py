"""What the state variables of a scenario are called, with the names of its actors and theatres.

The document is enough, as a record or a manifest keeps it: the scenario need not be loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.state_words import VARIABLE_WORDS
from sim.words import possessive, role_name


def state_name(document: Mapping[str, Any], path: str) -> str:
    """Return the plain name of a state variable; the path itself if there are no words for it.

    It begins in lower case unless it begins with a name.

    >>> russia = {"name": "Russia", "role": "guarantor"}
    >>> actors = {"R": russia, "A": {"name": "Armenia", "role": "defender"}}
    >>> state_name({"actors": actors}, "ties.R-A.influence")
    "Russia's influence over Armenia"
    >>> state_name({"actors": actors}, "world.tension")
    'tension'

    Args:
        document: The scenario's document.
        path: The path of the variable, as a record has it.
    """
    table, _, rest = path.partition(".")
    owner, _, variable = rest.rpartition(".")
    words = VARIABLE_WORDS.get(variable or rest)
    if words is None:
        return path
    if not owner:
        return words.of or words.name
    return words.of.format_map(_names(document, table, owner))


def _names(document: Mapping[str, Any], table: str, owner: str) -> Mapping[str, str]:
    """Return what the words of a variable may have in braces, of a tie, a theatre or an actor."""
    challenger = possessive(role_name(document, "challenger"))
    if table == "theatres":
        return {"theatre": document["theatres"][owner]["name"], "challenger_s": challenger}
    if table == "ties":
        ends = _ends(document, owner)
        patron, client = (str(end["name"]) for end in ends)
        guarantee = [end["role"] for end in ends] == ["guarantor", "defender"]
        return {
            "patron": patron,
            "patron_s": possessive(patron),
            "client": client,
            "client_s": possessive(client),
            "adversary_s": challenger if guarantee else "the adversary's",
        }
    name = document["actors"][owner]["name"]
    return {"actor": name, "actor_s": possessive(name)}


def _ends(document: Mapping[str, Any], tie: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the patron and the client of a tie; ids may contain hyphens."""
    actors = document["actors"]
    patron, client = next(
        (patron, tie.removeprefix(f"{patron}-"))
        for patron in actors
        if tie.removeprefix(f"{patron}-") in actors
    )
    return actors[patron], actors[client]

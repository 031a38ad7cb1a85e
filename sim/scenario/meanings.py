"""Descriptions of the numbers of a scenario, for tables and figures."""

from __future__ import annotations

import re

from pydantic import BaseModel

from sim.scenario.paths import split_path
from sim.scenario.scenario import Scenario

_REMARKS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)$|;.*$", re.DOTALL)
"""The end of a field's description that is left out: symbol and unit, or a second sentence."""


def meaning(scenario: Scenario, path: str) -> str:
    """Return the meaning of the number at a path, after the name of its actor, tie or theatre.

    If the scenario has no such path, or no description of it, the path itself is returned.

    >>> from sim.scenario import load_scenario
    >>> karabakh = load_scenario("karabakh-2020")
    >>> meaning(karabakh, "parameters.bulwark")
    "How a rival's threat raises the stake"
    >>> meaning(karabakh, "ties.TUR-AZE.presence")
    "Turkey to Azerbaijan: forces on the client's soil"
    """
    parts = split_path(path) or ()
    described = _described(scenario, parts)
    if not described:
        return path
    owner = _owner(scenario, parts)
    whole = f"{owner}: {described[:1].lower()}{described[1:]}" if owner else described
    return whole[:1].upper() + whole[1:]


def _described(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """Return the description of the last field on a path, followed by the keys below it."""
    place: object = scenario
    said = ""
    below: list[str] = []
    for part in parts:
        if isinstance(place, BaseModel):
            field = type(place).model_fields.get(part)
            if field is None:
                return ""
            said, below = _REMARKS.sub("", _REMARKS.sub("", field.description or "")), []
            place = getattr(place, part)
        elif isinstance(place, dict) and part in place:
            place = place[part]
            below.append(part)
        else:
            return ""
    if not isinstance(place, int | float):
        return ""
    # The keys of actors, ties and theatres were removed above; keys in a table of numbers are left.
    return f"{said}, {' '.join(below)}" if said and below else said


def _owner(scenario: Scenario, parts: tuple[str, ...]) -> str:
    head, key = parts[0], parts[1] if len(parts) > 1 else ""
    if head == "ties":
        return " to ".join(scenario.actors[actor].name for actor in key.split("-"))
    if head == "theatres":
        return scenario.theatres[key].name
    if head in ("actors", "utility"):
        return scenario.actors[key].name
    return " ".join(parts[1:3]).replace("_", " ") if head == "actions" else ""

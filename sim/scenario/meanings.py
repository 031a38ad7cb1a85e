"""What a number of a scenario means, by its path: the words that tables and figures print."""

from __future__ import annotations

import re

from pydantic import BaseModel

from sim.scenario.paths import split_path
from sim.scenario.scenario import Scenario

_REMARKS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)$|;.*$", re.DOTALL)
"""What follows the meaning in a description: symbol and unit, or a second sentence."""


def meaning(scenario: Scenario, path: str) -> str:
    """The meaning of a number, with the actor, tie or theatre it belongs to in front.

    A path that the scenario does not have, or that nothing describes, is returned as it is.

    >>> from sim.scenario import load_scenario
    >>> karabakh = load_scenario("karabakh-2020")
    >>> meaning(karabakh, "parameters.bulwark")
    "How a rival's threat raises the stake"
    >>> meaning(karabakh, "ties.TUR-AZE.presence")
    "Turkey to Azerbaijan: forces on the client's soil"
    """
    parts = split_path(path) or ()
    said = _described(scenario, parts)
    if not said:
        return path
    owner = _owner(scenario, parts)
    whole = f"{owner}: {said[:1].lower()}{said[1:]}" if owner else said
    return whole[:1].upper() + whole[1:]


def _described(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """The description of the last field on the way; keys of a map below it are added."""
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
    # The tables of actors and the like are told by their owner; in a map of numbers the key counts.
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

"""State variables in the words of the reader."""

from __future__ import annotations

from sim.narrative.cast import capitalised
from sim.plots.documents import Document
from sim.plots.parties import bonds, grounds, members

NEUTRAL = "#44617B"

WORDS = {
    "base_request": "request for a base",
    "belief_client": "the client's belief in the guarantee",
    "belief_adversary": "the adversary's belief in the guarantee",
    "capability": "capability",
    "cadre": "share of the officer corps",
    "casus": "casus belli",
    "clock": "quarters left of the mandate",
    "drone_tech": "drone technology",
    "frozen": "suspension",
    "integrity": "integrity of the peacekeepers",
    "mandate": "mandate in force",
    "mission": "peacekeepers",
    "offer_challenger": "the challenger's offer",
    "offer_defender": "the defender's offer",
    "pending_test": "unmet tests",
    "red_line": "red line",
    "shock": "shock elsewhere",
    "treaty": "treaty in force",
    "war": "war under way",
}
"""Variables whose names are no plain English."""


def path_words(path: str, document: Document) -> str:
    """What a state path is, in the names of a scenario's document, beginning with a capital.

    A tie is written as patron and client, as `sim.plots.parties.Bond.name` has it.
    """
    kind, *names, variable = path.split(".")
    words = capitalised(WORDS.get(variable, variable.replace("_", " ")))
    if kind == "ties":
        return f"{words}, {next(bond.name for bond in bonds(document) if bond.id == names[0])}"
    if kind == "theatres":
        return f"{words}, {grounds(document)[names[0]].name}"
    if kind == "factions":
        return f"Share of the {variable}"
    return f"{words}, {members(document)[names[0]].name}" if kind == "actors" else words


def path_colour(path: str, document: Document) -> str:
    """The colour of the actor that a path is of (of a tie, its patron); else the neutral one."""
    kind, *names, _ = path.split(".")
    if kind not in ("ties", "actors"):
        return NEUTRAL
    return members(document)[names[0].split("-")[0]].colour

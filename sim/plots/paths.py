"""State variables in the words of the reader."""

from __future__ import annotations

from sim.plots.documents import Document
from sim.plots.parties import bonds, grounds, members
from sim.words import VARIABLE_WORDS, capitalised

NEUTRAL = "#44617B"


def path_words(path: str, document: Document) -> str:
    """What a state path is, in the names of a scenario's document, beginning with a capital.

    A tie is written as patron and client, as `sim.plots.parties.Bond.name` has it.
    """
    kind, *names, variable = path.split(".")
    words = capitalised(VARIABLE_WORDS[variable].name)
    if kind == "ties":
        return f"{words}, {next(bond.name for bond in bonds(document) if bond.id == names[0])}"
    if kind == "theatres":
        return f"{words}, {grounds(document)[names[0]].name}"
    return f"{words}, {members(document)[names[0]].name}" if kind == "actors" else words


def path_colour(path: str, document: Document) -> str:
    """The colour of the actor that a path is of (of a tie, its patron); else the neutral one."""
    kind, *names, _ = path.split(".")
    if kind not in ("ties", "actors"):
        return NEUTRAL
    return members(document)[names[0].split("-")[0]].colour

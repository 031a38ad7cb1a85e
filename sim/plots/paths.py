"""Names and colours of state variables in figures."""

from __future__ import annotations

from sim.plots.actors_shown import shown_actors, shown_theatres, shown_ties
from sim.plots.documents import Document
from sim.state_words import VARIABLE_WORDS
from sim.words import capitalised

NEUTRAL = "#44617B"


def path_words(path: str, document: Document) -> str:
    """Return a state path in words, with the names of a scenario's document and a capital first.

    A tie is written as patron and client, as `sim.plots.actors_shown.ShownTie.name` has it.
    """
    kind, *names, variable = path.split(".")
    words = capitalised(VARIABLE_WORDS[variable].name)
    if kind == "ties":
        return f"{words}, {next(tie.name for tie in shown_ties(document) if tie.id == names[0])}"
    if kind == "theatres":
        return f"{words}, {shown_theatres(document)[names[0]].name}"
    return f"{words}, {shown_actors(document)[names[0]].name}" if kind == "actors" else words


def path_colour(path: str, document: Document) -> str:
    """Return the colour of a path's actor (for a tie, its patron), or else the neutral colour."""
    kind, *names, _ = path.split(".")
    if kind not in ("ties", "actors"):
        return NEUTRAL
    return shown_actors(document)[names[0].split("-")[0]].colour

"""Scheduled events, and the claims of the scenario's sources."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from sim.scenario.calendar import Calendar, Moment
from sim.scenario.fields import Confidence, Part, words

ClaimStatus = Literal[
    "supported",
    "contested",
    "claim",
    "false",
    "open",
    "modelled",
    "framing",
    "opinion",
    "event",
]


_PUT_IN = re.compile(r"(inject-\w+|control-\d+)-t\d+")


def was_put_in(name: str) -> bool:
    """Return whether an event of this name was put in by the control desk while a game was played.

    >>> was_put_in("inject-3a-t5"), was_put_in("control-1-t0"), was_put_in("turkish-mandate")
    (True, True, False)
    """
    return _PUT_IN.fullmatch(name) is not None


class Event(Part):
    """An event that happens at a given turn, whatever the actors order."""

    PARAGRAPHS = frozenset({"source"})

    at: Moment = Field(description="Quarter such as 2022-Q1, or turn number")
    text: str = words("Line of the chronicle")
    set: dict[str, bool | float] = Field(
        description="State variables set, by path; beliefs as probabilities; may be empty"
    )
    source: str = words("Where it is from")
    confidence: Confidence = Field(description="How sure it is, A* best")

    def turn(self, calendar: Calendar) -> int:
        """Return the turn of the event."""
        return calendar.turn(self.at)


class Claim(Part):
    """A statement of a source, the result of checking it, and its representation in the model."""

    PARAGRAPHS = frozenset({"text", "source"})

    text: str = words("What is claimed")
    who: str = words("Who claims it")
    concept: str = words("What it is about")
    status: ClaimStatus = Field(description="What checking it gave")
    source: str = words("Where it is from or was checked")
    confidence: Confidence = Field(description="How sure it is, A* best")
    represented_by: tuple[str, ...] = Field(
        description="Paths of the scenario that stand for it; prose after 'not:'"
    )

"""The view of an actor: the data on which it bases its decision, without access to the game."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sim.cards import Card, Line
from sim.record.codec import decode, encode
from sim.words import counted, percent


@dataclass(frozen=True)
class Estimate:
    """What an actor thinks of a number that it cannot see.

    Attributes:
        value: Its estimate.
        low: Lower end; the truth lies between the ends in nine of ten cases.
        high: Upper end.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class View(Card):
    """The data that an actor sees when it decides: what its actor may know, and nothing else.

    A view holds copies: changing it does not change the game.

    Attributes:
        actor: Id of the actor.
        turn: Number of the turn, from 0.
        date: Quarter, such as "2021 Q1".
        state: Value of every state variable that the actor knows exactly, by path; beliefs are in
            log-odds.
        estimates: Estimates of the variables that it knows with an error, by path. A variable that
            is in neither table is unknown to it, and so is the guarantor's private resolve.
        defence: The actor's estimate of the chance that the guarantor would defend a theatre, in
            [0, 1], by theatre.
        courses: Course in force on each desk as the actor sees it, by actor and desk; ``hold``
            after an act, and where it sees nothing.
        forecast: Efforts that the actor expects of each other actor, by channel, without zeros.
    """

    actor: str
    turn: int
    date: str
    state: Mapping[str, float]
    estimates: Mapping[str, Estimate]
    defence: Mapping[str, float]
    courses: Mapping[str, Mapping[str, str]]
    forecast: Mapping[str, Mapping[str, float]]

    def _card(self) -> tuple[Line, ...]:
        own = self.courses[self.actor]
        would = (f"{place} {percent(chance)}" for place, chance in self.defence.items())
        return (
            f"{self.actor}, {self.date} (turn {self.turn})",
            *((f"Course, {desk}", course) for desk, course in own.items()),
            ("Guarantor would defend", ", ".join(would)),
            ("Known exactly", f"{counted(len(self.state), 'variable')}, in the attribute state"),
            (
                "Estimated",
                f"{counted(len(self.estimates), 'variable')}, in the attribute estimates",
            ),
        )

    def to_json(self) -> str:
        """Return the view as one line of JSON; :meth:`from_json` makes an equal view from it."""
        return json.dumps(encode(self, View, "view"), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> View:
        """Return the view that a JSON text describes.

        Raises:
            ValueError: The text is not the JSON of a view; the message names the wrong entry.
        """
        view: View = decode(json.loads(text), cls, "view")
        return view

"""What an actor sees when it decides: a value, with no way from it to the game."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sim.record.codec import decode, encode


@dataclass(frozen=True)
class View:
    """What an actor sees when it decides.

    A view holds copies: whatever is done to one, the game stays as it is.

    Attributes:
        actor: Whose view it is.
        turn: Turn, from 0.
        date: Quarter, such as "2021 Q1".
        state: State variable by path; nobody's private resolve is in it.
        balance: The actor's misreading of the attacker's strength, a factor > 0.
        defence: Chance, by theatre, that the guarantor would defend it, as this actor sees it.
        forecast: Effort that the actor expects of each other actor, by channel, where not zero.
    """

    actor: str
    turn: int
    date: str
    state: Mapping[str, float]
    balance: float
    defence: Mapping[str, float]
    forecast: Mapping[str, Mapping[str, float]]

    def to_json(self) -> str:
        """Return the view as one line of JSON, which :meth:`from_json` reads back equal."""
        return json.dumps(encode(self, View, "view"), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> View:
        """Return the view that a line of JSON holds.

        Raises:
            ValueError: The text is not the JSON of a view; the message says where.
        """
        view: View = decode(json.loads(text), cls, "view")
        return view

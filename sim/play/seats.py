"""Seats: who decides for an actor.

A seat sees a :class:`View`, is told which orders are legal, and returns a :class:`Decision`. It
never holds the game itself, so it cannot reach what its actor may not know. A program, a person or
a log takes a seat; where a :class:`DoctrineSeat` stands, the game lets the scenario's doctrine
decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from sim.play.view import View

Reply = Literal["defend", "stand_aside", "own"]


@dataclass(frozen=True)
class Decision:
    """An order, and for a guarantor what it does if its client is attacked this turn.

    ``reply`` = "own" leaves the reply to the model's rule.
    """

    action: str
    reply: Reply = "own"


@runtime_checkable
class Seat(Protocol):
    """Anybody who can decide for an actor."""

    def choose(self, view: View, legal: Sequence[str]) -> Decision:
        """Order one of the legal actions, going by what the actor sees."""
        ...


@dataclass(frozen=True)
class DoctrineSeat:
    """Marks a seat that the scenario's doctrine holds: the game draws its orders itself."""


@dataclass(frozen=True)
class ReplaySeat:
    """Gives the orders of a log, turn by turn."""

    decisions: Sequence[Decision]

    def choose(self, view: View, legal: Sequence[str]) -> Decision:
        """Return the log's order for the turn in play."""
        return self.decisions[view.turn]


Sitter = Seat | DoctrineSeat
"""Whoever may hold a seat."""

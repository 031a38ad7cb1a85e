"""Seats: objects that decide for an actor.

A seat gets a :class:`View` and the legal orders of its two desks, and returns a :class:`Decision`.
It does not get the game itself, so it cannot read what its actor must not know. A seat can be a
program, a person or a list of recorded orders. For a :class:`DoctrineSeat`, the scenario's doctrine
decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from sim.play.view import View

Reply = Literal["defend", "stand_aside", "own"]


@dataclass(frozen=True)
class Decision:
    """The orders of both desks and, for the guarantor, its reply to an attack on its client.

    Without an order ("") a desk stays on its course. After an act, or if its course is no longer
    legal, it waits (``hold``). With ``reply`` = "own" the rule of the model decides the reply.

    >>> Decision("rearm")
    Decision(security='rearm', diplomacy='', reply='own')
    """

    security: str = ""
    diplomacy: str = ""
    reply: Reply = "own"


@runtime_checkable
class Seat(Protocol):
    """An object that can decide for an actor."""

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Decision:
        """Return the decision of the actor for this turn.

        Args:
            view: The actor's view of the game.
            legal: Names of the legal orders of each desk; any other order becomes ``hold``.
        """
        ...


@dataclass(frozen=True)
class DoctrineSeat:
    """The seat of an actor for which the scenario's doctrine decides."""


@dataclass(frozen=True)
class ReplaySeat:
    """A seat that returns given decisions, one for each turn from turn 0."""

    decisions: Sequence[Decision]

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Decision:
        """Return the decision for the turn of the view."""
        return self.decisions[view.turn]


Sitter = Seat | DoctrineSeat
"""Type of everything that can be given as the seat of an actor."""

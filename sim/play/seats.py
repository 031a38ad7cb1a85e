"""The interface of a seat, and the seats that need nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from sim.play.model import Actor

Reply = Literal["defend", "stand_aside", "own"]


@dataclass(frozen=True)
class Decision:
    """An order, and for a guarantor what it does if its client is attacked this turn.

    ``reply`` = "own" leaves the reply to the model's rule.
    """

    action: str
    reply: Reply = "own"


@dataclass(frozen=True)
class View:
    """What an actor sees when it decides.

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


class Seat(Protocol):
    """Anybody who can decide for an actor."""

    def choose(self, actor: Actor, legal: Sequence[str]) -> Decision:
        """Order one of the legal actions; ``actor.view()`` is what it sees."""
        ...


@dataclass(frozen=True)
class DoctrineSeat:
    """Decides by the doctrine that the scenario gives the actor."""

    def choose(self, actor: Actor, legal: Sequence[str]) -> Decision:
        """Draw an order from the doctrine's probabilities."""
        return Decision(actor.model.draw_order(actor))


@dataclass(frozen=True)
class ReplaySeat:
    """Gives the orders of a log, turn by turn."""

    decisions: Sequence[Decision]

    def choose(self, actor: Actor, legal: Sequence[str]) -> Decision:
        """The log's order for this turn."""
        return self.decisions[actor.model.turn]

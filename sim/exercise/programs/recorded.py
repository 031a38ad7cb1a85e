"""A player that repeats the orders of a recorded run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.play.seats import Decision, Reply
from sim.record import Record
from sim.vocabulary import DESKS
from sim.words import counted


class RecordedPlayer:
    """Gives the decisions of a recorded run, one for each turn from turn 0.

    Args:
        decisions: The decisions.
    """

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.decisions = tuple(decisions)

    def begin(self, briefing: Briefing) -> None:
        """Do nothing: the orders are known."""

    def answer(self, sheet: Sheet) -> Answer:
        """Return the recorded decision for the turn of the sheet.

        Raises:
            NoAnswer: The record has no such turn, or an order is not legal in this game.
        """
        turn = sheet.view.turn
        if turn >= len(self.decisions):
            raise NoAnswer(f"the record has {counted(len(self.decisions), 'turn')}")
        decision = self.decisions[turn]
        for desk in DESKS:
            order = getattr(decision, desk)
            if order not in [choice.order for choice in sheet.legal[desk]]:
                raise NoAnswer(f"{order} of the record is not legal in this turn")
        return Answer(decision)

    def end(self, outcome: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def recorded_decisions(record: Record, actor: str) -> tuple[Decision, ...]:
    """Return an actor's decisions of a record, one for each turn.

    Raises:
        LookupError: The record has no orders of that actor.
    """
    found = []
    for played in record.turns_played:
        if actor not in played.orders:
            raise LookupError(f"has no orders of {actor}; it has {', '.join(played.orders)}")
        order = played.orders[actor]
        reply = cast(Reply, order.reply or "own")
        found.append(Decision(order.security, order.diplomacy, reply))
    return tuple(found)

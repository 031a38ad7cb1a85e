"""A player's own copy of a game: what its seat was told, what it answered, and what it could see.

The copy is made here and nowhere else. Files for a player, and the first part of a review for one
seat, are written from the copy alone, so they hold nothing that the seat may not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.log import of_kind
from sim.exercise.news import as_seen_by, closing_news
from sim.exercise.retelling import Answered, Told, ToldTurn
from sim.exercise.sheets import Briefing, Sheet
from sim.narrative.cast import Cast
from sim.play.arguments import check_actor
from sim.record import Order, Ruling
from sim.record.codec import encode

FORMAT = 1
"""Version of the format of a copy as JSON."""


@dataclass(frozen=True)
class Seen:
    """What a seat could see of a turn that was played.

    Attributes:
        orders: The orders of all actors as the seat sees them, by actor.
        rulings: The rulings that it sees, without draws if these are hidden from it.
        events: Names of the events that it sees.
    """

    orders: Mapping[str, Order]
    rulings: tuple[Ruling, ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class OwnTurn:
    """One turn of a player's own copy.

    Attributes:
        turn: Its number.
        date: Its date.
        sheet: The sheet of the seat.
        answer: What the seat answered; None if no answer is in.
        seen: What it could see of the turn; None if the turn is not closed.
        notes: What the seat noted in this turn.
    """

    turn: int
    date: str
    sheet: Sheet
    answer: Answered | None
    seen: Seen | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Ending:
    """How a game ended, which all seats are told.

    Attributes:
        stance: The stance of the guarantor.
        reason: The reason, as a sentence.
    """

    stance: str
    reason: str


@dataclass(frozen=True)
class OwnCopy:
    """A player's own copy of a game.

    Attributes:
        format: Version of the format.
        actor: Id of its actor.
        briefing: The briefing.
        turns: The turns that were opened.
        news: What the seat heard after the last turn that was closed, if no other is open.
        notes: What it noted after that turn.
        ending: How the game ended; None if it did not end.
    """

    format: int
    actor: str
    briefing: Briefing
    turns: tuple[OwnTurn, ...]
    news: tuple[str, ...]
    notes: tuple[str, ...]
    ending: Ending | None

    def plain(self) -> dict[str, Any]:
        """Return the copy as plain data for JSON."""
        found: dict[str, Any] = encode(self, OwnCopy, "copy")
        return found


def own_copy(told: Told, actor: str) -> OwnCopy:
    """Return the copy of a game that the player of an actor may have.

    Args:
        told: The game.
        actor: Id of the actor.

    Raises:
        ValueError: There is no such actor.
    """
    check_actor(actor, tuple(told.briefings), "for")
    ends = list(of_kind(list(told.entries), kinds.END))
    return OwnCopy(
        format=FORMAT,
        actor=actor,
        briefing=told.briefings[actor],
        turns=tuple(_turn(told, turn, actor) for turn in told.turns),
        news=_last_news(told, actor),
        notes=_notes(told, actor, len(told.turns)),
        ending=Ending(str(ends[-1]["stance"]), str(ends[-1]["reason"])) if ends else None,
    )


def _turn(told: Told, turn: ToldTurn, actor: str) -> OwnTurn:
    seen = None
    if turn.played is not None:
        played = as_seen_by(told.game.sight, actor, turn.played)
        seen = Seen(played.orders, played.rulings, played.events)
    notes = _notes(told, actor, turn.turn)
    return OwnTurn(turn.turn, turn.date, turn.sheets[actor], turn.answers.get(actor), seen, notes)


def _notes(told: Told, actor: str, turn: int) -> tuple[str, ...]:
    """Return what an actor noted before a turn was closed and after the turn before it."""
    noted = of_kind(list(told.entries), kinds.NOTE)
    return tuple(str(one["text"]) for one in noted if (one["author"], one["turn"]) == (actor, turn))


def _last_news(told: Told, actor: str) -> tuple[str, ...]:
    """Return what a seat heard after the last turn; it stands on no sheet yet."""
    closed = told.record.turns_played
    if not closed or len(told.turns) > len(closed):
        return ()
    cast = Cast(told.record.scenario)
    before = closed[-2] if len(closed) > 1 else None
    return tuple(closing_news(told.game.sight, cast, actor, closed[-1], before))

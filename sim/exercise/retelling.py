"""A game told again from its log: what every seat saw, what it answered, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.log import Entry, Log, read_log
from sim.exercise.session import Session
from sim.exercise.sheets import Briefing, Sheet
from sim.play.game import Game
from sim.record import Record, TurnRecord


@dataclass(frozen=True)
class Answered:
    """The answer of a seat as the log has it.

    Attributes:
        security: Order of the security desk; "" to stay on its course.
        diplomacy: Order of the diplomacy desk.
        reply: Reply to an attack: "defend", "stand_aside" or "own".
        intent: What it meant to reach.
        confidence: How likely it thought that this comes, in [0, 1]; None if it did not say.
        by: "player", "default" or "doctrine".
        fault: Why the default was played; "" if it was not.
    """

    security: str
    diplomacy: str
    reply: str
    intent: str
    confidence: float | None
    by: str
    fault: str


@dataclass(frozen=True)
class ToldTurn:
    """One turn of a game.

    Attributes:
        turn: Its number.
        date: Its date.
        before: The game as the turn was open and nobody had given an order; a copy.
        sheets: The sheet of every actor, also of those whose doctrine decides.
        answers: The answers that are in, by actor.
        played: The turn as it was recorded; None for a turn that is not closed.
        acts: What the control desk did before the orders of this turn, as fields of the log.
        notes: Notes that were made in this turn, as fields of the log.
    """

    turn: int
    date: str
    before: Game
    sheets: Mapping[str, Sheet]
    answers: Mapping[str, Answered]
    played: TurnRecord | None
    acts: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """A whole game.

    Attributes:
        folder: Its folder.
        entries: The entries of its log.
        game: The game after the last entry.
        seats: How each seat was given last, by actor, such as "human".
        changes: Who took a seat later: the turn, the actor, and how it was given.
        briefings: The briefing of every actor.
        turns: The turns that were opened.
        record: The record of the turns that are closed.
        ended: Whether the game came to its end.
    """

    folder: Path
    entries: Sequence[Entry]
    game: Game
    seats: Mapping[str, str]
    changes: Sequence[tuple[int, str, str]]
    briefings: Mapping[str, Briefing]
    turns: Sequence[ToldTurn]
    record: Record
    ended: bool


def retell(folder: Path) -> Told:
    """Return a game as its log tells it; the folder is not changed, and nobody is asked.

    Raises:
        LogError: There is no game, it was changed, or it comes out otherwise than it was played.
    """
    entries = read_log(folder)
    begun = entries[0].fields
    seats = {actor: str(one["seat"]) for actor, one in begun["seats"].items()}
    log = Log(folder / kinds.LOG_NAME, entries, "", -1)
    session = Session.of_log(folder, log)
    briefings = {actor: session.briefing(actor) for actor in seats}
    turns, open_turn = list[ToldTurn](), _Open([], [])
    changes = list[tuple[int, str, str]]()
    for entry in entries[1:]:
        if entry.kind == kinds.ORDER:
            open_turn.ask(entry.fields["actor"], session)
        session.repeat(entry)
        open_turn.hear(entry, session)
        if entry.kind == kinds.CLOSE:
            turns.append(open_turn.told(session))
            open_turn = _Open([], [])
        elif entry.kind == kinds.SEAT:
            actor, seat = str(entry.fields["actor"]), str(entry.fields["seat"])
            changes.append((session.game.turn, actor, seat))
            seats[actor] = seat
    if open_turn.before is not None:
        turns.append(open_turn.told(session))
    return Told(
        folder,
        entries,
        session.game,
        seats,
        changes,
        briefings,
        turns,
        session.record(),
        ended=any(entry.kind == kinds.END for entry in entries),
    )


class _Open:
    """A turn while the log is read.

    Args:
        acts: What the control desk did before it.
        notes: Notes that were made in it.
    """

    def __init__(self, acts: list[Mapping[str, Any]], notes: list[Mapping[str, Any]]) -> None:
        self.before: Game | None = None
        self._acts, self._notes = acts, notes
        self._sheets: dict[str, Sheet] = {}
        self._answers: dict[str, Answered] = {}

    def ask(self, actor: str, session: Session) -> None:
        """Take the messages of an actor as it is asked: some came after the turn was opened."""
        messages = tuple(session.messages.get(actor, ()))
        self._sheets[actor] = replace(self._sheets[actor], messages=messages)

    def hear(self, entry: Entry, session: Session) -> None:
        """Take an entry, which the session has done again."""
        fields = entry.fields
        if entry.kind == kinds.OPEN:
            self.before = session.game.clone(record=False)
            self._sheets = {actor: session.sheet(actor) for actor in session.game.cast.actors}
        elif entry.kind == kinds.ORDER:
            names = Answered.__annotations__
            self._answers[fields["actor"]] = Answered(**{name: fields[name] for name in names})
        elif entry.kind == kinds.CONTROL:
            self._acts.append(fields)
        elif entry.kind == kinds.NOTE:
            self._notes.append(fields)

    def told(self, session: Session) -> ToldTurn:
        """Return the turn; it must have been opened."""
        assert self.before is not None
        turn = self.before.turn
        return ToldTurn(
            turn,
            self.before.scenario.calendar.date(turn),
            self.before,
            self._sheets,
            self._answers,
            session.game.recorded(turn),
            tuple(self._acts),
            tuple(self._notes),
        )

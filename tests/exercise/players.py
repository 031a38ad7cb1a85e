"""Players for tests: they answer from a list, and keep what they were shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.log import of_kind, read_log
from sim.exercise.seating import Seating
from sim.exercise.session import Session
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.play.seats import Decision
from sim.scenario import Scenario

FIRST = Answer(Decision("hold", "hold"), "keep quiet", 0.6)


class Listed:
    """Answers from a list, then with the first legal orders; a text instead of an answer fails."""

    def __init__(self, answers: Sequence[Answer | str] = ()) -> None:
        self.answers = list(answers)
        self.briefings: list[Briefing] = []
        self.sheets: list[Sheet] = []
        self.ended: list[str] = []

    def begin(self, briefing: Briefing) -> None:
        self.briefings.append(briefing)

    def answer(self, sheet: Sheet) -> Answer:
        self.sheets.append(sheet)
        given = self.answers.pop(0) if self.answers else FIRST
        if isinstance(given, str):
            raise NoAnswer(given)
        return given

    def end(self, outcome: str) -> None:
        self.ended.append(outcome)


def seated(players: dict[str, Listed]) -> Callable[[str, str], Seating]:
    """Seats by spelling: "listed" is the actor's player, all else a doctrine."""
    return lambda actor, spelling: Seating(
        spelling, players[actor] if spelling == "listed" else None
    )


def begun(
    folder: Path, scenario: Scenario, players: dict[str, Listed], *, turns: int = 4, seed: int = 3
) -> Session:
    """A game with these players."""
    seats = {actor: Seating("listed", player) for actor, player in players.items()}
    return Session.start(folder, scenario, seed=seed, turns=turns, seats=seats)


def orders_in(folder: Path, actor: str) -> list[dict[str, Any]]:
    """The orders of an actor in the log of a game."""
    found = of_kind(read_log(folder), kinds.ORDER)
    return [dict(fields) for fields in found if fields["actor"] == actor]

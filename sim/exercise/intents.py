"""Intents of the players, and the marks of the control desk: which came, and which did not.

An intent is a free sentence, so no program can say whether it came. Somebody has to judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.injects.inject import CONTROL
from sim.exercise.log import Log, of_kind
from sim.exercise.retelling import Told, retell
from sim.scenario.problems import choices


@dataclass(frozen=True)
class Intent:
    """What a player meant to reach in a turn.

    Attributes:
        turn: Number of the turn.
        date: Its date.
        actor: Id of the actor.
        text: The intent, one line.
        confidence: How likely the player thought that it comes, in [0, 1]; None if it did not say.
        came: Whether it came, as the control desk judged; None if it was not judged yet.
    """

    turn: int
    date: str
    actor: str
    text: str
    confidence: float | None
    came: bool | None


def intents(told: Told) -> tuple[Intent, ...]:
    """Return the intents of all players, in the order of the turns and of the actors.

    The last mark of an intent counts.
    """
    marks: dict[tuple[str, int], bool] = {}
    for note in of_kind(list(told.entries), kinds.NOTE):
        if mark := note.get("mark"):
            marks[mark["actor"], mark["turn"]] = bool(mark["came"])
    return tuple(
        Intent(
            turn.turn,
            turn.date,
            actor,
            answer.intent,
            answer.confidence,
            marks.get((actor, turn.turn)),
        )
        for turn in told.turns
        for actor, answer in turn.answers.items()
        if answer.intent
    )


def mark_intents(folder: Path, marks: Mapping[tuple[str, int | str], bool]) -> tuple[Intent, ...]:
    """Write into the log of a game which intents came; a later mark replaces an earlier one.

    Args:
        folder: Folder of the game.
        marks: Whether the intent came, by actor and turn: its number, or its date ("2022-Q1").

    Returns:
        The intents that were marked, as they are now.

    Raises:
        LogError: There is no game, it is in use, or it cannot be written.
        ValueError: There is no such intent. Nothing is written then.
    """
    told = retell(folder)
    known = {(one.actor, one.turn): one for one in intents(told)}
    wanted: dict[tuple[str, int], bool] = {}
    for (actor, turn), came in marks.items():
        if actor not in told.briefings:
            raise ValueError(f"there is no actor '{actor}'{choices(actor, list(told.briefings))}")
        number = told.game.scenario.calendar.turn(turn)
        if (actor, number) not in known:
            stated = [str(at) for one, at in sorted(known) if one == actor]
            said = f"it did in {', '.join(stated)}" if stated else "it never did"
            raise ValueError(f"{actor} stated no intent in turn {number}; {said}")
        wanted[actor, number] = came
    log = Log.open(folder)
    try:
        for (actor, number), came in wanted.items():
            log.add(kinds.NOTE, **_note(told, actor, number, came))
    finally:
        log.close()
    return tuple(replace(known[key], came=came) for key, came in wanted.items())


def _note(told: Told, actor: str, turn: int, came: bool) -> dict[str, Any]:
    result = "came" if came else "did not come"
    return {
        "turn": told.game.turn,
        "author": CONTROL,
        "text": f"The intent of {actor} in turn {turn} {result}.",
        "bookmark": False,
        "challenge": False,
        "mark": {"actor": actor, "turn": turn, "came": came},
    }

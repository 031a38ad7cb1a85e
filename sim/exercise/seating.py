"""Who sits in a seat, and the game that a log begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from sim.exercise.log import LogError
from sim.exercise.sheets import Player
from sim.play.arguments import check_actor
from sim.play.game import Game
from sim.scenario import ScenarioError, from_document
from sim.version import MODEL_VERSION

HUMAN = "human"
"""How the seat of a person is given."""
STAY, DOCTRINE = "stay", "doctrine"
DEFAULTS = (STAY, DOCTRINE)
"""What is played for a player that gives no answer: its courses go on, or its doctrine decides."""
PLAYED = {
    STAY: "{its} courses go on",
    DOCTRINE: "the doctrine of the scenario decides for {it}",
}
"""What each default means, in words, with who is late as `its` and `it`."""


@dataclass(frozen=True)
class Seating:
    """Who sits in a seat.

    Attributes:
        spelling: How the seat was given, such as "human" or "program:./bot.py"; it is in the log.
        player: The player; None if the scenario's doctrine decides.
        seconds: Time for an answer; None without a limit.
    """

    spelling: str
    player: Player | None = None
    seconds: float | None = None

    @property
    def is_person(self) -> bool:
        """Whether a person sits there."""
        return self.spelling == HUMAN


Seat = Callable[[str, str], Seating]
"""Function that returns the seating of an actor from its spelling."""


def seated(game: Game, seats: Mapping[str, Seating]) -> dict[str, Seating]:
    """Return the seating of every actor: the doctrine of the scenario where none is given."""
    for actor in seats:
        check_actor(actor, game.cast.actors, "seats")
    return {
        actor: seats.get(actor, Seating(game.scenario.actors[actor].doctrine))
        for actor in game.cast.actors
    }


def game_of(begun: Mapping[str, Any], path: FilePath) -> Game:
    """Return the game that the first entry of a log describes, before its first turn.

    Args:
        begun: The fields of the entry.
        path: The log, for messages.

    Raises:
        LogError: It was played with another version of the model, or its scenario is not valid.
    """
    if begun["model"] != MODEL_VERSION:
        raise LogError(
            f"{path}: the game was played with model version {begun['model']}, and this program "
            f"has version {MODEL_VERSION}; go on with marchland {begun['program']}"
        )
    try:
        return Game(
            from_document(begun["scenario"]),
            seed=begun["seed"],
            replicate=begun["replicate"],
            turns=begun["turns"],
            record=True,
        )
    except (ScenarioError, ValueError) as error:
        first = str(error).partition("\n")[0]
        raise LogError(f"{path}: the scenario of the game cannot be played: {first}") from error

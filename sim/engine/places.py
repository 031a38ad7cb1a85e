"""Places of actors, ties and theatres in the engine's vectors, and of every state path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.vocabulary import (
    ACTOR_VARIABLES,
    FACTIONS,
    THEATRE_VARIABLES,
    TIE_VARIABLES,
    WORLD_VARIABLES,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Cast:
    """Ids of a scenario's actors, ties and theatres, in file order.

    The index of an id in its tuple is its place in the vectors.
    """

    actors: tuple[str, ...]
    ties: tuple[str, ...]
    theatres: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Cast:
        """Return the cast of a scenario."""
        return cls(tuple(scenario.actors), tuple(scenario.ties), tuple(scenario.theatres))

    def state_places(self) -> dict[str, int]:
        """Return the place of every state path in the state vector, in the order of records."""
        found: dict[str, int] = {}
        for i, actor in enumerate(self.actors):
            for k, name in enumerate(ACTOR_VARIABLES):
                found[f"actors.{actor}.{name}"] = at.CAPABILITY + k * at.MAX_ACTORS + i
        for e, tie in enumerate(self.ties):
            for k, name in enumerate(TIE_VARIABLES):
                found[f"ties.{tie}.{name}"] = at.INFLUENCE + k * at.MAX_TIES + e
        for h, theatre in enumerate(self.theatres):
            for k, name in enumerate(THEATRE_VARIABLES):
                found[f"theatres.{theatre}.{name}"] = at.CONTROL + k * at.MAX_THEATRES + h
        for k, name in enumerate(WORLD_VARIABLES):
            found[f"world.{name}"] = at.TENSION + k
        for k, name in enumerate(FACTIONS):
            found[f"factions.{name}"] = at.FACTION + k
        return found

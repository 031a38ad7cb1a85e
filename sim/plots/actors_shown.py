"""Names, places and colours of the actors, ties and theatres in a figure.

They are read from a scenario's document, the mapping that a scenario file or a record holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.plots.documents import Document
from sim.plots.region import Point
from sim.plots.style import actor_colours
from sim.record import Record


@dataclass(frozen=True)
class ShownActor:
    """An actor as figures show it. `place` is its capital, longitude and latitude in degrees.

    `name` is used within a sentence, `heading` at the beginning of one.
    """

    id: str
    name: str
    role: str
    place: Point
    colour: str

    @property
    def heading(self) -> str:
        """The name with a capital."""
        return titled(self.name)


@dataclass(frozen=True)
class ShownTie:
    """A tie as figures show it."""

    id: str
    patron: ShownActor
    client: ShownActor

    @property
    def name(self) -> str:
        """The names of patron and client, with an arrow between them."""
        return f"{self.patron.heading} \N{RIGHTWARDS ARROW} {self.client.name}"


@dataclass(frozen=True)
class ShownTheatre:
    """A theatre as figures show it."""

    id: str
    name: str
    place: Point

    @property
    def heading(self) -> str:
        """The name with a capital."""
        return titled(self.name)


def shown_actors(document: Document) -> dict[str, ShownActor]:
    """Return the actors by id, in the scenario's order."""
    raw = document["actors"]
    colours = actor_colours({key: value["role"] for key, value in raw.items()})
    return {
        key: ShownActor(key, value["name"], value["role"], place(value), colours[key])
        for key, value in raw.items()
    }


def shown_ties(document: Document) -> tuple[ShownTie, ...]:
    """Return the ties in the scenario's order."""
    actors = shown_actors(document)
    pairs = [(key, *key.split("-", 1)) for key in document["ties"]]
    return tuple(ShownTie(key, actors[patron], actors[client]) for key, patron, client in pairs)


def shown_theatres(document: Document) -> dict[str, ShownTheatre]:
    """Return the theatres by id, in the scenario's order."""
    raw = document["theatres"]
    return {key: ShownTheatre(key, value["name"], place(value)) for key, value in raw.items()}


def in_role(actors: Mapping[str, ShownActor], role: str) -> ShownActor | None:
    """Return the first actor in a role, or None if no actor has it."""
    return next((actor for actor in actors.values() if actor.role == role), None)


def run_name(record: Record) -> str:
    """Return scenario, seed and replicate of a run, which are enough to play it again."""
    return f"{record.scenario['name']}, seed {record.seed}, replicate {record.replicate}"


def titled(name: str) -> str:
    """Return a name with a capital first letter, for the beginning of a line.

    >>> titled("the West")
    'The West'
    """
    return name[:1].upper() + name[1:]


def place(entry: Mapping[str, Any]) -> Point:
    """Return the longitude and latitude of an actor or theatre of a scenario document."""
    longitude, latitude = entry["location"]
    return float(longitude), float(latitude)

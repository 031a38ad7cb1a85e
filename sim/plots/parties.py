"""Who and what a figure shows: actors, ties and theatres as a scenario's document names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.plots.documents import Document
from sim.plots.region import Point
from sim.plots.style import actor_colours
from sim.record import Record


@dataclass(frozen=True)
class Member:
    """An actor as figures show it. `place` is its capital, longitude and latitude in degrees.

    `name` is for the middle of a line, `heading` for its head.
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
class Bond:
    """A tie as figures show it."""

    id: str
    patron: Member
    client: Member

    @property
    def name(self) -> str:
        """Patron and client by name."""
        return f"{self.patron.heading} \N{RIGHTWARDS ARROW} {self.client.name}"


@dataclass(frozen=True)
class Ground:
    """A theatre as figures show it."""

    id: str
    name: str
    place: Point

    @property
    def heading(self) -> str:
        """The name with a capital."""
        return titled(self.name)


def members(document: Document) -> dict[str, Member]:
    """Return the actors by id, in the scenario's order."""
    raw = document["actors"]
    colours = actor_colours({key: value["role"] for key, value in raw.items()})
    return {
        key: Member(key, value["name"], value["role"], place(value), colours[key])
        for key, value in raw.items()
    }


def bonds(document: Document) -> tuple[Bond, ...]:
    """Return the ties in the scenario's order."""
    actors = members(document)
    pairs = [(key, *key.split("-", 1)) for key in document["ties"]]
    return tuple(Bond(key, actors[patron], actors[client]) for key, patron, client in pairs)


def grounds(document: Document) -> dict[str, Ground]:
    """Return the theatres by id, in the scenario's order."""
    raw = document["theatres"]
    return {key: Ground(key, value["name"], place(value)) for key, value in raw.items()}


def in_role(actors: Mapping[str, Member], role: str) -> Member | None:
    """Return the first actor in a role, if there is one."""
    return next((member for member in actors.values() if member.role == role), None)


def run_name(record: Record) -> str:
    """Name the run so that it can be played again."""
    return f"{record.scenario['name']}, seed {record.seed}, replicate {record.replicate}"


def titled(name: str) -> str:
    """Begin a name with a capital, as at the head of a line.

    >>> titled("the West")
    'The West'
    """
    return name[:1].upper() + name[1:]


def place(entry: Mapping[str, Any]) -> Point:
    """Return the longitude and latitude of an actor or theatre of a scenario document."""
    longitude, latitude = entry["location"]
    return float(longitude), float(latitude)

"""The ground that all maps of a scenario share: countries, hatched areas and places of actors.

An actor whose capital lies outside the map is placed at its edge, in the direction of the capital.
If a theatre lies outside the map, a diagram is drawn instead, and the caption says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

from sim.plots.actors_shown import ShownActor, shown_actors, shown_theatres
from sim.plots.documents import Document
from sim.plots.region import Point, Region, load_region
from sim.words import joined

EDGE = 0.06  # distance from the edge of the map to an actor at the edge, as a share of the frame

# Places of the roles in a diagram, as shares of the frame: challenger and defender in the middle,
# the patron of each side above them, suitors below.
PLACES_OF_ROLES = {
    "guarantor": (0.78, 0.84),
    "sponsor": (0.22, 0.84),
    "challenger": (0.30, 0.46),
    "defender": (0.70, 0.46),
}
SUITORS_ABOVE_EDGE = 0.12


@dataclass(frozen=True)
class Place:
    """The place of an actor on the map.

    `towards` is the unit vector towards its capital if that lies outside the map, else None.
    """

    actor: str
    name: str
    colour: str
    at: Point
    towards: Point | None


@dataclass(frozen=True)
class MapGround:
    """The ground of a map.

    `fills` gives countries the colour of the actor whose capital they hold, `areas` the parts of a
    country to hatch. `schematic` is true if a theatre lies outside the region: then no map is
    drawn, and an actor's place depends on its role. `caption` belongs under the map.
    """

    places: tuple[Place, ...]
    fills: dict[str, str]
    areas: tuple[str, ...]
    schematic: bool
    caption: str


def map_ground(document: Document) -> MapGround:
    """Return the ground of a scenario's maps."""
    actors, region = shown_actors(document), load_region()
    schematic = not all(
        region.holds(theatre.place) for theatre in shown_theatres(document).values()
    )
    return MapGround(
        places=_places_by_role(actors, region) if schematic else _places(actors, region),
        fills={} if schematic else _fills(actors, region),
        areas=() if schematic else _areas(document, region),
        schematic=schematic,
        caption=_caption(document, region, schematic=schematic),
    )


def on_frame(share: Point, region: Region) -> Point:
    """Return a place given as shares of the frame's width and height from its lower left corner."""
    west, south, east, north = region.frame
    return west + share[0] * (east - west), south + share[1] * (north - south)


def at_edge(place: Point, frame: tuple[float, float, float, float]) -> tuple[Point, Point]:
    """Return the point at the edge for a place outside the frame, and the unit vector towards it.

    The point lies on the line from the frame's middle to the place, slightly inside the frame.
    Places and frame (west, south, east, north) are in degrees.

    >>> at_edge((20.0, 5.0), (0.0, 0.0, 10.0, 10.0))
    ((9.4, 5.0), (1.0, 0.0))
    """
    west, south, east, north = frame
    x, y = (west + east) / 2, (south + north) / 2
    dx, dy = place[0] - x, place[1] - y
    across, up = (0.5 - EDGE) * (east - west), (0.5 - EDGE) * (north - south)
    share = min(across / abs(dx) if dx else 1.0, up / abs(dy) if dy else 1.0)
    length = hypot(dx, dy)
    return (round(x + share * dx, 6), round(y + share * dy, 6)), (dx / length, dy / length)


def _caption(document: Document, region: Region, *, schematic: bool) -> str:
    if not schematic:
        areas = f". {region.areas_caption}" if _areas(document, region) else ""
        return f"{region.caption}{areas}."
    names = [theatre.name for theatre in shown_theatres(document).values()]
    lie = "lies" if len(names) == 1 else "lie"
    outside = f"{joined(names)} {lie} outside the region this program has outlines of"
    return f"A diagram, not a map: {outside}."


def _places(actors: Mapping[str, ShownActor], region: Region) -> tuple[Place, ...]:
    found = []
    for actor in actors.values():
        at, towards = actor.place, None
        if not region.holds(at):
            at, towards = at_edge(at, region.frame)
        found.append(Place(actor.id, actor.heading, actor.colour, at, towards))
    return tuple(found)


def _places_by_role(actors: Mapping[str, ShownActor], region: Region) -> tuple[Place, ...]:
    """Return a place for each actor by its role, with suitors evenly along the lower edge."""
    suitors = [actor.id for actor in actors.values() if actor.role == "suitor"]
    shares = dict(PLACES_OF_ROLES)
    for i, suitor in enumerate(suitors):
        shares[suitor] = ((i + 0.5) / len(suitors), SUITORS_ABOVE_EDGE)
    return tuple(
        Place(
            m.id,
            m.heading,
            m.colour,
            on_frame(shares[m.id if m.id in shares else m.role], region),
            None,
        )
        for m in actors.values()
    )


def _fills(actors: Mapping[str, ShownActor], region: Region) -> dict[str, str]:
    """Return the colour of each country that holds an actor's capital, in the order of actors."""
    held = ((region.country_at(m.place) or m.heading, m.colour) for m in actors.values())
    return {country: colour for country, colour in held if country in region.countries}


def _areas(document: Document, region: Region) -> tuple[str, ...]:
    """Return all areas of the region if a theatre lies in one of them, else none."""
    held = any(region.area_at(theatre.place) for theatre in shown_theatres(document).values())
    return tuple(region.areas) if held else ()

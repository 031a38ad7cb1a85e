"""What the maps of a scenario have in common: the ground, and where the actors stand on it.

Actors outside the map stand at its edge, in the direction of their capital. A dispute that lies
elsewhere is drawn as a diagram, and the caption says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

from sim.plots.documents import Document
from sim.plots.parties import Member, grounds, members
from sim.plots.region import Point, Region, load_region
from sim.words import joined

EDGE = 0.06  # share of the frame kept free between its edge and an actor standing there

# Where roles stand in a diagram, as shares of the frame: the dispute in the middle, the patron of
# each side above it, suitors below.
SEATS = {
    "guarantor": (0.78, 0.84),
    "sponsor": (0.22, 0.84),
    "challenger": (0.30, 0.46),
    "defender": (0.70, 0.46),
}
SUITORS_ABOVE_EDGE = 0.12


@dataclass(frozen=True)
class Place:
    """An actor on the map. `towards` is the unit vector to a capital beyond the frame, if it is."""

    actor: str
    name: str
    colour: str
    at: Point
    towards: Point | None


@dataclass(frozen=True)
class Stage:
    """The ground of a map.

    `fills` gives countries the colour of the actor whose capital they hold, `areas` the parts of a
    country to hatch. `schematic` is true where the dispute lies outside the region: no map is
    drawn, and places stand by role. `caption` belongs under the map.
    """

    places: tuple[Place, ...]
    fills: dict[str, str]
    areas: tuple[str, ...]
    schematic: bool
    caption: str


def stage_of(document: Document) -> Stage:
    """Return the ground of a scenario's maps."""
    actors, region = members(document), load_region()
    schematic = not all(region.holds(ground.place) for ground in grounds(document).values())
    return Stage(
        places=_seats(actors, region) if schematic else _places(actors, region),
        fills={} if schematic else _fills(actors, region),
        areas=() if schematic else _areas(document, region),
        schematic=schematic,
        caption=_caption(document, region, schematic=schematic),
    )


def on_frame(share: Point, region: Region) -> Point:
    """Return the place a share of the frame's width and height from its lower left corner."""
    west, south, east, north = region.frame
    return west + share[0] * (east - west), south + share[1] * (north - south)


def at_edge(place: Point, frame: tuple[float, float, float, float]) -> tuple[Point, Point]:
    """Return where a place beyond the frame is shown at its edge, and the unit vector towards it.

    That is where the line from the frame's middle meets an inner edge. All in degrees.

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
    names = [ground.name for ground in grounds(document).values()]
    lie = "lies" if len(names) == 1 else "lie"
    outside = f"{joined(names)} {lie} outside the region this program has outlines of"
    return f"A diagram, not a map: {outside}."


def _places(actors: Mapping[str, Member], region: Region) -> tuple[Place, ...]:
    found = []
    for member in actors.values():
        at, towards = member.place, None
        if not region.holds(at):
            at, towards = at_edge(at, region.frame)
        found.append(Place(member.id, member.heading, member.colour, at, towards))
    return tuple(found)


def _seats(actors: Mapping[str, Member], region: Region) -> tuple[Place, ...]:
    """Place actors by their role, suitors evenly along the lower edge."""
    suitors = [member.id for member in actors.values() if member.role == "suitor"]
    shares = dict(SEATS)
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


def _fills(actors: Mapping[str, Member], region: Region) -> dict[str, str]:
    """Give a country the colour of the actor whose capital it holds, and keep the actors' order."""
    held = ((region.country_at(m.place) or m.heading, m.colour) for m in actors.values())
    return {country: colour for country, colour in held if country in region.countries}


def _areas(document: Document, region: Region) -> tuple[str, ...]:
    """The areas a theatre lies in; with any, its surroundings are shown too."""
    held = any(region.area_at(ground.place) for ground in grounds(document).values())
    return tuple(region.areas) if held else ()

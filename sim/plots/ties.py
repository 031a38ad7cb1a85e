"""The ties of one run at the end of one turn, drawn over the map of the region.

Actors outside the map stand at its edge, in the direction of their capital. A dispute that lies
elsewhere is drawn as a diagram, and the caption says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

from sim.chronicle.cast import listed
from sim.plots.parties import Bond, Member, bonds, grounds, in_role, members, run_name
from sim.plots.region import Point, Region, load_region
from sim.record import Record, TurnRecord

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
class Link:
    """A tie from patron to client; all numbers in [0, 1]. `frozen`: the client has suspended it."""

    tie: str
    patron: str
    client: str
    colour: str
    influence: float
    commitment: float
    frozen: bool


@dataclass(frozen=True)
class Front:
    """A theatre: the share held by the challenger, by name, and whether it saw fighting."""

    theatre: str
    name: str
    at: Point
    control: float
    holder: str
    war: bool


@dataclass(frozen=True)
class TiesData:
    """What the map of ties shows at the end of one turn.

    `rivals` are guarantor and sponsor, None without a sponsor; `tension` is between them. `fills`
    gives countries the colour of the actor whose capital they hold, `areas` the parts of a country
    to hatch. `schematic` is true where the dispute lies outside the region: no map is drawn.
    """

    title: str
    caption: str
    date: str
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    fronts: tuple[Front, ...]
    rivals: tuple[str, str] | None
    tension: float
    fills: dict[str, str]
    areas: tuple[str, ...]
    schematic: bool


def ties_data(record: Record, turn: int | str | None = None) -> TiesData:
    """Gather from a record the ties at the end of a turn (number or date), the last by default.

    Before any turn is played these are the ties of the start. Raises LookupError for a turn the
    record does not hold.
    """
    played = _turn(record, turn)
    state = dict(zip(record.columns, played.state if played else record.initial, strict=True))
    date = f"end of {played.date}" if played else "at the start"
    fought = {r.subject for r in played.rulings if r.rule == "war"} if played else set()
    actors, region = members(record), load_region()
    schematic = not all(region.holds(ground.place) for ground in grounds(record).values())
    guarantor, sponsor = in_role(actors, "guarantor"), in_role(actors, "sponsor")
    return TiesData(
        title=f"Ties, {date}: {run_name(record)}",
        caption=_caption(record, region, schematic=schematic),
        date=date,
        places=_seats(actors, region) if schematic else _places(actors, region),
        links=tuple(_link(bond, state) for bond in bonds(record)),
        fronts=_fronts(record, state, fought, schematic=schematic),
        rivals=(guarantor.id, sponsor.id) if guarantor and sponsor else None,
        tension=state["world.tension"],
        fills={} if schematic else _fills(actors, region),
        areas=() if schematic else _areas(record, region),
        schematic=schematic,
    )


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


def _turn(record: Record, turn: int | str | None) -> TurnRecord | None:
    if turn is not None:
        return record.find_turn(turn)
    return record.turns_played[-1] if record.turns_played else None


def _caption(record: Record, region: Region, *, schematic: bool) -> str:
    if not schematic:
        areas = f". {region.areas_caption}" if _areas(record, region) else ""
        return f"{region.caption}{areas}."
    names = [ground.name for ground in grounds(record).values()]
    lie = "lies" if len(names) == 1 else "lie"
    outside = f"{listed(names)} {lie} outside the region this program has outlines of"
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
            m.id, m.heading, m.colour, _at(shares[m.id if m.id in shares else m.role], region), None
        )
        for m in actors.values()
    )


def _at(share: Point, region: Region) -> Point:
    west, south, east, north = region.frame
    return west + share[0] * (east - west), south + share[1] * (north - south)


def _link(bond: Bond, state: Mapping[str, float]) -> Link:
    value = {key: state[f"ties.{bond.id}.{key}"] for key in ("influence", "commitment", "frozen")}
    return Link(
        tie=bond.id,
        patron=bond.patron.id,
        client=bond.client.id,
        colour=bond.patron.colour,
        influence=value["influence"],
        commitment=value["commitment"],
        frozen=value["frozen"] >= 0.5,
    )


def _fronts(
    record: Record, state: Mapping[str, float], fought: set[str], *, schematic: bool
) -> tuple[Front, ...]:
    region = load_region()
    challenger = in_role(members(record), "challenger")
    assert challenger is not None, "every scenario has a challenger"
    return tuple(
        Front(
            theatre=ground.id,
            name=ground.heading,
            at=_at((0.5, 0.58 - 0.1 * i), region) if schematic else ground.place,
            control=state[f"theatres.{ground.id}.control"],
            holder=challenger.name,
            war=ground.id in fought,
        )
        for i, ground in enumerate(grounds(record).values())
    )


def _fills(actors: Mapping[str, Member], region: Region) -> dict[str, str]:
    """Give a country the colour of the actor whose capital it holds, and keep the actors' order."""
    held = ((region.country_at(m.place) or m.heading, m.colour) for m in actors.values())
    return {country: colour for country, colour in held if country in region.countries}


def _areas(record: Record, region: Region) -> tuple[str, ...]:
    """The areas a theatre lies in; with any, its surroundings are shown too."""
    held = any(region.area_at(ground.place) for ground in grounds(record).values())
    return tuple(region.areas) if held else ()

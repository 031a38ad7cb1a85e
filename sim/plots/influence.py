"""Influence of each patron in each client: in one run at a date, or on average over runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.plots import style
from sim.plots.actors_shown import ShownActor, ShownTie, run_name, shown_actors, shown_ties
from sim.plots.documents import Document
from sim.plots.map_ground import Place, map_ground
from sim.plots.region import Point, load_region, middle
from sim.plots.ties import date_of, state_at
from sim.record import Record

OWN = "#C9C6BF"
"""Colour of the part of a client that no patron holds."""
DEEPEST = 0.55
"""Share of the leader's colour that is added to a client's pale tint at an influence of 1."""


@dataclass(frozen=True)
class Part:
    """A part of a client's alignment: a patron's influence, or autonomy if `patron` is empty."""

    patron: str
    name: str
    colour: str
    share: float


@dataclass(frozen=True)
class Holding:
    """A client, its place on the map, and the parts of its alignment, which sum to 1.

    The parts of patrons come first, the largest of them first. `western` tells whether the client
    lies west of the middle of all clients.
    """

    client: str
    name: str
    at: Point
    western: bool
    parts: tuple[Part, ...]

    @property
    def leader(self) -> Part:
        """The part of the patron with most influence."""
        return self.parts[0]


@dataclass(frozen=True)
class InfluenceData:
    """Data of the map of influence; `tints` are the colours of countries."""

    title: str
    caption: str
    date: str
    places: tuple[Place, ...]
    holdings: tuple[Holding, ...]
    tints: dict[str, str]
    areas: tuple[str, ...]
    schematic: bool

    def finding(self) -> str:
        """Return the share of each patron in each client, in words."""
        return " ".join(
            f"{holding.name}: "
            + ", ".join(f"{part.name} {part.share:.2f}" for part in holding.parts)
            + "."
            for holding in self.holdings
        )


def influence_data(record: Record, turn: int | str | None = None) -> InfluenceData:
    """Return the influence in a record at the end of a turn (number or date), the last by default.

    Raises LookupError for a turn that the record does not hold.
    """
    state, played = state_at(record, turn)
    date = date_of(played)
    return influence_in(
        record.scenario, state, title=f"Influence, {date}: {run_name(record)}", date=date
    )


def influence_in(
    document: Document, state: Mapping[str, float], *, title: str, date: str
) -> InfluenceData:
    """Return the influence in a scenario's clients in a state (values by path)."""
    ground, actors = map_ground(document), shown_actors(document)
    ties = [tie for tie in shown_ties(document) if tie.client.role in ("challenger", "defender")]
    clients = list(dict.fromkeys(tie.client.id for tie in ties))
    places = {place.actor: place for place in ground.places}
    spots = {key: _spot(places[key], schematic=ground.schematic) for key in clients}
    centre = sum(x for x, _ in spots.values()) / len(spots)
    holdings = tuple(
        Holding(
            key, actors[key].heading, spots[key], spots[key][0] <= centre, _parts(key, ties, state)
        )
        for key in sorted(clients, key=lambda key: spots[key])
    )
    tints = {country: style.tint(colour, style.PALE) for country, colour in ground.fills.items()}
    for holding in holdings:
        country = load_region().country_at(actors[holding.client].place)
        if country in tints:
            tints[country] = _tint(holding.leader)
    return InfluenceData(
        title=title,
        caption=ground.caption,
        date=date,
        places=tuple(place for place in ground.places if place.actor not in clients),
        holdings=holdings,
        tints=tints,
        areas=ground.areas,
        schematic=ground.schematic,
    )


def _spot(place: Place, *, schematic: bool) -> Point:
    """Return the place of a client's arc: the middle of its country, if the map has the country."""
    region = load_region()
    country = region.country_at(place.at)
    return place.at if schematic or country is None else middle(region.countries[country])


def _parts(client: str, ties: list[ShownTie], state: Mapping[str, float]) -> tuple[Part, ...]:
    held = [
        Part(*_named(tie.patron), state[f"ties.{tie.id}.influence"])
        for tie in ties
        if tie.client.id == client
    ]
    own = 1.0 - sum(part.share for part in held)
    return (*sorted(held, key=lambda part: -part.share), Part("", "its own", OWN, own))


def _named(patron: ShownActor) -> tuple[str, str, str]:
    return patron.id, patron.name, patron.colour


def _tint(part: Part) -> str:
    return style.tint(part.colour, style.PALE + DEEPEST * part.share)

"""Who holds how much influence in each client: of one run at a date, or on average over runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.plots import style
from sim.plots.documents import Document
from sim.plots.parties import Bond, Member, bonds, members, run_name
from sim.plots.region import Point, load_region, middle
from sim.plots.stage import Place, stage_of
from sim.plots.ties import date_of, state_at
from sim.record import Record

OWN = "#C9C6BF"
"""Colour of the part of a client that no patron holds."""
DEEPEST = 0.55
"""Share of a patron's colour, above the pale one, in the tint of a client that it held whole."""


@dataclass(frozen=True)
class Part:
    """A part of a client's alignment: a patron's influence, or, without one, its own autonomy."""

    patron: str
    name: str
    colour: str
    share: float


@dataclass(frozen=True)
class Holding:
    """A client: where it is, and its parts, which sum to 1; patrons first, the largest first.

    `western` says on which side of the other client it lies.
    """

    client: str
    name: str
    at: Point
    western: bool
    parts: tuple[Part, ...]

    @property
    def leader(self) -> Part:
        """The patron with most influence."""
        return self.parts[0]


@dataclass(frozen=True)
class InfluenceData:
    """What the map of influence shows; `tints` are the final colours of countries."""

    title: str
    caption: str
    date: str
    places: tuple[Place, ...]
    holdings: tuple[Holding, ...]
    tints: dict[str, str]
    areas: tuple[str, ...]
    schematic: bool

    def finding(self) -> str:
        """Who holds what, in words."""
        return " ".join(
            f"{holding.name}: "
            + ", ".join(f"{part.name} {part.share:.2f}" for part in holding.parts)
            + "."
            for holding in self.holdings
        )


def influence_data(record: Record, turn: int | str | None = None) -> InfluenceData:
    """Gather from a record the influence at the end of a turn (number or date); else of the last.

    Raises LookupError for a turn the record does not hold.
    """
    state, played = state_at(record, turn)
    date = date_of(played)
    return influence_in(
        record.scenario, state, title=f"Influence, {date}: {run_name(record)}", date=date
    )


def influence_in(
    document: Document, state: Mapping[str, float], *, title: str, date: str
) -> InfluenceData:
    """Gather the influence in a scenario's clients from the state, by path, of their ties."""
    stage, actors = stage_of(document), members(document)
    ties = [bond for bond in bonds(document) if bond.client.role in ("challenger", "defender")]
    clients = list(dict.fromkeys(bond.client.id for bond in ties))
    places = {place.actor: place for place in stage.places}
    spots = {key: _spot(places[key], schematic=stage.schematic) for key in clients}
    centre = sum(x for x, _ in spots.values()) / len(spots)
    holdings = tuple(
        Holding(
            key, actors[key].heading, spots[key], spots[key][0] <= centre, _parts(key, ties, state)
        )
        for key in sorted(clients, key=lambda key: spots[key])
    )
    tints = {country: style.tint(colour, style.PALE) for country, colour in stage.fills.items()}
    for holding in holdings:
        country = load_region().country_at(actors[holding.client].place)
        if country in tints:
            tints[country] = _tint(holding.leader)
    return InfluenceData(
        title=title,
        caption=stage.caption,
        date=date,
        places=tuple(place for place in stage.places if place.actor not in clients),
        holdings=holdings,
        tints=tints,
        areas=stage.areas,
        schematic=stage.schematic,
    )


def _spot(place: Place, *, schematic: bool) -> Point:
    """Where a client's parts are drawn: in the middle of its country if the map has it."""
    region = load_region()
    country = region.country_at(place.at)
    return place.at if schematic or country is None else middle(region.countries[country])


def _parts(client: str, ties: list[Bond], state: Mapping[str, float]) -> tuple[Part, ...]:
    held = [
        Part(*_named(bond.patron), state[f"ties.{bond.id}.influence"])
        for bond in ties
        if bond.client.id == client
    ]
    own = 1.0 - sum(part.share for part in held)
    return (*sorted(held, key=lambda part: -part.share), Part("", "its own", OWN, own))


def _named(patron: Member) -> tuple[str, str, str]:
    return patron.id, patron.name, patron.colour


def _tint(part: Part) -> str:
    return style.tint(part.colour, style.PALE + DEEPEST * part.share)

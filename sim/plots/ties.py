"""The ties of one run at the end of one turn, drawn over the map of the region."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sim.plots.actors_shown import (
    ShownTie,
    in_role,
    run_name,
    shown_actors,
    shown_theatres,
    shown_ties,
)
from sim.plots.documents import Document
from sim.plots.map_ground import Place, map_ground, on_frame
from sim.plots.region import Point, load_region
from sim.record import Record, TurnRecord


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
    """A theatre in a turn.

    `control` is the share of it that the challenger holds, in [0, 1]; `holder` is the challenger's
    name; `war` tells whether there was fighting.
    """

    theatre: str
    name: str
    at: Point
    control: float
    holder: str
    war: bool


@dataclass(frozen=True)
class TiesData:
    """Data of the map of ties at the end of one turn.

    `rivals` are the ids of guarantor and sponsor, None without a sponsor; `tension` is the tension
    between them. `fills` gives countries the colour of the actor whose capital they hold, `areas`
    the parts of a country to hatch. `schematic` is true if a theatre lies outside the region: then
    no map is drawn.
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
    """Return the ties in a record at the end of a turn (number or date), the last by default.

    If no turn has been played, these are the ties at the start. Raises LookupError for a turn that
    the record does not hold.
    """
    state, played = state_at(record, turn)
    fought = {r.subject for r in played.rulings if r.rule == "war"} if played else set()
    date = date_of(played)
    return ties_in(
        record.scenario, state, title=f"Ties, {date}: {run_name(record)}", date=date, fought=fought
    )


def ties_in(
    document: Document,
    state: Mapping[str, float],
    *,
    title: str,
    date: str,
    fought: Collection[str] = (),
) -> TiesData:
    """Return the ties of a scenario in a state (values by path).

    `fought` holds the ids of theatres with fighting.
    """
    ground, actors = map_ground(document), shown_actors(document)
    guarantor, sponsor = in_role(actors, "guarantor"), in_role(actors, "sponsor")
    return TiesData(
        title=title,
        caption=ground.caption,
        date=date,
        places=ground.places,
        links=tuple(_link(tie, state) for tie in shown_ties(document)),
        fronts=_fronts(document, state, fought, schematic=ground.schematic),
        rivals=(guarantor.id, sponsor.id) if guarantor and sponsor else None,
        tension=state["world.tension"],
        fills=ground.fills,
        areas=ground.areas,
        schematic=ground.schematic,
    )


def state_at(
    record: Record, turn: int | str | None
) -> tuple[Mapping[str, float], TurnRecord | None]:
    """Return the state at the end of a turn by path, and the turn, or None if none was played.

    Raises LookupError for a turn that the record does not hold.
    """
    played = record.turns_played[-1] if record.turns_played else None
    if turn is not None:
        played = record.find_turn(turn)
    values = played.state if played else record.initial
    return dict(zip(record.columns, values, strict=True)), played


def date_of(played: TurnRecord | None) -> str:
    """Return the words for the time of a state: "end of" a date, or "at the start"."""
    return f"end of {played.date}" if played else "at the start"


def _link(tie: ShownTie, state: Mapping[str, float]) -> Link:
    value = {key: state[f"ties.{tie.id}.{key}"] for key in ("influence", "commitment", "frozen")}
    return Link(
        tie=tie.id,
        patron=tie.patron.id,
        client=tie.client.id,
        colour=tie.patron.colour,
        influence=value["influence"],
        commitment=value["commitment"],
        frozen=value["frozen"] >= 0.5,
    )


def _fronts(
    document: Document, state: Mapping[str, float], fought: Collection[str], *, schematic: bool
) -> tuple[Front, ...]:
    region = load_region()
    challenger = in_role(shown_actors(document), "challenger")
    assert challenger is not None, "every scenario has a challenger"
    return tuple(
        Front(
            theatre=theatre.id,
            name=theatre.heading,
            at=on_frame((0.5, 0.58 - 0.1 * i), region) if schematic else theatre.place,
            control=state[f"theatres.{theatre.id}.control"],
            holder=challenger.name,
            war=theatre.id in fought,
        )
        for i, theatre in enumerate(shown_theatres(document).values())
    )

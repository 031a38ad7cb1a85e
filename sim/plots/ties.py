"""The ties of one run at the end of one turn, drawn over the map of the region."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sim.plots.documents import Document
from sim.plots.parties import Bond, bonds, grounds, in_role, members, run_name
from sim.plots.region import Point, load_region
from sim.plots.stage import Place, on_frame, stage_of
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
    """Gather the ties of a scenario in a state, by path; `fought` are theatres with fighting."""
    stage, actors = stage_of(document), members(document)
    guarantor, sponsor = in_role(actors, "guarantor"), in_role(actors, "sponsor")
    return TiesData(
        title=title,
        caption=stage.caption,
        date=date,
        places=stage.places,
        links=tuple(_link(bond, state) for bond in bonds(document)),
        fronts=_fronts(document, state, fought, schematic=stage.schematic),
        rivals=(guarantor.id, sponsor.id) if guarantor and sponsor else None,
        tension=state["world.tension"],
        fills=stage.fills,
        areas=stage.areas,
        schematic=stage.schematic,
    )


def state_at(
    record: Record, turn: int | str | None
) -> tuple[Mapping[str, float], TurnRecord | None]:
    """Return the state at the end of a turn by path, and the turn: None before any is played.

    Raises LookupError for a turn the record does not hold.
    """
    played = record.turns_played[-1] if record.turns_played else None
    if turn is not None:
        played = record.find_turn(turn)
    values = played.state if played else record.initial
    return dict(zip(record.columns, values, strict=True)), played


def date_of(played: TurnRecord | None) -> str:
    """Say when a state was."""
    return f"end of {played.date}" if played else "at the start"


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
    document: Document, state: Mapping[str, float], fought: Collection[str], *, schematic: bool
) -> tuple[Front, ...]:
    region = load_region()
    challenger = in_role(members(document), "challenger")
    assert challenger is not None, "every scenario has a challenger"
    return tuple(
        Front(
            theatre=ground.id,
            name=ground.heading,
            at=on_frame((0.5, 0.58 - 0.1 * i), region) if schematic else ground.place,
            control=state[f"theatres.{ground.id}.control"],
            holder=challenger.name,
            war=ground.id in fought,
        )
        for i, ground in enumerate(grounds(document).values())
    )

"""Actors, by role."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.doctrines import BUILT_IN
from sim.scenario.fields import Location, Part, Role, Weight, label, number, share, words


class Opening(Part):
    """The courses in force when a run opens, one for each desk."""

    security: str = words("Course of the security desk")
    diplomacy: str = words("Course of the diplomacy desk")


class Actor(Part):
    """An actor; the keys that all roles have."""

    name: str = words("Name as printed")
    adjective: str = words("Adjective as printed, such as Russian")
    role: Role = label("Part played in the dispute")
    doctrine: str = words(
        f"How the actor chooses: {', '.join(BUILT_IN)}, fixed:ACTION or fixed:ACTION+ACTION with "
        "one action for each desk, or a name of [doctrines]"
    )
    # A capability near zero would make both sides of a contest underflow to 0/0.
    capability: float = number(
        "Forces relevant to the theatres",
        symbol="K",
        unit="challenger at start = 1",
        low=0.001,
        high=1000,
    )
    drone_tech: float = share(
        "Drone and surveillance technology", symbol="D", unit="share of a saturated complex"
    )
    standing: float = number("Domestic standing of the leadership", symbol="S", low=0.02, high=1)
    standing_norm: float = number(
        "Standing to which it returns",
        symbol="S with a bar",
        low=0.02,
        high=1,
        title="{actor_s} usual standing at home",
    )
    distance: float = number(
        "Distance from the theatres",
        symbol="ℓ",
        unit="0 = on the spot",
        low=0,
        high=10,
        title="{actor_s} distance from the theatres",
    )
    control_standing: dict[str, Weight] = Field(
        title="{actor_s} standing per gain of {theatre}",
        description="Standing gained per unit of control gained by the challenger, by theatre; "
        "an absent theatre counts 0",
    )
    opening: Opening
    location: Location = Field(description="Longitude and latitude of the actor on the map")


class Factions(Part):
    """Shares of the guarantor's leadership; they sum to one."""

    hawks: float = share("Share that would stand by the client", title="share of hawks in {actor}")
    brokers: float = share(
        "Share that would stand between the clients", title="share of brokers in {actor}"
    )
    accommodators: float = share(
        "Share that would settle with the rival patron", title="share of accommodators in {actor}"
    )


class Guarantor(Actor):
    """Patron of the defender. Its overstretch is parameters.overstretch_base."""

    role: Literal["guarantor"] = label("Part played in the dispute")
    reputation: float = number(
        "Reputation for honouring commitments", symbol="R", low=0.05, high=0.95
    )
    factions: Factions


class Sponsor(Actor):
    """Patron of the challenger."""

    role: Literal["sponsor"] = label("Part played in the dispute")
    overstretch: float = share("Forces and attention absorbed elsewhere", symbol="Ω")
    reputation: float = number(
        "Reputation for honouring commitments", symbol="R", low=0.05, high=0.95
    )


class Client(Actor):
    """Challenger or defender; base class of both."""

    overstretch: float = share("Forces and attention absorbed elsewhere", symbol="Ω")
    investment_rate: float = number(
        "Capability bought by a quarter of full own investment",
        unit="1/qtr",
        low=0,
        high=10,
        title="capability {actor} can buy in a quarter",
    )


class Challenger(Client):
    """Client that wants to change what is held."""

    role: Literal["challenger"] = label("Part played in the dispute")
    readiness: float = share("Forces fit to attack", symbol="Rd")
    menace: float = share("What others have learnt of its will to attack", symbol="m")


class Defender(Client):
    """Client that wants to keep what it holds."""

    role: Literal["defender"] = label("Part played in the dispute")


class Suitor(Actor):
    """Outside power with a tie to a client."""

    role: Literal["suitor"] = label("Part played in the dispute")
    overstretch: float = share("Forces and attention absorbed elsewhere", symbol="Ω")


ACTOR_MODELS: dict[str, type[Actor]] = {
    "guarantor": Guarantor,
    "sponsor": Sponsor,
    "challenger": Challenger,
    "defender": Defender,
    "suitor": Suitor,
}

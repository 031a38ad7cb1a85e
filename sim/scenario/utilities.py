"""Utility weights of the actors by role, in utils per quarter.

A negative weight is for something that an actor dislikes. If the description says "penalty", the
weight is positive and is subtracted. In a table by theatre or tie, a missing key counts as 0.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.fields import LARGEST_WEIGHT, Part, Weight, number, weight

Penalty = Annotated[float, Field(ge=0, le=LARGEST_WEIGHT)]


class Utility(Part):
    """Utility weights of an actor; base class of all roles."""


class FactionWeights(Part):
    """Factors by which one faction of the guarantor multiplies the guarantor's weights."""

    influence: float = weight(
        "Influence over both clients", unit="factor", title="the {faction_s} factor on influence"
    )
    mission: float = weight(
        "The peacekeeping mission",
        unit="factor",
        title="the {faction_s} factor on the peacekeepers",
    )
    rival_threat: float = weight(
        "The rival's hold on the challenger",
        unit="factor",
        title="the {faction_s} factor on {sponsor_s} hold",
    )
    client_security: float = weight(
        "The defender's security",
        unit="factor",
        title="the {faction_s} factor on {defender_s} security",
    )
    reputation: float = weight(
        "Reputation", unit="factor", title="the {faction_s} factor on reputation"
    )
    standing: float = weight(
        "Domestic standing", unit="factor", title="the {faction_s} factor on standing at home"
    )
    confrontation: float = weight(
        "Confrontation with the sponsor",
        unit="factor",
        title="the {faction_s} factor on confrontation",
    )
    stability: float = weight(
        "Danger of an attack", unit="factor", title="the {faction_s} factor on danger of an attack"
    )
    action_cost: float = number(
        "Costs of actions and of defending",
        unit="factor",
        low=0,
        high=100,
        title="the {faction_s} factor on costs of orders",
    )


class FactionTables(Part):
    """The factors of the three factions."""

    hawks: FactionWeights
    brokers: FactionWeights
    accommodators: FactionWeights


class GuarantorUtility(Utility):
    """Weights of the guarantor; its factions multiply them by their factors."""

    guarantee_influence: float = weight(
        "Influence over the defender", title="{actor_s} weight on influence over {defender}"
    )
    guarantee_cadre: float = weight(
        "Cadres of the defender", title="{actor_s} weight on cadres in {defender}"
    )
    guarantee_presence: float = weight(
        "Forces on the defender's soil", title="{actor_s} weight on forces in {defender}"
    )
    cross_influence: float = weight(
        "Influence over the challenger", title="{actor_s} weight on influence over {challenger}"
    )
    cross_cadre: float = weight(
        "Cadres of the challenger", title="{actor_s} weight on cadres in {challenger}"
    )
    mission: float = weight(
        "Peacekeepers with an unviolated mandate", title="{actor_s} weight on intact peacekeepers"
    )
    rival_threat: float = number(
        "Penalty for the rival's hold",
        unit="util",
        low=0,
        high=LARGEST_WEIGHT,
        title="{actor_s} weight on {sponsor_s} hold",
    )
    client_security: float = weight(
        "The defender's security", title="{actor_s} weight on {defender_s} security"
    )
    second_control: float = weight(
        "Penalty, within the defender's security, for control of the second theatre",
        unit="share of security per unit of control",
        title="{actor_s} weight on control of the second theatre",
    )
    reputation: float = weight("Reputation", title="{actor_s} weight on reputation")
    standing: float = weight("Domestic standing", title="{actor_s} weight on standing at home")
    confrontation: float = number(
        "Penalty for tension squared",
        unit="util",
        low=0,
        high=LARGEST_WEIGHT,
        title="{actor_s} weight on tension",
    )
    danger: dict[str, Weight] = Field(
        title="{actor_s} weight on danger at {theatre}",
        description="Danger of an attack, by theatre",
    )
    factions: FactionTables


class SponsorUtility(Utility):
    """Weights of the sponsor."""

    influence: float = weight(
        "Influence over the challenger", title="{actor_s} weight on influence over {challenger}"
    )
    cadre: float = weight(
        "Cadres of the challenger", title="{actor_s} weight on cadres in {challenger}"
    )
    base: float = weight(
        "A base with the challenger, had or asked for",
        title="{actor_s} weight on a base in {challenger}",
    )
    pledge: float = weight(
        "A public pledge to the challenger", title="{actor_s} weight on a pledge to {challenger}"
    )
    cross_influence: float = weight(
        "The guarantor's influence over the challenger",
        title="{actor_s} weight on {guarantor_s} hold on {challenger}",
    )
    control: dict[str, Weight] = Field(
        title="{actor_s} weight on control of {theatre}",
        description="Control held by the challenger, by theatre",
    )
    heat: dict[str, Weight] = Field(
        title="{actor_s} weight on heat at {theatre}", description="Heat, by theatre"
    )
    danger: dict[str, Weight] = Field(
        title="{actor_s} weight on danger at {theatre}",
        description="Danger of an attack, by theatre",
    )
    standing: float = weight("Domestic standing", title="{actor_s} weight on standing at home")
    tension: float = weight("Tension squared", title="{actor_s} weight on tension")
    backlash: float = weight(
        "Backlash in the challenger", title="{actor_s} weight on backlash in {challenger}"
    )
    client_security: float = weight(
        "The challenger's security", title="{actor_s} weight on {challenger_s} security"
    )


class ClientUtility(Utility):
    """Weights of the challenger or the defender."""

    control: dict[str, Weight] = Field(
        title="{actor_s} weight on control of {theatre}",
        description="Control held by the challenger, by theatre",
    )
    morrow: float = weight(
        "Security against autonomy, in logarithms",
        title="{actor_s} weight on security and autonomy",
    )
    standing: float = weight("Domestic standing", title="{actor_s} weight on standing at home")
    heat: dict[str, Penalty] = Field(
        title="{actor_s} weight on heat at {theatre}",
        description="Penalty for heat, by theatre, times one minus own security",
    )
    danger: dict[str, Penalty] = Field(
        title="{actor_s} weight on danger at {theatre}",
        description="Penalty for the danger of an attack, by theatre, times one minus own "
        "security; the challenger has none",
    )
    settlement: float = weight("A peace treaty", title="{actor_s} weight on a peace treaty")
    settlement_control: float = weight(
        "A peace treaty, per unit of control of the main theatre",
        title="{actor_s} weight on control that a treaty confirms",
    )
    mission: float = weight(
        "Peacekeepers with an unviolated mandate", title="{actor_s} weight on intact peacekeepers"
    )
    tension: float = weight("Tension squared", title="{actor_s} weight on tension")
    exit: float = weight(
        "Factor on the cost of a frozen alliance",
        unit="factor",
        title="{actor_s} weight on a frozen alliance",
    )


class SuitorUtility(Utility):
    """Weights of a suitor."""

    influence: dict[str, Weight] = Field(
        title="{actor_s} weight on {patron_s} hold on {client}", description="Influence, by tie"
    )
    control: dict[str, Weight] = Field(
        title="{actor_s} weight on control of {theatre}",
        description="Control held by the challenger, by theatre",
    )
    heat: dict[str, Weight] = Field(
        title="{actor_s} weight on heat at {theatre}", description="Heat, by theatre"
    )
    danger: dict[str, Weight] = Field(
        title="{actor_s} weight on danger at {theatre}",
        description="Danger of an attack, by theatre",
    )
    settlement: float = weight("A peace treaty", title="{actor_s} weight on a peace treaty")
    sponsor_base: float = weight(
        "A base of the sponsor with the challenger, had or asked for",
        title="{actor_s} weight on a base of {sponsor}",
    )


UTILITY_MODELS: dict[str, type[Utility]] = {
    "guarantor": GuarantorUtility,
    "sponsor": SponsorUtility,
    "challenger": ClientUtility,
    "defender": ClientUtility,
    "suitor": SuitorUtility,
}

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

    influence: float = weight("Influence over both clients", unit="factor")
    mission: float = weight("The peacekeeping mission", unit="factor")
    rival_threat: float = weight("The rival's hold on the challenger", unit="factor")
    client_security: float = weight("The defender's security", unit="factor")
    reputation: float = weight("Reputation", unit="factor")
    standing: float = weight("Domestic standing", unit="factor")
    confrontation: float = weight("Confrontation with the sponsor", unit="factor")
    stability: float = weight("Danger of an attack", unit="factor")
    action_cost: float = number("Costs of actions and of defending", unit="factor", low=0, high=100)


class FactionTables(Part):
    """The factors of the three factions."""

    hawks: FactionWeights
    brokers: FactionWeights
    accommodators: FactionWeights


class GuarantorUtility(Utility):
    """Weights of the guarantor; its factions multiply them by their factors."""

    guarantee_influence: float = weight("Influence over the defender")
    guarantee_cadre: float = weight("Cadres of the defender")
    guarantee_presence: float = weight("Forces on the defender's soil")
    cross_influence: float = weight("Influence over the challenger")
    cross_cadre: float = weight("Cadres of the challenger")
    mission: float = weight("Peacekeepers with an unviolated mandate")
    rival_threat: float = number(
        "Penalty for the rival's hold", unit="util", low=0, high=LARGEST_WEIGHT
    )
    client_security: float = weight("The defender's security")
    second_control: float = weight(
        "Penalty, within the defender's security, for control of the second theatre",
        unit="share of security per unit of control",
    )
    reputation: float = weight("Reputation")
    standing: float = weight("Domestic standing")
    confrontation: float = number(
        "Penalty for tension squared", unit="util", low=0, high=LARGEST_WEIGHT
    )
    danger: dict[str, Weight] = Field(description="Danger of an attack, by theatre")
    factions: FactionTables


class SponsorUtility(Utility):
    """Weights of the sponsor."""

    influence: float = weight("Influence over the challenger")
    cadre: float = weight("Cadres of the challenger")
    base: float = weight("A base with the challenger, had or asked for")
    pledge: float = weight("A public pledge to the challenger")
    cross_influence: float = weight("The guarantor's influence over the challenger")
    control: dict[str, Weight] = Field(description="Control held by the challenger, by theatre")
    heat: dict[str, Weight] = Field(description="Heat, by theatre")
    danger: dict[str, Weight] = Field(description="Danger of an attack, by theatre")
    standing: float = weight("Domestic standing")
    tension: float = weight("Tension squared")
    backlash: float = weight("Backlash in the challenger")
    client_security: float = weight("The challenger's security")


class ClientUtility(Utility):
    """Weights of the challenger or the defender."""

    control: dict[str, Weight] = Field(description="Control held by the challenger, by theatre")
    morrow: float = weight("Security against autonomy, in logarithms")
    standing: float = weight("Domestic standing")
    heat: dict[str, Penalty] = Field(
        description="Penalty for heat, by theatre, times one minus own security"
    )
    danger: dict[str, Penalty] = Field(
        description="Penalty for the danger of an attack, by theatre, times one minus own "
        "security; the challenger has none"
    )
    settlement: float = weight("A peace treaty")
    settlement_control: float = weight("A peace treaty, per unit of control of the main theatre")
    mission: float = weight("Peacekeepers with an unviolated mandate")
    tension: float = weight("Tension squared")
    exit: float = weight("Factor on the cost of a frozen alliance", unit="factor")


class SuitorUtility(Utility):
    """Weights of a suitor."""

    influence: dict[str, Weight] = Field(description="Influence, by tie")
    control: dict[str, Weight] = Field(description="Control held by the challenger, by theatre")
    heat: dict[str, Weight] = Field(description="Heat, by theatre")
    danger: dict[str, Weight] = Field(description="Danger of an attack, by theatre")
    settlement: float = weight("A peace treaty")
    sponsor_base: float = weight("A base of the sponsor with the challenger, had or asked for")


UTILITY_MODELS: dict[str, type[Utility]] = {
    "guarantor": GuarantorUtility,
    "sponsor": SponsorUtility,
    "challenger": ClientUtility,
    "defender": ClientUtility,
    "suitor": SuitorUtility,
}

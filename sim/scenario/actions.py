"""Actions: bundles of effort over the channels of the model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import Part, number, words
from sim.vocabulary import (
    BOTH_DESKS,
    DESKS,
    HOLD,
    KINDS,
    POSTURES,
    PREDICATES,
    ROLES,
    SIGNED_CHANNELS,
    THEATRE_CHANNELS,
    TIE_CHANNELS,
)

TIE_TARGETS = ("guarantee", "sponsorship", "cross", "own", "first_suitor")
THEATRE_TARGETS = ("main", "second", "every")

CHANNEL_TARGETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TIE_CHANNELS, TIE_TARGETS),
    **dict.fromkeys(THEATRE_CHANNELS, THEATRE_TARGETS),
    "invest": ("self",),
    "brace": ("self",),
    "settle": ("self",),
    "consolidate": ("self",),
    "purge": ("self", "challenger"),
    "press": ("challenger", "defender", "sponsor"),
    "deal": ("rival",),
    "mandate": ("end",),
}
"""Allowed targets of each channel."""

CHANNEL_SENDERS: dict[str, tuple[str, ...]] = {
    "force": ("challenger",),
    "provoke": ("defender",),
    "brace": ("defender",),
    "covert": ("sponsor",),
    "invest": ("challenger", "defender"),
    "settle": ("challenger", "defender"),
    "deal": ("guarantor", "sponsor"),
}
"""Roles that may use a channel, for the channels that not every role may use."""

STRONGEST = 2.0

PLACEHOLDERS = (*ROLES[:4], "client", "main", "second", "first_suitor")
"""Names that a phrase may contain in braces."""

Effort = Annotated[float, Field(ge=-STRONGEST, le=STRONGEST)]
# The type checker does not understand a Literal of an unpacked tuple.
Condition = Literal[*PREDICATES]  # type: ignore[valid-type]


def effort_range(channel: str) -> tuple[float, float]:
    """Return the smallest and the largest effort of a channel."""
    return (-STRONGEST if channel in SIGNED_CHANNELS else 0.0), STRONGEST


class Action(Part):
    """An order that a role can give."""

    phrase: str = words("Verb phrase of the chronicle, with names such as {defender} in braces")
    cost: float = number(
        "Cost a quarter before parameters.action_cost",
        unit="util",
        low=-10,
        high=10,
        title="cost to {actor} of '{order}'",
    )
    legal_if: tuple[Condition, ...] = Field(
        description="Conditions that must all hold for the action to be on the menu"
    )
    desk: Literal[*DESKS, BOTH_DESKS] = Field(  # type: ignore[valid-type]
        description="Desk that gives the order; both for hold"
    )
    kind: Literal[*KINDS] = Field(  # type: ignore[valid-type]
        description="A course goes on until its desk is reviewed; an act happens once"
    )
    line: int = Field(
        title="line of '{order}' of {actor}",
        description="1 firm, -1 accommodating, 0 neither; orders of opposite lines cost discord",
        ge=-1,
        le=1,
    )
    move: Literal["push", "settle", "hold"] = Field(
        description="What the action does to the dispute, for doctrines that reason in challenges"
    )
    target: Literal["", "guarantor", "sponsor", "challenger", "defender", "suitor"] = Field(
        description="Role at which the action is directed, or empty"
    )
    efforts: dict[str, dict[str, Effort]] = Field(
        title="'{order}' of {actor}: {below}",
        description=(
            "Effort by channel and target; signed channels from -2 to 2, others from 0 to 2"
        ),
    )

    @property
    def force(self) -> tuple[str, float] | None:
        """Theatre (main or second) and effort of an attack; None for every other action."""
        aimed = [(target, effort) for target, effort in self.efforts.get("force", {}).items()]
        return next((pair for pair in aimed if pair[1] > 0), None)

    def free(self, key: str) -> str:
        """Return the reason why the cost of the action must be 0; "" if it may have a cost.

        Args:
            key: Name of the action.
        """
        if key == HOLD:
            return "must be 0: hold does nothing"
        return "must be 0 for an attack; its cost in war is computed" if self.force else ""


class GuarantorAction(Action):
    """An action of the guarantor, which may count towards a stance."""

    posture: Literal[*POSTURES] = Field(  # type: ignore[valid-type]
        description="Stance towards which the action counts, or empty"
    )


ACTION_MODELS: dict[str, type[Action]] = {
    role: GuarantorAction if role == "guarantor" else Action for role in ROLES
}

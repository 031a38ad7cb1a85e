"""What an outcome of yes or no says has happened, as a clause, and what if it has not."""

from __future__ import annotations

from collections.abc import Mapping

HAPPENS: Mapping[str, tuple[str, str]] = {
    "recommitted": (
        "{guarantor} recommits to {defender}",
        "{guarantor} does not recommit to {defender}",
    ),
    "held_at_end": (
        "{guarantor}'s recommitment holds at the end",
        "{guarantor}'s recommitment does not hold at the end",
    ),
    "offensive": (
        "{challenger} launches a full offensive",
        "{challenger} launches no full offensive",
    ),
    "offensive_by_12": (
        "{challenger} launches a full offensive within 12 turns",
        "{challenger} launches no full offensive within 12 turns",
    ),
    "base_granted": (
        "{challenger} grants its sponsor a base",
        "{challenger} grants its sponsor no base",
    ),
    "alliance_frozen": (
        "{defender} has frozen the alliance at the end",
        "{defender} has not frozen the alliance at the end",
    ),
    "treaty": ("a treaty is in force at the end", "no treaty is in force at the end"),
    "base_established": (
        "the sponsor's base stands at the end",
        "no base of the sponsor stands at the end",
    ),
    "cadre_captured": (
        "the sponsor holds {challenger}'s officer corps at the end",
        "the sponsor does not hold {challenger}'s officer corps at the end",
    ),
    "mission_alive": (
        "the peacekeepers outlast their mandate",
        "the peacekeepers do not outlast their mandate",
    ),
}
"""By outcome: that it is so, that it is not. `sim.engine.outcome` has the exact conditions."""

"""Who knows what: the table of visibility, by which a seat's view is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field

from sim.scenario.fields import Part
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices
from sim.vocabulary import (
    ACTOR_CHANNELS,
    PAIR_CHANNELS,
    ROLES,
    RULINGS,
    STATE_VARIABLES,
    THEATRE_CHANNELS,
    TIE_CHANNELS,
)

Level = Literal["public", "estimated", "own", "hidden"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""How a seat knows something that is not its own.

Public: exactly. Estimated: with an error, which is drawn once a quarter. Own: not at all. Hidden:
not at all, and not even its owner knows it.
"""
EXACT_LEVELS: tuple[Level, ...] = ("public", "own", "hidden")
"""Levels of what cannot be estimated: orders, rulings, draws and events."""
OTHERS = "others"
"""Key, beside roles, for the seats of all other roles."""

Rule = Level | dict[str, Level]
"""A level for all seats, or a table of levels by the role of the seat, with ``others``."""

_CHANNELS = (*TIE_CHANNELS, *THEATRE_CHANNELS, *ACTOR_CHANNELS, *PAIR_CHANNELS, "mandate")


class Knowledge(Part):
    """Who knows what; the owner of a number, an order or a ruling knows it, unless it is hidden.

    The owners of a number: of an actor the actor, of a tie patron and client, of a belief those who
    hold it, of the factions the guarantor, of an offer the actor that makes it; a theatre and the
    rest of the world have none. An order is its actor's. A ruling belongs to its subject, or to the
    owners of its tie. Draws and events have no owner.
    """

    actors: dict[str, Rule] = Field(description="State variables of actors, by name")
    ties: dict[str, Rule] = Field(description="State variables of ties, by name")
    theatres: dict[str, Rule] = Field(description="State variables of theatres, by name")
    world: dict[str, Rule] = Field(description="State variables of the world, by name")
    factions: dict[str, Rule] = Field(description="Shares of the guarantor's factions, by name")
    orders: dict[str, Rule] = Field(
        description="Orders by channel; an order is seen if one of its channels is"
    )
    rulings: dict[str, Rule] = Field(description="Rulings by rule")
    draws: Rule = Field(description="Random draws and chances behind rulings")
    events: Rule = Field(description="Events of the scenario")

    def level(self, section: str, name: str, role: str) -> Level:
        """Return how a seat of a role knows what is not its own.

        Args:
            section: "actors", "ties", "theatres", "world", "factions", "orders" or "rulings".
            name: Name of the variable, channel or rule.
            role: Role of the seat.
        """
        rules: Mapping[str, Rule] = getattr(self, section)
        return _of_role(rules[name], role)

    def sees_draws(self, role: str) -> bool:
        """Return whether a seat of a role sees draws and chances."""
        return _of_role(self.draws, role) == "public"

    def sees_events(self, role: str) -> bool:
        """Return whether a seat of a role sees the events of the scenario."""
        return _of_role(self.events, role) == "public"


NAMES: Mapping[str, tuple[str, ...]] = {
    **STATE_VARIABLES,
    "orders": _CHANNELS,
    "rulings": RULINGS,
}
"""Names of everything that a seat may know or not, by section."""


def _of_role(rule: Rule, role: str) -> Level:
    if isinstance(rule, dict):
        return rule[role] if role in rule else rule[OTHERS]
    return rule


STANDARD = Knowledge.model_validate(
    {
        "actors": {
            "capability": "estimated",
            "drone_tech": "estimated",
            "overstretch": "estimated",
            "reputation": "public",
            "standing": "estimated",
            "backlash": "estimated",
            "readiness": "estimated",
            "menace": "public",
            "disillusion": "own",
            "pressure": "public",
        },
        "ties": {
            "influence": "estimated",
            "cadre": "estimated",
            "commitment": "estimated",
            "pledge": "public",
            "presence": "public",
            "base_request": "own",
            "frozen": "public",
            "belief_client": "own",
            "belief_adversary": "own",
        },
        "theatres": {
            **dict.fromkeys(STATE_VARIABLES["theatres"], "public"),
            "integrity": "estimated",
            "danger": "estimated",
        },
        "world": {
            **dict.fromkeys(STATE_VARIABLES["world"], "public"),
            "offer_challenger": "own",
            "offer_defender": "own",
        },
        "factions": dict.fromkeys(STATE_VARIABLES["factions"], "estimated"),
        "orders": {**dict.fromkeys(_CHANNELS, "public"), "covert": "own"},
        "rulings": {**dict.fromkeys(RULINGS, "public"), "attribution": "own", "base": "own"},
        "draws": "hidden",
        "events": "public",
    }
)
"""The table of every scenario; a table ``[knowledge]`` in its file changes single entries.

The levels are judgement. What a state publishes or shows in the field is public; stocks that others
count from outside are estimated; what is in heads and drawers is own. Covert help is known only
when it is attributed.
"""


def read_knowledge(given: object, findings: Findings) -> Knowledge:
    """Return the table of a scenario: the standard one, with the entries that are given.

    Args:
        given: The table ``[knowledge]`` of the scenario.
        findings: Receives the errors; an entry with an error stays as in the standard table.
    """
    path: Path = ("knowledge",)
    if not isinstance(given, dict):
        findings.refuse(path, given, "must be a table")
        return STANDARD
    whole: dict[str, Any] = STANDARD.model_dump()
    for section, entry in given.items():
        place: Path = (*path, section)
        if section not in whole:
            findings.report(place, f"unknown key{choices(section, list(whole))}")
        elif section not in NAMES:
            if _is_rule(entry, place, EXACT_LEVELS, findings):
                whole[section] = entry
        elif not isinstance(entry, dict):
            findings.refuse(place, entry, "must be a table of names and levels")
        else:
            for name, rule in entry.items():
                if name not in NAMES[section]:
                    hint = choices(name, NAMES[section])
                    findings.report((*place, name), f"nothing is called '{name}'{hint}")
                elif _is_rule(rule, (*place, name), _levels(section), findings):
                    whole[section][name] = rule
    return Knowledge.model_validate(whole)


def _levels(section: str) -> tuple[Level, ...]:
    return LEVELS if section in STATE_VARIABLES else EXACT_LEVELS


def _is_rule(rule: object, path: Path, levels: tuple[Level, ...], findings: Findings) -> bool:
    """Return whether this is a level, or a table of levels by role; report what is wrong."""
    before = len(findings)
    if isinstance(rule, dict):
        for role, level in rule.items():
            if role not in (*ROLES, OTHERS):
                findings.report((*path, role), f"no such role{choices(role, (*ROLES, OTHERS))}")
            elif level not in levels:
                findings.refuse((*path, role), level, f"not a level{choices(str(level), levels)}")
        if OTHERS not in rule and not set(ROLES) <= set(rule):
            findings.report(path, f"give a level for every role, or one for '{OTHERS}'")
    elif rule not in levels:
        findings.refuse(path, rule, f"not a level{choices(str(rule), levels)}")
    return len(findings) == before

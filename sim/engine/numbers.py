"""The place of every number of a scenario in the engine's vector ``p``, and how ``p`` is filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.engine import layout as at
from sim.engine.dataflow import Watched
from sim.engine.layout import Links, Vector
from sim.engine.places import Cast
from sim.engine.weights import FACTION_WEIGHTS, ROLE_WEIGHTS
from sim.rules.basing import REQUEST_MEMORY
from sim.rules.cadres import BACKLASH_MEMORY
from sim.rules.confrontation import STANDING_RETURN, TENSION_MEMORY
from sim.rules.curves import log_odds
from sim.rules.desks import course_span
from sim.rules.front import HEAT_MEMORY
from sim.rules.influence import foresight_weight
from sim.rules.lives import DANGER_MEMORY, life
from sim.rules.overstretch import overstretch_level
from sim.rules.settlement import closing_chance
from sim.rules.war import distance_discount
from sim.vocabulary import BOTH_DESKS, DESKS, FACTIONS

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.actions import Action

LIVES = (
    (at.HEAT_LIFE, HEAT_MEMORY),
    (at.TENSION_LIFE, TENSION_MEMORY),
    (at.STANDING_LIFE, 1.0 - STANDING_RETURN),
    (at.BACKLASH_LIFE, BACKLASH_MEMORY),
    (at.REQUEST_LIFE, REQUEST_MEMORY),
    (at.DANGER_LIFE, DANGER_MEMORY),
)
"""Place of the life of every stock that fades, and the share of the stock that lasts a turn."""
ACTOR_NUMBERS = (
    ("distance", at.DISTANCE),
    ("investment_rate", at.INVESTMENT_RATE),
    ("standing_norm", at.STANDING_NORM),
)
TIE_NUMBERS = (("affinity", at.AFFINITY), ("rivalry", at.RIVALRY))
THEATRE_NUMBERS = (
    ("cap", at.CAP),
    ("coverage", at.COVERAGE),
    ("scale", at.SCALE),
    ("war_cost", at.THEATRE_WAR_COST),
    ("terrain", at.TERRAIN),
    ("security_weight", at.THEATRE_WEIGHT),
)


def number_places(scenario: Scenario) -> dict[str, list[int]]:
    """Return the places in ``p`` of every number that a run depends on, by the number's path.

    Numbers of doctrines are not included. The cost of an action has one place for each actor of
    the role.
    """
    cast = Cast.of(scenario)
    found: dict[str, list[int]] = {}
    for path, place in _single_places(scenario, cast):
        found[path] = [place]
    place = at.COST
    for actor in scenario.actors.values():
        for desk in DESKS:
            for action in desk_menu(scenario, actor.role, desk):
                found.setdefault(f"actions.{actor.role}.{action}.cost", []).append(place)
                place += 1
    return found


def desk_menu(scenario: Scenario, role: str, desk: str) -> dict[str, Action]:
    """Return the actions that a desk of a role can order, by name, in file order."""
    menu = scenario.actions[role].items()
    return {name: action for name, action in menu if action.desk in (desk, BOTH_DESKS)}


def _single_places(scenario: Scenario, cast: Cast) -> Iterator[tuple[str, int]]:
    for name in type(scenario.parameters).model_fields:
        yield f"parameters.{name}", getattr(at, name.upper())
    for path, place in cast.state_places().items():
        yield path, at.START + place
    for f, faction in enumerate(FACTIONS):
        yield f"actors.{scenario.guarantor}.factions.{faction}", at.START + at.FACTION + f
    yield "mission.mandate", at.START + at.MANDATE
    yield "mission.clock", at.START + at.CLOCK
    yield "mission.term", at.MANDATE_TERM
    for group, ids, numbers in (
        ("actors", cast.actors, ACTOR_NUMBERS),
        ("ties", cast.ties, TIE_NUMBERS),
        ("theatres", cast.theatres, THEATRE_NUMBERS),
    ):
        for k, key in enumerate(ids):
            for name, first in numbers:
                yield f"{group}.{key}.{name}", first + k
    for i, actor in enumerate(cast.actors):
        for h, theatre in enumerate(cast.theatres):
            place = at.CONTROL_STANDING + i * at.MAX_THEATRES + h
            yield f"actors.{actor}.control_standing.{theatre}", place
        first = at.UTILITY + i * at.UTILITY_WIDTH
        for path, place in _weight_places(scenario.actors[actor].role, cast):
            yield f"utility.{actor}.{path}", first + place


def _weight_places(role: str, cast: Cast) -> Iterator[tuple[str, int]]:
    """Yield the path and place of each weight of one actor, relative to its first weight."""
    for k, name in enumerate(ROLE_WEIGHTS[role]):
        yield name, k
    for h, theatre in enumerate(cast.theatres):
        yield f"danger.{theatre}", at.ON_DANGER + h
    if role == "guarantor":
        place = at.FACTION_TABLE
        for faction in FACTIONS:
            for name in FACTION_WEIGHTS:
                yield f"factions.{faction}.{name}", place
                place += 1
        return
    for h, theatre in enumerate(cast.theatres):
        yield f"control.{theatre}", at.ON_CONTROL + h
        yield f"heat.{theatre}", at.ON_HEAT + h
    if role == "suitor":
        for e, tie in enumerate(cast.ties):
            yield f"influence.{tie}", at.ON_TIE + e


def build_numbers(scenario: Scenario, ix: Links) -> Watched:
    """Return all numbers of the scenario in the order of ``p``, with the derived numbers.

    Places for which the scenario has no number are zero; the others are noted as written.
    """
    p = Watched([0.0] * at.NUMBERS_SIZE)
    for path, places in number_places(scenario).items():
        value = _value_at(scenario, path)
        if value is not None:
            for place in places:
                p[place] = state_value(path, value)
    for h, force in enumerate(peak_forces(scenario, ix)):
        p[at.PEAK_FORCE + h] = force
    for i, actor in enumerate(scenario.actors):
        place = at.DOCTRINE_NUMBER + i * at.DOCTRINE_WIDTH
        for k, number in enumerate(doctrine_numbers(scenario.doctrine(actor))):
            p[place + k] = number
    derive(p, ix)
    return p


def peak_forces(scenario: Scenario, ix: Links) -> list[float]:
    """Return the largest force that the challenger's menu has for each theatre."""
    found = [0.0] * ix[at.N_THEATRES]
    targets = {"main": 0, "second": ix[at.SECOND]}
    for action in scenario.actions["challenger"].values():
        if action.force is not None:
            target, effort = action.force
            found[targets[target]] = max(found[targets[target]], min(effort, 1.0))
    return found


def _value_at(scenario: Scenario, path: str) -> float | bool | None:
    part: Any = scenario
    for key in path.split("."):
        part = part.get(key) if isinstance(part, Mapping) else getattr(part, key, None)
    return part  # type: ignore[no-any-return]


def state_value(path: str, value: float | bool) -> float:
    """Value of a state variable in the engine; beliefs are converted from chances to log-odds."""
    return log_odds(value) if path.rsplit(".", 1)[-1].startswith("belief_") else float(value)


def doctrine_numbers(doctrine: Any) -> list[float]:
    """Return the numbers of a doctrine, in the order of its fields."""
    values = (getattr(doctrine, name) for name in type(doctrine).model_fields)
    found = [value for value in values if isinstance(value, float)]
    assert len(found) <= at.DOCTRINE_WIDTH, "layout.DOCTRINE_WIDTH says how many there can be"
    return found


def derive(p: Vector, ix: Links) -> None:
    """Write into ``p`` the numbers that follow from other numbers.

    These are the discounts of reach, the foresight, the lives of the stocks that fade, the span of
    courses, the mean terrain, and the guarantor's overstretch at the start.
    """
    patience = p[at.PATIENCE]
    for i in range(ix[at.N_ACTORS]):
        p[at.DISCOUNT + i] = distance_discount(p[at.DISTANCE_DECAY], p[at.DISTANCE + i])
    p[at.FORESIGHT] = foresight_weight(patience, p[at.INFLUENCE_RATE])
    p[at.COURSE_SPAN] = course_span(patience, p[at.REVIEW_RATE])
    p[at.CLOSING] = closing_chance(p[at.TREATY_CLOSURE], patience)
    for place, memory in LIVES:
        p[place] = life(patience, memory)
    count = ix[at.N_THEATRES]
    p[at.MEAN_TERRAIN] = sum(p[at.TERRAIN + h] for h in range(count)) / count
    p[at.START + at.OVERSTRETCH + ix[at.GUARANTOR_AT]] = overstretch_level(
        p[at.OVERSTRETCH_BASE], p[at.SHOCK_SEVERITY], p[at.START + at.SHOCK]
    )

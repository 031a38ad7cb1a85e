"""Encode a scenario: names become places in vectors, and constant values are computed once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.engine import layout as at
from sim.engine.dataflow import Dataflow, dataflows, find_changes
from sim.engine.efforts import EffortMap
from sim.engine.numbers import build_numbers, desk_menu, state_value
from sim.engine.places import Cast
from sim.engine.scripts import ALWAYS, OPERATORS
from sim.engine.vectors import EncodedScenario
from sim.vocabulary import (
    COURSE,
    DESKS,
    DOCTRINES,
    HOLD,
    KINDS,
    LOGIT_EU,
    MOVES,
    NEVER,
    OWN,
    POSTURES,
    PREDICATES,
    REPLIES,
    ROLES,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.calendar import Calendar
    from sim.scenario.doctrines import Rule

RULE_FIELDS = tuple(name for name in EncodedScenario._fields if name.startswith("rule_"))
"""Fields of the encoded scenario that have an entry for each rule of a script."""


def encode_scenario(scenario: Scenario) -> EncodedScenario:
    """Return a scenario in encoded form, with lists as vectors.

    The layout of the vectors is the same for every setting of the scenario's numbers.
    """
    cast = Cast.of(scenario)
    links = build_links(scenario, cast)
    flows = dataflows(tuple(links))
    menu = build_menu(scenario, cast, links, flows)
    rules = build_scripts(scenario, cast, menu, links)
    live = sorted(set(menu["slot"]))
    links[at.N_LIVE] = len(live)
    links[at.LIVE : at.LIVE + len(live)] = live
    places = sorted(cast.state_places().values())
    links[at.N_PLACES] = len(places)
    links[at.PLACES : at.PLACES + len(places)] = places
    numbers = build_numbers(scenario, links)
    used = sorted(numbers.written)
    links[at.N_NUMBERS] = len(used)
    needs = [flow.needed for flow in flows]
    changes: dict[str, Any] = find_changes(flows, menu["first_action"], menu["touches"])
    events = build_events(scenario, cast)
    links[at.N_EVENTS] = len(events["event_turn"])
    desks = range(len(menu["first_action"]))
    own_first, own_slot = own_channels(menu)
    return EncodedScenario(
        p=list(numbers),
        ix=links,
        used=used,
        own_first=own_first,
        own_slot=own_slot,
        seen_first=[k * len(places) for k in desks],
        seen_place=places * (len(desks) - 1),
        read_first=[k * len(used) for k in desks],
        read_place=used * (len(desks) - 1),
        needs=needs,
        **menu,
        **changes,
        **rules,
        **events,
    )


def build_links(scenario: Scenario, cast: Cast) -> list[int]:
    """Return the links ``ix``: the counts, the actors by role, the patron and client of ties."""
    ix = [at.NONE] * at.LINKS_SIZE
    ix[at.N_ACTORS], ix[at.N_TIES] = len(cast.actors), len(cast.ties)
    ix[at.N_THEATRES] = len(cast.theatres)
    ix[at.SECOND] = 1 if len(cast.theatres) > 1 else 0
    places = dict(
        zip(ROLES, (at.GUARANTOR_AT, at.SPONSOR_AT, at.CHALLENGER_AT, at.DEFENDER_AT), strict=False)
    )
    for i, actor in enumerate(cast.actors):
        role = scenario.actors[actor].role
        ix[at.ROLE + i] = ROLES.index(role)
        if role in places:
            ix[places[role]] = i
    if scenario.mission is not None:
        ix[at.PROVIDER_AT] = cast.actors.index(scenario.mission.provider)
    pairs = [tuple(cast.actors.index(part) for part in tie.split("-")) for tie in cast.ties]
    challenger, defender = ix[at.CHALLENGER_AT], ix[at.DEFENDER_AT]
    for e, (patron, client) in enumerate(pairs):
        adversary = defender if client == challenger else challenger
        ix[at.PATRON + e], ix[at.CLIENT + e] = patron, client
        ix[at.CONSENT + e] = int(scenario.ties[cast.ties[e]].consent)
        if (patron, adversary) in pairs:
            ix[at.ADVERSARY_TIE + e] = pairs.index((patron, adversary))
    for place, patron, client in (
        (at.GUARANTEE, ix[at.GUARANTOR_AT], defender),
        (at.SPONSORSHIP, ix[at.SPONSOR_AT], challenger),
        (at.CROSS, ix[at.GUARANTOR_AT], challenger),
    ):
        if (patron, client) in pairs:
            ix[place] = pairs.index((patron, client))
    return ix


def build_menu(
    scenario: Scenario, cast: Cast, ix: list[int], flows: Sequence[Dataflow]
) -> dict[str, list]:  # type: ignore[type-arg]
    """Return the actions of all actors, in one list sorted by actor, by field of the scenario."""
    targets = EffortMap(ix)
    names = (
        "first_action first_effort slot effort requires lasts line offers touches attack_theatre "
        "attack_effort grants_base posture move target"
    )
    menu: dict[str, list] = {name: [] for name in names.split()}  # type: ignore[type-arg]
    desks = [(i, actor, desk) for i, actor in enumerate(cast.actors) for desk in DESKS]
    for i, actor, desk in desks:
        menu["first_action"].append(len(menu["move"]))
        closed = scenario.closed(actor)
        for name, action in desk_menu(scenario, scenario.actors[actor].role, desk).items():
            efforts = targets.slots(i, action.efforts)
            menu["lasts"].append(int(action.kind == KINDS[COURSE]))
            menu["line"].append(float(action.line))
            menu["offers"].append(int(efforts.get(at.DO_SETTLE + i, 0.0) > 0))
            menu["first_effort"].append(len(menu["slot"]))
            menu["slot"].extend(efforts)
            menu["effort"].extend(efforts.values())
            required = sum(1 << PREDICATES.index(c) for c in action.legal_if)
            menu["requires"].append(required | NEVER * (name in closed))
            forces = [
                (effort, slot - at.DO_FORCE)
                for slot, effort in efforts.items()
                if at.DO_FORCE <= slot < at.DO_FORCE + at.MAX_THEATRES and effort > 0
            ]
            strongest, theatre = max(forces, default=(0.0, at.NONE))
            menu["touches"].append(flows[i].touched(efforts, theatre))
            menu["attack_theatre"].append(theatre)
            menu["attack_effort"].append(strongest)
            tie = ix[at.SPONSORSHIP]
            menu["grants_base"].append(int(tie >= 0 and efforts.get(at.DO_GRANT + tie, 0.0) > 0))
            menu["posture"].append(POSTURES.index(getattr(action, "posture", "")))
            menu["move"].append(MOVES.index(action.move))
            menu["target"].append(ROLES.index(action.target) if action.target else at.NONE)
    menu["first_action"].append(len(menu["move"]))
    menu["first_effort"].append(len(menu["slot"]))
    return menu


def own_channels(menu: dict[str, list[int]]) -> tuple[list[int], list[int]]:
    """Return the channels that each actor can use, one after another, and where each begins."""
    first, slots = [0], list[int]()
    starts = [menu["first_effort"][a] for a in menu["first_action"][:: at.DESK_COUNT]]
    for start, end in pairwise(starts):
        slots += sorted(set(menu["slot"][start:end]))
        first.append(len(slots))
    return first, slots


def menu_places(
    scenario: Scenario, actor: str, desk: int, first_action: Sequence[int]
) -> dict[str, int]:
    """Place of each action of a desk of an actor in the encoded scenario's list, by name."""
    first = first_action[list(scenario.actors).index(actor) * at.DESK_COUNT + desk]
    menu = desk_menu(scenario, scenario.actors[actor].role, DESKS[desk])
    return {name: first + k for k, name in enumerate(menu)}


def build_scripts(
    scenario: Scenario,
    cast: Cast,
    menu: dict[str, list],  # type: ignore[type-arg]
    ix: list[int],
) -> dict[str, list]:  # type: ignore[type-arg]
    """Write doctrines and opening courses into ``ix``; return the script rules as lists.

    A desk to which a fixed order or a script gives no order follows ``logit_eu``, and so does every
    desk of a script that ends in ``own`` where no rule applies.
    """
    rules: dict[str, list] = {name: [] for name in RULE_FIELDS}  # type: ignore[type-arg]
    places = cast.state_places()
    for i, actor in enumerate(cast.actors):
        doctrine: Any = scenario.doctrine(actor)
        ix[at.DOCTRINE_REPLY + i] = REPLIES.index(getattr(doctrine, "reply", REPLIES[OWN]))
        opening = scenario.actors[actor].opening
        for desk, desk_name in enumerate(DESKS):
            k = i * at.DESK_COUNT + desk
            orders = menu_places(scenario, actor, desk, menu["first_action"])
            ix[at.OPENING + k] = orders[getattr(opening, desk_name)]
            order, own_rules = doctrine.desk_orders(desk_name, orders)
            rests = order is None and (not own_rules or doctrine.leaves_to_itself)
            leaves = doctrine.kind in ("fixed", "script") and rests
            ix[at.DOCTRINE + k] = LOGIT_EU if leaves else DOCTRINES.index(doctrine.kind)
            ix[at.DOCTRINE_ORDER + k] = orders[order or HOLD]
            ix[at.SCRIPT_START + k] = len(rules["rule_place"])
            for rule in own_rules:
                entry = encode_rule(rule, scenario.calendar, places)
                for name, value in {**entry, "rule_order": orders[rule.order]}.items():
                    rules[name].append(value)
    ix[at.SCRIPT_START + len(cast.actors) * at.DESK_COUNT] = len(rules["rule_place"])
    return rules


def encode_rule(rule: Rule, calendar: Calendar, places: dict[str, int]) -> dict[str, float]:
    """Return a rule of a script in numbers, without its order.

    Args:
        rule: The rule.
        calendar: The calendar of the scenario.
        places: Place of every state variable, by path.
    """
    first, last = rule.span(calendar)
    condition = rule.condition
    found: dict[str, float] = {"rule_first": first, "rule_last": last}
    if condition is None:
        # No place is compared; the first one of the scenario is read.
        return {
            **found,
            "rule_place": min(places.values()),
            "rule_operator": ALWAYS,
            "rule_level": 0.0,
        }
    return {
        **found,
        "rule_place": places[condition.path],
        "rule_operator": OPERATORS.index(condition.operator),
        "rule_level": state_value(condition.path, condition.threshold),
    }


def build_events(scenario: Scenario, cast: Cast) -> dict[str, list]:  # type: ignore[type-arg]
    """Return the scheduled changes of the state as lists, in file order."""
    places = cast.state_places()
    found: dict[str, list] = {"event_turn": [], "event_place": [], "event_value": []}  # type: ignore[type-arg]
    for event in scenario.events.values():
        for path, value in event.set.items():
            short = "factions." + path.rsplit(".", 1)[1] if ".factions." in path else path
            found["event_turn"].append(event.turn(scenario.calendar))
            found["event_place"].append(places[short])
            found["event_value"].append(state_value(short, value))
    return found

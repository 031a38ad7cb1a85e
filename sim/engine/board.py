"""From a scenario to a board: names become places, and what never changes is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.engine import layout as at
from sim.engine.dataflow import Dataflow, dataflows, find_changes
from sim.engine.efforts import EffortMap
from sim.engine.layout import Board, Vector
from sim.engine.places import Cast
from sim.engine.value import (
    CLIENT_WEIGHTS,
    FACTION_TABLE,
    FACTION_WEIGHTS,
    GUARANTOR_WEIGHTS,
    ON_CONTROL,
    ON_HEAT,
    ON_TIE,
    SPONSOR_WEIGHTS,
    SUITOR_WEIGHTS,
)
from sim.rules.curves import log_odds
from sim.rules.influence import foresight_weight
from sim.rules.overstretch import overstretch_level
from sim.rules.war import distance_discount
from sim.vocabulary import (
    DOCTRINES,
    FACTIONS,
    MOVES,
    OWN,
    POSTURES,
    PREDICATES,
    REPLIES,
    ROLES,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario

ROLE_WEIGHTS = {
    "guarantor": GUARANTOR_WEIGHTS,
    "sponsor": SPONSOR_WEIGHTS,
    "challenger": CLIENT_WEIGHTS,
    "defender": CLIENT_WEIGHTS,
    "suitor": SUITOR_WEIGHTS,
}
THEATRE_NUMBERS = (
    (at.CAP, "cap"),
    (at.COVERAGE, "coverage"),
    (at.SCALE, "scale"),
    (at.THEATRE_WAR_COST, "war_cost"),
    (at.TERRAIN, "terrain"),
    (at.THEATRE_WEIGHT, "security_weight"),
)
SCRIPT_OPERATORS = (">", ">=", "<", "<=")


def build_board(scenario: Scenario) -> Board:
    """Board of a scenario, with lists for vectors.

    The layout of the vectors is the same for every setting of a scenario's numbers.
    """
    cast = Cast.of(scenario)
    links = build_links(scenario, cast)
    flows = dataflows(tuple(links))
    menu = build_menu(scenario, cast, links, flows)
    rules = build_scripts(scenario, cast, menu, links)
    live = sorted(set(menu["slot"]))
    links[at.N_LIVE] = len(live)
    links[at.LIVE : at.LIVE + len(live)] = live
    numbers = build_numbers(scenario, cast, links)
    needs = [flow.needed for flow in flows]
    changes: dict[str, Any] = find_changes(flows, menu["first_action"], menu["touches"])
    events = build_events(scenario, cast)
    return Board(p=numbers, ix=links, needs=needs, **menu, **changes, **rules, **events)


def build_links(scenario: Scenario, cast: Cast) -> list[int]:
    """Who is who: counts, roles, and which tie belongs to whom."""
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
    """Every actor's actions, in one list sorted by actor."""
    targets = EffortMap(ix)
    names = (
        "first_action first_effort slot effort requires touches attack_theatre attack_effort "
        "grants_base posture move target"
    )
    menu: dict[str, list] = {name: [] for name in names.split()}  # type: ignore[type-arg]
    for i, actor in enumerate(cast.actors):
        menu["first_action"].append(len(menu["move"]))
        for action in scenario.actions[scenario.actors[actor].role].values():
            efforts = targets.slots(i, action.efforts)
            menu["first_effort"].append(len(menu["slot"]))
            menu["slot"].extend(efforts)
            menu["effort"].extend(efforts.values())
            menu["requires"].append(sum(1 << PREDICATES.index(c) for c in action.legal_if))
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


def menu_places(scenario: Scenario, actor: str, first_action: list[int]) -> dict[str, int]:
    """Place of each of an actor's actions in the board's list."""
    first = first_action[list(scenario.actors).index(actor)]
    menu = scenario.actions[scenario.actors[actor].role]
    return {name: first + k for k, name in enumerate(menu)}


def build_scripts(
    scenario: Scenario,
    cast: Cast,
    menu: dict[str, list],  # type: ignore[type-arg]
    ix: list[int],
) -> dict[str, list]:  # type: ignore[type-arg]
    """Doctrines: their kind, order and reply go into the links, the rules of scripts into lists."""
    rules: dict[str, list] = {  # type: ignore[type-arg]
        name: [] for name in ("rule_place", "rule_operator", "rule_level", "rule_order")
    }
    places = cast.state_places()
    for i, actor in enumerate(cast.actors):
        doctrine: Any = scenario.doctrine(actor)
        orders = menu_places(scenario, actor, menu["first_action"])
        ix[at.DOCTRINE + i] = DOCTRINES.index(doctrine.kind)
        fallback = getattr(doctrine, "order", getattr(doctrine, "otherwise", "hold"))
        ix[at.DOCTRINE_ORDER + i] = orders[fallback]
        ix[at.DOCTRINE_REPLY + i] = REPLIES.index(getattr(doctrine, "reply", REPLIES[OWN]))
        ix[at.SCRIPT_START + i] = len(rules["rule_place"])
        for rule in getattr(doctrine, "rules", ()):
            condition = rule.condition
            rules["rule_place"].append(places[condition.path])
            rules["rule_operator"].append(SCRIPT_OPERATORS.index(condition.operator))
            rules["rule_level"].append(state_value(condition.path, condition.threshold))
            rules["rule_order"].append(orders[rule.order])
    ix[at.SCRIPT_START + len(cast.actors)] = len(rules["rule_place"])
    return rules


def state_value(path: str, value: float | bool) -> float:
    """Value of a state variable as the engine holds it: beliefs, given as chances, in log-odds."""
    return log_odds(value) if path.rsplit(".", 1)[-1].startswith("belief_") else float(value)


def build_events(scenario: Scenario, cast: Cast) -> dict[str, list]:  # type: ignore[type-arg]
    """Scheduled changes of the state, in file order."""
    places = cast.state_places()
    found: dict[str, list] = {"event_turn": [], "event_place": [], "event_value": []}  # type: ignore[type-arg]
    for event in scenario.events.values():
        for path, value in event.set.items():
            short = "factions." + path.rsplit(".", 1)[1] if ".factions." in path else path
            found["event_turn"].append(event.turn(scenario.calendar))
            found["event_place"].append(places[short])
            found["event_value"].append(state_value(short, value))
    return found


def build_numbers(scenario: Scenario, cast: Cast, ix: list[int]) -> list[float]:
    """All numbers of the scenario in the order of ``p``, derived ones included."""
    p = [0.0] * at.NUMBERS_SIZE
    for k, name in enumerate(at.PARAMETERS):
        p[k] = float(getattr(scenario.parameters, name))
    for h, theatre in enumerate(scenario.theatres.values()):
        for place, name in THEATRE_NUMBERS:
            p[place + h] = getattr(theatre, name)
    for e, tie in enumerate(scenario.ties.values()):
        p[at.AFFINITY + e], p[at.RIVALRY + e] = tie.affinity, tie.rivalry
    for i, (key, actor) in enumerate(scenario.actors.items()):
        p[at.DISTANCE + i] = actor.distance
        p[at.INVESTMENT_RATE + i] = getattr(actor, "investment_rate", 0.0)
        p[at.STANDING_NORM + i] = actor.standing_norm
        for theatre_id, weight in actor.control_standing.items():
            h = cast.theatres.index(theatre_id)
            p[at.CONTROL_STANDING + i * at.MAX_THEATRES + h] = weight
        place = at.DOCTRINE_NUMBER + 2 * i
        p[place : place + 2] = doctrine_numbers(scenario.doctrine(key))
        write_weights(scenario, cast, key, p, at.UTILITY + i * at.UTILITY_WIDTH)
    costs = [
        action.cost
        for actor in scenario.actors.values()
        for action in scenario.actions[actor.role].values()
    ]
    p[at.COST : at.COST + len(costs)] = costs
    p[at.MANDATE_TERM] = float(scenario.mission.term) if scenario.mission else 0.0
    write_start(scenario, cast, p)
    derive(p, ix)
    return p


def doctrine_numbers(doctrine: Any) -> list[float]:
    """Up to two numbers of a doctrine: loss aversion and curvature, or risk."""
    names = ("loss_aversion", "curvature") if doctrine.kind == "prospect" else ("risk",)
    found = [float(getattr(doctrine, name, 0.0)) for name in names]
    return [*found, 0.0][:2]


def write_weights(scenario: Scenario, cast: Cast, actor: str, p: Vector, first: int) -> None:
    """Write an actor's utility weights into its block of ``p``."""
    role = scenario.actors[actor].role
    utility: Any = scenario.utility[actor]
    for k, name in enumerate(ROLE_WEIGHTS[role]):
        p[first + k] = getattr(utility, name)
    if role == "guarantor":
        for f, faction in enumerate(FACTIONS):
            weights = getattr(utility.factions, faction)
            for k, name in enumerate(FACTION_WEIGHTS):
                p[first + FACTION_TABLE + f * len(FACTION_WEIGHTS) + k] = getattr(weights, name)
        return
    for place, weights in ((ON_CONTROL, utility.control), (ON_HEAT, utility.heat)):
        for theatre, weight in weights.items():
            p[first + place + cast.theatres.index(theatre)] = weight
    if role == "suitor":
        for tie, weight in utility.influence.items():
            p[first + ON_TIE + cast.ties.index(tie)] = weight


def write_start(scenario: Scenario, cast: Cast, p: Vector) -> None:
    """Write the opening state; what the scenario does not name opens at zero."""
    sources: dict[str, object] = {"world": scenario.world, "factions": None}
    sources |= {f"actors.{key}": actor for key, actor in scenario.actors.items()}
    sources |= {f"ties.{key}": tie for key, tie in scenario.ties.items()}
    sources |= {f"theatres.{key}": theatre for key, theatre in scenario.theatres.items()}
    sources["factions"] = scenario.actors[scenario.guarantor].factions  # type: ignore[attr-defined]
    places = cast.state_places()
    for path, place in places.items():
        owner, name = path.rsplit(".", 1)
        p[at.START + place] = state_value(path, getattr(sources[owner], name, 0.0))
    shock = float(scenario.world.shock)
    p[at.START + places[f"actors.{scenario.guarantor}.overstretch"]] = overstretch_level(
        p[at.OVERSTRETCH_BASE], p[at.SHOCK_SEVERITY], shock
    )
    if scenario.mission is not None:
        p[at.START + at.MANDATE] = float(scenario.mission.mandate)
        p[at.START + at.CLOCK] = float(scenario.mission.clock)


def derive(p: Vector, ix: list[int]) -> None:
    """Work out what depends on the numbers alone: reach discounts, foresight, mean terrain."""
    for i in range(ix[at.N_ACTORS]):
        p[at.DISCOUNT + i] = distance_discount(p[at.DISTANCE_DECAY], p[at.DISTANCE + i])
    p[at.FORESIGHT] = foresight_weight(p[at.PATIENCE], p[at.INFLUENCE_RATE])
    count = ix[at.N_THEATRES]
    p[at.MEAN_TERRAIN] = sum(p[at.TERRAIN + h] for h in range(count)) / count

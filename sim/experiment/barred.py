"""What the doctrines of a scenario make impossible.

A desk on a fixed order never gives another order of its menu, except `hold` where its order is not
legal. If no order that is left reaches the channel of an event, the event cannot happen, and its
absence is no result of a run. Nor does an actor attack or provoke that always offers a treaty. This
is derived from the menus, their channels and their conditions alone; an event that only the course
of a run prevents is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.efforts import EffortMap
from sim.engine.encoding import build_links
from sim.engine.numbers import desk_menu
from sim.engine.places import Cast
from sim.experiment.titles import policy_titles, scenario_of
from sim.measures import OF_ATTACKS, OF_OFFENSIVES
from sim.rules.menus import alliance_intact
from sim.rules.outcomes import is_offensive
from sim.rules.settlement import TREATY_LEVEL, offer_imposed
from sim.vocabulary import DESKS, DIPLOMACY_DESK, POSTURE_COMMIT, POSTURES, ROLES
from sim.words import joined, role_name

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.scenario import Scenario
    from sim.scenario.actions import Action


@dataclass(frozen=True)
class Barred:
    """An event that cannot happen.

    Attributes:
        said: A clause for it, such as "no full offensive can happen".
        outcomes: Measures of a run that count the event, so that they are 0 in every run.
    """

    said: str
    outcomes: tuple[str, ...]


def barred(scenario: Scenario, before: Scenario | None = None) -> tuple[Barred, ...]:
    """Return the events that the doctrines of a scenario make impossible.

    A policy is a scenario too: `barred(policy.scenario)`.

    Args:
        scenario: The scenario.
        before: The scenario that was changed into it; what it makes impossible too is left out. If
            None, only what the menus allow nobody is left out.
    """
    kept = _Reach.of(scenario)
    free = _Reach.of(scenario, free=True) if before is None else _Reach.of(before)
    named = {role: role_name(scenario.document, role) for role in ROLES}
    found: list[Barred] = []
    for event in EVENTS:
        covered = any(set(event.outcomes) <= set(other.outcomes) for other in found)
        if event.possible(free) and not event.possible(kept) and not covered:
            found.append(Barred(event.said.format_map(named), event.outcomes))
    return tuple(found)


def barred_said(scenario: Scenario, policy: str = "this policy") -> str:
    """Return in a sentence what the doctrines of a scenario make impossible; "" if nothing.

    It reads like "Under this policy no full offensive can happen."

    Args:
        scenario: The scenario of a policy.
        policy: The policy in words.
    """
    clauses = [event.said for event in barred(scenario)]
    return f"Under {policy} {joined(clauses)}." if clauses else ""


def made_impossible(results: Results, policy: str) -> str:
    """Return in a sentence what a policy of a sweep makes impossible; "" if nothing.

    Args:
        results: The sweep.
        policy: Name of the policy.
    """
    if results.store.manifest.beginning:  # it may have come in the turns before
        return ""
    scenario = scenario_of(results, policy)
    if scenario is None:
        return ""
    return barred_said(scenario, f'the policy "{policy_titles(results)[policy]}"')


@dataclass(frozen=True)
class _Reach:
    """What the orders that are left can reach.

    Attributes:
        scenario: The scenario.
        links: The links of the encoded scenario: who is who.
        low: Smallest sum of efforts by channel, from orders of all desks together, at most 0.
        high: Largest sum, at least 0.
        postures: Postures of the guarantor's orders.
    """

    scenario: Scenario
    links: list[int]
    low: Mapping[int, float]
    high: Mapping[int, float]
    postures: frozenset[str]

    @classmethod
    def of(cls, scenario: Scenario, *, free: bool = False) -> _Reach:
        """Return what a scenario's doctrines can reach; if `free`, what its menus can."""
        links = build_links(scenario, Cast.of(scenario))
        efforts, low, high = EffortMap(links), dict[int, float](), dict[int, float]()
        postures: set[str] = set()
        for i, actor in enumerate(scenario.actors):
            for actions in _left(scenario, actor, free=free):
                given = [efforts.slots(i, action.efforts) for action in actions]
                for slot in {slot for slots in given for slot in slots}:
                    reached = [slots.get(slot, 0.0) for slots in given]
                    low[slot] = low.get(slot, 0.0) + min(0.0, *reached)
                    high[slot] = high.get(slot, 0.0) + max(0.0, *reached)
                postures |= {getattr(action, "posture", "") for action in actions}
        return cls(scenario, links, low, high, frozenset(postures))

    def most(self, channel: int, place: int = 0) -> float:
        """Largest effort on a channel, at most 1; 0 if its place does not exist."""
        return 0.0 if place < 0 else min(self.high.get(channel + place, 0.0), 1.0)

    def set_to(self, path: str) -> Iterator[float]:
        """Yield the value of a state variable at the start, and those that events give it."""
        yield self.scenario.numbers().get(path, 0.0)
        yield from (float(e.set[path]) for e in self.scenario.events.values() if path in e.set)


def _left(scenario: Scenario, actor: str, *, free: bool) -> tuple[list[Action], list[Action]]:
    """Return the actions that each desk of an actor can still order, in the order of `DESKS`."""
    doctrine, role = scenario.doctrine(actor), scenario.actors[actor].role
    menus = [desk_menu(scenario, role, desk) for desk in DESKS]
    if free:
        security, diplomacy = (list(menu.values()) for menu in menus)
        return security, diplomacy
    security, diplomacy = (
        [menu[order] for order in doctrine.possible_orders(desk, menu)]
        for desk, menu in zip(DESKS, menus, strict=True)
    )
    # The diplomacy desk decides first. What it gives whenever legal, it gives whenever the other
    # desk could give an order with all the same conditions.
    order, rules = doctrine.desk_orders(DESKS[DIPLOMACY_DESK], menus[DIPLOMACY_DESK])
    if order is not None and not rules:
        always = menus[DIPLOMACY_DESK][order]
        if always.efforts.get("settle", {}).get("self", 0.0) > 0.0:
            security = [one for one in security if not _waits_for(one, always)]
    return security, diplomacy


def _waits_for(action: Action, offer: Action) -> bool:
    """Whether an action is never legal where an offer of a treaty is given whenever it is legal."""
    needs = set(action.legal_if)
    return "no_own_offer" in needs and set(offer.legal_if) <= needs


def _attack(reach: _Reach) -> bool:
    theatres = range(reach.links[at.N_THEATRES])
    return any(reach.most(at.DO_FORCE, h) > 0.0 for h in theatres)


def _offensive(reach: _Reach) -> bool:
    return is_offensive(reach.most(at.DO_FORCE))


def _freeze(reach: _Reach) -> bool:
    place = reach.links[at.GUARANTEE]
    tie = list(reach.scenario.ties)[place]
    set_so = any(not alliance_intact(level) for level in reach.set_to(f"ties.{tie}.frozen"))
    return set_so or reach.low.get(at.DO_GRANT + place, 0.0) < 0.0


def _treaty(reach: _Reach) -> bool:
    defender = reach.links[at.DEFENDER_AT]
    mine = reach.most(at.DO_SETTLE, reach.links[at.CHALLENGER_AT])
    own, pressed = reach.most(at.DO_SETTLE, defender), reach.most(at.DO_PRESS, defender)
    signed = any(reach.set_to("world.treaty")) or reach.scenario.world.treaty
    return signed or mine * offer_imposed(own, pressed) > TREATY_LEVEL


def _base(reach: _Reach) -> bool:
    return reach.most(at.DO_GRANT, reach.links[at.SPONSORSHIP]) > 0.0


def _commitment(reach: _Reach) -> bool:
    return POSTURES[POSTURE_COMMIT] in reach.postures


def _provocation(reach: _Reach) -> bool:
    return reach.most(at.DO_PROVOKE) > 0.0


@dataclass(frozen=True)
class _Event:
    """An event, its words with roles in braces, and whether orders can bring it about."""

    said: str
    outcomes: tuple[str, ...]
    possible: Callable[[_Reach], bool]


EVENTS = (
    _Event(
        "no attack of any kind can happen",
        OF_ATTACKS,
        _attack,
    ),
    _Event("no full offensive can happen", OF_OFFENSIVES, _offensive),
    _Event("{defender} cannot freeze its alliance", ("alliance_frozen",), _freeze),
    _Event("no treaty can be signed", ("treaty",), _treaty),
    _Event("{challenger} cannot grant a base", ("base_granted",), _base),
    _Event("{guarantor} cannot recommit", ("recommitted", "offered"), _commitment),
    _Event("{defender} cannot provoke", ("provocations",), _provocation),
)
"""Events that orders alone can bring about, the wider ones first."""

"""Levers: single changes that an actor could make, each with the actor and the cost.

A lever is one of three things. A *posture*: one desk of an actor gives the same order of its menu
every turn, and the other desk decides as before. A *number*: a starting value that an actor
controls (forces, drones, presence, pledges, coverage, factions) is moved to the low or the high end
of its range. A *policy* that the experiment names. What no actor can change is not a lever: how the
world works (parameters), and what actors want (utilities).

An order that is not legal is not given, so a lever that fixes one is worded by what happened
(`Lever.told`): "always" if the order was given in at least half of the quarters, else "whenever
legal".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.engine.numbers import desk_menu
from sim.experiment.shares import moved_with
from sim.narrative.cast import Cast
from sim.scenario.doctrines import FIXED_PREFIX, FixedDoctrine, order_for
from sim.scenario.paths import split_path
from sim.scenario.problems import ScenarioError
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import DESKS, HOLD
from sim.words import capitalised, percent, possessive

if TYPE_CHECKING:
    from sim.experiment.experiment import Policy
    from sim.experiment.trials import Orders
    from sim.scenario import Scenario

Kind = Literal["posture", "number", "policy"]
OF_TIES = ("presence", "pledge", "commitment", "cadre")
"""Numbers of a tie that its patron holds."""
OF_ACTORS = ("capability", "drone_tech", "overstretch")
"""Numbers of an actor that it holds itself."""
LOAD = "parameters.overstretch_base"
"""The guarantor's normal load elsewhere, a parameter that the guarantor controls."""
OFTEN = 0.5
"""Share of quarters from which an order that is fixed is said to be given always."""
GIVEN = (
    "An order is given in a quarter if its desk ordered it then, in all futures with the lever; of "
    "two orders both must be."
)
"""What "given in 62 % of quarters" means, in a sentence."""


@dataclass(frozen=True)
class Cost:
    """The cost of a lever, in units of the model.

    Attributes:
        amount: For orders, utils for every quarter in which they are given; for a number,
            the size of the change as a share of the number's range, [0, 1].
        unit: "utils a quarter", "of its range", or "" if the model has no price for the lever.
        note: A cost without a number that is added to the amount, or stands instead of it.
    """

    amount: float
    unit: str
    note: str = ""

    @property
    def said(self) -> str:
        """The cost in words, such as "0.22 utils a quarter"."""
        if not self.unit:
            return self.note
        number = percent(self.amount) if self.unit == "of its range" else f"{self.amount:.2f}"
        price = f"{number} {self.unit}" if self.amount or not self.note else ""
        return " and ".join(filter(None, (price, self.note)))


@dataclass(frozen=True)
class Lever:
    """One change that an actor could make.

    Attributes:
        key: Short name, such as "ARM: diversify", "ARM: security=hold" or
            "ties.TUR-AZE.presence = 0.9".
        kind: "posture", "number" or "policy".
        puller: Id of the actor that pulls the lever; "" for a policy of several actors or of none.
        who: Name of that actor; "several" if there are several, "nobody" if there is none.
        said: The change in words, "always" if it fixes orders; `told` chooses between this and the
            next.
        rarely: The same for orders that were given in less than half of the quarters, with
            "whenever legal"; "" if it fixes none.
        changes: The changes by path, in the form that `Scenario.replace` takes.
        cost: The cost of the lever.
        orders: For a posture, the order by desk; empty for all other levers.
        counted: The orders that it fixes, by actor and desk; empty if it fixes none.
    """

    key: str
    kind: Kind
    puller: str
    who: str
    said: str
    changes: Mapping[str, Any]
    cost: Cost
    orders: Mapping[str, str] = field(default_factory=dict)
    rarely: str = ""
    counted: Orders = field(default_factory=dict)

    def told(self, given: float) -> str:
        """The change in words.

        Args:
            given: Share of quarters in which its orders were given; NaN if it fixes none.
        """
        return self.rarely if given < OFTEN and self.rarely else self.said

    def clashes(self, other: Lever) -> bool:
        """Whether two levers set the same thing, so that they cannot be pulled together.

        Two postures of one actor do not clash if they are of different desks.
        """
        if self.puller == other.puller and self.orders and other.orders:
            return bool(self.orders.keys() & other.orders.keys())
        return bool(self.changes.keys() & other.changes.keys())


def find_levers(scenario: Scenario, policies: tuple[Policy, ...] = ()) -> tuple[Lever, ...]:
    """Return every lever that changes a scenario and leaves it playable, each change once.

    Args:
        scenario: The scenario with no lever pulled.
        policies: Policies of an experiment on it. They come first. If a posture or a number equals
            a policy, only the policy is returned.
    """
    cast = Cast(scenario.document)
    found, seen = [], {scenario.hash}
    for lever in (
        *_policies(scenario, cast, policies),
        *_postures(scenario, cast),
        *_numbers(scenario, cast),
    ):
        try:
            identity = pulled(scenario, lever).hash
        except ScenarioError:
            continue
        if identity not in seen:
            seen.add(identity)
            found.append(lever)
    return tuple(found)


def pulled(scenario: Scenario, *levers: Lever) -> Scenario:
    """Return the scenario with some levers pulled."""
    changes: dict[str, Any] = {}
    for lever in levers:
        changes |= lever.changes
    for actor in {lever.puller for lever in levers if lever.orders}:
        orders = fixed_orders(scenario, actor)
        for lever in levers:
            if lever.puller == actor:
                orders |= lever.orders
        changes[_doctrine(actor)] = orders_said(orders)
    return scenario.replace(changes) if changes else scenario


def can_pull(scenario: Scenario, *levers: Lever) -> bool:
    """Whether the scenario with all these levers pulled is valid."""
    try:
        pulled(scenario, *levers)
    except ScenarioError:
        return False
    return True


def _policies(scenario: Scenario, cast: Cast, policies: tuple[Policy, ...]) -> Iterator[Lever]:
    for policy in policies:
        changes = dict(policy.changes or {})
        owners = {_owner(scenario, path) for path in changes} - {""}
        who = "several" if owners else "nobody"
        puller = owners.pop() if len(owners) == 1 else ""
        cost = _price(scenario, puller, changes)
        title = policy.title or policy.name
        who = capitalised(cast.name(puller)) if puller else who
        counted = _newly_fixed(scenario, policy.scenario)
        rarely = f"{title} (whenever legal)" if counted else ""
        yield Lever(
            policy.name, "policy", puller, who, title, changes, cost, rarely=rarely, counted=counted
        )


def _newly_fixed(before: Scenario, after: Scenario) -> dict[str, dict[str, str]]:
    """Return the orders by actor and desk that one scenario fixes and the one before does not."""
    found = {}
    for actor in after.actors:
        kept = fixed_orders(before, actor) if actor in before.actors else {}
        orders = {
            desk: order
            for desk, order in fixed_orders(after, actor).items()
            if kept.get(desk) != order
        }
        if orders:
            found[actor] = orders
    return found


def _price(scenario: Scenario, puller: str, changes: Mapping[str, Any]) -> Cost:
    """Return the cost of a policy, which is known only for one doctrine `fixed` or one number."""
    unpriced = Cost(0.0, "", "no single price")
    if len(changes) != 1 or not puller:
        return unpriced
    (path, value), *_ = changes.items()
    if isinstance(value, str) and value.startswith(FIXED_PREFIX):
        return order_cost(
            scenario, puller, *_by_desk(scenario, puller, value.removeprefix(FIXED_PREFIX)).values()
        )
    if isinstance(value, (int, float)) and path in scenario.numbers():
        return _move(scenario, path, float(value)) or unpriced
    return unpriced


def _owner(scenario: Scenario, path: str) -> str:
    """Return the id of the actor that controls what a path names; "" if no single actor does."""
    parts = [str(part) for part in split_path(path) or ()]
    if parts[0] == "actors" and len(parts) > 1:
        return parts[1]
    if parts[0] == "ties" and len(parts) > 1:
        return Cast(scenario.document).patron(parts[1])
    return scenario.guarantor if path == LOAD or parts[-1] == "coverage" else ""


def _postures(scenario: Scenario, cast: Cast) -> Iterator[Lever]:
    for actor, seat in scenario.actors.items():
        name = cast.name(actor)
        for desk in DESKS:
            for action in desk_menu(scenario, seat.role, desk):
                orders = {desk: action}
                does = cast.phrase(actor, action)
                does += f" on its {desk} desk" if action == HOLD else ""
                yield Lever(
                    key=f"{actor}: {orders_said(orders).removeprefix(FIXED_PREFIX)}",
                    kind="posture",
                    puller=actor,
                    who=capitalised(name),
                    said=capitalised(f"{name} always {does}"),
                    rarely=capitalised(f"{name} {does} whenever legal"),
                    changes={_doctrine(actor): orders_said(fixed_orders(scenario, actor) | orders)},
                    cost=order_cost(scenario, actor, action),
                    orders=orders,
                    counted={actor: orders},
                )


def fixed_orders(scenario: Scenario, actor: str) -> dict[str, str]:
    """Return the orders by desk that an actor's doctrine gives every turn, if it is `fixed`."""
    doctrine = scenario.doctrine(actor)
    if isinstance(doctrine, FixedDoctrine):
        return _by_desk(scenario, actor, doctrine.order)
    return {}


def orders_said(orders: Mapping[str, str]) -> str:
    """Return the doctrine `fixed` that gives these orders by desk, as a scenario writes it.

    >>> orders_said({"diplomacy": "concede", "security": "hold"})
    'fixed:security=hold+concede'
    >>> orders_said({"diplomacy": "hold", "security": "hold"})
    'fixed:hold'
    """
    given = [(desk, orders[desk]) for desk in DESKS if desk in orders]
    if len(given) == len(DESKS) and all(action == HOLD for _, action in given):
        return FIXED_PREFIX + HOLD
    return FIXED_PREFIX + "+".join(
        f"{desk}={action}" if action == HOLD else action for desk, action in given
    )


def _by_desk(scenario: Scenario, actor: str, text: str) -> dict[str, str]:
    """Return the orders that a text names, by the desk that gives them."""
    role = scenario.actors[actor].role
    found = {desk: order_for(text, desk, desk_menu(scenario, role, desk)) for desk in DESKS}
    return {desk: order for desk, order in found.items() if order is not None}


def _doctrine(actor: str) -> str:
    return f"actors.{actor}.doctrine"


def order_cost(scenario: Scenario, actor: str, *orders: str) -> Cost:
    """Return the cost of orders to their actor in each quarter in which it gives them.

    It is the sum of the costs in the menu times `parameters.action_cost`. For the guarantor it is
    also multiplied by the factors of its factions, weighted by their shares at the start. The cost
    of fighting and the cost of contradicting the other desk are not included; the note names the
    first.
    """
    menu = scenario.actions[scenario.actors[actor].role]
    entries = [menu[order] for order in orders]
    amount = sum(entry.cost for entry in entries) * scenario.parameters.action_cost
    if actor == scenario.guarantor:
        numbers = scenario.numbers()
        amount *= sum(
            numbers[f"actors.{actor}.factions.{faction}"]
            * numbers[f"utility.{actor}.factions.{faction}.action_cost"]
            for faction in _factions(scenario)
        )
    note = "the cost of fighting" if any(entry.force for entry in entries) else ""
    return Cost(amount + 0.0, "utils a quarter", note)


def _factions(scenario: Scenario) -> list[str]:
    first = f"actors.{scenario.guarantor}.factions."
    return [path.removeprefix(first) for path in scenario.numbers() if path.startswith(first)]


def _numbers(scenario: Scenario, cast: Cast) -> Iterator[Lever]:
    now = scenario.numbers()
    for path, puller, said in _held(scenario, cast):
        ends = _ends(scenario, path)
        for value in dict.fromkeys(ends):
            cost = _move(scenario, path, value)
            if cost is None or value == now[path]:
                continue
            yield Lever(
                key=f"{path} = {value:g}",
                kind="number",
                puller=puller,
                who=capitalised(cast.name(puller)),
                said=capitalised(f"{said} {value:g}, not {now[path]:g}"),
                changes=_with_shares(scenario, path, value),
                cost=cost,
            )


def _held(scenario: Scenario, cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Yield the path, the actor and the words of every number that an actor controls."""
    guarantor = scenario.guarantor
    owner = possessive(cast.name(guarantor))
    for tie in scenario.ties:
        patron, client = cast.name(cast.patron(tie)), cast.name(cast.client(tie))
        names = {"patron_s": possessive(patron), "client": client, "client_s": possessive(client)}
        for name in OF_TIES:
            said = VARIABLE_WORDS[name].of.format_map(names)
            yield f"ties.{tie}.{name}", cast.patron(tie), f"{said} begins at"
    for actor in scenario.actors:
        for name in OF_ACTORS:
            said = VARIABLE_WORDS[name].of.format(actor_s=possessive(cast.name(actor)))
            yield f"actors.{actor}.{name}", actor, f"{said} begins at"
    yield LOAD, guarantor, f"{owner} normal load elsewhere is"
    for faction in _factions(scenario):
        path = f"actors.{guarantor}.factions.{faction}"
        yield path, guarantor, f"the share of {owner} {faction} begins at"
    for theatre in scenario.theatres:
        said = f"the cover of {owner} guarantee for {cast.theatre(theatre)} is"
        yield f"theatres.{theatre}.coverage", guarantor, said


def _ends(scenario: Scenario, path: str) -> tuple[float, ...]:
    """Return low and high of a number; empty if the number does not exist or has no range."""
    try:
        return scenario.range_of(path)
    except ScenarioError:
        return ()


def _move(scenario: Scenario, path: str, value: float) -> Cost | None:
    """Return the cost of moving a number, as a share of its range; None if it has no range."""
    ends = _ends(scenario, path)
    if not ends or ends[0] == ends[1]:
        return None
    return Cost(abs(value - scenario.numbers()[path]) / (ends[1] - ends[0]), "of its range")


def _with_shares(scenario: Scenario, path: str, value: float) -> dict[str, Any]:
    """Return a change together with the changes of other shares that it makes necessary."""
    paths, values = moved_with([path], scenario).expand((path,), np.array([[value]]))
    return dict(zip(paths, values[0].tolist(), strict=True))

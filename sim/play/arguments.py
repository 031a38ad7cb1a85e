"""Checks of the arguments of a run: scenario, turns, seats and decisions.

Every error message names the value that was given, the allowed values and, if possible, a fix.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.engine.draws import whole_number
from sim.play.seats import Decision, DoctrineSeat, Seat, Sitter
from sim.vocabulary import DESKS, REPLIES

if TYPE_CHECKING:
    from sim.scenario import Scenario

LONGEST_RUN = 1000
"""Largest number of turns of a run; they are 250 years."""
DRAWN_SEEDS = 2**31
"""Upper bound of a drawn seed, excluded; such seeds are short enough to be typed by hand."""


def draw_seed() -> int:
    """Return a random seed from the operating system, in [0, 2^31)."""
    from secrets import randbelow

    return randbelow(DRAWN_SEEDS)


def draw_secret_seed() -> int:
    """Return a random seed from the operating system, in [0, 2^63), that nobody can guess.

    A player sees numbers with errors that are drawn by the seed. Of a small seed, a program finds
    in minutes which one fits.
    """
    from secrets import randbits

    return randbits(63)


def as_scenario(scenario: object, changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the scenario that an argument stands for, with the changes applied.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped scenario.
        changes: New values by path, as for ``Scenario.replace``.

    Raises:
        ScenarioError: The scenario, or a change to it, is not valid.
        TypeError: An argument has another type.
    """
    from sim.scenario import Scenario, load_scenario

    if isinstance(scenario, str | os.PathLike):
        scenario = load_scenario(scenario)
    if not isinstance(scenario, Scenario):
        raise TypeError(
            f"scenario = {_shown(scenario)}: must be a Scenario, the path of a scenario file, "
            "or the name of a shipped scenario, such as 'karabakh-2020'"
        )
    if not isinstance(changes, Mapping | None):
        raise TypeError(
            f"changes = {_shown(changes)}: must be a table of paths and values, "
            "such as {'parameters.bulwark': 0.0}"
        )
    return scenario.replace(changes) if changes else scenario


def with_events(
    scenario: Scenario, turn: int, events: Mapping[str, Mapping[str, object]]
) -> Scenario:
    """Return a scenario with events of a turn added to it.

    Args:
        scenario: The scenario.
        turn: The turn of the events.
        events: Tables of events by name, as in a scenario file.

    Raises:
        ScenarioError: An event is not valid.
        ValueError: A name is taken, or an event is of another turn.
    """
    from sim.scenario import from_document

    document = scenario.document
    known = document.setdefault("events", {})
    for key, event in events.items():
        if key in known:
            raise ValueError(f"there is an event '{key}' already")
        if event.get("at") != turn:
            raise ValueError(f"event '{key}' is at {event.get('at')!r}: expected {turn}")
        known[key] = dict(event)
    return from_document(document) if events else scenario


def as_turns(turns: object, scenario: Scenario) -> int:
    """Return the number of turns to play; that of the scenario if `turns` is None.

    Raises:
        TypeError: It is not a whole number.
        ValueError: It is below 1 or above ``LONGEST_RUN``.
    """
    if turns is None:
        return scenario.calendar.turns
    return whole_number("turns", turns, 1, LONGEST_RUN, str(LONGEST_RUN))


def as_seats(seats: object) -> Mapping[str, Sitter]:
    """Return the seats by actor; the single actors and seats are not checked here.

    Raises:
        TypeError: The argument is not a mapping.
    """
    if not isinstance(seats, Mapping | None):
        raise TypeError(f"seats = {_shown(seats)}: must be a table of actors and their seats")
    return seats or {}


def check_actor(key: object, actors: Iterable[str], what: str) -> None:
    """Check that a key is the id of an actor.

    Args:
        key: The key.
        actors: Ids of all actors.
        what: Beginning of the message.

    Raises:
        ValueError: There is no such actor; the message lists the actors.
    """
    known = list(actors)
    if key not in known:
        near = get_close_matches(str(key).upper(), known, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise ValueError(f"{what}: no actor {key!r}{hint} (the actors are {', '.join(known)})")


def check_seat(key: str, seat: object) -> Sitter:
    """Return the seat of an actor, after a check of its type.

    Raises:
        TypeError: It has no method ``choose``, or it is a class instead of an object.
    """
    if isinstance(seat, type):
        raise TypeError(
            f"the seat of {key} is the class {seat.__name__}: give an object of it, "
            f"such as {seat.__name__}()"
        )
    if not isinstance(seat, DoctrineSeat | Seat):
        raise TypeError(
            f"the seat of {key} is {_shown(seat)}: must have a method choose(view, legal) "
            "that returns a Decision, or be a DoctrineSeat"
        )
    return seat


def check_decision(key: str, decision: object) -> Decision:
    """Return the decision of an actor's seat, after a check of its parts.

    Raises:
        TypeError: It is not a Decision, or one of its orders is not a text.
        ValueError: Its reply is not one of the allowed replies.
    """
    if not isinstance(decision, Decision):
        raise TypeError(
            f"the seat of {key} returned {_shown(decision)}: must be a Decision, "
            "such as Decision(security='hold', diplomacy='hold')"
        )
    for desk in DESKS:
        order = getattr(decision, desk)
        if not isinstance(order, str):
            raise TypeError(
                f"the {desk} desk of {key} ordered {_shown(order)}: "
                "must be the name of an action, such as 'hold', or '' to stay on its course"
            )
    if decision.reply not in REPLIES:
        allowed = ", ".join(map(repr, REPLIES))
        raise ValueError(
            f"the seat of {key} replied {_shown(decision.reply)}: must be one of {allowed}"
        )
    return decision


def check_order(key: str, desk: str, order: str, menus: Mapping[str, Collection[str]]) -> None:
    """Check that an order is not one of the other desk, and not a reply.

    Args:
        key: Id of the actor.
        desk: Desk to which the order was given.
        order: Name of the order.
        menus: Names of the actions of each desk.

    Raises:
        ValueError: The order is on the menu of the other desk alone, or is a reply.
    """
    if order in REPLIES:
        raise ValueError(
            f"the {desk} desk of {key} cannot order {order!r}, which is a reply to an attack: "
            f"give Decision(reply={order!r})"
        )
    owner = next((one for one, menu in menus.items() if order in menu), desk)
    if owner != desk and order not in menus[desk]:
        raise ValueError(
            f"the {desk} desk of {key} cannot order {order!r}, an order of the {owner} desk: "
            f"give Decision({owner}={order!r})"
        )


def _shown(value: object) -> str:
    """Return the Python text of a value if it is short, else the name of its type."""
    text = repr(value)
    kind = type(value).__name__
    return text if len(text) <= 60 and "\n" not in text else f"an object of type {kind}"

"""What a run is asked for with, checked at the door: seeds, turns, seats and decisions.

Every message says what was given, what is allowed and, where it can be guessed, the likely fix.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.engine.draws import whole_number
from sim.play.seats import Decision, DoctrineSeat, Seat, Sitter
from sim.vocabulary import REPLIES

if TYPE_CHECKING:
    from sim.scenario import Scenario

LONGEST_RUN = 1000
"""Turns: 250 years of quarters."""
DRAWN_SEEDS = 2**31
"""A seed that is drawn is below this: short enough to read out and type again."""


def draw_seed() -> int:
    """Return a seed from the operating system's chance."""
    from secrets import randbelow

    return randbelow(DRAWN_SEEDS)


def as_scenario(scenario: object, changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the scenario that was asked for, with its changes.

    Raises:
        ScenarioError: The scenario, or a change to it, is not valid.
        TypeError: Something else was given.
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


def as_turns(turns: object, scenario: Scenario) -> int:
    """Return the number of turns to play; the scenario's own where none is given."""
    if turns is None:
        return scenario.calendar.turns
    return whole_number("turns", turns, 1, LONGEST_RUN, str(LONGEST_RUN))


def as_seats(seats: object) -> Mapping[str, Sitter]:
    """Return the seats that were asked for, by actor, not yet checked one by one.

    Raises:
        TypeError: They are no table.
    """
    if not isinstance(seats, Mapping | None):
        raise TypeError(f"seats = {_shown(seats)}: must be a table of actors and their seats")
    return seats or {}


def check_actor(key: object, actors: Iterable[str], what: str) -> None:
    """Raise ValueError, naming the actors, for a key that is none of theirs."""
    known = list(actors)
    if key not in known:
        near = get_close_matches(str(key).upper(), known, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise ValueError(f"{what}: no actor {key!r}{hint} The actors are {', '.join(known)}")


def check_seat(key: str, seat: object) -> Sitter:
    """Return a seat that can decide.

    Raises:
        TypeError: It has no ``choose``, or is a class where an object of it is wanted.
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
    """Return a decision that can be read.

    Raises:
        TypeError: It is no Decision, or its action no text.
        ValueError: Its reply is none that there is.
    """
    if not isinstance(decision, Decision):
        fix = f": return Decision({decision!r})" if isinstance(decision, str) else ""
        raise TypeError(
            f"the seat of {key} returned {_shown(decision)}: must be a Decision, "
            f"such as Decision('hold'){fix}"
        )
    if not isinstance(decision.action, str):
        raise TypeError(
            f"the seat of {key} ordered {_shown(decision.action)}: "
            "must be the name of an action, such as 'hold'"
        )
    if decision.reply not in REPLIES:
        allowed = ", ".join(map(repr, REPLIES))
        raise ValueError(
            f"the seat of {key} replied {_shown(decision.reply)}: must be one of {allowed}"
        )
    return decision


def _shown(value: object) -> str:
    """The value as its author wrote it, if that is short; else what kind of thing it is."""
    text = repr(value)
    kind = type(value).__name__
    return text if len(text) <= 60 and "\n" not in text else f"an object of type {kind}"

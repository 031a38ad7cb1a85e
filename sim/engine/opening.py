"""Where runs begin: at the opening of the scenario, or at any turn of a run that was played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.engine import layout as at
from sim.engine.layout import Links, Vector
from sim.engine.outcome import LOG_WIDTH
from sim.engine.vectors import EncodedScenario, Table


class Opening(NamedTuple):
    """The moment at which all runs of a batch begin.

    Attributes:
        turn: Number of the first turn that is played.
        begun: 1 if the vectors hold a run that has begun, 0 if runs begin as the scenario says.
        opened: 1 if the first turn is open already: its war elsewhere and its misreadings are those
            of the run that is held; 0 if they are drawn.
        s: State [place].
        private: Numbers that no seat sees [place].
        order: Last order of every desk [actor, desk].
        forecast: Effort that everybody expects of each actor [actor, channel].
        edge: Misreading of the balance in a turn that is open [actor].
        expected: Sum of the expected efforts in a turn that is open [channel].
        holding: Conditions that hold in a turn that is open [actor].
        log: Log of the turns before the first [turn, entry].
        given: Order of every desk in the first turn, or `layout.NONE` where the desk decides
            [actor, desk].
        replies: Instruction for the reply in the first turn [actor].
    """

    turn: int
    begun: int
    opened: int
    s: Vector
    private: Vector
    order: Links
    forecast: Vector
    edge: Vector
    expected: Vector
    holding: Links
    log: Vector
    given: Links
    replies: Links


def at_start(encoded: EncodedScenario) -> Opening:
    """Return the opening of the scenario, at which every desk decides."""
    none, nothing = [0.0], [0]
    return Opening(
        0, 0, 0, none, none, nothing, none, none, none, nothing, none, *_no_orders(encoded)
    )


def from_table(
    encoded: EncodedScenario,
    table: Table,
    *,
    opened: bool = False,
    given: Mapping[int, int] | None = None,
    replies: Mapping[int, int] | None = None,
) -> Opening:
    """Return the moment at which a run is.

    Args:
        encoded: The encoded scenario of the run.
        table: Table of the run.
        opened: Whether its turn is open.
        given: Orders of this turn, by place of the desk, as places in the list of actions.
        replies: Instructions for the reply in this turn, by place of the actor.
    """
    turn = table.counter[at.TURN]
    orders, instructions = _no_orders(encoded)
    for k, order in (given or {}).items():
        orders[k] = order
    for i, reply in (replies or {}).items():
        instructions[i] = reply
    return Opening(
        turn,
        1,
        int(opened),
        list(table.s),
        list(table.private),
        list(table.before),
        list(table.forecast),
        list(table.edge),
        list(table.expected),
        list(table.holding),
        list(table.log[: turn * LOG_WIDTH]) or [0.0],
        orders,
        instructions,
    )


def _no_orders(encoded: EncodedScenario) -> tuple[list[int], list[int]]:
    replies = encoded.ix[at.DOCTRINE_REPLY : at.DOCTRINE_REPLY + at.MAX_ACTORS]
    return [at.NONE] * (at.MAX_ACTORS * at.DESK_COUNT), list(replies)


def in_arrays(opening: Opening) -> Opening:
    """Return the same opening with arrays instead of lists, for compiled code."""
    found: dict[str, Any] = {}
    for name, hint in Opening.__annotations__.items():
        items = getattr(opening, name)
        if not isinstance(items, int):
            found[name] = np.array(items, np.float64 if "Vector" in str(hint) else np.int64)
    return opening._replace(**found)


def take_up(opening: Opening, sc: EncodedScenario, t: Table) -> None:
    """Set all lanes of a group to the run that the opening holds."""
    for n in range(sc.ix[at.N_PLACES]):
        place = sc.ix[at.PLACES + n]
        t.s[place] = opening.s[place]
    for n in range(at.PRIVATE_SIZE):
        t.private[n] = opening.private[n]
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        t.order[k] = opening.order[k]
        t.before[k] = opening.order[k]
    for n in range(opening.turn * LOG_WIDTH):
        t.log[n] = opening.log[n]
    for i in range(sc.ix[at.N_ACTORS]):
        for n in range(sc.own_first[i], sc.own_first[i + 1]):
            place = i * at.CHANNEL_COUNT + sc.own_slot[n]
            t.forecast[place] = opening.forecast[place]
    if opening.opened == 1:
        for i in range(sc.ix[at.N_ACTORS]):
            t.edge[i] = opening.edge[i]
            t.holding[i] = opening.holding[i]
        for n in range(sc.ix[at.N_LIVE]):
            slot = sc.ix[at.LIVE + n]
            t.expected[slot] = opening.expected[slot]

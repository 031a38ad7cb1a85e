"""The efforts of an actor in a game: as the others expect them, and as it has ordered them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.forecast import add_efforts
from sim.engine.naming import channel_names
from sim.engine.table import zeros
from sim.rules.overstretch import bandwidth
from sim.vocabulary import DIPLOMACY_DESK, SECURITY_DESK

if TYPE_CHECKING:
    from sim.play.game import Game

DECIDING = (DIPLOMACY_DESK, SECURITY_DESK)
"""Desks of an actor in the order in which they decide."""

_names = cache(channel_names)


def expected_efforts(game: Game, actor: str) -> dict[str, float]:
    """Return the efforts that the others expect of an actor, by channel, without zeros."""
    first, ix = game.place(actor) * at.CHANNEL_COUNT, game.encoded.ix
    names = _names(game.cast)
    live = ix[at.LIVE : at.LIVE + ix[at.N_LIVE]]
    efforts = {names[slot]: game.table.forecast[first + slot] for slot in live}
    return {name: effort for name, effort in efforts.items() if effort != 0.0}


def ordered_efforts(game: Game, actor: str) -> dict[str, float]:
    """Return the efforts of the orders that an actor has handed in, by channel, without zeros."""
    place, found = game.place(actor), zeros(at.CHANNEL_COUNT)
    width = bandwidth(game.table.s[at.OVERSTRETCH + place])
    for desk in DECIDING:
        order = game.table.order[desk_place(place, desk)]
        add_efforts(order, 1.0, width, game.encoded, 0, found)
    names = _names(game.cast).items()
    return {name: found[slot] for slot, name in names if found[slot] != 0.0}

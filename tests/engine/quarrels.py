"""The quarrels on which what is derived of a turn is held against turns that are played."""

from __future__ import annotations

from functools import cache
from random import Random

import sim
from sim.engine.efforts import PLACES
from sim.engine.places import Cast
from sim.scenario import Scenario
from sim.vocabulary import ACTOR_CHANNELS, THEATRE_CHANNELS, TIE_CHANNELS
from tests.engine.any_play import any_setting
from tests.engine.pencil import bare, pencil

SHIPPED = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")
QUARRELS = ("pencil", "bare", *SHIPPED, *(f"{name}, any numbers" for name in SHIPPED))


@cache
def quarrel(name: str) -> Scenario:
    """A scenario; of the shipped ones also one with every number anywhere in its range."""
    if name in ("pencil", "bare"):
        return pencil() if name == "pencil" else bare()
    scenario = sim.load_scenario(name.removesuffix(", any numbers"))
    if name in SHIPPED:
        return scenario
    return scenario.replace(any_setting(scenario, Random(7)))


def channels(cast: Cast) -> list[int]:
    """Every channel that has an actor, tie or theatre of the cast at its other end."""
    ends: dict[str, int] = {
        **dict.fromkeys(ACTOR_CHANNELS, len(cast.actors)),
        **dict.fromkeys(TIE_CHANNELS, len(cast.ties)),
        **dict.fromkeys(THEATRE_CHANNELS, len(cast.theatres)),
    }
    return [first + k for name, first in PLACES.items() for k in range(ends.get(name, 1))]

"""From what happens in a run of the model to the levels in which the record is written.

Frozen before anything was scored. Every choice is judgement and stands here with its reason.

- **stance**: the model's own stance at the end of the half-year, judged over four quarters.
  `mixed` counts as `brokers`: it is what the model says of a guarantor that arms its client without
  recommitting and without favouring the other side, and the record codes such a time as brokering
  (2019: Russian aircraft for Armenia, stance "broker").
- **offensive**: the largest order of the challenger's security desk in either quarter: `offensive`
  is a full one, `border_push` a limited one, `probe` a probe. The model knows no limited attack in
  the main theatre; April 2016 was one.
- **control**: 1 - the challenger's control of the main theatre at the end.
- **peacekeepers**: present if their strength is .1 or more at the end, as the model's own measures
  have it.
- **west**: every quarter in which the defender orders `diversify` or `freeze_alliance` is one step,
  nine at most.
- **turkish_presence**: `permanent base` if presence is .5 or more at the end, as the model's own
  measures have it; else `treaty and post` if the sponsor has publicly pledged defence
  (`pledge_defence`) since the start; else `wartime advisers` if it sent drone operators or hired
  fighters in the half-year; else `arms and training`. The pact of 2010 stands at every start, so
  `none` does not occur.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.outcomes import CAPTURE_LEVEL, MISSION_GONE
from sim.validation.backtest.targets import (
    CONTROL,
    MISSION,
    OFFENSIVE,
    PRESENCE,
    STANCE,
    WEST,
    Levels,
    share_band,
    step_band,
)
from sim.validation.futures import Futures
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from sim.scenario import Scenario

LEVEL_OF_STANCE = {"disengage": 0, "accommodate": 1, "broker": 2, "mixed": 2, "recommit": 3}
"""Level of the target "stance", by the model's stance."""
ATTACKS = ("probe", "border_push", "offensive")
"""Orders of the challenger, from level 1 of the target "offensive" upwards."""
WESTWARD = ("diversify", "freeze_alliance")
"""Orders of the defender that are steps to the West."""
PLEDGE = "pledge_defence"
"""Order of the sponsor that stands for a treaty."""
OPERATORS = ("operate_drones", "send_mercenaries")
"""Orders of the sponsor that put its men beside the client's."""


def watched(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths of the state variables that the mapping reads, in a scenario."""
    main = next(iter(scenario.theatres))
    paths = [f"theatres.{main}.control", f"theatres.{main}.mission"]
    return (*paths, f"ties.{scenario.sponsor}-{scenario.challenger}.presence")


def stance_levels(futures: Futures, level_of: dict[str, int] | None = None) -> Levels:
    """Return the level of the target "stance", axes [future, half-year].

    Args:
        futures: The futures.
        level_of: Level by the model's stance; `LEVEL_OF_STANCE` if None.
    """
    given = LEVEL_OF_STANCE if level_of is None else level_of
    table = np.array([given[name] for name in STANCES], np.int64)
    found: Levels = table[futures.stance_at_end()]
    return found


def offensive_levels(futures: Futures) -> Levels:
    """Return the level of the target "offensive", axes [future, half-year]."""
    challenger = futures.scenario.challenger
    found = np.zeros((futures.count, len(futures.half_years)), np.int64)
    for level, order in enumerate(ATTACKS, 1):
        found[futures.within(futures.ordered(challenger, "security", order))] = level
    return found


def mission_levels(futures: Futures) -> Levels:
    """Return the level of the target "peacekeepers", axes [future, half-year]."""
    main = next(iter(futures.scenario.theatres))
    return (futures.at_end(f"theatres.{main}.mission") >= MISSION_GONE).astype(np.int64)


def levels_of(futures: Futures) -> dict[str, Levels]:
    """Return the level of every target, by its name, axes [future, half-year]."""
    main = next(iter(futures.scenario.theatres))
    westward = futures.ordered(futures.scenario.defender, "diplomacy", *WESTWARD)
    last = [half.last for half in futures.half_years]
    return {
        STANCE.name: stance_levels(futures),
        OFFENSIVE.name: offensive_levels(futures),
        CONTROL.name: share_band(1.0 - futures.at_end(f"theatres.{main}.control")),
        MISSION.name: mission_levels(futures),
        WEST.name: step_band(westward.cumsum(axis=1)[:, last]),
        PRESENCE.name: _presence_levels(futures),
    }


def _presence_levels(futures: Futures) -> Levels:
    scenario = futures.scenario
    sponsor = scenario.sponsor or ""
    presence = futures.at_end(f"ties.{sponsor}-{scenario.challenger}.presence")
    found = np.ones(presence.shape, np.int64)
    found[futures.within(futures.ordered(sponsor, "security", *OPERATORS))] = 2
    found[futures.so_far(futures.ordered(sponsor, "diplomacy", PLEDGE))] = 3
    found[presence >= CAPTURE_LEVEL] = 4
    return found

"""Futures made by hand: those in which exactly what is asked for happens, in every future."""

from __future__ import annotations

import numpy as np

import sim
from sim.engine import layout as at
from sim.validation.backtest.mapping import ATTACKS, watched
from sim.validation.backtest.panel import Row
from sim.validation.futures import Futures, _places, half_years
from sim.vocabulary import DESKS, STANCES

STANCE_OF_LEVEL = ("disengage", "accommodate", "broker", "recommit")
SHARE_OF_BAND = (0.0, 0.1, 0.25, 1.0)
MOST_STEPS_OF_BAND = (0, 3, 6, 9)


def quiet(scenario: sim.Scenario, count: int = 2) -> Futures:
    """Futures in which everybody waits and the guarantor brokers."""
    halves, turns = half_years(scenario), scenario.calendar.turns
    places = _places(scenario)
    orders = np.zeros((count, turns, len(scenario.actors) * at.DESK_COUNT), np.int16)
    for k, (actor, desk) in enumerate((a, d) for a in scenario.actors for d in DESKS):
        orders[:, :, k] = places[actor, desk]["hold"]
    return Futures(
        scenario=scenario,
        half_years=halves,
        stances=np.full((count, turns), STANCES.index("broker"), np.int8),
        orders=orders,
        places=places,
        states={path: np.zeros((count, turns + 1)) for path in watched(scenario)},
    )


def order(futures: Futures, turn: int, actor: str, desk: str, name: str, run: int = -1) -> None:
    """Let a desk give an order in a turn, in one future or (-1) in all."""
    column = list(futures.scenario.actors).index(actor) * at.DESK_COUNT + DESKS.index(desk)
    runs = slice(None) if run < 0 else run
    futures.orders[runs, turn, column] = futures.places[actor, desk][name]


def foretold(scenario: sim.Scenario, rows: list[Row]) -> Futures:
    """Futures in which the record happens."""
    futures = quiet(scenario)
    control, mission, presence = (futures.states[path] for path in watched(scenario))
    steps = 0
    for half, row in zip(futures.half_years, rows, strict=True):
        level = row.levels
        both = [half.first, half.last]
        futures.stances[:, both] = STANCES.index(STANCE_OF_LEVEL[level["stance"]])
        if level["offensive"]:
            order(futures, half.first, "AZE", "security", ATTACKS[level["offensive"] - 1])
        control[:, half.last + 1] = 1.0 - SHARE_OF_BAND[level["control"]]
        mission[:, half.last + 1] = float(level["peacekeepers"])
        presence[:, half.last + 1] = 0.6 if level["turkish_presence"] == 4 else 0.1
        if level["turkish_presence"] == 2:
            order(futures, half.first, "TUR", "security", "operate_drones")
        if level["turkish_presence"] == 3:
            order(futures, half.first, "TUR", "diplomacy", "pledge_defence")
        for turn in both:
            if steps < MOST_STEPS_OF_BAND[level["west"]]:
                order(futures, turn, "ARM", "diplomacy", "diversify")
                steps += 1
    return futures

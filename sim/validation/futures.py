"""Many futures of one scenario, quarter by quarter: stances, orders and states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.engine import layout as at
from sim.engine.batch import Batch
from sim.engine.numbers import desk_menu
from sim.experiment.executors import hire
from sim.vocabulary import DESKS

if TYPE_CHECKING:
    from sim.scenario import Scenario

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

BLOCK = 512
"""Futures played in one call, which takes some tenths of a second."""

Watch = Callable[[int], None]
"""Called with the number of futures played since the last call."""


@dataclass(frozen=True)
class HalfYear:
    """Two quarters of a calendar year.

    Attributes:
        name: Such as "2021H1".
        first: Turn of its first quarter.
    """

    name: str
    first: int

    @property
    def last(self) -> int:
        """Turn of its second quarter."""
        return self.first + 1


def half_years(scenario: Scenario, turns: int | None = None) -> tuple[HalfYear, ...]:
    """Return the half-years of which both quarters are played, in order.

    Args:
        scenario: The scenario, for its calendar.
        turns: Turns of a run; the scenario's own number if None.
    """
    count = scenario.calendar.turns if turns is None else turns
    found = []
    for turn in range(count - 1):
        year, quarter = scenario.calendar.date(turn).split()
        if quarter in ("Q1", "Q3"):
            found.append(HalfYear(f"{year}H{1 if quarter == 'Q1' else 2}", turn))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Futures:
    """What happened in many futures of a scenario.

    Attributes:
        scenario: The scenario.
        half_years: Its half-years that were played in full.
        stances: Stance at the end of every quarter, as its place in `vocabulary.STANCES`, axes
            [future, turn].
        orders: Order of every desk, as its place in the list of all actions, axes
            [future, turn, desk].
        places: Place of every action in that list, by actor, desk and name.
        states: Values of state variables, by path, axes [future, turn]; turn 0 is the opening.
    """

    scenario: Scenario
    half_years: tuple[HalfYear, ...]
    stances: npt.NDArray[np.int8]
    orders: npt.NDArray[np.int16]
    places: Mapping[tuple[str, str], Mapping[str, int]]
    states: Mapping[str, Floats]

    @property
    def count(self) -> int:
        """Number of futures."""
        return len(self.stances)

    def ordered(self, actor: str, desk: str, *names: str) -> Bools:
        """Return whether a desk gave one of these orders, axes [future, turn].

        Args:
            actor: Id of the actor.
            desk: One of `vocabulary.DESKS`.
            names: Names of actions; those that the menu lacks are never given.
        """
        menu = self.places[actor, desk]
        column = list(self.scenario.actors).index(actor) * at.DESK_COUNT + DESKS.index(desk)
        wanted = [menu[name] for name in names if name in menu]
        found: Bools = np.isin(self.orders[:, :, column], wanted)
        return found

    def at_end(self, path: str) -> Floats:
        """Return a state variable at the end of every half-year, axes [future, half-year]."""
        return self.states[path][:, [half.last + 1 for half in self.half_years]]

    def stance_at_end(self) -> npt.NDArray[np.int8]:
        """Return the stance at the end of every half-year, axes [future, half-year]."""
        return self.stances[:, [half.last for half in self.half_years]]

    def within(self, happened: Bools) -> Bools:
        """Return whether something happened in either quarter, axes [future, half-year].

        Args:
            happened: Axes [future, turn].
        """
        first = [half.first for half in self.half_years]
        last = [half.last for half in self.half_years]
        found: Bools = happened[:, first] | happened[:, last]
        return found

    def so_far(self, happened: Bools) -> Bools:
        """Return whether something has happened by the end of it, axes [future, half-year]."""
        found: Bools = np.logical_or.accumulate(happened, axis=1)[
            :, [half.last for half in self.half_years]
        ]
        return found


def play_futures(
    scenario: Scenario,
    paths: Sequence[str],
    *,
    seed: int,
    count: int,
    turns: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda runs: None,
) -> Futures:
    """Play futures of a scenario and return what happened. It does not depend on `jobs`.

    Args:
        scenario: The scenario.
        paths: Paths of the state variables to keep.
        seed: Seed of all chance, [0, 2^64).
        count: Number of futures, at least 1.
        turns: Turns of a future; the scenario's own number if None.
        jobs: Threads; all cores if None.
        watch: Called with the number of futures played since the last call.

    Raises:
        ValueError: A path names no state variable.
    """
    batch = Batch(scenario, turns=turns, trajectories=paths, stances=True, conduct=True)
    length = batch.turns
    stances = np.zeros((count, length), np.int8)
    orders = np.zeros((count, length, len(scenario.actors) * at.DESK_COUNT), np.int16)
    states = np.zeros((count, length + 1, len(paths)))

    def play(first: int) -> int:
        number = min(BLOCK, count - first)
        played = batch.play([[]], seed=seed, first=first, count=number, exact=True)
        part = slice(first, first + number)
        stances[part], orders[part] = played.stances[0], played.orders[0]
        states[part] = played.trajectories[0]
        return number

    with hire("threads", jobs=jobs) as crew:
        waiting = [crew.executor.submit(play, first) for first in range(0, count, BLOCK)]
        for done in as_completed(waiting):
            watch(done.result())
    return Futures(
        scenario=scenario,
        half_years=half_years(scenario, length),
        stances=stances,
        orders=orders,
        places=_places(scenario),
        states={path: states[:, :, k] for k, path in enumerate(paths)},
    )


def _places(scenario: Scenario) -> dict[tuple[str, str], dict[str, int]]:
    """Return the place of every action in the list of all actions, by actor and desk."""
    found, place = {}, 0
    for actor, held in scenario.actors.items():
        for desk in DESKS:
            menu = desk_menu(scenario, held.role, desk)
            found[actor, desk] = {name: place + k for k, name in enumerate(menu)}
            place += len(menu)
    return found

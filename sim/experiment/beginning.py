"""Beginnings: an experiment whose runs all go on from one turn of a run that was played.

The folder of its results holds a copy of the record of that run, so that every run can be played
again from the folder alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.courses import desk_place
from sim.engine.opening import Opening, from_table
from sim.experiment.faults import ResultsError
from sim.play.game import Game
from sim.record import RecordError
from sim.record.record import load_record
from sim.vocabulary import DESKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.record import Record
    from sim.scenario import Scenario

COPY = "opening.json"
"""Name of the copy of the record in a folder of results."""

Orders = Mapping[str, Mapping[str, str]]
"""Orders of the first turn, by actor and desk."""


@dataclass(frozen=True, eq=False)
class Beginning:
    """A turn of a run, at which all runs of an experiment begin.

    The turn is open: its war elsewhere and its misreadings are those of the run. Its orders are
    still to come.

    Attributes:
        record: The run.
        turn: Number of the turn; it may be the one after the last that was played.
    """

    record: Record
    turn: int

    @cached_property
    def copy(self) -> bytes:
        """The bytes of the record's file."""
        return self.record.to_bytes()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of these bytes, in hexadecimal."""
        return hashlib.sha256(self.copy).hexdigest()

    @property
    def scenario(self) -> Scenario:
        """The scenario of the run in that turn."""
        return self._game.coming.scenario

    @property
    def date(self) -> str:
        """Date of the turn."""
        return self.scenario.calendar.date(self.turn)

    @property
    def facts(self) -> dict[str, Any]:
        """What a manifest says of it."""
        record = self.record
        return {
            "record": COPY,
            "sha256": self.sha256,
            "turn": self.turn,
            "date": self.date,
            "scenario": record.scenario["name"],
            "seed": record.seed,
            "replicate": record.replicate,
        }

    @cached_property
    def _game(self) -> Game:
        # A record of fewer turns goes on: there is room for this one.
        return Game.at(self.record, self.turn, turns=max(self.record.turns, self.turn + 1))

    def game(
        self, scenario: Scenario, orders: Orders, *, seed: int, replicate: int, turns: int
    ) -> Game:
        """Return a game at that turn, which is not open yet; it keeps a record.

        Args:
            scenario: The scenario from then on.
            orders: Orders of the turn.
            seed: Seed of the draws, from the orders of the turn on.
            replicate: Their replicate.
            turns: Number of turns of the whole game.
        """
        begun = Game.at(self.record, self.turn, turns=turns)
        return begun.branch(seed=seed, replicate=replicate, scenario=scenario, orders=orders)

    def opened(self, scenario: Scenario, orders: Orders) -> Game:
        """Return a game in that turn, which is open, with the orders still to come."""
        game = self._game.branch(seed=0, scenario=scenario, orders=orders)
        game.open()
        return game

    def opening(self, scenario: Scenario, orders: Orders) -> Opening:
        """Return the moment before the decisions of that turn, for the kernel."""
        game = self.opened(scenario, orders)
        places = {
            desk_place(game.place(actor), k): game.action_place(actor, desk, orders[actor][desk])
            for actor in orders
            for k, desk in enumerate(DESKS)
            if desk in orders[actor]
        }
        return from_table(game.encoded, game.table, opened=True, given=places)

    def before(self, paths: Sequence[str]) -> NDArray[np.float64]:
        """Return the states of the run up to that turn [number of turns played, path]."""
        columns = [self.record.column(path) for path in paths]
        past = self.record.turns_played[: self.turn]
        states = [self.record.initial, *(played.state for played in past)]
        return np.array([[state[column] for column in columns] for state in states])


def read_beginning(folder: Path, facts: Mapping[str, Any]) -> Beginning:
    """Return the beginning that a manifest tells of, from the record beside it.

    Args:
        folder: Folder of the results.
        facts: What the manifest says of it.

    Raises:
        ResultsError: The record is missing, cannot be read, or is another one.
    """
    path = folder / str(facts["record"])
    try:
        record = load_record(path)
    except RecordError as error:
        raise ResultsError(f"{error}; {_remedy(folder)}") from None
    found = Beginning(record, int(facts["turn"]))
    if found.sha256 != facts["sha256"]:
        raise ResultsError(f"{path}: not the record that these runs begin in; {_remedy(folder)}")
    return found


def _remedy(folder: Path) -> str:
    return f"save the record of the run that {folder} goes on from there; no run plays without it"

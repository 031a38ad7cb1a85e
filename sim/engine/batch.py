"""Batches: many runs of one scenario, at many settings of its numbers, played by the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine import layout as at
from sim.engine.arrays import for_compiled_code
from sim.engine.compiled import kernel_lanes
from sim.engine.courses import desk_place
from sim.engine.draws import REPLICATE_LIMIT
from sim.engine.encoding import menu_places
from sim.engine.entry import entry
from sim.engine.kernel import ENDS_AT, play_points
from sim.engine.lanes import GROUPS
from sim.engine.modes import jit_enabled
from sim.engine.opening import Opening, at_start, in_arrays
from sim.engine.places import Cast
from sim.engine.seen import with_what_desks_read
from sim.engine.settings import Settings
from sim.engine.table import lay_table
from sim.engine.vectors import EncodedScenario, Table
from sim.measures import outcome_columns
from sim.vocabulary import DESKS

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Played(NamedTuple):
    """Results of a batch.

    Attributes:
        outcomes: One row per run, axes [point, replicate, column of ``Batch.columns``].
        trajectories: Values of the kept state variables, axes [point, replicate, turn, variable];
            the first is the state in which the runs begin.
        stances: Stance at the end of every turn, as its place in ``vocabulary.STANCES``, axes
            [point, replicate, turn]; the axis of turns is empty unless stances were asked for.
        orders: Order of every desk, as its place in the encoded scenario's list of actions, axes
            [point, replicate, turn, desk], from the first turn that was played. Like the next two,
            it has an empty last axis unless conduct was asked for.
        reviews: 1 if the desk chose anew, else 0, axes [point, replicate, turn, desk].
        replies: 1 if the guarantor defended the theatre, else 0, axes
            [point, replicate, turn, theatre].
    """

    outcomes: npt.NDArray[np.float64]
    trajectories: npt.NDArray[np.float32] | npt.NDArray[np.float64]
    stances: npt.NDArray[np.int8]
    orders: npt.NDArray[np.int16]
    reviews: npt.NDArray[np.int16]
    replies: npt.NDArray[np.int16]


class Batch:
    """A scenario made ready for many runs.

    Args:
        scenario: The scenario to play.
        paths: Paths of the numbers that vary from point to point, as in ``Scenario.replace``.
        turns: Turns of a run, >= 1; the scenario's own number if None.
        trajectories: Paths of the state variables to keep for every turn.
        stances: Whether to keep the guarantor's stance at the end of every turn.
        conduct: Whether to keep the orders, reviews and replies of every turn.

    Raises:
        ScenarioError: A path names no number of the scenario.
        ValueError: A trajectory names no state variable, or ``turns`` is below 1.
    """

    def __init__(
        self,
        scenario: Scenario,
        paths: Sequence[str] = (),
        *,
        turns: int | None = None,
        trajectories: Sequence[str] = (),
        stances: bool = False,
        conduct: bool = False,
    ) -> None:
        self._settings = Settings(scenario, paths)
        self.scenario = scenario
        self.paths = self._settings.paths
        self.turns = scenario.calendar.turns if turns is None else turns
        if self.turns < 1:
            raise ValueError(f"turns = {self.turns}: must be at least 1")
        cast = Cast.of(scenario)
        places = cast.state_places()
        self.columns = outcome_columns(places)
        self.trajectories = tuple(trajectories)
        self.stances, self.conduct = stances, conduct
        desks = len(cast.actors) * at.DESK_COUNT if conduct else 0
        self._parts = (desks, 2 * desks)
        self._conduct = 2 * desks + (len(cast.theatres) if conduct else 0)
        unknown = [path for path in self.trajectories if path not in places]
        if unknown:
            raise ValueError(f"{unknown[0]}: no such state variable")
        self._ends = np.array(list(places.values()), dtype=np.int64)
        self._watched = np.array([places[path] for path in self.trajectories], dtype=np.int64)
        assert len(self.columns) == ENDS_AT + len(places)

    def orders_of(self, actor: str, desk: str) -> tuple[int, dict[str, int]]:
        """Return the column of a desk in ``Played.orders``, and what stands there for each order.

        Args:
            actor: Id of the actor.
            desk: Name of the desk.
        """
        place, k = list(self.scenario.actors).index(actor), DESKS.index(desk)
        first = self._settings.encoded.first_action
        return desk_place(place, k), menu_places(self.scenario, actor, k, first)

    def check(self, values: npt.ArrayLike) -> list[str | None]:
        """Return for every point one line that says why it cannot be played, or None if it can.

        Args:
            values: Values of the numbers that vary, axes [point, path].

        Raises:
            ValueError: The values have another shape.
        """
        return self._settings.check(values)

    def play(
        self,
        values: npt.ArrayLike,
        *,
        seed: int,
        first: int,
        count: int,
        exact: bool = False,
        opening: Opening | None = None,
    ) -> Played:
        """Play replicates ``first`` to ``first + count - 1`` at every point.

        Several threads may call this at once: each call has its own tables, and compiled code does
        not hold the interpreter's lock. A seed and a replicate give the same random draws at
        every point.

        Args:
            values: Values of the numbers that vary, axes [point, path].
            seed: Seed of all random draws, [0, 2^64).
            first: First replicate, [0, 2^32).
            count: Number of replicates, >= 0.
            exact: Whether trajectories are float64; otherwise they are float32.
            opening: Where the runs begin; at the opening of the scenario if None.

        Raises:
            ValueError: Seed or replicates out of range, values of another shape, or the runs
                begin when their turns are over.
        """
        if opening is not None and opening.turn >= self.turns:
            raise ValueError(f"turn {opening.turn}: runs of {self.turns} turns are over there")
        if count < 0 or first + count > REPLICATE_LIMIT:
            raise ValueError(f"replicates {first} to {first + count - 1}: must lie in [0, 2^32)")
        numbers = self._settings.numbers(values)
        encoded, table, begin = self._laid_out(seed, first, opening)
        points = len(numbers)
        outcomes = np.zeros((points, count, len(self.columns)))
        turns = self.turns - begin.turn
        shape = (points, count, turns + 1, len(self._watched))
        paths = np.zeros(shape)
        stances = np.zeros((points, count, self.turns if self.stances else 0), np.int8)
        conduct = np.zeros((points, count, turns, self._conduct), np.int16)
        entry(play_points)(
            encoded,
            table,
            begin,
            numbers,
            first,
            count,
            self.turns,
            self._ends,
            self._watched,
            outcomes,
            paths,
            stances,
            conduct,
        )
        values = paths if exact else paths.astype(np.float32)
        return Played(outcomes, values, stances, *np.split(conduct, self._parts, axis=3))

    def _laid_out(
        self, seed: int, first: int, opening: Opening | None
    ) -> tuple[EncodedScenario, Table, Opening]:
        """Return the encoded scenario, a table and the opening, as the kernel takes them."""
        encoded = self._settings.encoded
        table = lay_table(encoded, seed, first, self.turns)
        begin = at_start(encoded) if opening is None else opening
        if not jit_enabled():
            return encoded._replace(p=list(encoded.p)), table, begin
        encoded = with_what_desks_read(encoded)
        # One more group than the runs fill: the spare one.
        encoded, table = for_compiled_code(encoded, table, kernel_lanes(), GROUPS + 1)
        return encoded, table, in_arrays(begin)

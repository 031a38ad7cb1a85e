"""The schedule of a sweep: which unit to play next, and which points need more replicates.

Whether a point gets more replicates is decided at fixed numbers of replicates, from sums that are
added in a fixed order. The decision is therefore the same whichever unit finishes first, with any
number of workers, and after any restart.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from sim.experiment.intervals import half_width
from sim.experiment.units import Layout, Unit

Counts = NDArray[np.int64]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and sums over the runs of a finished unit.

    Attributes:
        runs: Number of runs.
        failed: Number of them that failed.
        known: Number of runs with a value of the main outcome: the run did not fail, and the
            outcome is not a turn that never came.
        total: Sum of the main outcome over these runs.
        played: Number of runs with a value of the outcome that decides about more replicates
            [point of the unit].
        sums: Sum of that outcome [point of the unit].
        squares: Sum of its squares [point of the unit].
    """

    runs: int
    failed: int
    known: int
    total: float
    played: Counts
    sums: Sums
    squares: Sums


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The precision that a point needs in every policy.

    `half_width` is half the width that the 95 % interval of the outcome may have; `share` says
    whether the outcome is a yes or no.
    """

    half_width: float
    share: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """Shard number `index` (from 1) of a sweep that is divided into `of` shards."""

    index: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.index}/{self.of}"


WHOLE = Shard()


class Schedule:
    """The units to play.

    The caller takes a unit with `take`, plays it, and reports it with `finish`. The sweep is
    complete if `take` returns None while no unit is being played.
    """

    def __init__(
        self, layout: Layout, tolerance: Tolerance | None = None, shard: Shard = WHOLE
    ) -> None:
        self.layout = layout
        self.tolerance = tolerance
        self._ready: list[tuple[int, int, int, Unit]] = []
        self._open: dict[int, _Stage] = {}
        self._shard = shard
        self.planned_runs = 0
        self.planned_units = 0
        for group in range(layout.groups):
            # A decision needs all units of a group, so whole groups are given to shards.
            if tolerance is None or group % shard.of == shard.index - 1:
                self._release(_Stage(group, 0, layout.members(group), _Known.none(layout, group)))

    def take(self) -> Unit | None:
        """Return the next unit; None if none can be played before another one is finished."""
        return heapq.heappop(self._ready)[-1] if self._ready else None

    def ready(self) -> list[Unit]:
        """Return the units that can be played now, in no particular order."""
        return [unit for *_, unit in self._ready]

    def finish(self, unit: Unit, tally: Tally) -> None:
        """Record a unit as played, and add the units that could not be decided without it."""
        if self.tolerance is None:
            return
        stage = self._open[unit.group]
        stage.tallies[unit.policy, unit.block] = tally
        if len(stage.tallies) < stage.size(self.layout):
            return
        del self._open[unit.group]
        known, points = stage.conclude(self.layout, self.tolerance)
        if points and stage.number + 1 < len(self.layout.stages):
            self._release(_Stage(stage.group, stage.number + 1, points, known))

    def depending_on(self, unit: Unit) -> list[Unit]:
        """Return the units that are played or not depending on the runs of this one."""
        if self.tolerance is None:
            return []
        end = next(end for first, end in self.layout.stages if first <= unit.block < end)
        return [
            self.layout.unit(block, unit.group, policy, ())
            for block in range(end, len(self.layout.blocks))
            for policy in range(self.layout.policies)
        ]

    def _release(self, stage: _Stage) -> None:
        if self.tolerance is not None:
            self._open[stage.group] = stage
        for block in range(*self.layout.stages[stage.number]):
            for policy in range(self.layout.policies):
                if self._mine(block, stage.group, policy):
                    unit = self.layout.unit(block, stage.group, policy, stage.points)
                    self.planned_runs += unit.runs
                    self.planned_units += 1
                    heapq.heappush(self._ready, (block, stage.group, policy, unit))

    def _mine(self, block: int, group: int, policy: int) -> bool:
        if self.tolerance is not None:
            return True
        count = (block * self.layout.groups + group) * self.layout.policies + policy
        return count % self._shard.of == self._shard.index - 1


@dataclass(frozen=True, slots=True)
class _Known:
    """Counts and sums over the stages so far, axes [policy, point of the group]."""

    played: Counts
    sums: Sums
    squares: Sums

    @classmethod
    def none(cls, layout: Layout, group: int) -> _Known:
        shape = (layout.policies, len(layout.members(group)))
        return cls(np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape))


class _Stage:
    """The units of one group of points between two decisions about more replicates."""

    def __init__(self, group: int, number: int, points: tuple[int, ...], known: _Known) -> None:
        self.group = group
        self.number = number
        self.points = points
        self.known = known
        self.tallies: dict[tuple[int, int], Tally] = {}

    def size(self, layout: Layout) -> int:
        """Number of units of the stage."""
        first, end = layout.stages[self.number]
        return (end - first) * layout.policies

    def conclude(self, layout: Layout, tolerance: Tolerance) -> tuple[_Known, tuple[int, ...]]:
        """Return the sums so far, and the points of the group that need more replicates."""
        members = layout.members(self.group)
        at = np.searchsorted(members, self.points)
        # Added in order of policy and block, because sums of floats depend on the order.
        for (policy, _), tally in sorted(self.tallies.items(), key=lambda item: item[0]):
            self.known.played[policy, at] += tally.played
            self.known.sums[policy, at] += tally.sums
            self.known.squares[policy, at] += tally.squares
        width = half_width(
            runs=self.known.played,
            total=self.known.sums,
            squares=self.known.squares,
            share=tolerance.share,
        )
        # More replicates do not help at a point where every run fails.
        unsure = (self.known.played > 0) & (width > tolerance.half_width)
        wanted = np.asarray(unsure.any(axis=0))
        return self.known, tuple(compress(self.points, wanted[at]))

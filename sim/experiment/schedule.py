"""What to play next: every unit once, and for points known well enough no more of them.

Whether a point goes on is decided at fixed numbers of replicates, from sums taken in a fixed order.
So the answer is the same whatever finishes first, on any number of workers, and after any restart.
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
    """What the sweep needs to know of a finished unit.

    Attributes:
        runs: Number of runs.
        failed: Number of them that failed.
        known: Runs whose main outcome is known: they did not fail, and it is not "never".
        total: Sum of the main outcome over those.
        played: Runs whose outcome that decides about more replicates is known [point of the unit].
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
    """When a point is known well enough: half the width of its 95 % interval in every policy."""

    half_width: float
    share: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `of` parts of a sweep, from 1."""

    index: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.index}/{self.of}"


WHOLE = Shard()


class Schedule:
    """Units to play: `take` one, play it, `finish` it, until none is left and none in play."""

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
            # Decisions need all of a group, so a sweep that decides is shared out by groups.
            if tolerance is None or group % shard.of == shard.index - 1:
                self._release(_Stage(group, 0, layout.members(group), _Known.none(layout, group)))

    def take(self) -> Unit | None:
        """The next unit; None when nothing can be played until another unit is finished."""
        return heapq.heappop(self._ready)[-1] if self._ready else None

    def ready(self) -> list[Unit]:
        """Units that could be played now, in no order."""
        return [unit for *_, unit in self._ready]

    def finish(self, unit: Unit, tally: Tally) -> None:
        """Note a unit as played, and release what waited for it."""
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
        """The units that may or may not be played, as the runs of this one decide."""
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
    """Sums over the stages so far, axes [policy, point of the group]."""

    played: Counts
    sums: Sums
    squares: Sums

    @classmethod
    def none(cls, layout: Layout, group: int) -> _Known:
        shape = (layout.policies, len(layout.members(group)))
        return cls(np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape))


class _Stage:
    """A group of points between two decisions."""

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
        """What is known now, and the points of the group that go on."""
        members = layout.members(self.group)
        at = np.searchsorted(members, self.points)
        # In order of policy and block, never of arrival: sums of floats depend on their order.
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
        # A point at which every run fails will not be known better by more of them.
        unsure = (self.known.played > 0) & (width > tolerance.half_width)
        wanted = np.asarray(unsure.any(axis=0))
        return self.known, tuple(compress(self.points, wanted[at]))

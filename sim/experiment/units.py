"""Work units: which runs are played together, in what order, and what they are called.

A unit is a policy, a group of design points and a block of replicates: a few thousand runs. Which
units there are depends on the experiment alone, so a part of the results can be named by its unit
and resuming a sweep is asking which names are missing.

The order is by block, so that all points have some replicates before any has all of them; within a
block by group, and any first few groups cover the design; within a group by policy, so that
policies can be compared early. A sweep stopped half-way is a coarser sweep, not half a map.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

UNIT_RUNS = 4096
"""Runs that a unit aims at: about a tenth of a second of play, and a part of a few megabytes."""
SMALLEST_BLOCK = 64
"""Replicates below which splitting a point's replicates further would waste the kernel."""
_NAME = re.compile(r"block(\d{5,})-group(\d{6,})-policy(\d{3,})")


@dataclass(frozen=True, slots=True)
class Unit:
    """Runs that are played together: replicates first to first + count - 1 at every point."""

    policy: int
    group: int
    block: int
    points: tuple[int, ...]
    first: int
    count: int

    @property
    def name(self) -> str:
        """Name of the unit; names sort in the order of play."""
        return f"block{self.block:05d}-group{self.group:06d}-policy{self.policy:03d}"

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points) * self.count


@dataclass(frozen=True, eq=False)
class Layout:
    """How the runs of an experiment are cut into units.

    Attributes:
        order: Design points in an order of which every beginning covers the design [place].
        policies: Number of policies.
        groups: Number of groups of points, which are stretches of the order.
        blocks: First replicate and number of replicates of every block.
        stages: First block and end of every stage. Whether a point goes on is decided between
            stages, never within one; with a fixed number of replicates there is one stage.
    """

    order: NDArray[np.int64]
    policies: int
    groups: int
    blocks: tuple[tuple[int, int], ...]
    stages: tuple[tuple[int, int], ...]

    @property
    def points(self) -> int:
        """Number of design points."""
        return len(self.order)

    @property
    def cap(self) -> int:
        """Largest number of replicates of a point."""
        first, count = self.blocks[-1]
        return first + count

    @property
    def runs(self) -> int:
        """Number of runs, if every point gets all its replicates."""
        return self.points * self.policies * self.cap

    @property
    def units(self) -> int:
        """Number of units, if every point gets all its replicates."""
        return self.groups * self.policies * len(self.blocks)

    def members(self, group: int) -> tuple[int, ...]:
        """Points of a group, in rising order."""
        start, end = (bound * self.points // self.groups for bound in (group, group + 1))
        return tuple(sorted(self.order[start:end].tolist()))

    def group_of(self, point: int) -> int:
        """The group of a point."""
        place = int(np.flatnonzero(self.order == point)[0])
        return (self.groups * (place + 1) - 1) // self.points

    def block_of(self, replicate: int) -> int:
        """The block of a replicate."""
        return next(k for k, (first, count) in enumerate(self.blocks) if replicate < first + count)

    def has(self, name: str) -> bool:
        """Whether a unit of that name can be among these."""
        found = _NAME.fullmatch(name)
        if found is None:
            return False
        block, group, policy = (int(number) for number in found.groups())
        inside = block < len(self.blocks) and group < self.groups and policy < self.policies
        return inside and name == Unit(policy, group, block, (), 0, 0).name

    def unit(self, block: int, group: int, policy: int, points: tuple[int, ...]) -> Unit:
        """The unit of that block, group and policy, for those points of the group."""
        first, count = self.blocks[block]
        return Unit(policy, group, block, points, first, count)


def lay_out(
    order: NDArray[np.int64],
    *,
    policies: int,
    replicates: int,
    minimum: int | None = None,
    whole: bool = False,
    unit_runs: int = UNIT_RUNS,
) -> Layout:
    """Cut an experiment into units.

    Args:
        order: See ``Layout``; at least one point.
        policies: Number of policies, at least 1.
        replicates: Replicates of every point; their cap if it is decided in play.
        minimum: Replicates of every point before its number is decided in play; None if it is not.
        whole: Keep all replicates of a point in one unit, as quantiles over them need.
        unit_runs: Runs that a unit aims at.
    """
    points = len(order)
    size = max(
        min(SMALLEST_BLOCK, unit_runs), unit_runs // points // SMALLEST_BLOCK * SMALLEST_BLOCK
    )
    if whole:
        size = replicates
    ends = [replicates] if minimum is None else _stage_ends(minimum, replicates)
    blocks: list[tuple[int, int]] = []
    stages = []
    for start, end in pairwise([0, *ends]):
        opened, number = len(blocks), -(-(end - start) // size)
        bounds = [start + (end - start) * k // number for k in range(number + 1)]
        blocks += [(first, after - first) for first, after in pairwise(bounds)]
        stages.append((opened, len(blocks)))
    largest = max(count for _, count in blocks)
    groups = -(-points // max(1, unit_runs // largest))
    return Layout(order, policies, groups, tuple(blocks), tuple(stages))


def _stage_ends(minimum: int, cap: int) -> list[int]:
    """Replicates after each stage: the minimum, then half as many again until the cap."""
    ends = [min(minimum, cap)]
    while ends[-1] < cap:
        ends.append(min(ends[-1] + max(ends[-1] // 2, 1), cap))
    return ends

"""Work units: the runs that are played together, their order, and their names.

A unit is a policy, a group of design points and a block of replicates: a few thousand runs. The
units depend only on the experiment. A part of the results therefore has the name of its unit, and a
sweep is resumed by playing the units whose names are missing.

The order is by block, so that all points have some replicates before any point has all of them.
Within a block it is by group, and the first groups always spread over the design. Within a group it
is by policy, so that policies can be compared early. A sweep that is stopped half-way therefore
covers the whole design with fewer replicates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

UNIT_RUNS = 4096
"""Number of runs to aim at in a unit: about 0.1 seconds of play, and a part of a few megabytes."""
SMALLEST_BLOCK = 64
"""Fewest replicates in a block: with fewer, the kernel would play too few runs in one call."""
_NAME = re.compile(r"block(\d{5,})-group(\d{6,})-policy(\d{3,})")


@dataclass(frozen=True, slots=True)
class Unit:
    """Runs that are played together: replicates first to first + count - 1 of every point."""

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
    """How the runs of an experiment are divided into units.

    Attributes:
        order: Design points in an order whose first ones always spread over the design [place].
        policies: Number of policies.
        groups: Number of groups of points. Each group is a slice of the order.
        blocks: First replicate and number of replicates of every block.
        stages: First block and end (exclusive) of every stage. Whether a point gets more replicates
            is decided between two stages; with a fixed number of replicates there is one stage.
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
        """Return the points of a group, in rising order."""
        start, end = (bound * self.points // self.groups for bound in (group, group + 1))
        return tuple(sorted(self.order[start:end].tolist()))

    def group_of(self, point: int) -> int:
        """Return the group of a point."""
        place = int(np.flatnonzero(self.order == point)[0])
        return (self.groups * (place + 1) - 1) // self.points

    def block_of(self, replicate: int) -> int:
        """Return the block of a replicate."""
        return next(k for k, (first, count) in enumerate(self.blocks) if replicate < first + count)

    def has(self, name: str) -> bool:
        """Whether the layout has a unit of that name."""
        found = _NAME.fullmatch(name)
        if found is None:
            return False
        block, group, policy = (int(number) for number in found.groups())
        inside = block < len(self.blocks) and group < self.groups and policy < self.policies
        return inside and name == Unit(policy, group, block, (), 0, 0).name

    def unit(self, block: int, group: int, policy: int, points: tuple[int, ...]) -> Unit:
        """Return the unit of a block, a group and a policy, for some points of the group."""
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
    """Return how the runs of an experiment are divided into units.

    Args:
        order: See ``Layout``; at least one point.
        policies: Number of policies, at least 1.
        replicates: Replicates of every point; the largest number if it is decided during play.
        minimum: Fewest replicates of a point if the number is decided during play, else None.
        whole: Keep all replicates of a point in one unit, which quantiles over them need.
        unit_runs: Number of runs to aim at in a unit.
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
    """Return the replicates after each stage: the minimum, then each time half as many more."""
    ends = [min(minimum, cap)]
    while ends[-1] < cap:
        ends.append(min(ends[-1] + max(ends[-1] // 2, 1), cap))
    return ends

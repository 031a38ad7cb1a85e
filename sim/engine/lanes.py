"""Lanes and groups: runs that are played side by side, one in each lane of the processor.

Most of the time of a turn goes into the utilities of the orders. All replicates of a scenario
compute these with the same arithmetic on different numbers. Compiled code therefore computes them
for 8 or 16 runs at once, as suits the processor: a rule gets a row of numbers (``lane_types``)
instead of one number, and one processor instruction works on several of them. The arithmetic keeps
its order and its precision, so each lane has exactly the same bits as a run that is played alone.

Compiled code plays several *groups* of that many runs through the same turn, because a desk chooses
anew in some runs only. Those runs, of whichever group, are copied into the lanes of one more group,
the *spare* one, where their desk chooses: rows are full although a group has few such runs.

In the order of play, some steps are done for all lanes of a group at once and the others for one
lane after another: ``for lane in range(lane_count())``. Plain Python has one group with one lane:
a row is a number, and the table of the first lane is the whole table. The functions here are
written for this case. Code compiled for more lanes uses other functions instead
(``lane_views.DOORS``). If the compiler does not accept rows of numbers
(``compiled.kernel_lanes``), it compiles the functions here: one lane, which is slower and gives
the same bits.
"""

from __future__ import annotations

from typing import Any, TypeVar

GROUPS = 8
"""Number of groups of runs that compiled code plays through a turn together."""

Part = TypeVar("Part")
"""A vector, or an encoded scenario, workspace or table of vectors."""


def lane_count() -> int:
    """Return the number of lanes."""
    return 1


def run_room() -> int:
    """Return the number of runs that are played through a turn together, at most."""
    return 1


def group_count(runs: int) -> int:
    """Return the number of groups that this many runs fill."""
    return (runs + lane_count() - 1) // lane_count()


def group_of(part: Part, group: int) -> Part:
    """Return one group of an encoded scenario or table: a row of numbers at every place."""
    return part


def spare_of(part: Part) -> Part:
    """Return the spare group, into which the runs are copied whose desk chooses anew."""
    return group_of(part, run_room() // lane_count())


def lane_of(part: Part, lane: int) -> Part:
    """Return one lane of a group; it shares the memory of ``part``."""
    return part


def run_of(part: Part, run: int) -> Part:
    """Return the lane of a run, in the encoded scenario or table of all groups."""
    return lane_of(group_of(part, run // lane_count()), run % lane_count())


def collect(vector: Any, runs: Any, place: int) -> Any:
    """Return a row with the number at a place of a vector, in each lane that of another run.

    ``vector`` is that of all groups; ``runs`` is a row with the run of each lane.
    """
    return vector[place]


def abreast(number: float) -> float:
    """Return a row with the same number in every lane."""
    return number


def anywhere(truth: bool) -> bool:
    """Whether something holds in at least one lane."""
    return truth


def acts_anywhere(effort: float) -> bool:
    """Whether an effort, >= 0, is made in at least one lane; if not, it need not be computed."""
    return anywhere(effort > 0.0)

"""Lanes: runs that are played side by side, one in each lane of the processor.

Most of the time of a turn goes into the utilities of the orders. All replicates of a scenario
compute these with the same arithmetic on different numbers. Compiled code therefore computes them
for ``WIDTH`` runs at once: a rule gets a row of numbers (``lane_types``) instead of one number, and
one processor instruction works on the whole row. The arithmetic keeps its order and its precision,
so each lane has exactly the same bits as a run that is played alone.

In the order of play, some steps are done for all lanes at once and the others for one lane after
another: ``for lane in range(lane_count())``. Plain Python has one lane: a row is a number, and the
table of the first lane is the whole table. The functions here are written for this case. Code
compiled for more lanes uses other functions instead (``lane_types.DOORS``). If the compiler does
not accept rows of numbers (``compiled.kernel_lanes``), it compiles the functions here: one lane,
which is slower and gives the same bits.
"""

from __future__ import annotations

from typing import TypeVar

WIDTH = 8
"""Number of lanes of compiled code: eight doubles fill the widest registers in use."""

Part = TypeVar("Part")
"""A vector, or an encoded scenario, workspace or table of vectors."""


def lane_count() -> int:
    """Return the number of lanes."""
    return 1


def lane_of(part: Part, lane: int) -> Part:
    """Return one lane of a vector, encoded scenario or table; it shares the memory of ``part``."""
    return part


def abreast(number: float) -> float:
    """Return a row with the same number in every lane."""
    return number


def in_rows(part: Part) -> Part:
    """Return the encoded scenario or table with a row of numbers at every place of its vectors."""
    return part

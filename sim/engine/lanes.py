"""Lanes: runs that are played side by side, one in each lane of the processor.

Nearly all of a turn is the weighing of orders, and at one setting of a scenario every replicate
weighs the same orders by the same arithmetic on other numbers. Compiled code therefore does it for
``WIDTH`` runs at once: where a rule has a number, it has a row of numbers (``lane_types``), and
every processor instruction works out the row. Nothing is reordered or approximated, so that each
lane holds, to the last bit, what the run has alone.

The order of play says what is done for all lanes at once, and what lane by lane:
``for lane in range(lane_count())``. In plain Python there is one lane, a row of numbers is a number
and the table of the first lane is the table. The functions here are written for that case; code
compiled for more lanes has others in their place (``lane_types.DOORS``). Where the compiler cannot
be taught rows of numbers (``compiled.kernel_lanes``), they are compiled as they stand: one lane,
which is slower and gives the same bits.
"""

from __future__ import annotations

from typing import TypeVar

WIDTH = 8
"""Lanes of compiled code: eight double numbers fill the widest registers in use."""

Part = TypeVar("Part")
"""A vector, or an encoded scenario, workspace or table of vectors."""


def lane_count() -> int:
    """Number of lanes."""
    return 1


def lane_of(part: Part, lane: int) -> Part:
    """One lane's own vector, encoded scenario or table, over the same memory."""
    return part


def abreast(number: float) -> float:
    """The same number in every lane."""
    return number


def in_rows(part: Part) -> Part:
    """The encoded scenario or table in which every cell of numbers is a row of lanes."""
    return part

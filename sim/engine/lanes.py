"""Lanes: replicates that the kernel plays side by side, one in each lane of the processor.

Nearly all of a turn is the weighing of orders, and at one setting of a scenario every replicate
weighs the same orders by the same arithmetic on other numbers. Compiled code therefore does it for
``LANES`` replicates at once: where a rule has a number, it has a row of numbers (``lane_types``),
and every processor instruction works out the row. Nothing is reordered or approximated, so that
each lane holds, to the last bit, what the replicate has alone.

In plain Python there is one lane, and a vector of rows is a vector of numbers: the functions here
are what compiled code does instead, seen from there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.layout import Vector
from sim.engine.modes import jit_enabled

WIDTH = 8
"""Lanes of compiled code: eight double numbers fill the widest registers in use."""
LANES = WIDTH if jit_enabled() else 1
"""Replicates played side by side."""
CACHE_LINE = 64
"""Bytes; rows that start at a multiple of it are read in one go."""


def lane_of(vector: Vector, lane: int) -> Vector:
    """Column of one lane in a vector of rows: a vector of numbers, over the same memory."""
    return vector


def abreast(number: float) -> float:
    """The same number in every lane."""
    return number


def rows(cells: Any, size: int) -> Vector:
    """Vector of ``size`` rows over an array with axes [place, lane]."""
    vector: Vector = cells[:, 0]
    return vector


def new_cells(size: int) -> npt.NDArray[np.float64]:
    """Room for a vector of rows, axes [place, lane], on the boundary of a cache line."""
    buffer = np.zeros(size * LANES * 8 + CACHE_LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % CACHE_LINE
    found = buffer[start : start + size * LANES * 8].view(np.float64)
    return found.reshape(size, LANES)

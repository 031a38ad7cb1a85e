"""Convert encoded scenarios and tables for compiled code: lists become arrays, for many lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from sim.engine.layout import Vector
from sim.engine.vectors import EncodedScenario, Table, Workspace

Part = TypeVar("Part", EncodedScenario, Workspace, Table)

CACHE_LINE = 64
"""Size of a cache line in bytes. A row that starts at a multiple of it is read in one access."""


def for_compiled_code(
    encoded: EncodedScenario, table: Table, lanes: int, groups: int
) -> tuple[EncodedScenario, Table]:
    """Return the same encoded scenario and table as arrays, with a copy for every lane.

    The vectors that a run has for itself get the axes [group, place, lane]: those of the table, and
    the numbers ``p`` of the encoded scenario. All lanes share the rest. With one lane no array has
    these axes.
    """
    shared = in_arrays(encoded)
    if lanes == 1:
        return shared, in_arrays(table)

    def own(items: Any, kind: Any) -> npt.NDArray[Any]:
        found = new_cells(groups, len(items), lanes, kind)
        found[:] = np.array(items, kind)[:, None]
        return found

    numbers: Any = {"p": own(encoded.p, np.float64)}
    shares: Table = _converted(table, own)
    return shared._replace(**numbers), shares


def in_arrays(part: Part) -> Part:
    """Return the same encoded scenario, workspace or table with arrays instead of lists."""
    arrays: Part = _converted(part, np.array)
    return arrays


def _converted(part: Any, convert: Callable[[Any, Any], npt.NDArray[Any]]) -> Any:
    """Return the same part with every vector converted by ``convert(items, type of the items)``."""
    made: dict[str, Any] = {}
    for name, hint in part.__annotations__.items():
        items = getattr(part, name)
        if isinstance(items, Workspace):
            made[name] = _converted(items, convert)
        else:
            kind = np.float64 if Vector in (hint, *get_args(hint)) else np.int64
            made[name] = convert(items, kind)
    return part._replace(**made)


def new_cells(groups: int, size: int, lanes: int, kind: Any) -> npt.NDArray[Any]:
    """Return zeros with the axes [group, place, lane], which begin at a boundary of cache lines."""
    count = groups * size * lanes
    buffer = np.zeros(count * 8 + CACHE_LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % CACHE_LINE
    cells: npt.NDArray[Any] = buffer[start : start + count * 8].view(kind)
    return cells.reshape(groups, size, lanes)

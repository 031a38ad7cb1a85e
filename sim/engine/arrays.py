"""Convert encoded scenarios and tables for compiled code: lists become arrays, for many lanes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from sim.engine.layout import EncodedScenario, Table, Vector, Workspace

Part = TypeVar("Part", EncodedScenario, Workspace, Table)

CACHE_LINE = 64
"""Size of a cache line in bytes. A row that starts at a multiple of it is read in one access."""


def for_compiled_code(
    encoded: EncodedScenario, table: Table, lanes: int
) -> tuple[EncodedScenario, Table]:
    """Return the same encoded scenario and table as arrays, with a copy for every lane.

    Vectors of numbers get the axes [place, lane], vectors of whole numbers the axes [lane, place].
    In the encoded scenario only the numbers ``p`` get an axis of lanes, because all lanes share
    the rest. With one lane no array has an axis of lanes.
    """
    shared = in_arrays(encoded)
    if lanes == 1:
        return shared, in_arrays(table)
    own: Any = {"p": _cells(encoded.p, lanes)}
    return shared._replace(**own), _in_lanes(table, lanes)


def in_arrays(part: Part) -> Part:
    """Return the same encoded scenario, workspace or table with arrays instead of lists."""
    arrays: Part = _converted(part, np.array)
    return arrays


def _in_lanes(table: Table, lanes: int) -> Table:
    def share(items: Any, kind: Any) -> npt.NDArray[Any]:
        if kind is np.float64:
            return _cells(items, lanes)
        return np.tile(np.array(items, kind), (lanes, 1))

    shares: Table = _converted(table, share)
    return shares


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


def _cells(numbers: Any, lanes: int) -> npt.NDArray[np.float64]:
    found = new_cells(len(numbers), lanes)
    found[:] = np.array(numbers, dtype=np.float64)[:, None]
    return found


def new_cells(size: int, lanes: int) -> npt.NDArray[np.float64]:
    """Return zeros with the axes [place, lane], which begin at the boundary of a cache line."""
    buffer = np.zeros(size * lanes * 8 + CACHE_LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % CACHE_LINE
    found = buffer[start : start + size * lanes * 8].view(np.float64)
    return found.reshape(size, lanes)

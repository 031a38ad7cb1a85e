"""Orders of play whose first points always spread over the whole design."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_TRIES = 16
"""Points of the sequence that are tried for each cell; they reach all but one cell in 10^7."""


def grid_order(levels: Sequence[int]) -> NDArray[np.int64]:
    """Return the cells of a grid in the order in which a Sobol sequence reaches them.

    Cells that it does not reach in reasonable time come last.

    Args:
        levels: Number of levels of each axis. Cells are numbered with the last axis fastest.
    """
    total = math.prod(levels)
    if len(levels) == 1:
        return _axis_order(total)
    # Imported here because it takes nearly a second, which other designs need not wait for.
    from scipy.stats import qmc

    counts = np.asarray(levels, dtype=np.int64)
    strides = total // np.cumprod(counts)
    sequence = qmc.Sobol(len(levels), scramble=False)
    unseen = np.ones(total, dtype=bool)
    found: list[NDArray[np.int64]] = []
    batch = 1 << (total - 1).bit_length()
    for _ in range(0, _TRIES * total, batch):
        if not unseen.any():
            break
        cells = (sequence.random(batch) * counts).astype(np.int64) @ strides
        fresh = _first_visits(cells[unseen[cells]])
        unseen[fresh] = False
        found.append(fresh)
    rest = spread_order(total)
    found.append(rest[unseen[rest]])
    return np.concatenate(found)


def spread_order(count: int) -> NDArray[np.int64]:
    """Return 0 to count - 1 in the order of the van der Corput sequence: 0, 1/2, 1/4, 3/4, ...

    >>> spread_order(6).tolist()
    [0, 4, 2, 1, 5, 3]
    """
    bits = max(count - 1, 1).bit_length()
    mirrored = _mirrored(np.arange(1 << bits, dtype=np.int64), bits)
    return mirrored[mirrored < count]


def _axis_order(count: int) -> NDArray[np.int64]:
    """Return the cells of one axis in the order in which a Sobol sequence reaches them.

    The first axis of the sequence is that of van der Corput, with its numbers in Gray's order.

    >>> _axis_order(6).tolist()
    [0, 3, 4, 1, 2, 5]
    """
    bits = (count - 1).bit_length()
    numbers = np.arange(1 << bits, dtype=np.int64)
    return _first_visits(_mirrored(numbers ^ numbers >> 1, bits) * count >> bits)


def _mirrored(numbers: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    """Return whole numbers with so many bits in the reverse order of their bits."""
    mirrored = np.zeros_like(numbers)
    for bit in range(bits):
        mirrored |= ((numbers >> bit) & 1) << (bits - 1 - bit)
    return mirrored


def _first_visits(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cells without repetition, in the order in which they first appear."""
    first = np.unique(cells, return_index=True)[1]
    return cells[np.sort(first)]

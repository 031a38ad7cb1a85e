"""Orders of play of which every beginning covers the whole design."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_TRIES = 16
"""A sequence is followed for at most so many points a cell: all but one cell in 10^7 are found."""


def grid_order(levels: Sequence[int]) -> NDArray[np.int64]:
    """Cells of a grid, the last axis running fastest, as a Sobol sequence comes upon them.

    Cells that it does not find in reasonable time come last.
    """
    # Most of a second to import: a list of points, or a check of a file, need not wait for it.
    from scipy.stats import qmc

    total = math.prod(levels)
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
    """0 to count - 1 in the order of the van der Corput sequence: 0, a half, a quarter, ...

    >>> spread_order(6).tolist()
    [0, 4, 2, 1, 5, 3]
    """
    bits = max(count - 1, 1).bit_length()
    numbers = np.arange(1 << bits, dtype=np.int64)
    mirrored = np.zeros_like(numbers)
    for bit in range(bits):
        mirrored |= ((numbers >> bit) & 1) << (bits - 1 - bit)
    return mirrored[mirrored < count]


def _first_visits(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cells without repetition, in the order in which each first appears."""
    first = np.unique(cells, return_index=True)[1]
    return cells[np.sort(first)]

"""The first dimensions of the Sobol sequence, for ordering a grid.

SciPy has the sequence too, but importing `scipy.stats` takes longer than many a sweep. The numbers
are the same: direction numbers of Joe and Kuo (2008), file new-joe-kuo-6.21201, points in Gray-code
order (Antonov and Saleev 1979), unscrambled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = 30
"""Bits of a coordinate; also the most points are 2 to that power."""

_POLYNOMIALS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
)
"""Degree, coefficients and initial numbers of the primitive polynomials of dimensions 2 to 8."""

DIMENSIONS = 1 + len(_POLYNOMIALS)
"""Dimensions that are known here."""


def sobol_points(dimensions: int, start: int, count: int) -> NDArray[np.float64]:
    """Points start to start + count - 1 of the sequence [point, dimension], in [0, 1).

    >>> sobol_points(2, 0, 4).tolist()
    [[0.0, 0.0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]
    """
    number = np.arange(start, start + count, dtype=np.int64)
    gray = number ^ (number >> 1)
    found = np.zeros((count, dimensions), dtype=np.int64)
    for dimension in range(dimensions):
        for bit, direction in enumerate(_directions(dimension)):
            found[:, dimension] ^= np.where((gray >> bit) & 1, direction, 0)
    return found / float(1 << BITS)


def _directions(dimension: int) -> list[int]:
    """Direction numbers of a dimension, counted from 0, the highest bit first."""
    if dimension == 0:
        return [1 << (BITS - 1 - bit) for bit in range(BITS)]
    degree, coefficients, first = _POLYNOMIALS[dimension - 1]
    found = [m << (BITS - 1 - bit) for bit, m in enumerate(first)]
    for bit in range(degree, BITS):
        value = found[bit - degree] ^ (found[bit - degree] >> degree)
        for k in range(1, degree):
            if (coefficients >> (degree - 1 - k)) & 1:
                value ^= found[bit - k]
        found.append(value)
    return found

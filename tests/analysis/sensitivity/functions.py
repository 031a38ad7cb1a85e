"""Test functions with known answers, on factors from 0 to 1."""

from __future__ import annotations

from itertools import combinations

import numpy as np

# Ishigami and Homma (1990) with a = 7, b = 0.1, in closed form (Saltelli et al. 2008):
# V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, V1 = (1 + b pi^4/5)^2/2, V2 = a^2/8,
# V13 = 8 b^2 pi^8/225.
ISHIGAMI_VARIANCE = 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)
ISHIGAMI_PAIR = 0.2437  # of the first and the third factor; the others are zero


def ishigami(x: np.ndarray) -> np.ndarray:
    """The Ishigami function of [point, factor]."""
    a, b, c = (2 * np.pi * x - np.pi).T
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def morris_function(x: np.ndarray) -> np.ndarray:
    """The function of Morris (1991) of [point, 20 factors], its small random terms left out."""
    w = 2.0 * (x - 0.5)
    for k in (2, 4, 6):
        w[:, k] = 2.0 * (1.1 * x[:, k] / (x[:, k] + 0.1) - 0.5)
    y = 20.0 * w[:, :10].sum(axis=1)
    for order, weight, factors in ((2, -15.0, 6), (3, -10.0, 5), (4, 5.0, 4)):
        for chosen in combinations(range(factors), order):
            y = y + weight * w[:, list(chosen)].prod(axis=1)
    return y


G_COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(x: np.ndarray) -> np.ndarray:
    """Sobol's g function of [point, 4 factors]."""
    terms = (np.abs(4 * x - 2) + G_COEFFICIENTS) / (1 + G_COEFFICIENTS)
    return np.asarray(terms.prod(axis=1))


def g_indices() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices of the g function: V_i = 1/3 (1 + a_i)^-2."""
    part = 1 / 3 / (1 + G_COEFFICIENTS) ** 2
    variance = (1 + part).prod() - 1
    total = [part[k] * np.delete(1 + part, k).prod() for k in range(len(part))]
    return part / variance, np.array(total) / variance

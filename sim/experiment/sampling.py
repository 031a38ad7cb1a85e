"""Samples of the unit cube by SciPy and SALib, and their scaling to the ranges of the factors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.experiment.experiment import Factor

Shares = NDArray[np.float64]


def scaled(shares: Shares, factors: Sequence[Factor]) -> NDArray[np.float64]:
    """Return settings of the factors [point, factor] for shares [point, factor] of their ranges.

    If a factor has levels or takes whole values only, the unit interval is divided equally between
    its values.
    """
    values = np.empty_like(shares)
    for column, factor in enumerate(factors):
        share = shares[:, column]
        steps = factor.levels or factor.whole_values()
        if steps:
            place = np.minimum((share * len(steps)).astype(np.int64), len(steps) - 1)
            values[:, column] = np.asarray(steps)[place]
        else:
            inside = share * (factor.high - factor.low) + factor.low
            values[:, column] = np.clip(inside, factor.low, factor.high)
    return values


def combinations(levels: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return every combination of the levels [combination, factor]; the last changes fastest."""
    axes = np.meshgrid(*levels, indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1).astype(np.float64)


def random_shares(points: int, factors: int, seed: int) -> Shares:
    """Return independent uniform shares [point, factor]."""
    return np.random.default_rng(seed).random((points, factors))


def latin_shares(points: int, factors: int, seed: int) -> Shares:
    """Return a Latin hypercube [point, factor]."""
    from scipy.stats import qmc

    return _array(qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(points))


def sobol_shares(points: int, factors: int, seed: int, *, scramble: bool) -> Shares:
    """Return the first points of a Sobol sequence [point, factor]."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(factors, scramble=scramble, rng=np.random.default_rng(seed))
    return _array(sequence.random(points))


def saltelli_shares(base: int, factors: int, seed: int, *, second_order: bool) -> Shares:
    """Return SALib's Saltelli sample: `base` blocks of factors + 2 (or 2 x factors + 2) rows."""
    from SALib.sample import sobol

    with _global_chance_untouched():
        sample = sobol.sample(_unit(factors), base, calc_second_order=second_order, seed=seed)
    return _array(sample)


def morris_shares(trajectories: int, factors: int, seed: int, *, levels: int) -> Shares:
    """Return SALib's Morris sample: `trajectories` blocks of factors + 1 rows."""
    from SALib.sample import morris

    with _global_chance_untouched():
        sample = morris.sample(_unit(factors), trajectories, num_levels=levels, seed=seed)
    return _array(sample)


def _unit(factors: int) -> dict[str, object]:
    names = [f"x{k}" for k in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def _array(sample: object) -> Shares:
    return np.asarray(sample, dtype=np.float64)


@contextmanager
def _global_chance_untouched() -> Iterator[None]:
    """Restore the global random generators at the end, because some versions of SALib seed them."""
    python, numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)

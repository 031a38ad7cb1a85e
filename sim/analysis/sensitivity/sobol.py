"""Sobol indices from a Saltelli design, with the chance in the points' means taken out.

With A and B two independent settings of all factors and A_j being A with the factor j of B, and f
the mean outcome at a setting,

    first order  S_j = E[f(B) (f(A_j) - f(A))] / V        (Saltelli et al. 2010, table 2 (b))
    total        T_j = E[(f(A) - f(A_j))^2] / (2 V)       (Jansen 1999; table 2 (f))
    pair         S_jk = E[f(B_j) f(A_k) - f(A) f(B)] / V - S_j - S_k         (Saltelli 2002)

These are SALib's estimators; with one replicate per point the numbers equal SALib's. With m
replicates, f is estimated by a mean, and products and squares of means contain covariances due to
chance: even a factor without effect would have a total index above 0. Both points of a product were
played on the same replicates, so this covariance can be estimated without bias. It is subtracted
from numerator and denominator. The result estimates the indices of f itself: shares of Var(f), the
variance due to the factors, not of the variance of a single run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.chance import shared_covariance
from sim.analysis.sensitivity.resamples import Resamples, chance_error, interval
from sim.analysis.sensitivity.response import Floats
from sim.experiment.faults import ResultsError

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Shares of the variance due to the factors.

    Attributes:
        frame: A row for each factor, in the order of the design: `first`, `first_low`,
            `first_high`, `total`, `total_low`, `total_high`; and `first_plain`, `total_plain`, not
            corrected for chance, as computed by SALib.
        pairs: A row for each pair of factors: `one`, `other` (places of the factors), `index`,
            `low`, `high`; empty unless the design was made for pairs.
        variance: Variance due to the factors.
        base: Number of base points.
        single: Sum of the first-order indices: value, low, high.
    """

    frame: pd.DataFrame
    pairs: pd.DataFrame
    variance: float
    base: int
    single: tuple[float, float, float]


def sobol_indices(
    values: Floats, factors: int, resamples: Resamples, *, second_order: bool = False
) -> SobolIndices:
    """Return the Sobol indices of runs in SALib's order.

    Args:
        values: Runs [point, replicate], points in whole blocks of factors + 2 rows (or 2 x factors
            + 2 with second order); NaN if there is no run.
        factors: Number of factors.
        resamples: Bootstrap draws of blocks.
        second_order: Whether the blocks have the rows for pairs.

    Raises:
        ResultsError: All the variance between the points is chance.
    """
    rows = (2 * factors if second_order else factors) + 2
    pairs = list(combinations(range(factors), 2)) if second_order else []

    def estimates(runs: Floats, drawn: Resamples | None = None) -> Floats:
        cube = runs.reshape(-1, rows, runs.shape[1])
        return _ratios(_terms(cube, factors, pairs, corrected=True), factors, pairs, drawn)

    found = estimates(values)[0]
    if not np.isfinite(found).all():
        raise ResultsError(
            "what lies between the points is no more than chance in their means; "
            "play more replicates, or widen the ranges"
        )
    again = estimates(values, resamples)
    error = chance_error(values, lambda runs: estimates(runs)[0])
    low, high = interval(again, found, error)
    cube = values.reshape(-1, rows, values.shape[1])
    plain = _ratios(_terms(cube, factors, [], corrected=False), factors, [])[0]
    first, total = slice(0, factors), slice(factors, 2 * factors)
    frame = pd.DataFrame(
        {
            **_columns("first", found[first], low[first], high[first]),
            **_columns("total", found[total], low[total], high[total]),
            "first_plain": plain[first],
            "total_plain": plain[total],
        }
    )
    rest = slice(2 * factors, -2)
    return SobolIndices(
        frame=frame,
        pairs=_pair_frame(pairs, found[rest], low[rest], high[rest]),
        variance=float(found[-1]),
        base=len(cube),
        single=(float(found[-2]), float(low[-2]), float(high[-2])),
    )


def _columns(name: str, value: Floats, low: Floats, high: Floats) -> dict[str, Floats]:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _pair_frame(pairs: list[Pair], value: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    one, other = ([pair[k] for pair in pairs] for k in (0, 1))
    return pd.DataFrame({"one": one, "other": other, "index": value, "low": low, "high": high})


def _terms(cube: Floats, factors: int, pairs: list[Pair], *, corrected: bool) -> Floats:
    """Terms of each block; the indices are ratios of their sums [block, term].

    Terms are the numerators of first order, total and pairs; then sum, squares and chance of the
    two independent points; then the covariance that all points share.
    """
    means = np.nanmean(cube, axis=2)
    means = means - means.mean()
    a, b = means[:, :1], means[:, -1:]
    mixed, swapped = means[:, 1 : factors + 1], means[:, factors + 1 : -1]
    first, total = b * (mixed - a), 0.5 * (a - mixed) ** 2
    both = np.concatenate([a, b], axis=1)
    chance, shared = np.zeros((len(cube), 1)), 0.0
    product = [swapped[:, [j]] * mixed[:, [k]] - a * b for j, k in pairs]
    if corrected and cube.shape[2] > 1:
        at, bt, mt = cube[:, :1], cube[:, -1:], cube[:, 1 : factors + 1]
        own = mean_covariance(at, at)
        first = first - mean_covariance(bt, mt) + mean_covariance(bt, at)
        total = total - 0.5 * (own + mean_covariance(mt, mt) - 2.0 * mean_covariance(at, mt))
        chance = own + mean_covariance(bt, bt)
        ends = np.concatenate([at, bt], axis=1).reshape(-1, cube.shape[2])
        shared = shared_covariance(ends) / float((~np.isnan(ends)).sum(axis=1).mean())
        st, ab = cube[:, factors + 1 : -1], mean_covariance(at, bt)
        product = [
            term - mean_covariance(st[:, [j]], mt[:, [k]]) + ab
            for term, (j, k) in zip(product, pairs, strict=True)
        ]
    ends_of_it = [both.sum(axis=1, keepdims=True), (both**2).sum(axis=1, keepdims=True), chance]
    common = np.full((len(cube), 1), 2.0 * shared)
    return np.concatenate([first, total, *product, *ends_of_it, common], axis=1)


def mean_covariance(one: Floats, other: Floats) -> Floats:
    """Return the covariance due to chance of the means of two points on the same replicates.

    For n and n' runs with k common replicates it is c k / (n n'), where c is the covariance of two
    runs on the same chance. It is 0 if fewer than two replicates are common.

    Args:
        one: Runs [..., replicate]; NaN if there is no run.
        other: Runs of the other point, of a shape that broadcasts with `one`.
    """
    if not (np.isnan(one).any() or np.isnan(other).any()):
        runs = one.shape[-1]
        a, b = one - one.mean(axis=-1, keepdims=True), other - other.mean(axis=-1, keepdims=True)
        return np.asarray(np.einsum("...k,...k->...", a, b) / ((runs - 1) * runs))
    there, here = ~np.isnan(one), ~np.isnan(other)
    common = there & here
    k = common.sum(axis=-1)
    left, right = (np.where(common, runs, 0.0) for runs in (one, other))
    products = (left * right).sum(axis=-1) - left.sum(axis=-1) * right.sum(axis=-1) / np.maximum(
        k, 1
    )
    each = np.where(k > 1, products / np.maximum(k - 1, 1), 0.0)
    return np.asarray(each * k / (there.sum(axis=-1) * here.sum(axis=-1)))


def _ratios(
    terms: Floats, factors: int, pairs: list[Pair], drawn: Resamples | None = None
) -> Floats:
    """Indices, the sum of the first-order indices, and the variance [resample, index]."""
    counted = np.concatenate([terms, np.ones((len(terms), 1))], axis=1)
    if drawn is None:
        totals = counted.sum(axis=0, keepdims=True)
    else:
        totals = drawn.totals(drawn.sums(counted))
    means = totals[:, :-1] / totals[:, -1:]
    mean, squares, chance, shared = (0.5 * means[:, [k]] for k in (-4, -3, -2, -1))
    variance = squares - mean**2 - (chance - shared)
    variance = np.where(variance > 0, variance, np.nan)
    indices = means[:, :-4] / variance
    first = indices[:, :factors]
    one, other = ([pair[k] for pair in pairs] for k in (0, 1))
    if pairs:
        indices[:, 2 * factors :] -= first[:, one] + first[:, other]
    return np.concatenate([indices, first.sum(axis=1, keepdims=True), variance], axis=1)

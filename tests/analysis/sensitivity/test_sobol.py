"""Sobol indices against SALib, SciPy, closed forms, and against chance that we put in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import sobol as salib
from scipy import stats

from sim.analysis.sensitivity.resamples import draw_resamples
from sim.analysis.sensitivity.sobol import mean_covariance, sobol_indices
from sim.experiment.faults import ResultsError
from sim.experiment.sampling import saltelli_shares
from tests.analysis.sensitivity.functions import (
    ISHIGAMI_FIRST,
    ISHIGAMI_PAIR,
    ISHIGAMI_TOTAL,
    ISHIGAMI_VARIANCE,
    g_function,
    g_indices,
    ishigami,
)


def problem(factors: int) -> dict[str, object]:
    names = [f"x{k}" for k in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def sample(base: int, factors: int, *, second_order: bool = False) -> np.ndarray:
    return saltelli_shares(base, factors, 11, second_order=second_order)


def found(values: np.ndarray, factors: int, base: int, **more: bool):
    resamples = draw_resamples(base, np.random.default_rng(3), resamples=200)
    return sobol_indices(values, factors, resamples, **more)


@pytest.mark.parametrize("second_order", [False, True])
def test_without_replicates_the_numbers_are_salibs(second_order: bool) -> None:
    y = ishigami(sample(64, 3, second_order=second_order))
    theirs = salib.analyze(problem(3), y, calc_second_order=second_order, seed=1)
    ours = found(y[:, None], 3, 64, second_order=second_order)
    for name, other in (("first", "S1"), ("total", "ST")):
        assert ours.frame[name].to_numpy() == pytest.approx(theirs[other], abs=1e-12)
        assert ours.frame[f"{name}_plain"].to_numpy() == pytest.approx(theirs[other], abs=1e-12)
    if second_order:
        pairs = [theirs["S2"][j, k] for j, k in ours.pairs[["one", "other"]].to_numpy()]
        assert ours.pairs["index"].to_numpy() == pytest.approx(pairs, abs=1e-12)
    else:
        assert ours.pairs.empty


def test_with_replicates_the_plain_numbers_are_salibs_of_the_means() -> None:
    rng = np.random.default_rng(2)
    values = ishigami(sample(64, 3))[:, None] + rng.normal(0, 2, (320, 5))
    theirs = salib.analyze(problem(3), values.mean(axis=1), calc_second_order=False, seed=1)
    ours = found(values, 3, 64).frame
    assert ours["first_plain"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-12)
    assert ours["total_plain"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-12)


def test_scipy_finds_the_same_of_the_g_function() -> None:
    dists = [stats.uniform()] * 4
    theirs = stats.sobol_indices(
        func=lambda x: g_function(x.T)[None], n=4096, dists=dists, rng=np.random.default_rng(4)
    )
    ours = found(g_function(sample(4096, 4))[:, None], 4, 4096).frame
    first, total = g_indices()
    for mine, other, known in (
        (ours["first"], theirs.first_order, first),
        (ours["total"], theirs.total_order, total),
    ):
        assert mine.to_numpy() == pytest.approx(other.ravel(), abs=0.02)
        assert mine.to_numpy() == pytest.approx(known, abs=0.01)


def test_ishigami_in_closed_form_with_pairs() -> None:
    ours = found(ishigami(sample(2048, 3, second_order=True))[:, None], 3, 2048, second_order=True)
    assert ours.frame["first"].to_numpy() == pytest.approx(ISHIGAMI_FIRST, abs=0.01)
    assert ours.frame["total"].to_numpy() == pytest.approx(ISHIGAMI_TOTAL, abs=0.01)
    assert ours.pairs["index"].tolist() == pytest.approx([0.0, ISHIGAMI_PAIR, 0.0], abs=0.03)
    assert ours.variance == pytest.approx(ISHIGAMI_VARIANCE, rel=0.01)
    assert ours.single[0] == pytest.approx(ours.frame["first"].sum())
    for name, known in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        assert (ours.frame[f"{name}_low"].to_numpy() < known).all()
        assert (ours.frame[f"{name}_high"].to_numpy() > known).all()


# --- chance -------------------------------------------------------------------------------------


@pytest.mark.parametrize("common", [False, True])
def test_chance_is_taken_out(common: bool) -> None:
    """Chance of variance 16 in means of 4 adds 4 to a variance of 13.8, or nothing if common."""
    x = sample(1024, 3)
    draws = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        noise = rng.normal(0, 4, (1, 4) if common else (len(x), 4))
        ours = found(ishigami(x)[:, None] + noise, 3, 1024)
        draws.append([*ours.frame["total"], *ours.frame["total_plain"], ours.variance])
    mean = np.mean(draws, axis=0)
    assert mean[:3] == pytest.approx(ISHIGAMI_TOTAL, abs=0.03)
    left = 0.0 if common else 4.0
    share = (np.array(ISHIGAMI_TOTAL) * ISHIGAMI_VARIANCE + left) / (ISHIGAMI_VARIANCE + left)
    assert mean[3:6] == pytest.approx(share, abs=0.03)
    assert mean[6] == pytest.approx(ISHIGAMI_VARIANCE, rel=0.03)


def test_a_factor_that_does_nothing_has_no_share_of_chance() -> None:
    rng = np.random.default_rng(9)
    x = sample(512, 2)
    values = x[:, :1] + rng.normal(0, 1, (len(x), 8))
    ours = found(values, 2, 512).frame.iloc[1]
    # Its plain total is the chance in a mean, 1/8, over the variance of the means, 1/12 + 1/8.
    assert ours["total_plain"] == pytest.approx(0.6, abs=0.05)
    assert ours["total"] == pytest.approx(0.0, abs=0.08)
    assert ours["total_low"] < 0 < ours["total_high"]


def test_the_interval_counts_the_chance_of_the_replicates() -> None:
    """All chance in one replicate's liking for a factor: blocks agree, and replicates do not."""
    x = sample(256, 2)
    liking = np.random.default_rng(1).normal(1.0, 1.0, 8)
    values = x[:, :1] * liking + x[:, 1:]
    ours = found(values, 2, 256).frame
    one = found(values.mean(axis=1)[:, None], 2, 256).frame
    width = (ours["total_high"] - ours["total_low"]).to_numpy()
    assert (width > 2 * (one["total_high"] - one["total_low"]).to_numpy()).all()


def test_only_chance_is_refused() -> None:
    values = np.random.default_rng(0).normal(size=(40, 2))
    values -= values.mean(axis=1, keepdims=True)
    with pytest.raises(ResultsError, match="no more than chance in their means; play more"):
        found(values, 3, 8)


def test_covariance_of_means_by_hand() -> None:
    one, other = np.array([1.0, 3.0]), np.array([2.0, 8.0])
    # Covariance of the runs (2 x 6)/2 = 6; of means of two, 3.
    assert mean_covariance(one, other) == pytest.approx(3.0)
    missing = np.array([2.0, 8.0, np.nan])
    more = np.array([1.0, 3.0, 5.0])
    # The same 6 from the two in common, times 2 / (3 x 2).
    assert mean_covariance(more, missing) == pytest.approx(2.0)
    assert mean_covariance(np.array([1.0, np.nan]), np.array([np.nan, 2.0])) == 0.0


@settings(max_examples=20, deadline=None)
@given(st.floats(-100, 100), st.floats(0.1, 100), st.booleans())
def test_shares_do_not_depend_on_the_unit(shift: float, scale: float, flip: bool) -> None:
    rng = np.random.default_rng(5)
    values = ishigami(sample(16, 3))[:, None] + rng.normal(0, 1, (80, 3))
    changed = shift + (-scale if flip else scale) * values
    one, other = (found(y, 3, 16).frame.to_numpy() for y in (values, changed))
    assert other == pytest.approx(one, abs=1e-6)

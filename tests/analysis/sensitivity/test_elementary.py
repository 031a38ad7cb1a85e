"""Elementary effects against SALib, Morris's own function, and chance that we put in."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from SALib.analyze import morris as salib

from sim.analysis.sensitivity.elementary import elementary_effects
from sim.analysis.sensitivity.resamples import draw_resamples
from sim.experiment.sampling import morris_shares
from tests.analysis.sensitivity.functions import morris_function
from tests.analysis.sensitivity.test_sobol import problem


def found(values: np.ndarray, settings: np.ndarray, *, levels: int = 4):
    trajectories = len(settings) // (settings.shape[1] + 1)
    resamples = draw_resamples(trajectories, np.random.default_rng(3), resamples=200)
    return elementary_effects(values, settings, levels, resamples)


def test_without_replicates_the_numbers_are_salibs() -> None:
    x = morris_shares(12, 20, 5, levels=6)
    y = morris_function(x)
    theirs = salib.analyze(problem(20), x, y, num_levels=6, seed=1)
    ours = found(y[:, None], x, levels=6).frame
    for name, other in (("mu", "mu"), ("mu_star", "mu_star"), ("sigma_plain", "sigma")):
        assert ours[name].to_numpy() == pytest.approx(np.asarray(theirs[other]), abs=1e-9)
    assert ours["sigma"].to_numpy() == pytest.approx(ours["sigma_plain"].to_numpy(), abs=1e-9)
    assert ours["floor"].isna().all()


def test_morris_finds_in_his_function_what_he_published() -> None:
    """Inputs 1 to 7 bent or interacting, 8 to 10 straight with effect 2 x 20, the rest idle."""
    x = morris_shares(40, 20, 5, levels=4)
    ours = found(morris_function(x)[:, None], x).frame
    assert ours["mu_star"][7:10].tolist() == pytest.approx([40.0] * 3)
    assert ours["sigma"][7:10].tolist() == pytest.approx([0.0] * 3, abs=1e-6)
    assert ours["mu_star"][10:].tolist() == pytest.approx([0.0] * 10, abs=1e-9)
    assert (ours["sigma"][:7] > 5).all()
    assert (ours["mu_star"][:7] > 20).all()


def test_mu_has_its_sign_and_the_range_as_its_unit() -> None:
    x = morris_shares(6, 2, 1, levels=4)
    ours = found((3.0 * x[:, :1] - 5.0 * x[:, 1:]), 10.0 * x).frame
    assert ours["mu"].tolist() == pytest.approx([3.0, -5.0])
    assert ours["mu_star"].tolist() == pytest.approx([3.0, 5.0])


def test_a_step_that_does_not_show_is_an_effect_of_nothing() -> None:
    x = morris_shares(8, 3, 2, levels=4)
    shown = x.copy()
    shown[:, 1] = np.floor(x[:, 1] * 1.01)  # two thirds and one third are both 0
    ours = found((shown @ [1.0, 2.0, 0.0])[:, None], shown).frame
    steps = np.abs(np.diff(shown[:, 1].reshape(8, 4), axis=1)).sum()
    assert ours["mu"][0] == pytest.approx(1.0)
    assert ours["mu_star"][1] == pytest.approx(2.0 * steps / 8 / (2 / 3))
    assert ours["mu_star"][2] == 0.0


def test_chance_stays_out_of_sigma_and_shows_as_the_floor() -> None:
    x = morris_shares(300, 2, 3, levels=4)
    rng = np.random.default_rng(1)
    values = 2.0 * x[:, :1] + rng.normal(0, 1, (len(x), 4))
    ours = found(values, x).frame
    # An effect has the variance of a difference of two means of 4, over (2/3)^2.
    noise = sqrt(2 / 4) / (2 / 3)
    assert ours["sigma_plain"].to_numpy() == pytest.approx([noise, noise], rel=0.1)
    assert (ours["sigma"] < 0.4 * noise).all()
    assert ours["mu_star"][1] == pytest.approx(sqrt(2 / pi) * noise, rel=0.1)
    assert ours["floor"].to_numpy() == pytest.approx(
        [sqrt(2 / pi) * noise * 0.92] * 2, rel=0.1
    )  # the mean root of a variance from 4 replicates is .92 of the root of its mean
    assert ours["mu"][0] == pytest.approx(2.0, abs=0.2)


def test_common_chance_is_no_chance_between_the_ends_of_a_step() -> None:
    x = morris_shares(5, 2, 3, levels=4)
    values = x[:, :1] + np.random.default_rng(1).normal(0, 9, (1, 6))
    ours = found(values, x).frame
    assert ours["floor"].to_numpy() == pytest.approx([0.0, 0.0], abs=1e-6)
    assert ours["mu"].to_numpy() == pytest.approx([1.0, 0.0], abs=1e-9)

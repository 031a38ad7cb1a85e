"""The posterior on problems whose answer is known."""

import numpy as np
import pytest
from scipy.stats import qmc

from sim.analysis.calibration.bands import Floats
from sim.analysis.calibration.posterior import Posterior, adjusted, posterior

LOW, HIGH = np.array([-4.0, -4.0]), np.array([4.0, 4.0])
NOISE = 0.5


def gaussian(points: int = 2**13) -> tuple[Floats, Floats]:
    """Settings spread evenly, and one normal observation of the first parameter for each."""
    settings = LOW + (HIGH - LOW) * qmc.Sobol(2, rng=3).random(points)
    noise = np.random.default_rng(4).normal(0, NOISE, points)
    return settings, settings[:, :1] + noise[:, None]


def found(observed: float, keep: float) -> Posterior:
    settings, statistics = gaussian()
    target = np.array([[observed]])
    return posterior(settings, statistics, target, np.ones(1), low=LOW, high=HIGH, keep=keep)


def test_a_known_normal_posterior_is_recovered() -> None:
    # A flat prior and a normal observation of deviation .5: the posterior is normal around it.
    got = found(0.7, keep=0.1)
    size = got.size
    assert got.mean[0] == pytest.approx(0.7, abs=4 * NOISE / size**0.5)
    deviation = got.covariance[0, 0] ** 0.5
    assert deviation == pytest.approx(NOISE, abs=4 * NOISE / (2 * size) ** 0.5)
    low, high = got.quantiles([0.05, 0.95])[:, 0]
    assert (low, high) == pytest.approx((0.7 - 1.645 * NOISE, 0.7 + 1.645 * NOISE), abs=0.12)


def test_what_is_not_observed_keeps_its_prior() -> None:
    got = found(0.7, keep=0.1)
    contraction, shift = got.noise
    assert abs(got.contraction[1]) < 2 * contraction
    assert abs(got.shift[1]) < 2 * shift
    assert abs(got.correlation[0, 1]) < 4 / got.size**0.5


def test_the_adjustment_makes_up_for_a_wide_acceptance() -> None:
    settings, statistics = gaussian()
    target, scale = np.array([[0.7]]), np.ones(1)
    wide = posterior(settings, statistics, target, scale, low=LOW, high=HIGH, keep=0.4)
    plain = float(np.cov(settings[wide.kept, 0], aweights=wide.weights)) ** 0.5
    assert plain > 1.3 * NOISE  # what acceptance alone would say
    assert wide.covariance[0, 0] ** 0.5 == pytest.approx(NOISE, rel=0.15)


def test_adjusted_settings_stay_within_their_range() -> None:
    settings, statistics = gaussian()
    edge = posterior(
        settings, statistics, np.array([[4.4]]), np.ones(1), low=LOW, high=HIGH, keep=0.05
    )
    assert (edge.values >= LOW).all() and (edge.values <= HIGH).all()
    assert edge.mean[0] < 4.0


def test_points_inside_the_bands_are_all_kept_and_none_is_moved() -> None:
    settings, statistics = gaussian()
    target = statistics.clip(-1.0, 1.0)
    got = posterior(settings, statistics, target, np.ones(1), low=LOW, high=HIGH, keep=0.01)
    held = np.flatnonzero(np.abs(statistics[:, 0]) <= 1.0)
    assert got.kept.tolist() == held.tolist()
    assert np.array_equal(got.values, settings[held])
    assert got.bandwidth == 0.0


def test_a_straight_line_without_noise_is_followed_exactly() -> None:
    # log-odds of the setting = 2 x statistic: moved to statistic 0, every setting is the middle.
    statistics = np.linspace(-1, 1, 21)[:, None]
    settings = 10 / (1 + np.exp(-2 * statistics))
    weights = np.full(21, 1 / 21)
    moved = adjusted(
        settings, statistics, np.zeros((21, 1)), weights, low=np.zeros(1), high=np.array([10.0])
    )
    assert moved[:, 0] == pytest.approx(np.full(21, 5.0))


def test_systematic_draws_follow_the_weights_to_within_one() -> None:
    weights = np.array([0.5, 0.3, 0.15, 0.05])
    made = Posterior(np.arange(4), np.eye(4), weights, np.zeros(4), np.ones(4), 1.0)
    drawn = np.bincount(made.spread(100, np.random.default_rng(1)), minlength=4)
    assert np.abs(drawn - 100 * weights).max() <= 1
    assert drawn.sum() == 100


def test_contraction_and_shift_are_against_the_uniform_prior() -> None:
    values = np.array([[0.7], [0.9]])
    made = Posterior(np.arange(2), values, np.array([0.5, 0.5]), np.zeros(1), np.ones(1), 1.0)
    assert made.contraction == pytest.approx([1 - 0.01 * 12])
    assert made.shift == pytest.approx([0.3 * 12**0.5])
    assert made.size == pytest.approx(2.0)


@pytest.mark.slow
def test_pyabc_draws_the_same_posterior() -> None:
    pyabc = pytest.importorskip("pyabc")
    prior = pyabc.Distribution(a=pyabc.RV("uniform", -4, 8), b=pyabc.RV("uniform", -4, 8))
    random = np.random.default_rng(5)

    def model(setting: dict[str, float]) -> dict[str, float]:
        return {"seen": setting["a"] + random.normal(0, NOISE)}

    study = pyabc.ABCSMC(
        model,
        prior,
        pyabc.PNormDistance(p=2),
        population_size=300,
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    study.new("sqlite://", {"seen": 0.7})
    frame, weights = study.run(minimum_epsilon=0.2, max_nr_populations=4).get_distribution(m=0)
    theirs = float((frame["a"] * weights).sum())
    ours = found(0.7, keep=0.1)
    assert ours.mean[0] == pytest.approx(theirs, abs=0.12)
    assert ours.covariance[0, 0] ** 0.5 == pytest.approx(
        float(((frame["a"] - theirs) ** 2 * weights).sum()) ** 0.5, abs=0.12
    )

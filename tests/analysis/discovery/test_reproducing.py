"""Halves of the points: a planted box comes back and holds, a box in noise does not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.discovery.reproducing import reproduce
from tests.analysis.discovery.samples import planted, sample


def halves(one, coverage: float = 0.55, count: int = 10):
    rng = np.random.default_rng(6)
    return reproduce(one, coverage, rng=rng, alpha=0.05, min_mass=0.05, halves=count)


def test_a_planted_box_comes_back() -> None:
    found = halves(planted(2000, replicates=3, seed=2))
    assert found is not None
    assert (found.times["a"], found.times["b"]) == (10, 10)
    # A box of given coverage may be a few slices wide of the planted one, whose density is .9.
    assert 0.75 < np.mean(found.unseen) < 0.92
    assert np.mean(found.base) == pytest.approx(0.196, abs=0.02)
    assert found.kept > 0.9


def test_a_box_in_noise_does_not_hold() -> None:
    rng = np.random.default_rng(9)
    found = halves(sample(rng.random((400, 6)), rng.integers(0, 2, 400)), coverage=0.2)
    assert found is not None
    # Boxes were denser where they were looked for, and no denser elsewhere.
    assert np.mean(found.seen) > 0.6
    assert np.mean(found.unseen) == pytest.approx(0.5, abs=0.06)
    assert found.kept < 0.3


def test_kept_is_the_share_of_the_gain_by_hand() -> None:
    found = halves(planted(200, replicates=2, seed=1), count=3)
    assert found is not None
    seen, unseen, base = map(np.mean, (found.seen, found.unseen, found.base))
    assert found.kept == pytest.approx((unseen - base) / (seen - base))
    assert len(found.seen) == len(found.unseen) == len(found.base) == 3


def test_families_stay_together() -> None:
    """With two families one is searched and the other is unseen."""
    one = sample(np.arange(40)[:, None], [0] * 10 + [1] * 10 + [1] * 20, family=[0] * 20 + [1] * 20)
    found = halves(one, count=1)
    assert found is not None
    assert found.base[0] in (0.5, 1.0)


def test_too_little_to_halve() -> None:
    assert halves(sample([[x] for x in range(30)], [1] + [0] * 29)) is None
    assert halves(planted(100, replicates=1, seed=1), count=0) is None


def test_the_same_chance_gives_the_same_halves() -> None:
    one = planted(300, replicates=2, seed=3)
    assert halves(one, count=2) == halves(one, count=2)

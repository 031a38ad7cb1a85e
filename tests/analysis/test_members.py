"""How much of an outcome's variance lies between the members of an ensemble."""

import numpy as np
import pytest

from sim.analysis.members import spread


def test_chance_alone_gives_no_spread_between_members() -> None:
    random = np.random.default_rng(2)
    found = spread(random.random(4000) < 0.3, np.repeat(np.arange(80), 50))
    assert found.chance == pytest.approx((0.21 / 4000) ** 0.5, rel=0.1)
    # The members' shares themselves have a deviation of (.21 / 50)^.5 = .065.
    assert found.between < 0.045


def test_the_spread_of_members_is_found_beside_chance() -> None:
    random = np.random.default_rng(3)
    share = np.repeat(random.normal(0.5, 0.1, 200).clip(0, 1), 50)
    found = spread(random.random(10_000) < share, np.repeat(np.arange(200), 50))
    assert found.between == pytest.approx(0.1, rel=0.2)
    assert (found.members, found.runs) == (200, 10_000)


def test_what_cannot_be_told_is_not_a_number() -> None:
    assert np.isnan(spread([0.0, 1.0], [0, 1]).chance)
    assert np.isnan(spread([0.0, 1.0], [0, 0]).between)
    assert np.isnan(spread([np.nan], [0]).mean)


def test_missing_values_do_not_count() -> None:
    found = spread([0.0, 1.0, np.nan, 1.0, 1.0], [0, 0, 0, 1, 1])
    assert (found.mean, found.runs) == (0.75, 4)

"""Base rates, and what the model has that is like them."""

from __future__ import annotations

import pandas as pd
import pytest

import sim
from sim.analysis.base_rates import (
    BASE_RATES,
    base_rates_for,
    share_of_tests_met,
    war_within,
)
from sim.analysis.replicates import clustered_ratio
from sim.experiment.intervals import wilson


def test_every_rate_is_a_share_with_a_source() -> None:
    for rate in BASE_RATES:
        assert 0.0 <= rate.rate <= 1.0
        assert rate.source
        assert rate.kind in ("met", "held", "war")
        if rate.interval:
            assert rate.interval[0] <= rate.rate <= rate.interval[1]


def test_rates_are_for_the_scenarios_that_they_are_about() -> None:
    """Russia's are for Russia alone, and those of a patron of both sides need a cross tie."""
    russia, strait, libya = (
        set(base_rates_for(sim.load_scenario(name)))
        for name in ("karabakh-2020", "taiwan", "libya-2019")
    )
    assert russia == set(BASE_RATES)
    assert {rate.guarantor for rate in russia - strait} == {"RUS"}
    assert [rate.allied_to_both for rate in strait - libya] == [True]


def runs(**columns) -> pd.DataFrame:
    made = {"status": ["ok", "ok", "ok", "failed"], "replicate": range(4)}
    return pd.DataFrame(made | columns)


def test_tests_are_counted_over_runs_that_did_not_fail() -> None:
    table = runs(tests=[4, 0, 6, 99], tests_met=[1, 0, 2, 99])
    assert share_of_tests_met(table) == clustered_ratio([1, 0, 2], [4, 0, 6], [0, 1, 2])
    assert share_of_tests_met(runs(tests=[0] * 4, tests_met=[0] * 4)) is None


def test_a_war_that_never_comes_is_not_within_five_years() -> None:
    first = pd.array([3, None, 20, 1], dtype="Int32")
    value, low, high = war_within(runs(first_offensive=first), 20)
    assert value == pytest.approx(1 / 3)
    assert [low, high] == pytest.approx(wilson(1, 3).tolist())

"""What is said of the numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sim.analysis.sensitivity import LIMITS, METHODS
from sim.analysis.sensitivity.findings import finding
from sim.analysis.sensitivity.regression import Regression
from sim.analysis.sensitivity.slices import Shift
from tests.plots.test_drivers import WIDEST, study


def with_sobol(**columns: list[float]):
    made = study(2)
    assert made.sobol is not None
    return replace(made, sobol=replace(made.sobol, frame=made.sobol.frame.assign(**columns)))


def test_shares_are_said_with_their_intervals() -> None:
    said = finding(study(2), "sobol")
    assert said.startswith(
        "Of the variance of the share of runs in which Russia recommits to Armenia over these "
        f'ranges, 30 % [24, 36] is due to "{WIDEST}" alone, and 60 % [54, 66] to it with its '
        'interactions; then comes "the plain name of number 1" (15 % alone). '
        "The 2 factors one by one make 90 % [80, 100] of it, "
    )
    assert "(n = 100 base points, 1,000 points, 20,000 runs; chance in the means is taken" in said


def test_what_sampling_error_does_to_shares_is_not_said_as_if_it_were_true() -> None:
    made = with_sobol(first=[1.18, -0.1], first_low=[0.7, -0.3], first_high=[1.6, 0.1])
    said = finding(made, "sobol")
    assert "100 % [70, 100] is due to" in said
    assert "(that the second is not the larger is sampling error)" in said
    assert '"the plain name of number 1" (0 % alone)' in said


def test_idle_factors_and_wide_intervals_are_told() -> None:
    made = with_sobol(total=[0.9, 0.001], total_low=[0.5, 0.0], total_high=[1.0, 0.004])
    said = finding(made, "sobol")
    assert "Surely below 1 %, interactions included: 1 of 2. " in said
    assert "The intervals are wide; four times the base points would halve them." in said


def test_effects_are_said_in_the_unit_of_the_outcome() -> None:
    said = finding(study(4, floor=0.17), "morris")
    assert said.startswith(
        f'Over its range, "{WIDEST}" moves the share of runs in which Russia recommits to Armenia '
        "most: by 60.0 percentage points [60.0, 60.0] on average in size, +60.0 percentage points"
    )
    other = finding(replace(study(4), outcome="tests", said="the mean number of tests"), "morris")
    assert "moves the mean number of tests most: by 0.6 [0.6, 0.6] on average" in other
    assert "No more than chance would: 1 of 4 factors. " in said
    assert "(25 trajectories, 20,000 runs.)" in said
    assert "No more than chance" not in finding(study(4, floor=float("nan")), "morris")


@pytest.mark.parametrize(("fit", "doubtful"), [(0.8, False), (0.65, False), (0.5, True)])
def test_a_poor_fit_is_one_that_chance_does_not_explain(fit: float, doubtful: bool) -> None:
    frame = pd.DataFrame({"rank": [-0.5, 0.1], "rank_low": [-0.6, 0.0], "rank_high": [-0.4, 0.2]})
    made = replace(study(2), regression=Regression(frame, (fit, 0.4, 0.9), (0.5, 0.4, 0.6), 1000))
    said = finding(made, "regression")
    assert said.startswith(
        "The share of runs in which Russia recommits to Armenia falls most steadily with "
        f'"{WIDEST}" (rank coefficient -0.5'
    )
    assert "of which chance in their means leaves 90 % to explain" in said
    assert ("do not read the order of the coefficients" in said) == doubtful


def test_a_shift_is_held_against_its_floor() -> None:
    frame = pd.DataFrame({
        "shift": [0.2, 0.04], "low": [0.1, 0.0], "high": [0.3, 0.1], "floor": [0.05, 0.05],
    })  # fmt: skip
    said = finding(replace(study(2), shift=Shift(frame)), "moment-independent")
    assert f'shifts most with "{WIDEST}": by 0.2 [0.1, 0.3] on a scale from 0 to 1. ' in said
    assert "By more than 95 % of dummy factors would (up to 0.05): 1 of 2 factors." in said


def test_what_was_not_found_has_nothing_to_say() -> None:
    with pytest.raises(KeyError):
        finding(study(2), "regression")
    assert set(LIMITS) == {*METHODS, "swing"}
    assert study(2).findings()[0].startswith("Of the variance of a single run, 67 % [60, 70]")

"""Quantiles, shares and flows, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.trajectories import (
    Flows,
    flows_of,
    judged_turns,
    quantiles_finding,
    quantiles_of,
    shares_finding,
    shares_of,
)
from sim.experiment.trajectories import StanceTrajectories, Trajectories
from sim.vocabulary import ACCOMMODATE, BROKER, DISENGAGE, MIXED, RECOMMIT

# Four runs of six turns.
STANCES = np.array(
    [
        [MIXED, BROKER, BROKER, BROKER, RECOMMIT, RECOMMIT],
        [MIXED, BROKER, BROKER, BROKER, BROKER, ACCOMMODATE],
        [MIXED, MIXED, ACCOMMODATE, ACCOMMODATE, RECOMMIT, RECOMMIT],
        [MIXED, BROKER, BROKER, BROKER, RECOMMIT, DISENGAGE],
    ],
    np.int8,
)
TRAJECTORIES = StanceTrajectories("plain", np.arange(4), STANCES, failed=0)


def test_a_quantile_is_a_value_that_some_run_had() -> None:
    values = np.column_stack([np.zeros(20), np.arange(20.0)]).astype(np.float32)
    quantiles = quantiles_of(
        Trajectories("world.tension", "plain", np.arange(20), values, failed=0)
    )
    assert quantiles.runs == 20
    assert quantiles.values.tolist() == [[0.0] * 5, [0.0, 4.0, 9.0, 14.0, 18.0]]
    assert quantiles_finding(quantiles, "Tension", ("at the start", "at the end of 2021 Q1")) == (
        'Tension, under "plain": 0.00 at the start, median 9.00 at the end of 2021 Q1, when '
        "90 % of 20 runs lie between 0.00 and 18.00."
    )


def test_no_runs_have_no_quantiles_and_no_shares() -> None:
    none = Trajectories(
        "world.tension", "plain", np.arange(0), np.zeros((0, 3), np.float32), failed=7
    )
    assert quantiles_of(none).runs == 0
    assert np.isnan(quantiles_of(none).values).all()
    nobody = StanceTrajectories("plain", np.arange(0), np.zeros((0, 2), np.int8), failed=7)
    assert np.isnan(shares_of(nobody).shares).all()


def test_quantiles_of_the_start_may_differ() -> None:
    values = np.arange(20, dtype=np.float32).reshape(20, 1)
    quantiles = quantiles_of(
        Trajectories("world.tension", "plain", np.arange(20), values, failed=0)
    )
    assert "median 9.00 (0.00 to 18.00) at the start" in quantiles_finding(
        quantiles, "X", ("at the start", "")
    )


def test_shares_of_stances_turn_by_turn() -> None:
    shares = shares_of(TRAJECTORIES)
    assert shares.shares[0].tolist() == [0, 0, 0, 0, 1]
    assert shares.shares[4].tolist() == [0.75, 0, 0, 0.25, 0]
    assert shares.shares.sum(axis=1) == pytest.approx(np.ones(6))
    told = shares_finding(shares, [f"2021 Q{k}" for k in range(1, 7)])
    assert "at the end of 2021 Q6 the commonest stance is recommitment, 50 % of runs" in told
    assert "Recommitment is commonest at the end of 2021 Q5: 75 %." in told


def test_flows_count_runs_from_stance_to_stance() -> None:
    labels = np.array([RECOMMIT, BROKER, RECOMMIT, BROKER], np.int8)
    flows = flows_of(TRAJECTORIES, (3, 4, 5), labels=labels)
    assert flows.counts.shape == (3, 5, 5)
    assert flows.counts[0, BROKER, RECOMMIT] == 2
    assert flows.counts[0, BROKER, BROKER] == 1
    assert flows.counts[0, ACCOMMODATE, RECOMMIT] == 1
    assert flows.counts[1, RECOMMIT].tolist() == [2, 1, 0, 0, 0]
    assert flows.counts[2, DISENGAGE, BROKER] == 1
    assert flows.held().tolist() == [
        [0, 0, 1, 3, 0],
        [3, 0, 0, 1, 0],
        [2, 1, 1, 0, 0],
        [2, 0, 0, 2, 0],
    ]
    # Five of the eight moves between dates change the stance; the label is no date.
    assert flows.finding(["Q4", "Q5", "Q6"]) == (
        "plain: from one date to the next 62 % of 4 runs change their stance; the largest change "
        "is from broker to recommitment, Q4 to Q5: 50 % of runs (95 % interval 15 to 85 %)."
    )


def test_runs_that_stay_say_so() -> None:
    still = StanceTrajectories("plain", np.arange(2), np.full((2, 6), BROKER, np.int8), failed=0)
    said = flows_of(still, (3, 5)).finding(["Q4", "Q6"])
    assert said == "plain: none of 2 runs has another stance at a later date, Q4 to Q6."


@given(arrays(np.int8, st.tuples(st.integers(1, 30), st.just(8)), elements=st.integers(0, 4)))
def test_no_run_is_lost_between_dates(stances: np.ndarray) -> None:
    trajectories = StanceTrajectories("plain", np.arange(len(stances)), stances, failed=0)
    flows: Flows = flows_of(trajectories, (3, 5, 7))
    assert (flows.counts.sum(axis=(1, 2)) == len(stances)).all()
    assert (flows.counts[0].sum(axis=0) == flows.counts[1].sum(axis=1)).all()
    assert flows.held()[1] / len(stances) == pytest.approx(shares_of(trajectories).shares[5])


@given(st.integers(1, 400), st.integers(2, 9))
def test_dates_rise_from_the_first_full_window_to_the_end(turns: int, dates: int) -> None:
    found = judged_turns(turns, dates)
    assert found[0] == (3 if turns > 4 else 0)
    assert found[-1] == turns - 1
    assert list(found) == sorted(set(found))
    assert len(found) == min(dates, turns - found[0])


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ((3,), "flows need two dates"),
        ((3, 6), "turn 6: runs have turns 0 to 5"),
        ((-1, 3), "turn -1: runs have turns 0 to 5"),
        ((4, 3), "each must come after the one before"),
    ],
)
def test_dates_that_make_no_flow(turns: tuple[int, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        flows_of(TRAJECTORIES, turns)


def test_labels_are_needed_for_every_run() -> None:
    for labels in (np.array([RECOMMIT], np.int8), np.array([-1, 0, 0, 0], np.int8)):
        with pytest.raises(ValueError, match="one is needed for every run"):
            flows_of(TRAJECTORIES, (3, 5), labels=labels)

"""Outcomes of every kind as numbers, and runs that are missing or failed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.sensitivity.response import in_words, response
from sim.experiment.faults import ResultsError


def runs(outcome: str, values: list[object], *, failed: tuple[int, ...] = ()) -> pd.DataFrame:
    """Two replicates of each point of one policy."""
    n = len(values)
    column: object = values
    if outcome == "first_offensive":
        column = pd.array(values, dtype="Int32")
    elif outcome == "stance":
        column = pd.Categorical(values, categories=["recommit", "broker"])
    elif failed:
        column = pd.array(values, dtype="boolean" if outcome == "recommitted" else "Float64")
    return pd.DataFrame({
        "policy": ["plain"] * n,
        "point": np.arange(n) // 2,
        "replicate": np.arange(n) % 2,
        "status": ["failed" if k in failed else "ok" for k in range(n)],
        outcome: column,
    })  # fmt: skip


SHARE = "the share of runs"


def found(table: pd.DataFrame, outcome: str):
    return response(table, outcome, policy="plain", turns=12)


@pytest.mark.parametrize(
    ("outcome", "values", "means", "said"),
    [
        (
            "recommitted",
            [True, False, True, True],
            [0.5, 1.0],
            f"{SHARE} in which the guarantor recommits to the defender",
        ),
        (
            "stance",
            ["recommit", "broker", "broker", "broker"],
            [0.5, 0.0],
            f"{SHARE} that end as recommitment",
        ),
        ("tests", [3, 4, 0, 1], [3.5, 0.5], "the mean number of tests of the guarantee"),
        ("recommitment_index", [0.25, 0.75, 0.5, 0.5], [0.5, 0.5], "the mean recommitment index"),
        (
            "first_offensive",
            [4, None, None, None],
            [8.0, 12.0],
            'the mean turn of "first full offensive" (never counts as turn 12)',
        ),
    ],
)
def test_every_kind_has_a_mean(outcome, values, means, said) -> None:
    ours = found(runs(outcome, values), outcome)
    assert ours.means.tolist() == means
    assert ours.said == said == in_words(outcome, 12)
    assert (ours.runs, ours.failed) == (4, 0)


def test_failed_runs_are_left_out_and_counted() -> None:
    ours = found(runs("recommitted", [True, None, False, False], failed=(1,)), "recommitted")
    assert ours.means.tolist() == [1.0, 0.0]
    assert ours.counts.tolist() == [1, 2]
    assert (ours.runs, ours.failed) == (3, 1)


def test_a_point_of_which_every_run_failed_is_refused() -> None:
    table = runs("recommitted", [True, True, None, None, None, None], failed=(2, 3, 4, 5))
    with pytest.raises(ResultsError, match="every run failed at point 1 and at 1 more points"):
        found(table, "recommitted")


def test_runs_that_all_failed_are_refused() -> None:
    table = runs("recommitted", [None, None], failed=(0, 1))
    with pytest.raises(ResultsError, match="no run of policy plain came to its end"):
        found(table, "recommitted")


def test_an_outcome_that_is_missing_is_refused() -> None:
    table = runs("recommitment_index", [0.5, float("nan"), 0.5, float("nan")])
    with pytest.raises(ResultsError, match="2 runs of policy plain have no such outcome"):
        found(table, "recommitment_index")


def test_a_policy_without_runs_is_refused() -> None:
    with pytest.raises(
        ResultsError, match="policy shy: no runs yet; the sweep goes on with --resume"
    ):
        response(runs("tests", [1, 2]), "tests", policy="shy", turns=12)


def test_some_of_the_points() -> None:
    ours = found(runs("tests", [1, 2, 3, 4, 5, 6]), "tests").at(np.array([True, False, True]))
    assert ours.points.tolist() == [0, 2]
    assert ours.means.tolist() == [1.5, 5.5]

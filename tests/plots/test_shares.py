"""Shares of runs: counted by hand, drawn within the page."""

from __future__ import annotations

import pytest

from sim.plots.shares import (
    SharesData,
    outcome_shares,
    policy_shares,
    shares_figure,
    shares_table,
)
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs

DOCUMENT = {
    "actors": {
        "RUS": {"name": "Russia", "role": "guarantor"},
        "ARM": {"name": "Armenia", "role": "defender"},
    }
}
TITLES = {"plain": "Nothing is changed", "shy": "A client that keeps quiet whatever happens to it"}


def by_policy() -> SharesData:
    flags = {
        "plain": {
            "recommitted": [True] * 15 + [False] * 133,
            "offered": [True] * 111 + [False] * 37,
        },
        "shy": {
            "recommitted": [True] * 81 + [False] * 67,
            "offered": [True] * 148,
        },
    }
    return policy_shares(runs(flags), "recommitted", title="Russia recommits", titles=TITLES)


def test_shares_by_policy_the_largest_first() -> None:
    data = by_policy()
    assert [(x.key, x.hits, x.runs) for x in data.shares] == [("shy", 81, 148), ("plain", 15, 148)]
    assert data.reference == 1
    # Newcombe (1998), table I, method 3: 15 of 148.
    assert data.shares[1].bounds == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert data.note.startswith(
        "n = 148 runs a row. Line: 95 % interval (Wilson). Diamond: the share with the outcome "
        '"recommitment offered".'
    )
    assert shares_table(data)[0] == ("what", "share", "low", "high", "hits", "runs", "offered")
    assert shares_table(data)[2][:2] == ("plain", pytest.approx(15 / 148))
    assert [row[-1] for row in shares_table(data)[1:]] == [1.0, 0.75]


def test_other_outcomes_have_nothing_beside_them() -> None:
    data = policy_shares(
        runs({"plain": {"offensive": [True, False]}}), "offensive", title="War", titles={}
    )
    assert data.shares[0].beside is None
    assert "Diamond" not in data.note
    assert shares_table(data)[0][-1] == "runs"


def test_failed_runs_are_left_out_and_points_pooled_aloud() -> None:
    table = runs(
        {"plain": {"offensive": [True, True, False, False]}}, points=[0, 0, 1, 1], failed=[0]
    )
    data = policy_shares(table, "offensive", title="War", titles={})
    assert [(x.hits, x.runs) for x in data.shares] == [(1, 3)]
    assert "all 2 points of the design together" in data.note
    assert "1 failed run is left out" in data.note


def by_outcome() -> SharesData:
    table = runs(
        {
            "plain": {
                "stance": ["recommit"] * 3 + ["broker"] * 6 + ["mixed"],
                "recommitted": [True] * 3 + [False] * 7,
                "tests": [1] * 10,
            }
        }
    )
    names = ["stance", "recommitted", "tests"]
    return outcome_shares(table, names, title="What came out: a test", document=DOCUMENT)


def test_stances_first_and_what_is_neither_is_passed_over() -> None:
    data = by_outcome()
    assert [(x.key, x.hits) for x in data.shares] == [
        ("broker", 6),
        ("recommit", 3),
        ("mixed", 1),
        ("accommodate", 0),
        ("disengage", 0),
        ("recommitted", 3),
    ]
    label = data.shares[-1].label
    assert (label.name, label.note) == ("Russia recommits to Armenia", "recommitted")
    assert {x.runs for x in data.shares} == {10}


@pytest.mark.parametrize("data", [by_policy(), by_outcome()], ids=["policies", "outcomes"])
def test_the_chart_can_be_read(data: SharesData) -> None:
    assert not faults(shares_figure(data))


def test_golden_shares() -> None:
    check(shares_figure(by_policy()), "shares-by-policy")
    check(shares_figure(by_outcome()), "shares-by-outcome")


def test_many_runs_earn_a_decimal() -> None:
    table = runs({"plain": {"offensive": [True] * 2500 + [False] * 7500}})
    data = policy_shares(table, "offensive", title="War", titles={})
    (text,) = [t.get_text() for t in shares_figure(data).axes[0].texts if "[" in t.get_text()]
    # Wilson by hand: (.25 + .000192) / 1.000384 -+ 1.96 / 1.000384 * sqrt(.25 * .75 / n + ...)
    assert text == "25.0 %  [24.2, 25.9]"

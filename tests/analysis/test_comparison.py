"""Comparing two tables of runs, against sums done by hand and published values."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.comparison import Comparison, compare_runs, corrected_together, crossing
from sim.analysis.effects import holm, sign_test
from sim.analysis.replicates import widening
from sim.vocabulary import STANCES

NAMES = ("plain", "shy")


def runs(replicates: Sequence[int] | None = None, **columns: Sequence[object]) -> pd.DataFrame:
    """A table of runs at one point; replicates count from zero unless given."""
    count = len(next(iter(columns.values())))
    table = pd.DataFrame(
        {
            "point": 0,
            "replicate": range(count) if replicates is None else replicates,
            "status": pd.Categorical(["ok"] * count, categories=["ok", "failed"]),
        }
    )
    for name, values in columns.items():
        column = pd.Series(values)
        if name == "stance":
            column = column.astype(pd.CategoricalDtype(list(STANCES)))
        elif name.startswith("first_"):
            column = column.astype("Int32")
        table[name] = column
    return table


def compared(first: pd.DataFrame, second: pd.DataFrame, *outcomes: str, **more) -> Comparison:
    return compare_runs(first, second, outcomes, names=NAMES, **more)


def test_a_paired_difference_by_hand() -> None:
    # Differences 1, 1, 0, 0: mean .5, variance 1/3, standard error sqrt(1/12).
    first = runs(recommitment_index=[0.0, 1.0, 2.0, 3.0])
    second = runs(recommitment_index=[1.0, 2.0, 2.0, 3.0])
    (effect,) = compared(first, second, "recommitment_index").effects
    assert (effect.first, effect.second, effect.difference) == (1.5, 2.0, 0.5)
    assert effect.difference - effect.low == pytest.approx(1.96 * sqrt(1 / 12), rel=1e-4)
    assert (effect.more, effect.less, effect.runs) == (2, 0, 4)
    # t = .5 / .2887 = 1.732 on 3 degrees of freedom: p = .1817.
    assert effect.p == pytest.approx(0.1817, abs=1e-4)


def test_a_yes_or_no_is_tested_by_the_pairs_that_differ() -> None:
    # McNemar's exact test: 8 pairs one way, 1 the other: 2 (1 + 9) / 2^9 = .0390625.
    first = runs(offensive=[False] * 8 + [True] * 1 + [True] * 5)
    second = runs(offensive=[True] * 8 + [False] * 1 + [True] * 5)
    (effect,) = compared(first, second, "offensive").effects
    assert (effect.more, effect.less) == (8, 1)
    assert effect.p == pytest.approx(20 / 512)
    said = effect.sentence(*NAMES)
    assert "42.9 % to 92.9 %, +50.0 points" in said
    assert "in 8 futures only under shy, in 1 only under plain" in said


def test_the_order_of_rows_does_not_matter_and_lone_replicates_do_not_count() -> None:
    first = runs([2, 0, 1, 7], recommitment_index=[3.0, 1.0, 2.0, 50.0])
    second = runs([0, 1, 2, 9], recommitment_index=[1.5, 2.5, 3.5, 90.0])
    (effect,) = compared(first, second, "recommitment_index").effects
    assert (effect.runs, effect.difference) == (3, 0.5)


def test_the_same_policy_twice_is_exactly_zero() -> None:
    table = runs(
        offensive=[True, False, True],
        recommitment_index=[0.1, 0.2, 0.7],
        first_quarter=[3, None, 5],
        stance=["broker", "mixed", "recommit"],
    )
    found = compared(table, table.copy(), "offensive", "recommitment_index", "first_quarter")
    assert found.identical
    assert all((e.difference, e.low, e.high, e.p) == (0.0, 0.0, 0.0, 1.0) for e in found.effects)
    assert found.findings() == [
        "plain and shy are the same in every outcome of every one of 3 futures: "
        "all differences are exactly zero."
    ]


def test_another_stance_alone_is_not_sameness() -> None:
    first = runs(offensive=[True, True], stance=["broker", "mixed"])
    second = runs(offensive=[True, True], stance=["broker", "broker"])
    assert not compared(first, second, "offensive").identical


def test_a_turn_that_came_under_one_only_is_no_pair_and_no_sameness() -> None:
    first, second = runs(first_quarter=[4, None, 6]), runs(first_quarter=[4, 5, 6])
    found = compared(first, second, "first_quarter")
    (effect,) = found.effects
    assert (effect.runs, effect.lone, effect.same) == (2, 1, False)
    assert not found.identical


def test_without_common_chance_the_interval_is_that_of_two_samples() -> None:
    # Newcombe (1998), "Interval estimation for the difference between independent proportions",
    # table II, method 10, example (a): 56/70 less 48/80 is .2, [.0524, .3339].
    first = runs(offensive=[True] * 48 + [False] * 32)
    second = runs(offensive=[True] * 56 + [False] * 14)
    found = compared(first, second, "offensive", why_not="the seeds differ")
    (effect,) = found.effects
    assert not found.paired
    assert effect.difference == pytest.approx(0.2)
    assert [round(effect.low, 4), round(effect.high, 4)] == [0.0524, 0.3339]
    assert (effect.more, found.crossing) == (None, None)


def test_unpaired_means_by_hand() -> None:
    # Variances 1 and 4 over 3 runs each: standard error sqrt(5/3).
    first, second = runs(tests=[1, 2, 3]), runs(tests=[2, 4, 6])
    (effect,) = compared(first, second, "tests", why_not="the seeds differ").effects
    assert effect.difference == 2.0
    assert effect.high - effect.difference == pytest.approx(1.96 * sqrt(5 / 3), rel=1e-4)


def test_runs_that_share_no_replicate_are_compared_unpaired() -> None:
    found = compared(runs([0, 1], tests=[1, 2]), runs([5, 6], tests=[1, 2]), "tests")
    assert (found.paired, found.why_not) == (False, "no point and replicate was played in both")


def test_one_run_says_nothing_about_two_samples() -> None:
    (effect,) = compared(runs(tests=[1]), runs(tests=[2]), "tests", why_not="seeds").effects
    assert isnan(effect.low)
    assert isnan(effect.holm)
    assert not effect.moved


def test_failed_runs_are_left_out_and_counted() -> None:
    first, second = runs(tests=[1, 2, 3]), runs(tests=[1, 2, 9])
    second["status"] = pd.Categorical(["ok", "ok", "failed"], categories=["ok", "failed"])
    found = compared(first, second, "tests")
    assert (found.failed, found.effects[0].runs) == (1, 2)
    assert found.effects[0].same


def test_a_difference_without_any_spread_has_moved() -> None:
    first, second = runs(tests=[1, 2, 3]), runs(tests=[2, 3, 4])
    (effect,) = compared(first, second, "tests").effects
    assert (effect.low, effect.high, effect.p) == (1.0, 1.0, 0.0)
    assert effect.moved


def test_stances_crossed_by_hand() -> None:
    first = runs(stance=["broker", "broker", "mixed", "recommit"])
    second = runs(stance=["recommit", "broker", "recommit", "recommit"])
    table = crossing(first, second)
    assert (table.runs, table.kept) == (4, 2)
    assert table.moves() == [("broker", "recommit", 1), ("mixed", "recommit", 1)]
    assert table.sentences() == [
        "2 of 4 futures (50.0 %) end in the same stance.",
        "The commonest changes: 1 from the broker's part to recommitment; 1 from no clear stance "
        "to recommitment.",
    ]
    by_name = {
        (table.stances[i], table.stances[j]): count
        for i, row in enumerate(table.counts)
        for j, count in enumerate(row)
        if count
    }
    assert by_name == {
        ("broker", "broker"): 1,
        ("broker", "recommit"): 1,
        ("mixed", "recommit"): 1,
        ("recommit", "recommit"): 1,
    }


def test_findings_name_what_moved_and_what_did_not() -> None:
    first = runs(offensive=[False] * 20, treaty=[True, False] * 10, stance=["mixed"] * 20)
    second = runs(offensive=[True] * 20, treaty=[False, True] * 10, stance=["broker"] * 20)
    found = compared(first, second, "offensive", "treaty", changes=("x: 1 and 2",))
    assert [effect.outcome for effect in found.moved] == ["offensive"]
    said = found.findings()
    lead = "From the first, plain, to the second, shy, 1 of 2 outcomes moved (Holm-corrected, 5 %)."
    assert said[0] == lead
    assert 'Not shown to have moved: "peace treaty".' in said
    facts = found.facts()
    assert facts["changes"] == ["x: 1 and 2"]
    assert facts["outcomes"][0]["moved"] is True
    assert sum(map(sum, facts["stances"]["counts"])) == 20


def test_holm_by_hand() -> None:
    # Sorted .005, .01, .03, .04: times 4, 3, 2, 1, never falling.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_leaves_out_what_is_not_known() -> None:
    found = holm([0.03, float("nan"), 0.01])
    assert isnan(found[1])
    assert (found[0], found[2]) == pytest.approx((0.03, 0.02))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(values: list[float]) -> None:
    found = holm(values)
    assert all(p <= q <= 1 for p, q in zip(values, found, strict=True))
    order = np.argsort(values, kind="stable")
    assert (np.diff(np.array(found)[order]) >= 0).all()


def test_the_sign_test_of_no_differing_pair() -> None:
    assert sign_test(0, 0) == 1.0


def sweep(values: list[float], replicates: int, **columns: object) -> pd.DataFrame:
    """Runs at several points on a few replicates, point by point."""
    count = len(values)
    made = {
        "point": np.arange(count) // replicates,
        "replicate": np.arange(count) % replicates,
        "status": "ok",
    }
    return pd.DataFrame(made | columns)


def test_points_on_the_same_few_draws_are_no_independent_pairs() -> None:
    """Forty pairs that all go one way on two draws of chance prove less than forty draws would."""
    came = [True, False] * 20
    first, second = sweep(came, 2, offensive=[False] * 40), sweep(came, 2, offensive=came)
    (effect,) = compare_runs(first, second, ["offensive"], names=("a", "b")).effects
    # Differences 1 and 0 by draw: mean .5, error .5, t = 1 with one degree of freedom, p = 1/2.
    assert (effect.difference, effect.more, effect.less) == (0.5, 20, 0)
    assert effect.p == pytest.approx(0.5)
    assert effect.low == pytest.approx(0.5 - 12.7062 * 0.5, rel=1e-5)
    alone = sweep(came, 40, offensive=[False] * 40), sweep(came, 40, offensive=came)
    (sure,) = compare_runs(*alone, ["offensive"], names=("a", "b")).effects
    assert sure.p == pytest.approx(2 * 0.5**20)


def test_unpaired_runs_on_few_draws_are_compared_over_draws() -> None:
    first = sweep([0.0] * 6, 3, tests=[1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    second = sweep([0.0] * 6, 3, tests=[2.0, 4.0, 6.0, 2.0, 4.0, 6.0])
    found = compare_runs(first, second, ["tests"], names=("a", "b"), why_not="other seeds")
    (effect,) = found.effects
    # Errors of the two means: 1 / sqrt(3) and 2 / sqrt(3); together sqrt(5 / 3).
    assert effect.difference == 2.0
    assert effect.high - effect.difference == pytest.approx(4.302653 * (5 / 3) ** 0.5, rel=1e-6)


# --- several sets against one --------------------------------------------------------------------


def test_intervals_of_several_hold_at_once() -> None:
    # Differences 1, 1, 0, 0: standard error sqrt(1/12). Three at once: each is an interval of
    # 1 - .05 / 3, whose quantile of the normal distribution is 2.394.
    first = runs(recommitment_index=[0.0, 1.0, 2.0, 3.0])
    second = runs(recommitment_index=[1.0, 2.0, 2.0, 3.0])
    (effect,) = compared(first, second, "recommitment_index", together=3).effects
    assert effect.high - effect.difference == pytest.approx(2.394 * sqrt(1 / 12), rel=1e-4)
    assert effect.difference - effect.low == pytest.approx(2.394 * sqrt(1 / 12), rel=1e-4)
    (alone,) = compared(first, second, "recommitment_index").effects
    assert (effect.difference, effect.p) == (alone.difference, alone.p)


@pytest.mark.parametrize("together", [2, 5, 20])
def test_independent_intervals_all_hold_with_95_percent(together: int) -> None:
    """Bonferroni's inequality is nearly exact if estimates are independent."""
    from scipy.special import ndtr

    reach = 1.959964 * float(widening(together))
    assert 0.95 <= (2 * ndtr(reach) - 1) ** together <= 0.9515


@pytest.mark.parametrize("why_not", ["", "other seeds"])
@pytest.mark.parametrize("shared", [False, True])
def test_every_kind_of_interval_is_wider_among_several(why_not: str, shared: bool) -> None:
    rng = np.random.default_rng(3)
    replicates = [k // 2 for k in range(40)] if shared else list(range(40))
    sides = [
        runs(
            replicates,
            offensive=list(rng.random(40) < share),
            recommitment_index=list(rng.random(40) + share),
        ).assign(point=[k % 2 for k in range(40)] if shared else 0)
        for share in (0.3, 0.6)
    ]
    asked = ("offensive", "recommitment_index")
    alone = compared(*sides, *asked, why_not=why_not)
    among = compared(*sides, *asked, why_not=why_not, together=4)
    for name in asked:
        one, other = (
            next(effect for effect in found.effects if effect.outcome == name)
            for found in (alone, among)
        )
        assert (one.difference, one.p) == (other.difference, other.p)
        assert other.low < one.low < one.difference < one.high < other.high


def test_holm_counts_the_outcomes_of_all_comparisons() -> None:
    # Sign tests of 6 to 0 and 7 to 0: p = 2 / 2^6 and 2 / 2^7; the smaller counts twice.
    base = runs(offensive=[False] * 20)
    others = [runs(offensive=[True] * n + [False] * (20 - n)) for n in (6, 7)]
    found = corrected_together([compared(base, other, "offensive", together=2) for other in others])
    six, seven = (one.effects[0] for one in found.each)
    assert (six.p, seven.p) == (2 / 2**6, 2 / 2**7)
    assert (six.holm, seven.holm) == (2 / 2**6, 2 * 2 / 2**7)
    text = " ".join(found.findings())
    assert "Holm-corrected over all 2 comparisons" in text
    assert [row["together"] for row in found.facts()["comparisons"]] == [2, 2]

"""Intervals against published and hand-worked values; differences on common chance."""

from __future__ import annotations

from itertools import product
from math import comb, inf, isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim
from sim.analysis.outcomes import (
    paired_differences,
    recommitment,
    summarise,
)
from sim.analysis.quantiles import quantiles_of
from sim.analysis.replicates import Draws
from sim.experiment.intervals import half_width, wilson
from sim.vocabulary import STANCES
from tests.scenario.bench import QUARREL


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits: int, runs: int, low: float, high: float) -> None:
    assert [round(float(bound), 4) for bound in wilson(hits, runs)] == [low, high]


def test_wilson_of_all_and_of_no_runs() -> None:
    # With every run a hit the lower bound is n / (n + z^2), which gives .7225 for ten of ten.
    assert [round(float(bound), 4) for bound in wilson(10, 10)] == [0.7225, 1.0]
    assert list(wilson(0, 0)) == [0.0, 1.0]


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_is_symmetric(runs: int, data) -> None:
    hits = data.draw(st.integers(0, runs))
    low, high = wilson(hits, runs)
    assert 0 <= low <= hits / runs <= high <= 1
    mirrored = wilson(runs - hits, runs)
    assert [1 - high, 1 - low] == pytest.approx(list(mirrored), abs=1e-12)


def test_half_width_of_a_mean_by_hand() -> None:
    # 1, 2, 3, 4: variance 5/3, standard error sqrt(5/12), times 1.96.
    found = half_width(runs=4, total=10.0, squares=30.0, share=False)
    assert float(found) == pytest.approx(1.96 * sqrt(5 / 12), rel=1e-4)
    assert half_width(runs=1, total=1.0, squares=1.0, share=False) == inf
    assert half_width(runs=0, total=0.0, squares=0.0, share=True) == inf
    low, high = wilson(3, 7)
    assert half_width(runs=7, total=3, squares=3, share=True) == (high - low) / 2


def bootstrap_quantiles(values: np.ndarray, shares=(0.05, 0.5, 0.95), **options) -> list[tuple]:
    """Quantiles of runs of one group, each run with a draw of its own."""
    draws = Draws.of(np.arange(len(values)))
    return [*map(tuple, quantiles_of([values], draws, shares=shares, **options)[0, 0].tolist())]


def exact_median_of_resamples(values: list[float]) -> dict[float, float]:
    """Distribution of the bootstrap median of three values: all 27 resamples."""
    found: dict[float, float] = {}
    for resample in product(values, repeat=3):
        middle = sorted(resample)[1]
        found[middle] = found.get(middle, 0) + 1 / 27
    return found


def test_bootstrap_of_three_values_is_all_their_resamples() -> None:
    # P(median = smallest) = P(at least two of three draws are it) = 7/27, and so on: 7, 13, 7.
    assert list(exact_median_of_resamples([1.0, 2.0, 5.0]).values()) == pytest.approx(
        [7 / 27, 13 / 27, 7 / 27]
    )
    rng = np.random.default_rng(3)
    values = np.array([5.0, 1.0, 2.0])
    for level, low, high in ((0.95, 1.0, 5.0), (0.4, 2.0, 2.0)):
        [found] = bootstrap_quantiles(values, [0.5], rng=rng, resamples=4000, level=level)
        assert found == (2.0, low, high)


def test_bootstrap_agrees_with_resampling_the_long_way() -> None:
    values = np.random.default_rng(1).normal(size=101)
    [(value, low, high)] = bootstrap_quantiles(
        values, [0.5], rng=np.random.default_rng(2), resamples=20_000
    )
    again = np.random.default_rng(4).choice(values, (20_000, 101))
    medians = np.median(again, axis=1)
    assert value == np.median(values)
    ordered = np.sort(values)
    # Both ends are order statistics, and the two ways agree within one rank.
    for bound, share in ((low, 0.025), (high, 0.975)):
        ranks = np.searchsorted(ordered, [bound, np.quantile(medians, share)])
        assert abs(int(ranks[0]) - int(ranks[1])) <= 1
    # Binomial ranks: P(X <= 40) and P(X <= 60) for X ~ B(101, 1/2) straddle the 2.5 % tails.
    tail = sum(comb(101, k) for k in range(41)) / 2**101
    assert 0.02 < tail < 0.035
    assert abs(int(np.searchsorted(ordered, low)) - 40) <= 2


def test_bootstrap_repeats_with_its_generator_and_takes_nothing_for_an_answer() -> None:
    values = np.arange(50.0)
    twice = [bootstrap_quantiles(values, rng=np.random.default_rng(7)) for _ in range(2)]
    assert twice[0] == twice[1]
    assert all(isnan(bound) for bound in bootstrap_quantiles(values[:0], rng=rng())[0])
    assert bootstrap_quantiles(np.array([4.0]), [0.9], rng=rng()) == [(4.0, 4.0, 4.0)]


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def runs(**columns: list) -> pd.DataFrame:
    """A table of runs of one policy, at one point, unless other columns are given."""
    size = len(next(iter(columns.values())))
    given_ = {"policy": ["a"] * size, "point": [0] * size, "replicate": list(range(size))}
    table = pd.DataFrame({**given_, "status": ["ok"] * size, **columns})
    return table.astype({"policy": "category", "status": "category"})


def test_shares_means_and_turns_by_hand() -> None:
    table = runs(
        offensive=[True, False, True, True],
        tests=[0, 1, 2, 5],
        first_offensive=pd.array([2, None, 4, 4], dtype="Int32"),
        stance=pd.Categorical(["recommit", "broker", "broker", "mixed"]),
    )
    found = summarise(table, ["offensive", "tests", "first_offensive", "stance"], rng=rng())
    values = found.set_index(["outcome", "statistic"])["value"]
    assert values["offensive", "share"] == 0.75
    assert values["tests", "mean"] == 2.0
    assert [values["tests", f"q{share}"] for share in ("05", "25", "50", "75", "95")] == [
        0, 0, 1, 2, 5,
    ]  # fmt: skip
    assert values["first_offensive", "share"] == 0.75
    assert values["first_offensive", "mean"] == pytest.approx(10 / 3)
    assert values["stance broker", "share"] == 0.5
    assert values["stance accommodate", "share"] == 0.0
    counted = found.set_index(["outcome", "statistic"])["runs"]
    assert counted["first_offensive", "mean"] == 3
    assert (found["low"] <= found["value"]).all()
    assert (found["value"] <= found["high"]).all()


def test_failed_runs_are_counted_not_used() -> None:
    table = runs(
        status=["ok", "failed", "ok"],
        offensive=pd.array([True, None, False], dtype="boolean"),
        tests=pd.array([1, None, 3], dtype="Int32"),
    )
    found = summarise(table, ["offensive", "tests"], rng=rng())
    assert set(found["failed"]) == {1}
    assert set(found["runs"]) == {2}
    assert found.set_index("statistic").loc["mean", "value"] == 2.0


def test_grouping_by_a_factor() -> None:
    table = runs(offensive=[True, True, False, True], dose=[0.0, 0.0, 1.0, 1.0])
    found = summarise(table, ["offensive"], rng=rng(), by=["dose"]).set_index("dose")
    assert found["value"].to_dict() == {0.0: 1.0, 1.0: 0.5}


def test_differences_are_of_pairs_on_the_same_chance() -> None:
    table = pd.concat(
        [
            runs(tests=[1.0, 2.0, 3.0, 4.0]),
            runs(tests=[2.0, 4.0, 3.0], replicate=[0, 1, 3], policy=["b"] * 3),
        ]
    ).astype({"policy": "category"})
    [row] = paired_differences(table, ["tests"], baseline="a").to_dict("records")
    # Pairs: 1-2, 2-4, 4-3: differences 1, 2, -1: mean 2/3, variance 7/3; 7/3 and 1 before.
    assert (row["policy"], row["pairs"]) == ("b", 3)
    assert row["difference"] == pytest.approx(2 / 3)
    assert row["high"] - row["low"] == pytest.approx(2 * 1.95996 * sqrt(7 / 9), rel=1e-5)
    assert row["variance_reduction"] == pytest.approx((7 / 3 + 1) / (7 / 3))


def test_what_the_design_does_is_not_luck() -> None:
    """Points far apart: the variance that chance makes is the one within them."""
    base = runs(tests=[0.0, 1.0, 100.0, 101.0], point=[0, 0, 1, 1], replicate=[0, 1, 0, 1])
    other = base.assign(tests=[1.0, 0.0, 100.0, 101.0], policy="b")
    table = pd.concat([base, other]).astype({"policy": "category"})
    [row] = paired_differences(table, ["tests"], baseline="a").to_dict("records")
    # Within points: 1/2 each before; differences 1, -1, 0, 0: (2 + 0) / 2 = 1 after.
    assert row["variance_reduction"] == pytest.approx(1.0)
    by_point = paired_differences(table, ["tests"], baseline="a", by=["point"])
    assert by_point.set_index("point").loc[1, "variance_reduction"] == inf


def test_common_random_numbers_reduce_the_variance_of_a_small_change() -> None:
    scenario = sim.load_scenario(QUARREL)
    changed = scenario.replace({"parameters.bulwark": 0.9})
    tables = [
        sim.batch(setting, replicates=40, seed=8, turns=4).assign(policy=name)
        for name, setting in (("before", scenario), ("after", changed))
    ]
    table = pd.concat(tables).astype({"policy": "category"})
    outcome = "end.ties.ANV-DELL.commitment"
    [row] = paired_differences(table, [outcome], baseline="before").to_dict("records")
    other = sim.batch(changed, replicates=40, seed=9, turns=4).assign(policy="other chance")
    apart = pd.concat([tables[0], other]).astype({"policy": "category"})
    found = paired_differences(apart, [outcome], baseline="before")
    independent = found.loc[0, "variance_reduction"]
    assert row["variance_reduction"] > 2
    assert independent == pytest.approx(1.0, abs=0.6)


def test_recommitment_over_its_own_thresholds() -> None:
    table = runs(
        recommitted=[True, False],
        offered=[True, True],
        recommitment_index=[0.6, 0.2],
        **{"spell_at_0.40": [8, 3], "spell_at_0.55": [4, 0]},
    )
    found = recommitment(table)
    own = found[found["level"].isna()].set_index("measure")["value"]
    assert own.to_dict() == {
        "recommitted": 0.5,
        "offered": 1.0,
        "recommitment_index": pytest.approx(0.4),
    }
    surface = found.dropna().set_index(["level", "turns"])["value"].to_dict()
    assert surface == {
        (0.40, 2): 1.0, (0.40, 4): 0.5, (0.40, 6): 0.5, (0.40, 8): 0.5,
        (0.55, 2): 0.5, (0.55, 4): 0.5, (0.55, 6): 0.0, (0.55, 8): 0.0,
    }  # fmt: skip


def test_the_surface_holds_the_scenarios_own_thresholds() -> None:
    """At the scenario's own level and length, the surface is the share of recommitment."""
    scenario = sim.load_scenario("karabakh-2020").replace(
        {"parameters.recommit_level": 0.40, "parameters.recommit_quarters": 2}
    )
    table = sim.batch(scenario, replicates=12, seed=4, turns=6)
    found = recommitment(table)
    own = found[found["level"].isna()].set_index("measure").loc["recommitted", "value"]
    surface = found.dropna().set_index(["level", "turns"])["value"]
    assert surface[0.40, 2] == own
    assert 0 < own < 1
    steps = surface.unstack("turns")
    assert (steps.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)
    assert (steps.diff(axis=0).iloc[1:] <= 0).all(axis=None)


def at_two_points(values: list[float], **columns: object) -> pd.DataFrame:
    point, replicate = (grid.ravel() for grid in np.mgrid[0:2, 0:3])
    made = {"point": point, "replicate": replicate, "status": "ok", "tests": values}
    return pd.DataFrame(made | columns)


def test_points_share_their_draws_of_chance() -> None:
    """Two points on three replicates: three draws, not six runs (by hand, Student's t)."""
    first = at_two_points([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], policy="plain")
    second = at_two_points([2.0, 2.0, 5.0, 5.0, 5.0, 8.0], policy="shy")
    table = pd.concat([first, second.sample(frac=1.0, random_state=1)], ignore_index=True)
    (row,) = paired_differences(table, ["tests"], baseline="plain").to_dict("records")
    # Changes 1, 0, 2 at either point: means 1, 0, 2 by replicate.
    half = stats.t.ppf(0.975, 2) * stats.sem([1, 0, 2])
    assert (row["first"], row["second"], row["pairs"], row["draws"]) == (3.5, 4.5, 6, 3)
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((1, 1 - half, 1 + half))
    rng = np.random.default_rng(1)
    found = summarise(first, ["tests"], rng=rng).set_index("statistic")
    # Means 2.5, 3.5, 4.5 by replicate.
    half = stats.t.ppf(0.975, 2) * stats.sem([2.5, 3.5, 4.5])
    mean = found.loc["mean", ["value", "low", "high"]].to_list()
    assert mean == pytest.approx([3.5, 3.5 - half, 3.5 + half])
    assert found.loc["q50", "value"] == 3.0
    assert 1.0 <= found.loc["q50", "low"] <= 3.0 <= found.loc["q50", "high"] <= 6.0


def test_a_run_that_failed_under_one_policy_makes_no_pair() -> None:
    second = at_two_points([5.0] * 6, policy="shy", status=["ok"] * 5 + ["failed"])
    table = pd.concat([at_two_points([1.0] * 6, policy="plain"), second], ignore_index=True)
    (row,) = paired_differences(table, ["tests"], baseline="plain").to_dict("records")
    assert (row["pairs"], row["first"], row["difference"]) == (5, 1.0, 4.0)


def many_points(policies: list[str], points: int = 40, each: int = 6) -> pd.DataFrame:
    """Made-up runs at many points, some failed, some outcomes missing, in no order."""
    chance = np.random.default_rng(8)
    tables = []
    for policy in policies:
        size = points * each
        came = pd.array(chance.integers(-9, 20, size), dtype="Int32")
        table = runs(
            policy=[policy] * size,
            point=np.repeat(np.arange(points), each),
            replicate=np.tile(np.arange(each), points),
            recommitted=chance.random(size) < 0.3,
            offered=chance.random(size) < 0.8,
            recommitment_index=chance.random(size),
            tests=chance.integers(0, 5, size),
            first_quarter=came,
            stance=pd.Categorical.from_codes(chance.integers(0, 4, size), categories=STANCES[:4]),
        )
        for level in (0.4, 0.6):
            table[f"spell_at_{level:.2f}"] = chance.integers(0, 9, size)
        table["first_quarter"] = table["first_quarter"].where(table["first_quarter"] >= 0)
        table["status"] = pd.Categorical(np.where(chance.random(size) < 0.15, "failed", "ok"))
        table.loc[(table["point"] == 7) & (policy == "a"), "status"] = "failed"
        tables.append(table)
    whole = pd.concat(tables, ignore_index=True).sample(frac=1, random_state=3)
    return whole.astype({"policy": "category", "status": "category"})


OUTCOMES = ["recommitted", "offered", "recommitment_index", "tests", "first_quarter", "stance"]


@pytest.mark.parametrize("policies", [["a"], ["a", "b"]])
@pytest.mark.parametrize("by", [["point"], ["policy", "point"]])
def test_all_groups_at_once_are_each_group_alone(policies: list[str], by: list[str]) -> None:
    table = many_points(policies)
    chance, alone = np.random.default_rng(5), []
    levels = []
    for _, group in table.groupby(by, observed=True, sort=True):
        alone.append(summarise(group, OUTCOMES, rng=chance, by=by))
        if (group["status"] == "ok").any():
            levels.append(recommitment(group, by=by))
    together = summarise(table, OUTCOMES, rng=np.random.default_rng(5), by=by)
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True), check_exact=True)
    pd.testing.assert_frame_equal(
        recommitment(table, by=by), pd.concat(levels, ignore_index=True), check_exact=True
    )


def test_all_points_are_compared_at_once_as_each_alone() -> None:
    table = many_points(["a", "b", "c"])
    alone = [
        paired_differences(group, OUTCOMES, baseline="a", by=["point"])
        for _, group in table.groupby("point")
    ]
    together = paired_differences(table, OUTCOMES, baseline="a", by=["point"])
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True), check_exact=True)
    # No run of the policy that the others are compared with: nothing to compare, and no mistake.
    nothing = together[together["point"] == 7]
    assert (nothing["pairs"] == 0).all()
    assert nothing["difference"].isna().all()


def test_ten_thousand_points_cost_few_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Means and shares are taken of all groups in one call, not of each."""
    from sim.analysis import outcomes

    calls = []
    real = outcomes.shares_of
    monkeypatch.setattr(outcomes, "shares_of", lambda *a: calls.append(1) or real(*a))
    recommitment(many_points(["a"], points=2000, each=2), by=["point"])
    # Recommitted, offered, and two levels at four lengths.
    assert len(calls) == 2 + 2 * 4

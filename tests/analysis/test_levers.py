"""Ranking levers, on tables made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.contrasts import base_of, simultaneous
from sim.analysis.levers import Ranking, candidates, measure, screen
from sim.experiment.levers import Cost, Lever


def lever(key: str, puller: str = "TUR", **changes: object) -> Lever:
    return Lever(
        key,
        "posture",
        puller,
        puller.title(),
        f"{key} is pulled",
        changes or {key: 1.0},
        Cost(0.1, "utils a quarter"),
    )


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def shares(*counts: int, of: int = 100) -> np.ndarray:
    """A row for each count: that many ones, then zeros."""
    return np.array([[1.0] * count + [0.0] * (of - count) for count in counts])


def ranking(values: np.ndarray, levers: list[Lever], pairs: list[tuple[Lever, Lever]]) -> Ranking:
    alone, together, failed = measure(levers, pairs, values, share=True, rng=rng())
    return Ranking(
        "recommitted",
        True,
        "RUS",
        "Russia",
        base_of(values, share=True),
        alone,
        together,
        screen(levers, values[: 1 + len(levers)], share=True, rng=rng()),
        values.shape[1],
        50,
        failed,
    )


def test_effects_and_interaction_by_hand() -> None:
    one, two = lever("one"), lever("two")
    # .30 without, .50 and .40 with each, .75 with both: .45 in all, .15 more than .20 + .10.
    alone, pairs, failed = measure(
        [one, two], [(one, two)], shares(30, 50, 40, 75), share=True, rng=rng()
    )
    assert [(item.lever.key, item.value) for item in alone] == [("one", 0.5), ("two", 0.4)]
    assert [item.effect.difference for item in alone] == pytest.approx([0.2, 0.1])
    assert pairs[0].effect.difference == pytest.approx(0.45)
    assert pairs[0].interaction.difference == pytest.approx(0.15)
    assert pairs[0].reinforces
    assert failed == 0


def test_levers_that_add_up_have_no_interaction() -> None:
    one, two = lever("one"), lever("two")
    values = np.zeros((4, 100))
    values[1, :20] = values[2, 20:30] = values[3, :30] = 1.0
    _, pairs, _ = measure([one, two], [(one, two)], values, share=True, rng=rng())
    found = pairs[0].interaction
    assert found.difference == 0.0
    assert found.low < 0.0 < found.high
    assert not found.moves


def test_a_lever_under_which_no_run_differed_is_known_to_about_two_runs() -> None:
    (found,) = simultaneous(np.zeros((1, 1000)), share=True, rng=rng())
    assert found.difference == 0.0
    # One extra pair either way: standard error 1/1000, times 1.96.
    assert found.high == pytest.approx(0.00196, rel=1e-3)


def test_a_number_that_never_differs_is_exactly_zero() -> None:
    (found,) = simultaneous(np.zeros((1, 50)), share=False, rng=rng())
    assert (found.low, found.difference, found.high) == (0.0, 0.0, 0.0)
    assert not found.moves


def test_intervals_widen_with_the_number_of_levers_but_not_beyond_sidak() -> None:
    noise = np.random.default_rng(3).standard_normal((40, 500))
    few = simultaneous(noise[:2], share=False, rng=rng())
    many = simultaneous(noise, share=False, rng=rng())
    half = [item.high - item.difference for item in (few[0], many[0])]
    assert half[0] < half[1]
    error = noise[0].std() / np.sqrt(500)
    # Of 40 contrasts that know nothing of one another: Sidak's 3.22 standard errors at most.
    assert 1.96 * error < half[1] <= 3.23 * error


def test_contrasts_that_always_agree_need_no_wider_interval_than_one() -> None:
    row = np.random.default_rng(3).standard_normal(500)
    found = simultaneous(np.tile(row, (30, 1)), share=False, rng=rng())
    assert (found[0].high - found[0].difference) / (row.std() / np.sqrt(500)) == pytest.approx(
        1.96, abs=0.1
    )


def test_simultaneous_intervals_hold_all_at_once() -> None:
    # 20 true zeros that share half their noise: about 38 in 40 families hold; 33 at the worst.
    source, held = np.random.default_rng(11), 0
    for k in range(40):
        common = source.standard_normal(60)
        rows = (common + source.standard_normal((20, 60))) / np.sqrt(2)
        found = simultaneous(rows, share=False, rng=np.random.default_rng(k))
        held += all(item.low <= 0.0 <= item.high for item in found)
    assert 33 <= held <= 40


def test_failed_futures_are_left_out_for_all_variants() -> None:
    values = shares(30, 50)
    values[1, :10] = np.nan
    alone, _, failed = measure([lever("one")], [], values, share=True, rng=rng())
    assert failed == 10
    # Of the 90 left, 20 had it without and 40 with the lever.
    assert alone[0].effect.difference == pytest.approx(20 / 90)


def test_a_variant_that_always_fails_cannot_be_compared() -> None:
    values = shares(30, 50)
    values[1] = np.nan
    with pytest.raises(ValueError, match="failed in every future"):
        measure([lever("one")], [], values, share=True, rng=rng())


def test_candidates_answer_both_ways_and_keep_places_for_the_seat() -> None:
    levers = [
        lever("up", "TUR"),
        lever("up2", "AZE"),
        lever("down", "AZE"),
        lever("down2", "ARM"),
        lever("mine", "RUS"),
        lever("mine2", "RUS"),
    ]
    screened = screen(levers, shares(40, 80, 60, 10, 30, 99, 20), share=True, rng=rng())
    chosen, pairs = candidates(screened, "RUS", singles=6, pairs=4)
    assert [item.key for item in chosen] == ["mine", "up", "down", "up2", "mine2", "down2"]
    assert [(one.key, two.key) for one, two in pairs] == [("up", "up2"), ("down", "down2")]
    few, _ = candidates(screened, "RUS", singles=3, pairs=0)
    assert {item.key for item in few} == {"up", "down", "mine"}


def test_what_settles_the_outcome_alone_makes_no_pair_nor_do_two_settings_of_one_thing() -> None:
    levers = [lever("all"), lever("one", doctrine="x"), lever("two", doctrine="y")]
    screened = screen(levers, shares(40, 100, 70, 60), share=True, rng=rng())
    assert [item.settles for item in screened] == [True, False, False]
    _, pairs = candidates(screened, "RUS", singles=3, pairs=5)
    assert pairs == ()


def test_places_that_others_leave_free_go_to_the_seat() -> None:
    levers = [lever("a", "RUS"), lever("b", "RUS"), lever("c", "TUR")]
    screened = screen(levers, shares(40, 80, 60, 50), share=True, rng=rng())
    chosen, _ = candidates(screened, "RUS", singles=3, pairs=0)
    assert len(chosen) == 3


def test_findings_tell_the_strongest_lever_its_interval_and_its_cost() -> None:
    one, two = lever("one"), lever("two")
    said = " ".join(ranking(shares(30, 60, 10, 90), [one, two], [(one, two)]).findings())
    assert "With no lever pulled, P(recommitted) is 30.0 % [21.9, 39.6] (n = 100 futures)." in said
    assert "What raises it most: one is pulled (+30.0 points [" in said
    assert "to 60.0 %; cost: 0.10 utils a quarter)" in said
    assert "What lowers it most: two is pulled (-20.0 points [" in said
    assert "There is no lever that Russia pulls itself." in said
    assert "Every lever was measured." in said


def test_findings_say_when_no_lever_moves_it() -> None:
    said = " ".join(ranking(shares(30, 31), [lever("one")], []).findings())
    assert "No lever that others pull on Russia moves it: the largest effect of the 1" in said


def test_a_sum_beyond_all_is_told_as_such() -> None:
    one, two = lever("one"), lever("two")
    # .5 + .45 + .45 is more than all: the pair cannot add up.
    said = " ".join(ranking(shares(50, 95, 95, 99), [one, two], [(one, two)]).findings())
    assert "1 of them only because a share ends at 0 and 100 %" in said


def test_the_table_has_a_row_for_all_that_was_measured_or_screened() -> None:
    one, two = lever("one"), lever("two")
    found = ranking(shares(30, 60, 10, 40), [one, two], [(one, two)])
    frame = found.frame()
    assert list(frame["kind"]) == ["single", "single", "pair"]
    assert frame.loc[2, "with"] == "two"
    row = found.facts()["levers"][0]
    assert row["difference"] == pytest.approx(0.3)
    assert row["interaction"] is None


def test_the_base_of_a_number_has_the_normal_interval() -> None:
    mean, low, high = base_of(np.array([[1.0, 2.0, 3.0, 4.0]]), share=False)
    assert (mean, high - mean) == (2.5, pytest.approx(1.96 * np.sqrt(5 / 12), rel=1e-4))
    assert mean - low == pytest.approx(high - mean)


def test_no_levers_rank_nothing() -> None:
    assert screen([], shares(30), share=True, rng=rng()) == ()
    assert measure([], [], shares(30), share=True, rng=rng()) == ((), (), 0)

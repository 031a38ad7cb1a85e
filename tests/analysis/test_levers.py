"""Ranking levers, on tables made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.contrasts import base_of, simultaneous
from sim.analysis.lever_effects import (
    Asked,
    Measured,
    choose_pairs,
    measure_levers,
    measure_pairs,
    members,
)
from sim.analysis.levers import SHOWN, Pair, Ranking, Single
from sim.experiment.barred import Barred
from sim.experiment.levers import Cost, Lever
from sim.experiment.trials import Trials

ASKED = Asked("treaty", share=True)
"""An outcome with nothing beside it; its side effects are offensives and the freeze."""


def lever(key: str, puller: str = "TUR", **changes: object) -> Lever:
    return Lever(
        key,
        "posture",
        puller,
        puller.title(),
        f"{key} is always pulled",
        changes or {key: 1.0},
        Cost(0.1, "utils a quarter"),
        rarely=f"{key} is pulled whenever legal",
    )


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def shares(*counts: int, of: int = 100) -> np.ndarray:
    """A row for each count: that many ones, then zeros."""
    return np.array([[1.0] * count + [0.0] * (of - count) for count in counts])


def measured(values: np.ndarray, *sides: np.ndarray, given: np.ndarray | None = None) -> Measured:
    """What came of variants; without side effects if none are given."""
    wars, freezes = sides or (np.zeros_like(values), np.zeros_like(values))
    orders = np.full(values.shape, np.nan) if given is None else given
    return Measured.of(Trials(np.array([values, wars, freezes]), orders), ASKED)


def singles(levers: list[Lever], *counts: int) -> tuple[Single, ...]:
    """Levers with what came of none and of each, as so many of 100 futures."""
    return measure_levers(levers, measured(shares(*counts)), rng())


def pairs_of(
    levers: list[Lever], alone: tuple[int, ...], together: tuple[int, ...]
) -> tuple[Pair, ...]:
    """The only pair of two levers: `together` are none, each of its levers, and both."""
    chosen = choose_pairs(singles(levers, *alone), "RUS", 1, lambda one, two: True)
    return measure_pairs(chosen, measured(shares(*together)), rng())


def ranking(found: Measured, levers: list[Lever], pairs: tuple[Pair, ...] = ()) -> Ranking:
    return Ranking(
        outcome=ASKED.outcome,
        said="the share",
        share=True,
        seat="RUS",
        seat_name="Russia",
        base=found.base,
        singles=measure_levers(levers, found, rng()),
        pairs=pairs,
        replicates=found.replicates,
        pair_replicates=50,
        failed=found.failed,
        sides=ASKED.sides,
        base_sides=found.base_sides,
    )


def test_effects_and_interaction_by_hand() -> None:
    one, two = lever("one"), lever("two")
    alone = singles([one, two], 30, 50, 40)
    assert [(item.lever.key, item.value) for item in alone] == [("one", 0.5), ("two", 0.4)]
    assert [item.effect.difference for item in alone] == pytest.approx([0.2, 0.1])
    # In other futures: .30 without, .50 and .40 with each, .75 with both, so .45 in all, .15 more
    # than .20 + .10.
    (pair,) = pairs_of([one, two], (30, 50, 40), (30, 50, 40, 75))
    assert pair.effect.difference == pytest.approx(0.45)
    assert pair.interaction.difference == pytest.approx(0.15)
    assert pair.reinforces


def test_levers_that_add_up_have_no_interaction() -> None:
    values = np.zeros((4, 100))
    values[1, :20] = values[2, 20:30] = values[3, :30] = 1.0
    chosen = choose_pairs(
        singles([lever("one"), lever("two")], 0, 20, 10), "RUS", 1, lambda one, two: True
    )
    (pair,) = measure_pairs(chosen, measured(values), rng())
    found = pair.interaction
    assert found.difference == 0.0
    assert found.low < 0.0 < found.high
    assert not found.moves


def test_side_effects_by_hand_each_with_its_interval() -> None:
    one, two = lever("one"), lever("two")
    wars, freezes = shares(60, 60, 20), shares(10, 40, 10)
    found = measure_levers([one, two], measured(shares(30, 50, 40), wars, freezes), rng())
    by_key = {item.lever.key: [side.effect for side in item.sides] for item in found}
    assert [effect.difference for effect in by_key["one"]] == pytest.approx([0.0, 0.3])
    assert [effect.difference for effect in by_key["two"]] == pytest.approx([-0.4, 0.0])
    assert [effect.moves for effect in by_key["one"]] == [False, True]
    assert all(effect.low <= effect.difference <= effect.high for effect in by_key["two"])


def test_how_often_orders_were_given_decides_the_words() -> None:
    given = np.array([[np.nan] * 4, [1.0, 1.0, 0.5, 0.5], [0.5, 0.25, 0.25, 0.0], [0.5] * 4])
    levers = [lever("often"), lever("seldom"), lever("half")]
    values = np.array([[0.0] * 4, [1.0] * 4, [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    found = {
        item.lever.key: item
        for item in measure_levers(levers, measured(values, given=given), rng())
    }
    assert (found["often"].given, found["often"].said) == (0.75, "often is always pulled")
    assert (found["seldom"].given, found["seldom"].said) == (
        0.25,
        "seldom is pulled whenever legal",
    )
    assert found["half"].said == "half is always pulled"
    assert found["seldom"].given_said == "25 % of quarters"


def test_a_lever_without_orders_has_no_share_of_quarters() -> None:
    (item,) = singles([lever("one")], 30, 60)
    assert (item.given_said, item.said) == ("", "one is always pulled")


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
    found = measured(values)
    assert (found.failed, found.replicates) == (10, 90)
    # Of the 90 left, 20 had it without and 40 with the lever.
    assert measure_levers([lever("one")], found, rng())[0].effect.difference == pytest.approx(
        20 / 90
    )
    assert found.base[0] == pytest.approx(20 / 90)


def test_a_variant_that_always_fails_cannot_be_compared() -> None:
    values = shares(30, 50)
    values[1] = np.nan
    with pytest.raises(ValueError, match="failed in every future"):
        measured(values)


LEVERS = [
    lever("up", "TUR"),
    lever("up2", "AZE"),
    lever("down", "AZE"),
    lever("down2", "ARM"),
    lever("mine", "RUS"),
    lever("mine2", "RUS"),
]


def keys(chosen: tuple[tuple[Single, Single], ...]) -> list[tuple[str, str]]:
    return [(one.lever.key, other.lever.key) for one, other in chosen]


def test_pairs_are_of_other_actors_and_move_it_the_same_way() -> None:
    found = singles(LEVERS, 40, 80, 60, 10, 30, 99, 20)
    chosen = choose_pairs(found, "RUS", 4, lambda one, two: True)
    assert keys(chosen) == [("up", "up2"), ("down", "down2")]
    assert [item.lever.key for item in members(chosen)] == ["up", "up2", "down", "down2"]
    # A pair that cannot be pulled gives its place to the next.
    assert keys(choose_pairs(found, "RUS", 1, lambda one, two: one.key != "up")) == [
        ("down", "down2")
    ]


def test_what_settles_the_outcome_alone_makes_no_pair_nor_do_two_settings_of_one_thing() -> None:
    levers = [lever("all"), lever("one", doctrine="x"), lever("two", doctrine="y")]
    found = singles(levers, 40, 100, 70, 60)
    assert [item.settles for item in found] == [True, False, False]
    assert choose_pairs(found, "RUS", 5, lambda one, two: True) == ()


def test_every_lever_is_in_the_ranking_and_the_best_of_every_actor_is_shown() -> None:
    """However weak it is beside the levers of others, in both directions."""
    strong = [lever(f"strong{k}", "TUR") for k in range(2 * SHOWN)]
    weak = [lever("up", "ARM"), lever("down", "ARM"), lever("weaker", "ARM"), lever("own", "RUS")]
    counts = [40, *([90] * SHOWN), *([10] * SHOWN), 42, 39, 41, 43]
    found = ranking(measured(shares(*counts)), [*strong, *weak])
    assert len(found.singles) == len(strong) + len(weak)
    shown = {item.lever.key for item in found.shown}
    assert {"up", "down", "own"} <= shown
    assert "weaker" not in shown
    assert len(found.frame()) == len(found.singles)
    assert "All 34 levers were measured in the same 100 futures" in " ".join(found.findings())


def test_findings_tell_the_strongest_lever_its_interval_its_cost_and_its_side_effects() -> None:
    one, two = lever("one"), lever("two")
    given = np.array([[np.nan] * 100, [0.8] * 100, [0.1] * 100])
    sides = shares(60, 90, 60), shares(10, 10, 10)
    found = measured(shares(30, 60, 10), *sides, given=given)
    said = " ".join(ranking(found, [one, two]).findings())
    assert "With no lever pulled, the share is 30.0 % [21.9, 39.6] (n = 100 futures)." in said
    assert "with no lever pulled: full offensive 60.0 % [" in said
    assert (
        "What raises it most: one is always pulled, given in 80 % of quarters (+30.0 points ["
        in said
    )
    assert "to 60.0 %; cost: 0.10 utils a quarter). Side effects: full offensive +30.0" in said
    assert "alliance frozen +0.0 points [" in said
    assert "What lowers it most: two is pulled whenever legal, given in 10 % of quarters" in said
    assert "There is no lever that Russia pulls itself." in said


def test_findings_say_when_no_lever_moves_it() -> None:
    said = " ".join(ranking(measured(shares(30, 31)), [lever("one")]).findings())
    assert "No lever that others pull on Russia moves it: the largest effect of the 1" in said
    assert "0 of them move it" in said


def test_findings_say_what_a_lever_makes_impossible() -> None:
    event = Barred("no treaty can be signed", ("treaty",))
    item = measure_levers(
        [lever("one")], measured(shares(60, 0)), rng(), barred=lambda lever: (event,)
    )[0]
    found = replace(ranking(measured(shares(60, 0)), [lever("one")]), singles=(item,))
    assert "With it, no treaty can be signed." in " ".join(found.findings())
    assert found.facts()["levers"][0]["impossible"] == "no treaty can be signed"


def test_a_sum_beyond_all_is_told_as_such() -> None:
    one, two = lever("one"), lever("two")
    # .5 + .45 + .45 is more than all: the pair cannot add up.
    pairs = pairs_of([one, two], (50, 95, 95), (50, 95, 95, 99))
    said = " ".join(ranking(measured(shares(50, 95, 95)), [one, two], pairs).findings())
    assert "1 of them only because a share ends at 0 and 100 %" in said
    assert "in 50 other futures" in said


def test_the_table_has_a_row_for_every_lever_and_pair() -> None:
    one, two = lever("one"), lever("two")
    pairs = pairs_of([one, two], (30, 60, 50), (30, 60, 50, 70))
    found = ranking(measured(shares(30, 60, 50)), [one, two], pairs)
    frame = found.frame()
    assert list(frame["kind"]) == ["posture", "posture", "pair"]
    assert frame.loc[2, "with"] == "two"
    assert list(frame["runs"]) == [100, 100, 50]
    assert {"given", "offensive", "offensive_low", "alliance_frozen_high"} <= set(frame.columns)
    row = found.facts()["levers"][0]
    assert row["difference"] == pytest.approx(0.3)
    assert row["interaction"] is None
    assert set(found.facts()["side_effects"]) == {"offensive", "alliance_frozen"}


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        ("recommitted", ("recommitted", "offered", "offensive", "alliance_frozen")),
        ("offensive", ("offensive", "alliance_frozen")),
        ("alliance_frozen", ("alliance_frozen", "offensive")),
        ("tests", ("tests", "offensive", "alliance_frozen")),
    ],
)
def test_no_measure_is_asked_for_twice(outcome: str, names: tuple[str, ...]) -> None:
    assert Asked(outcome, share=True).names == names


def test_the_base_of_a_number_has_the_normal_interval() -> None:
    mean, low, high = base_of(np.array([[1.0, 2.0, 3.0, 4.0]]), share=False)
    assert (mean, high - mean) == (2.5, pytest.approx(1.96 * np.sqrt(5 / 12), rel=1e-4))
    assert mean - low == pytest.approx(high - mean)


def test_no_levers_rank_nothing() -> None:
    found = measured(shares(30))
    assert measure_levers([], found, rng()) == ()
    assert measure_pairs((), found, rng()) == ()
    assert ranking(found, []).findings()[-1] == "The scenario has no levers."

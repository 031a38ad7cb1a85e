"""What happens in a run of the model, in the levels of the record."""

from __future__ import annotations

import pytest

import sim
from sim.scenario import load_scenario
from sim.validation.backtest.mapping import levels_of, stance_levels, watched
from sim.validation.futures import Futures, half_years, play_futures
from sim.vocabulary import STANCES
from tests.validation.backtest.clairvoyant import order, quiet


@pytest.fixture
def futures() -> Futures:
    return quiet(load_scenario("karabakh-2020"))


def level(futures: Futures, target: str, half: int = 0, run: int = 0) -> int:
    return int(levels_of(futures)[target][run, half])


def test_half_years_are_pairs_of_quarters() -> None:
    halves = half_years(load_scenario("karabakh-2020"))
    assert [(halves[0].name, halves[0].first), (halves[-1].name, halves[-1].last)] == [
        ("2021H1", 0),
        ("2025H2", 19),
    ]
    # It starts in the third quarter of 2026.
    assert half_years(load_scenario("karabakh-2026"))[0].name == "2026H2"
    # A half-year that is begun but not played to its end is left out.
    assert [half.name for half in half_years(load_scenario("karabakh-2020"), 3)] == ["2021H1"]


@pytest.mark.parametrize(
    ("stance", "expected"),
    [("disengage", 0), ("accommodate", 1), ("broker", 2), ("mixed", 2), ("recommit", 3)],
)
def test_the_stance_at_the_end_counts(futures: Futures, stance: str, expected: int) -> None:
    futures.stances[:, 0] = STANCES.index("broker")
    futures.stances[:, 1] = STANCES.index(stance)
    assert level(futures, "stance") == expected


def test_another_reading_of_a_mixed_stance_can_be_asked_for(futures: Futures) -> None:
    futures.stances[:, 1] = STANCES.index("mixed")
    other = {"disengage": 0, "accommodate": 1, "broker": 2, "mixed": 1, "recommit": 3}
    assert stance_levels(futures, other)[0, 0] == 1


def test_the_largest_offensive_of_the_half_year_counts(futures: Futures) -> None:
    assert level(futures, "offensive") == 0
    order(futures, 0, "AZE", "security", "border_push", run=0)
    order(futures, 1, "AZE", "security", "probe", run=0)
    order(futures, 3, "AZE", "security", "offensive", run=0)
    assert [level(futures, "offensive", half) for half in (0, 1, 2)] == [2, 3, 0]
    assert level(futures, "offensive", run=1) == 0


def test_the_share_is_what_the_challenger_does_not_hold(futures: Futures) -> None:
    control = futures.states[watched(futures.scenario)[0]]
    for turn, (held, expected) in zip(
        (2, 4, 6, 8), ((0.0, 3), (0.75, 2), (0.9, 1), (1.0, 0)), strict=True
    ):
        control[:, turn] = held
        assert level(futures, "control", turn // 2 - 1) == expected


def test_peacekeepers_are_there_from_a_tenth_of_their_strength(futures: Futures) -> None:
    mission = futures.states[watched(futures.scenario)[1]]
    mission[:, 2], mission[:, 4] = 0.09, 0.1
    assert [level(futures, "peacekeepers", half) for half in (0, 1)] == [0, 1]


def test_steps_to_the_west_add_up_and_do_not_go_back(futures: Futures) -> None:
    for turn in (0, 1, 2, 5):
        order(futures, turn, "ARM", "diplomacy", "diversify")
    order(futures, 6, "ARM", "diplomacy", "freeze_alliance")
    found = [level(futures, "west", half) for half in range(10)]
    assert found == [1, 1, 2, 2, 2, 2, 2, 2, 2, 2]


def test_turkish_presence_climbs_from_arms_to_a_base(futures: Futures) -> None:
    order(futures, 2, "TUR", "security", "operate_drones")
    order(futures, 6, "TUR", "diplomacy", "pledge_defence")
    futures.states[watched(futures.scenario)[2]][:, 10] = 0.5
    found = [level(futures, "turkish_presence", half) for half in range(6)]
    # Arms; operators in one half-year; arms; a pledge, which stays; a base; the pledge without it.
    assert found == [1, 2, 1, 3, 4, 3]


def test_played_futures_are_those_of_single_runs() -> None:
    scenario = load_scenario("karabakh-2020")
    path = watched(scenario)[0]
    found = play_futures(scenario, [path], seed=7, count=2, turns=4, jobs=1)
    for replicate in range(2):
        record = sim.run(scenario, seed=7, replicate=replicate, turns=4)
        held = [turn.state[record.column(path)] for turn in record.turns_played]
        assert found.states[path][replicate, 1:].tolist() == held
        stances = [STANCES[k] for k in found.stances[replicate]]
        assert stances == [turn.stance for turn in record.turns_played]
        for actor, desk in found.places:
            for t, turn in enumerate(record.turns_played):
                name = turn.orders[actor].of(desk)
                assert found.ordered(actor, desk, name)[replicate, t]

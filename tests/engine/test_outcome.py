"""From the log of a run to its measures."""

from __future__ import annotations

import pytest

from sim.engine import layout as at
from sim.engine import outcome
from sim.engine.outcome import measure_run, measure_thresholds, stance_now
from sim.engine.turn import close_turn, open_turn
from sim.measures import MEASURE_NAMES, THRESHOLDS
from sim.vocabulary import (
    ACCOMMODATE,
    BROKER,
    DISENGAGE,
    MIXED,
    RECOMMIT,
    STANCES,
    STAND_ASIDE,
)
from tests.engine.pencil import Sandbox


def measured(
    stances: list[int], box: Sandbox | None = None, **entries: dict[int, float]
) -> dict[str, float]:
    """Measures of a run with these stances; other entries of the log by name and turn."""
    box = box or Sandbox(changes={"parameters.recommit_quarters": 3.0})
    log = [0.0] * (len(stances) * outcome.LOG_WIDTH)
    for turn, stance in enumerate(stances):
        log[turn * outcome.LOG_WIDTH + outcome.LOG_STANCE] = stance
    for name, values in entries.items():
        for turn, value in values.items():
            log[turn * outcome.LOG_WIDTH + getattr(outcome, f"LOG_{name.upper()}")] = value
    out = [float("nan")] * len(MEASURE_NAMES)
    measure_run(len(stances), log, box.table.s, box.encoded.p, box.encoded.ix, out)
    return dict(zip(MEASURE_NAMES, out, strict=True))


R, B, A, D, M = RECOMMIT, BROKER, ACCOMMODATE, DISENGAGE, MIXED


def test_recommitment_is_a_spell_of_the_length_asked_for() -> None:
    found = measured([M, R, R, M, R, R, R, R, M, R])
    assert found["recommitted"] == 1
    assert found["first_quarter"] == 4
    assert found["reached_quarter"] == 6
    assert found["longest_spell"] == 4
    assert found["held_at_end"] == 0
    assert STANCES[int(found["stance"])] == "recommit"


def test_a_spell_that_lasts_to_the_end_is_held() -> None:
    assert measured([M, R, R, R])["held_at_end"] == 1
    assert measured([R, R, R, M, R, R])["held_at_end"] == 0


def test_short_spells_do_not_count_and_the_second_half_names_the_run() -> None:
    found = measured([B, B, B, R, R, A, R, A, B])
    assert found["recommitted"] == 0
    assert found["first_quarter"] == found["reached_quarter"] == -1
    # Turns 4 to 8: R, A, R, A, B. Recommitment itself has no vote.
    assert STANCES[int(found["stance"])] == "accommodate"


@pytest.mark.parametrize(
    ("stances", "label"),
    [
        ([A, A, D, D], "disengage"),
        ([D, D, A, B], "broker"),  # of equals the broker is named first
        ([D, D, A, D], "accommodate"),
        ([A, A, D, M], "disengage"),
        ([D, D, M, B], "broker"),
        ([D, D, R, R], "mixed"),
        ([M, M, D, B, D], "disengage"),  # the half begins at turn 2 of 5
    ],
)
def test_the_label_of_a_run_without_recommitment(stances: list[int], label: str) -> None:
    assert STANCES[int(measured(stances)["stance"])] == label


def test_attacks_and_tests_are_counted() -> None:
    found = measured(
        [M] * 15,
        offensive={12: 1, 14: 1},
        border={1: 1, 3: 1, 4: 1},
        tests={1: 1, 12: 2},
        met={12: 1},
        provoked={0: 1, 9: 1},
        tension={0: 0.2, 5: 0.7, 9: 0.4},
        grant={8: 1},
    )
    assert found["offensive"] == 1
    assert found["first_offensive"] == 12
    assert found["offensive_by_12"] == 0  # twelve turns are 0 to 11
    assert found["border_attacks"] == 3
    assert found["tests"] == 3
    assert found["tests_met"] == 1
    assert found["provocations"] == 2
    assert found["tension_peak"] == 0.7
    assert found["base_granted"] == 1
    early = measured([M] * 15, offensive={11: 1})
    assert early["first_offensive"] == 11
    assert early["offensive_by_12"] == 1
    assert found["relapse"] == early["relapse"] == 1
    late = measured([M] * 25, offensive={20: 1})
    assert late["offensive"] == 1
    assert late["relapse"] == 0  # twenty turns are 0 to 19
    assert measured([M] * 25, offensive={19: 1})["relapse"] == 1
    assert measured([M] * 15, probe={3: 1, 9: 2})["probes"] == 3
    quiet = measured([M] * 15)
    assert quiet["relapse"] == quiet["probes"] == quiet["years_with_force"] == 0
    assert quiet["first_offensive"] == -1
    assert quiet["offensive"] == quiet["base_granted"] == quiet["border_attacks"] == 0


def test_the_index_is_commitment_while_reliable_over_the_last_turns() -> None:
    commitment = {turn: 0.5 if turn >= 4 else 0.9 for turn in range(12)}
    assert measured([M] * 12, commitment=commitment)["recommitment_index"] == pytest.approx(0.5)
    # An unmet test in turn 6 spoils turns 6 to 9: four of the last eight.
    spoilt = measured([M] * 12, commitment=commitment, unmet={6: 0.21})
    assert spoilt["recommitment_index"] == pytest.approx(0.25)
    assert measured([M] * 12, commitment=commitment, unmet={6: 0.2})[
        "recommitment_index"
    ] == pytest.approx(0.5)
    # A short run is averaged over its own length.
    assert measured([M] * 2, commitment={0: 0.4, 1: 0.2})["recommitment_index"] == pytest.approx(
        0.3
    )


def test_the_end_of_a_run() -> None:
    box = Sandbox()
    for path, value in {
        "ties.GUA-DEF.frozen": 0.5,
        "world.treaty": 1,
        "ties.SPO-CHA.presence": 0.5,
        "ties.SPO-CHA.cadre": 0.49,
        "ties.SPO-CHA.influence": 0.6,
        "ties.GUA-CHA.influence": 0.15,
    }.items():
        box.put(path, value)
    found = measured([M] * 4, box)
    assert found["alliance_frozen"] == 1
    assert found["treaty"] == 1
    assert found["base_established"] == 1
    assert found["cadre_captured"] == 0
    assert found["alignment_gap"] == pytest.approx(0.45)


def test_a_mission_is_alive_if_it_outlives_its_first_mandate() -> None:
    # The first mandate runs for six turns: the turn to look at is 6.
    assert measured([M] * 8, Sandbox(), mission={5: 0.0, 6: 0.1, 7: 0.0})["mission_alive"] == 1
    assert measured([M] * 8, Sandbox(), mission={5: 0.5, 6: 0.09, 7: 0.5})["mission_alive"] == 0
    # A shorter run is judged by its last turn.
    assert measured([M] * 3, Sandbox(), mission={2: 0.4})["mission_alive"] == 1


# --- what the guarantor ordered -----------------------------------------------------------------


def ones(*turns: int) -> dict[int, float]:
    return dict.fromkeys(turns, 1.0)


def test_recommitment_is_offered_by_orders_alone() -> None:
    # Three are asked for in a row, each with commitment in three of the last four turns.
    steady = measured([M] * 8, commit=ones(0, 1, 2, 3, 4))
    assert steady["offered"] == 1
    assert steady["recommitted"] == 0
    # The windows that end in turns 2 to 5 hold three; below, those of 3, 5 and 6: not in a row.
    assert measured([M] * 8, commit=ones(0, 1, 2, 4, 5))["offered"] == 1
    assert measured([M] * 8, commit=ones(0, 2, 3, 5, 6))["offered"] == 0
    # One accommodating order of four is allowed, two are not.
    every = ones(*range(8))
    assert measured([M] * 8, commit=every, accommodate=ones(1, 5))["offered"] == 1
    assert measured([M] * 8, commit=every, accommodate=ones(1, 2, 5, 6))["offered"] == 0
    # An unmet test in turn 3 spoils turns 3 to 6.
    assert measured([M] * 8, commit=every, unmet={3: 0.21})["offered"] == 0
    assert measured([M] * 10, commit=ones(*range(10)), unmet={3: 0.21})["offered"] == 1


def test_missing_turns_before_the_run_hold_no_orders() -> None:
    box = Sandbox(changes={"parameters.recommit_quarters": 1.0})
    # Two of four, though both turns that there were had one.
    assert measured([M] * 2, box, commit=ones(0, 1))["offered"] == 0
    assert measured([M] * 3, box, commit=ones(0, 1, 2))["offered"] == 1


def test_years_with_force_are_counted_by_the_calendar_of_the_run() -> None:
    # Years 0-3, 4-7, 8-9: force in the first and in the last, which is short.
    assert measured([M] * 10, force=ones(3, 9))["years_with_force"] == pytest.approx(2 / 3)
    assert measured([M] * 8, force=ones(4, 5, 6))["years_with_force"] == pytest.approx(1 / 2)


def test_changes_of_orders_are_a_share_of_turns() -> None:
    assert measured([M] * 8, turned=ones(1, 5, 6))["order_changes"] == pytest.approx(3 / 8)
    assert measured([M] * 8)["order_changes"] == 0


def test_contradictions_are_windows_with_both_kinds_of_order() -> None:
    # Windows end at turns 3 to 7. Commitment in 0 and 6, accommodation in 3: only the windows that
    # end at 3 and at 6 hold both.
    found = measured([M] * 8, commit=ones(0, 6), accommodate=ones(3))
    assert found["contradictions"] == pytest.approx(2 / 5)
    assert measured([M] * 8, commit=ones(0), accommodate=ones(4))["contradictions"] == 0
    # A run without a whole window has none.
    assert measured([M] * 3, commit=ones(0), accommodate=ones(1))["contradictions"] == 0


# --- what a turn writes to the log --------------------------------------------------------------


def noted(box: Sandbox, orders: dict[str, str]) -> dict[str, float]:
    """Entries of the log of a turn in which these orders are given, by name."""
    turn = box.table.counter[at.TURN]
    open_turn(box.encoded, box.table)
    box.give_orders(orders)
    close_turn(box.encoded, box.table)
    names = [name for name in vars(outcome) if name.startswith("LOG_") and name != "LOG_WIDTH"]
    row = turn * outcome.LOG_WIDTH
    return {
        name.removeprefix("LOG_").lower(): box.table.log[row + getattr(outcome, name)]
        for name in names
    }


@pytest.mark.parametrize(
    ("orders", "entries"),
    [
        ({}, {"force": 0, "probe": 0, "tests": 0, "unmet": 0, "turned": 0}),
        # Fully covered and unmet, but too small to break reliability.
        ({"CHA": "probe"}, {"force": 1, "probe": 1, "border": 0, "tests": 1, "unmet": 0}),
        ({"CHA": "border_push"}, {"force": 1, "probe": 0, "border": 1, "tests": 1, "unmet": 0.8}),
        ({"CHA": "offensive"}, {"force": 1, "offensive": 1, "border": 0, "tests": 1, "unmet": 0.5}),
        ({"DEF": "provoke"}, {"provoked": 1, "force": 0}),
        ({"CHA": "grant_base"}, {"grant": 1}),
        ({"GUA": "arm_client"}, {"commit": 1, "broker": 0, "accommodate": 0, "turned": 1}),
        (
            {"GUA": "deploy_guarantee+court_challenger"},
            {"commit": 1, "broker": 0, "accommodate": 1, "turned": 1},
        ),
        (
            {"GUA": "reinforce_mission+broker_neutral"},
            {"commit": 0, "broker": 1, "accommodate": 0, "turned": 1},
        ),
        # What others do is not the guarantor's conduct.
        (
            {"SPO": "deal_with_rival", "NEI": "mediate"},
            {"turned": 0, "accommodate": 0, "broker": 0},
        ),
    ],
)
def test_a_turn_is_noted(orders: dict[str, str], entries: dict[str, float]) -> None:
    box = Sandbox()
    box.table.instruction[box.place("GUA")] = STAND_ASIDE
    found = noted(box, orders)
    assert {name: found[name] for name in entries} == pytest.approx(entries)


def test_a_push_that_is_held_back_counts_as_it_was_ordered() -> None:
    box = Sandbox()
    box.table.instruction[box.place("GUA")] = STAND_ASIDE
    found = noted(box, {"CHA": "border_push", "SPO": "restrain_client"})
    assert (found["probe"], found["border"]) == (0, 1)
    assert found["unmet"] == pytest.approx(0.608)  # .8 x (1 - .6 x .8 x .5)


def test_an_order_is_new_if_either_desk_changes_it() -> None:
    box = Sandbox()
    assert noted(box, {"GUA": "arm_client+broker_neutral"})["turned"] == 1
    assert noted(box, {"GUA": "arm_client+broker_neutral"})["turned"] == 0
    assert noted(box, {"GUA": "arm_client+press_client"})["turned"] == 1
    assert noted(box, {"GUA": "press_client"})["turned"] == 1
    # An act that is ordered again is no change.
    assert noted(box, {"GUA": "disengage+press_client"})["turned"] == 1
    assert noted(box, {"GUA": "disengage+press_client"})["turned"] == 0


# --- stance -------------------------------------------------------------------------------------


def write(box: Sandbox, entry: int, *turns: int, value: float = 1.0) -> None:
    for turn in turns:
        box.table.log[turn * outcome.LOG_WIDTH + entry] = value


def test_the_stance_is_judged_over_four_turns_and_the_past_cost_nothing() -> None:
    box = Sandbox()
    box.put("ties.GUA-DEF.commitment", 0.6)
    box.put("theatres.valley.mission", 0)
    log = box.table.log
    box.table.counter[at.TURN] = 3
    write(box, outcome.LOG_COMMIT, 0, 3)
    # A cost of .1 a turn is asked for: .4 in one turn of four.
    log[outcome.LOG_COST] = 0.39
    assert stance_now(box.encoded, box.table) == MIXED
    log[outcome.LOG_COST] = 0.41
    assert stance_now(box.encoded, box.table) == RECOMMIT
    write(box, outcome.LOG_UNMET, 2, value=0.21)
    assert stance_now(box.encoded, box.table) == MIXED
    write(box, outcome.LOG_UNMET, 2, value=0)
    box.table.counter[at.TURN] = 4  # the deployment has left the window
    write(box, outcome.LOG_COMMIT, 4)
    assert stance_now(box.encoded, box.table) == MIXED


def test_recommitment_takes_conduct_as_well() -> None:
    box = Sandbox()
    box.put("ties.GUA-DEF.commitment", 0.9)
    box.put("theatres.valley.mission", 0)
    box.table.counter[at.TURN] = 3
    write(box, outcome.LOG_COST, 0, 1, 2, 3, value=0.5)
    write(box, outcome.LOG_COMMIT, 3)
    assert stance_now(box.encoded, box.table) == MIXED  # one of four
    write(box, outcome.LOG_COMMIT, 1)
    assert stance_now(box.encoded, box.table) == RECOMMIT
    write(box, outcome.LOG_ACCOMMODATE, 0)
    assert stance_now(box.encoded, box.table) == RECOMMIT
    write(box, outcome.LOG_ACCOMMODATE, 2)
    assert stance_now(box.encoded, box.table) == ACCOMMODATE


def test_conduct_is_judged_by_the_orders_of_four_turns() -> None:
    box = Sandbox()
    box.put("theatres.valley.mission", 0)
    box.table.counter[at.TURN] = 3
    write(box, outcome.LOG_ACCOMMODATE, 2)
    assert stance_now(box.encoded, box.table) == MIXED  # one of four is not enough
    write(box, outcome.LOG_ACCOMMODATE, 0)
    assert stance_now(box.encoded, box.table) == ACCOMMODATE
    write(box, outcome.LOG_BROKER, 1, 3)
    assert stance_now(box.encoded, box.table) == BROKER
    box.table.counter[at.TURN] = 5  # turns 2 to 5 hold one of each
    assert stance_now(box.encoded, box.table) == MIXED


def test_the_spell_at_a_threshold_asks_for_conduct_too() -> None:
    box, turns = Sandbox(), 6
    log = [0.0] * (turns * outcome.LOG_WIDTH)
    for turn in range(turns):
        row = turn * outcome.LOG_WIDTH
        log[row + outcome.LOG_COMMITMENT] = 0.9
        log[row + outcome.LOG_COST] = 1.0
        log[row + outcome.LOG_COMMIT] = 1.0
    longest = [0.0] * len(THRESHOLDS)

    def spells() -> list[float]:
        measure_thresholds(turns, log, box.encoded.p, longest)
        return list(longest)

    # Half of a window with commitment: from the second turn on.
    reached = [5.0 if level <= 0.9 else 0.0 for level in THRESHOLDS]
    assert spells() == reached
    for turn in (3, 4):
        log[turn * outcome.LOG_WIDTH + outcome.LOG_ACCOMMODATE] = 1.0
    # Turns 1 to 3 have one accommodating order at most.
    assert spells() == [3.0 if level <= 0.9 else 0.0 for level in THRESHOLDS]

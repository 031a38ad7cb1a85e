"""From the log of a run to its measures."""

from __future__ import annotations

import pytest

from sim.engine import layout as at
from sim.engine import outcome
from sim.engine.outcome import measure_run, stance_now
from sim.measures import MEASURE_NAMES
from sim.vocabulary import ACCOMMODATE, BROKER, DISENGAGE, MIXED, RECOMMIT, STANCES
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
    quiet = measured([M] * 15)
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


def test_the_stance_is_judged_over_four_turns_and_the_past_cost_nothing() -> None:
    box = Sandbox()
    box.put("ties.GUA-DEF.commitment", 0.6)
    box.put("theatres.valley.mission", 0)
    log = box.table.log
    # A cost of .1 a turn is asked for: .4 in one turn of four.
    log[outcome.LOG_COST] = 0.39
    assert stance_now(box.encoded, box.table) == MIXED
    log[outcome.LOG_COST] = 0.41
    assert stance_now(box.encoded, box.table) == RECOMMIT
    box.table.counter[at.TURN] = 3
    assert stance_now(box.encoded, box.table) == RECOMMIT
    log[2 * outcome.LOG_WIDTH + outcome.LOG_UNMET] = 0.21
    assert stance_now(box.encoded, box.table) == MIXED
    log[2 * outcome.LOG_WIDTH + outcome.LOG_UNMET] = 0
    box.table.counter[at.TURN] = 4  # the deployment has left the window
    assert stance_now(box.encoded, box.table) == MIXED


def test_conduct_is_judged_by_the_orders_of_four_turns() -> None:
    box = Sandbox()
    box.put("theatres.valley.mission", 0)
    box.table.counter[at.TURN] = 3
    log = box.table.log
    log[2 * outcome.LOG_WIDTH + outcome.LOG_POSTURE] = 2.0  # one order of four
    assert stance_now(box.encoded, box.table) == ACCOMMODATE
    log[3 * outcome.LOG_WIDTH + outcome.LOG_POSTURE] = 1.0
    assert stance_now(box.encoded, box.table) == BROKER

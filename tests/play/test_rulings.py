"""Every rule that had something to decide says so, on what inputs and with what result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sim.engine.draws import uniform
from sim.play.model import Marchland
from sim.play.seats import Decision, ReplaySeat
from sim.record import Record, Ruling
from sim.vocabulary import DRAW_TREATY
from tests.engine.pencil import pencil


def play(*turns: Mapping[str, str], reply: str = "own", seed: int = 0, **changes: object) -> Record:
    """Play turns of given orders, each at the desk that has it on its menu; all others hold."""
    scenario = pencil().replace({key.replace("__", "."): value for key, value in changes.items()})
    model = Marchland(scenario, seed=seed, turns=len(turns), record=True)
    for key, actor in model.actors.items():
        answer = reply if key == "GUA" else "own"
        menu = scenario.actions[actor.role]
        decisions = []
        for orders in turns:
            named = orders.get(key, "hold")
            by_desk = {"security": "hold", "diplomacy": "hold"}
            by_desk |= {} if named == "hold" else {menu[named].desk: named}
            decisions.append(Decision(**by_desk, reply=answer))  # type: ignore[arg-type]
        actor.seat = ReplaySeat(decisions)
    model.play()
    return model.record()


def rulings(record: Record, rule: str, turn: int = 0) -> Sequence[Ruling]:
    return [ruling for ruling in record.turns_played[turn].rulings if ruling.rule == rule]


def test_a_quiet_turn_rules_on_little() -> None:
    rules = {ruling.rule for ruling in play({}).turns_played[0].rulings}
    assert rules == {"mission"}  # the mandate loses .0028 of its integrity


def test_a_war_and_the_test_in_it() -> None:
    record = play({"CHA": "offensive", "SPO": "send_mercenaries"}, reply="defend")
    (war,) = rulings(record, "war")
    assert war.subject == "valley"
    # 1.5 at a readiness of .5, times .2 + 1.1 x .5 = .75, + .6 x .8, against .8 + .12 + 1.12
    assert war.inputs == pytest.approx({"force": 1, "odds": 1.605 / 3.645, "support": 0.8})
    assert war.result["gain"] == pytest.approx(war.result["control"] - 0.5)
    assert war.result["control"] == record.series("theatres.valley.control")[1]
    (test,) = rulings(record, "test")
    assert test.inputs == {"force": 1, "coverage": 0.5, "defended": 1}
    assert test.result == {"met": 0.5, "unmet": 0}
    (seen,) = rulings(record, "attribution")
    assert seen.subject == "SPO"
    assert seen.inputs == pytest.approx({"covert": 0.55, "probability": 1})
    assert seen.result == {"seen": 1}
    (ceasefire,) = rulings(record, "ceasefire")
    assert ceasefire.draw is not None
    held = ceasefire.draw < ceasefire.inputs["probability"]
    assert ceasefire.result == {"holds": float(held)}
    assert record.series("theatres.valley.war")[1] == float(not held)


def test_a_skirmish_tests_nobody() -> None:
    light = {"actions__challenger__probe__efforts": {"force": {"second": 0.2}}}
    record = play({"CHA": "probe"}, **light)
    assert rulings(record, "war")
    assert not rulings(record, "test")
    assert not rulings(record, "ceasefire")


def test_ground_without_any_guarantee_is_no_test() -> None:
    record = play({"CHA": "offensive"}, theatres__valley__coverage=0.0)
    assert rulings(record, "war")
    assert not rulings(record, "test")


def test_mediation_shows_in_a_ceasefire() -> None:
    # Both suitors have a bandwidth of .5: .6 x .5 each.
    (ceasefire,) = rulings(play({"CHA": "offensive", "FAR": "mediate"}), "ceasefire")
    assert ceasefire.inputs["mediation"] == pytest.approx(0.3)
    both = play({"CHA": "offensive", "FAR": "mediate", "NEI": "mediate"})
    (ceasefire,) = rulings(both, "ceasefire")
    assert ceasefire.inputs["mediation"] == pytest.approx(0.6)


def test_a_treaty_is_drawn_once_both_offers_stand() -> None:
    offers = ({"DEF": "concede"}, {"CHA": "offer_treaty"}, {})
    signed = play(*offers, parameters__treaty_closure=1.0)
    assert not rulings(signed, "treaty", 0)
    (treaty,) = rulings(signed, "treaty", 1)
    # Half of an offer lasts to the next turn; 1 x .5 is above .4.
    assert treaty.inputs == {"offer_challenger": 1, "offer_defender": 0.5, "chance": 1}
    assert treaty.result == {"treaty": 1}
    assert not rulings(signed, "treaty", 2)  # once is enough
    results = []
    for seed in range(12):
        (talks,) = rulings(play(*offers, seed=seed), "treaty", 1)
        assert talks.draw == uniform([seed, 0, 0], 1, 0, DRAW_TREATY)
        assert talks.result == {"treaty": float(talks.draw < 0.25)}
        results.append(talks.result["treaty"])
    assert set(results) == {0.0, 1.0}


def test_a_freeze() -> None:
    record = play({"DEF": "freeze_alliance"}, {})
    (freeze,) = rulings(record, "freeze")
    assert (freeze.subject, freeze.inputs, freeze.result) == (
        "GUA-DEF",
        {"frozen": 0},
        {"frozen": 1},
    )
    assert not rulings(record, "freeze", 1)


def test_a_base() -> None:
    record = play({"SPO": "request_base"}, {"CHA": "grant_base"}, {"GUA": "deploy_guarantee"})
    (asked,) = rulings(record, "base", 0)
    assert asked.inputs == {"request": 0, "grant": 0}
    assert asked.result == pytest.approx({"request": 0.7, "presence": 0.2})
    (granted,) = rulings(record, "base", 1)
    assert granted.inputs == pytest.approx({"request": 0.7, "grant": 1})
    assert granted.result["presence"] == pytest.approx(0.396)
    assert not rulings(record, "base", 2)  # standing consent asks nobody


def test_the_mandate() -> None:
    ended = play({}, {"CHA": "end_mandate"}, {}, mission__clock=2)
    (notice,) = rulings(ended, "mandate", 1)
    assert (notice.subject, notice.inputs, notice.result) == (
        "GUA",
        {"clock": 0},  # two turns were left before the run, and one goes as each turn opens
        {"mandate": 0, "clock": 0},
    )
    assert not rulings(ended, "mandate", 2)
    renewed = play({}, {}, {}, mission__clock=2)
    assert not rulings(renewed, "mandate", 1)
    (again,) = rulings(renewed, "mandate", 2)
    assert (again.inputs, again.result) == ({"clock": 0}, {"mandate": 1, "clock": 5})


def test_a_war_elsewhere() -> None:
    turns: list[dict[str, str]] = [{} for _ in range(8)]
    record = play(*turns, seed=3, parameters__shock_onset=0.4, parameters__shock_exit=0.5)
    on = record.series("world.shock")
    changed = 0
    for turn in range(8):
        found = rulings(record, "shock", turn)
        assert len(found) == (1 if on[turn] != on[turn + 1] else 0)
        for shock in found:
            assert shock.draw is not None
            assert shock.inputs["hazard"] == (0.4 if on[turn + 1] else 0.5)
            assert shock.draw < shock.inputs["hazard"]
            assert shock.result["overstretch"] == pytest.approx(0.6 if on[turn + 1] else 0.2)
            changed += 1
    assert changed > 1


def test_a_scheduled_war_elsewhere_needs_no_draw() -> None:
    model = Marchland("karabakh-2020-ukraine", seed=1, turns=6, record=True)
    model.play()
    (shock,) = rulings(model.record(), "shock", 4)
    assert shock.draw is None
    assert shock.result["overstretch"] == pytest.approx(0.66)
    assert model.record().turns_played[4].events == ("ukraine-war",)
    assert not any(rulings(model.record(), "shock", turn) for turn in (0, 1, 2, 3, 5))

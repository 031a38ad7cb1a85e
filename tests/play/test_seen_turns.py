"""What a seat sees of a turn that was played: orders, rulings and events."""

from __future__ import annotations

import pytest

import sim
from sim.narrative.cast import Cast
from sim.narrative.rulings import closing_rulings
from sim.play.game import Game
from sim.play.seats import Decision
from sim.record import Order, Ruling, TurnRecord
from sim.scenario import Scenario
from sim.scenario.knowledge import NAMES
from sim.vocabulary import RULINGS
from tests.play.tables import told


def one_turn(*rulings: Ruling, events: tuple[str, ...] = ()) -> TurnRecord:
    return TurnRecord(0, "", events, {}, {}, rulings, "", (), "")


def test_an_order_with_an_open_part_is_seen(karabakh: Scenario) -> None:
    sight = Game(karabakh, seed=1).sight
    assert sight.order("ARM", "TUR", "operate_drones", attributed=False) == "operate_drones"
    assert sight.order("ARM", "TUR", "hold", attributed=False) == "hold"


@pytest.mark.parametrize("level", ["own", "hidden"])
def test_orders_of_both_desks_are_seen_by_the_table(karabakh: Scenario, level: str) -> None:
    sight = Game(told(karabakh, orders=dict.fromkeys(NAMES["orders"], level)), seed=1).sight
    given = Order(security="mobilise", diplomacy="court_guarantor", reply=None)
    turn = TurnRecord(0, "", (), {"ARM": given}, {}, (), "", (), "")
    assert sight.orders("ARM", turn)["ARM"] == given
    assert sight.orders("RUS", turn)["ARM"] == Order("hold", "hold", None)
    assert Game(karabakh, seed=1).sight.orders("RUS", turn)["ARM"] == given


def test_the_reply_to_an_attack_is_seen(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=1, record=True)
    game.submit("AZE", Decision("offensive"))
    game.submit("RUS", Decision(reply="stand_aside"))
    game.step()
    turn = game.record().turns_played[0]
    assert game.sight.orders("IRN", turn)["RUS"] == Order(
        turn.orders["RUS"].security, turn.orders["RUS"].diplomacy, "stand_aside"
    )


def test_rulings_come_without_draws_and_chances_unless_the_table_shows_them(
    karabakh: Scenario,
) -> None:
    open_table = told(karabakh, draws={"guarantor": "public", "others": "hidden"})
    shown = Game(open_table, seed=1).sight
    war = next(
        (record, turn)
        for record in (sim.run(karabakh, seed=1, replicate=k) for k in range(50))
        for turn in record.turns_played
        if any(one.rule == "ceasefire" for one in turn.rulings)
    )[1]
    for one in shown.rulings("AZE", war):
        assert (one.inputs, one.draw) == ({}, None)
    seen = shown.rulings("RUS", war)
    there = [one for one in war.rulings if one.rule not in ("attribution", "base")]
    assert [(one.rule, one.draw) for one in seen] == [(one.rule, one.draw) for one in there]
    for one, whole in zip(seen, there, strict=True):
        assert all(one.inputs[name] == whole.inputs[name] for name in one.inputs)
        assert {"odds", "probability", "coverage"} & set(whole.inputs) <= set(one.inputs)


def test_rulings_are_seen_by_the_table(karabakh: Scenario) -> None:
    turn = one_turn(
        Ruling("war", "border", {}, None, {"gain": 0.1, "control": 0.1}),
        Ruling("freeze", "RUS-ARM", {}, None, {"frozen": 1.0}),
        Ruling("shock", "RUS", {}, None, {"shock": 1.0}),
        Ruling("treaty", "", {}, None, {"treaty": 1.0}),
    )
    expected = {
        "own": {"AZE": ["war"], "ARM": ["war", "freeze"], "RUS": ["freeze", "shock"], "IRN": []},
        "hidden": {"AZE": [], "ARM": [], "RUS": [], "IRN": []},
    }
    for level, seen in expected.items():
        sight = Game(told(karabakh, rulings=dict.fromkeys(RULINGS, level)), seed=1).sight
        for actor, rules in seen.items():
            assert [one.rule for one in sight.rulings(actor, turn)] == rules, (level, actor)


def test_a_ruling_tells_no_number_that_a_seat_does_not_know_exactly(karabakh: Scenario) -> None:
    mission = Ruling(
        "mission", "karabakh", {"mission": 0.9, "integrity": 0.7}, None,
        {"mission": 0.8, "integrity": 0.6},
    )  # fmt: skip
    shock = Ruling("shock", "RUS", {"hazard": 0.1}, 0.05, {"shock": 1.0, "overstretch": 0.6})
    war = Ruling(
        "war", "border", {"force": 1.0, "odds": 0.6, "support": 0.3}, 0.2,
        {"gain": 0.04, "control": 0.1},
    )  # fmt: skip
    test = Ruling("test", "border", {"coverage": 0.94}, 0.4, {"met": 0.0, "unmet": 0.62})
    turn = one_turn(mission, shock, war, test)
    for draws in ("hidden", "public"):
        sight = Game(told(karabakh, draws=draws), seed=1).sight
        seen = {actor: sight.rulings(actor, turn) for actor in ("RUS", "TUR", "IRN")}
        results = {actor: [one.result for one in given] for actor, given in seen.items()}
        assert results["IRN"][:3] == [{"mission": 0.8}, {"shock": 1.0}, war.result]
        assert results["RUS"][:3] == [{"mission": 0.8}, shock.result, war.result]
        # The size of the test is the true commitment; who sees no chances sees which way it went.
        open_sizes = test.result if draws == "public" else {"met": 0.0, "unmet": 1.0}
        assert results["IRN"][3] == open_sizes
        inputs = {actor: [one.inputs for one in given] for actor, given in seen.items()}
        if draws == "hidden":
            assert inputs["TUR"] == [{}] * 4
        else:
            assert inputs["IRN"] == [{"mission": 0.9}, {"hazard": 0.1},
                                     {"force": 1.0, "odds": 0.6}, {"coverage": 0.94}]  # fmt: skip
            assert inputs["TUR"][2] == war.inputs
    news = closing_rulings(Cast(karabakh.document), one_turn(*seen["IRN"]), None)
    assert "backed by Turkey" not in " ".join(news)


def test_events_are_seen_by_those_to_whom_the_table_shows_them(karabakh: Scenario) -> None:
    turn = one_turn(events=("turkish-mandate", "inject-3-t0", "control-1-t0"))
    hidden = told(karabakh, events={"challenger": "hidden", "others": "public"})
    sight = Game(hidden, seed=1).sight
    assert sight.events("AZE", turn) == ()
    # Of what the control desk put in, it tells whom it wants to.
    assert sight.events("ARM", turn) == ("turkish-mandate",)

"""A game is a value of its own: copied, put back, asked and refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.play.game import Game
from sim.play.seats import Decision, DoctrineSeat
from sim.play.view import Estimate, View
from sim.record import Record, RecordError
from sim.scenario import Scenario

TURNS = 6


@pytest.fixture(scope="module")
def record() -> Record:
    return sim.run("libya-2019", seed=5, replicate=3, turns=TURNS)


def test_a_game_put_back_to_any_turn_goes_the_same_way(record: Record) -> None:
    states = [record.initial, *(played.state for played in record.turns_played)]
    for turn in range(TURNS + 1):
        game = Game.at(record, turn)
        assert game.turn == turn
        assert game.closing(record.columns) == states[turn]
        for after in range(turn, TURNS):
            game.step()
            assert game.closing(record.columns) == states[after + 1]
        assert game.record().to_bytes() == record.to_bytes()


def test_a_game_is_put_back_by_date_and_plays_other_orders(record: Record) -> None:
    game = Game.at(record, record.turns_played[2].date)
    actor = game.cast.actors[0]
    recorded = record.turns_played[2].orders[actor].diplomacy
    other = next(order for order in game.legal_orders(actor)["diplomacy"] if order != recorded)
    game.submit(actor, Decision(diplomacy=other))
    game.step()
    assert game.record().turns_played[:2] == record.turns_played[:2]
    assert game.record().turns_played[2].orders[actor].diplomacy == other
    assert game.closing(record.columns) != record.turns_played[2].state


def test_a_turn_is_told_as_the_record_has_it(record: Record) -> None:
    game = Game.at(record, 3)
    told = [game.recorded(turn) for turn in range(-1, 4)]
    assert told == [None, *record.turns_played[:3], None]
    assert game.clone(record=False).recorded(0) is None


def test_there_is_no_game_at_a_turn_that_was_not_played(record: Record) -> None:
    with pytest.raises(LookupError, match="no turn '7'"):
        Game.at(record, TURNS + 1)


@pytest.mark.parametrize("opened", [False, True])
def test_a_clone_does_not_change_its_origin(opened: bool, record: Record) -> None:
    game = Game.at(record, 2)
    if opened:
        game.open()
        game.submit(game.cast.actors[0], Decision("hold", "hold"))
    before = repr((game.table, game.turn, game.record().to_bytes()))
    twin = game.clone()
    twin.take_seat(game.cast.actors[1], Stubborn("hold"))
    twin.play()
    assert repr((game.table, game.turn, game.record().to_bytes())) == before
    assert isinstance(game.seat(game.cast.actors[1]), DoctrineSeat)
    again = game.clone()
    again.play()
    game.play()
    assert game.record().to_bytes() == again.record().to_bytes()


def test_a_record_that_does_not_play_out_makes_no_game(record: Record) -> None:
    first, *rest = record.turns_played
    with pytest.raises(RecordError, match=r"the state after turn 0 .* differs"):
        Game.at(replace(record, seed=6), 1)
    with pytest.raises(RecordError, match="has no order from"):
        Game.at(replace(record, turns_played=(replace(first, orders={}), *rest)), 1)
    with pytest.raises(RecordError, match="the record cannot be played: turns = 10000000"):
        Game.at(replace(record, turns=10**7), 0)


def test_a_run_needs_no_mesa() -> None:
    program = (
        "import sys, sim; sim.run('libya-2019', seed=1, turns=1);"
        "assert not {'mesa', 'numba', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


class Stubborn:
    """Orders one thing at both desks, whatever it is."""

    def __init__(self, order: Any) -> None:
        self.order = order

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Any:
        return Decision(self.order, self.order)


class Vandal:
    """Spoils all that it is handed."""

    def choose(self, view: View, legal: Any) -> Decision:
        tables = (*view.forecast.values(), *view.courses.values())
        tables = (*tables, view.state, view.estimates, view.defence, view.forecast, view.courses)
        for table in tables:
            table.clear()  # type: ignore[attr-defined]
        for orders in (*legal.values(), legal):
            orders.clear()
        return Decision("hold", "hold")


def test_a_view_leads_nowhere(karabakh: Scenario) -> None:
    held = {key: Stubborn("hold") for key in karabakh.actors}
    spoilt = {key: Vandal() for key in karabakh.actors}
    calm = sim.run(karabakh, seed=3, turns=3, seats=held)
    assert sim.run(karabakh, seed=3, turns=3, seats=spoilt).to_bytes() == calm.to_bytes()

    def leaves(value: Any) -> set[type]:
        if isinstance(value, dict):
            return set().union(*(leaves(item) for item in value.values()), map(type, value))
        return {type(value)}

    view = Game(karabakh, seed=3).view("ARM")
    assert leaves(vars(view)) == {str, int, float, Estimate}
    with pytest.raises(AttributeError):
        next(iter(view.estimates.values())).value = 0.0  # type: ignore[misc]


def test_a_view_is_saved_and_read_back_equal(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=3)
    game.step()
    for actor in karabakh.actors:
        game.open()
        view = game.view(actor)
        text = view.to_json()
        assert View.from_json(text) == view
        assert View.from_json(text).to_json() == text
    spoilt = json.loads(text) | {"defence": {"karabakh": "high"}}
    with pytest.raises(ValueError, match=r"view\.defence\.karabakh: expected a .*, not 'high'"):
        View.from_json(json.dumps(spoilt))


def test_orders_are_handed_in_one_by_one(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=3, turns=1)
    with pytest.raises(RuntimeError, match="no turn is open"):
        game.close()
    game.submit("ARM", Decision("no such order", "no such order"))
    assert game.orders("ARM") == {"security": "hold", "diplomacy": "hold"}
    with pytest.raises(RuntimeError, match="no order yet from RUS, TUR, AZE, WST, IRN"):
        game.close()
    game.step()
    with pytest.raises(RuntimeError, match="the run is over: its turn is played"):
        game.step()
    with pytest.raises(RuntimeError, match="the run is over"):
        game.submit("ARM", Decision("hold"))
    with pytest.raises(RuntimeError, match="record=True"):
        game.record()


def test_a_desk_without_an_order_stays_on_its_course(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=3, turns=4, record=True)
    assert game.courses("RUS") == {"security": "reinforce_mission", "diplomacy": "broker_neutral"}
    game.submit("RUS", Decision("arm_client"))
    assert game.orders("RUS") == {"security": "arm_client", "diplomacy": "broker_neutral"}
    # The courses in force are those from before the turn, until it is over.
    assert game.view("ARM").courses["RUS"]["security"] == "reinforce_mission"
    game.step()
    assert game.view("ARM").courses["RUS"]["security"] == "arm_client"
    game.submit("RUS", Decision(diplomacy="draw_red_line"))
    game.step()
    assert game.courses("RUS") == {"security": "arm_client", "diplomacy": "hold"}
    game.submit("RUS", Decision())  # an act does not go on
    assert game.orders("RUS") == {"security": "arm_client", "diplomacy": "hold"}


def test_a_course_that_is_no_longer_legal_becomes_hold(karabakh: Scenario) -> None:
    game = Game(karabakh.replace({"world.tension": 0.2}), seed=3, turns=6)
    game.submit("RUS", Decision(diplomacy="accommodate_rival"))
    game.step()
    game.table.s[game.places["world.tension"]] = 0.1  # a deal needs more than .12
    assert "accommodate_rival" not in game.legal_orders("RUS")["diplomacy"]
    game.submit("RUS", Decision())
    assert game.orders("RUS")["diplomacy"] == "hold"


def test_the_last_decision_of_a_turn_counts_and_leaves_no_trace(karabakh: Scenario) -> None:
    once, twice = (Game(karabakh, seed=3, turns=2, record=True) for _ in range(2))
    twice.submit("RUS", Decision("deploy_guarantee", "draw_red_line", "defend"))
    for game in (once, twice):
        game.submit("RUS", Decision("arm_client"))
        game.play()
    assert twice.record() == once.record()


def test_nobody_attacks_while_it_offers_a_treaty(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=3, turns=2, record=True)
    assert "offensive" in game.legal_orders("AZE")["security"]
    game.submit("AZE", Decision("offensive", "offer_treaty"))
    assert game.orders("AZE") == {"security": "hold", "diplomacy": "offer_treaty"}
    game.step()
    options = game.record().turns_played[0].why["AZE"]["security"].options
    assert not {"probe", "offensive", "border_push"} & {option.action for option in options}
    # The offer is a course: while it stands, the attack stays off the menu.
    game.submit("AZE", Decision("offensive"))
    assert game.orders("AZE") == {"security": "hold", "diplomacy": "offer_treaty"}
    game.submit("AZE", Decision("offensive", "hold"))
    assert game.orders("AZE") == {"security": "offensive", "diplomacy": "hold"}


class Answers:
    """Returns anything."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Any:
        return self.answer


WHOLE = "must be a whole number from"


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        ({"seed": 1.5}, TypeError, f"seed = 1.5: {WHOLE} 0 to 2^64 - 1"),
        ({"seed": 2.0}, TypeError, f"seed = 2.0: {WHOLE}"),
        ({"seed": True}, TypeError, f"seed = True: {WHOLE}"),
        ({"seed": np.bool_(True)}, TypeError, WHOLE),
        ({"seed": "1"}, TypeError, f"seed = '1': {WHOLE}"),
        ({"seed": None}, TypeError, f"seed = None: {WHOLE}"),
        ({"seed": 2**64}, ValueError, WHOLE),
        ({"replicate": 0.5}, TypeError, f"replicate = 0.5: {WHOLE} 0 to 2^32 - 1"),
        ({"turns": 2.5}, TypeError, f"turns = 2.5: {WHOLE} 1 to 1000"),
        ({"turns": 0}, ValueError, f"turns = 0: {WHOLE} 1 to 1000"),
        ({"seats": {"RUSS": DoctrineSeat()}}, ValueError, "'RUSS'; did you mean 'RUS'?"),
        ({"seats": {"RUS": "hold"}}, TypeError, "must have a method choose(view, legal)"),
        ({"seats": {"RUS": Vandal}}, TypeError, "give an object of it, such as Vandal()"),
        (
            {"seats": {"RUS": Answers("hold")}},
            TypeError,
            "returned 'hold': must be a Decision, such as Decision(security='hold', diplomacy=",
        ),
        ({"seats": {"RUS": Answers(None)}}, TypeError, "returned None: must be a Decision"),
        (
            {"seats": {"RUS": Stubborn(3)}},
            TypeError,
            "the security desk of RUS ordered 3: must be the name of an action",
        ),
        (
            {"seats": {"RUS": Answers(Decision("broker_neutral"))}},
            ValueError,
            "the security desk of RUS cannot order 'broker_neutral', an order of the diplomacy "
            "desk: give Decision(diplomacy='broker_neutral')",
        ),
        (
            {"seats": {"RUS": Answers(Decision("hold", "defend"))}},
            ValueError,
            "the diplomacy desk of RUS cannot order 'defend', which is a reply to an attack: give "
            "Decision(reply='defend')",
        ),
        (
            {"seats": {"RUS": Answers(Decision(reply="no"))}},  # type: ignore[arg-type]
            ValueError,
            "replied 'no': must be one of 'stand_aside', 'defend', 'own'",
        ),
        ({"seats": [DoctrineSeat()]}, TypeError, "seats = [DoctrineSeat()]: must be a table"),
    ],
)
def test_what_cannot_be_played_is_refused(
    karabakh: Scenario, arguments: dict[str, Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind) as caught:
        sim.run(karabakh, **({"seed": 1, "turns": 1} | arguments))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("scenario", [None, 5, {"name": "x"}, ["karabakh-2020"]])
def test_a_scenario_of_another_kind_is_refused(scenario: Any) -> None:
    for door in (sim.run, Game, sim.Marchland):
        with pytest.raises(TypeError, match=r"scenario = .*: must be a Scenario, the path"):
            door(scenario, seed=1)


def test_a_generator_is_no_seed(karabakh: Scenario) -> None:
    with pytest.raises(TypeError, match=r"rng = Generator.*not a generator"):
        sim.Marchland(karabakh, rng=np.random.default_rng(1))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="changes = 5: must be a table"):
        sim.Marchland(karabakh, changes=5)  # type: ignore[arg-type]
    assert sim.Marchland(karabakh, seed=np.int64(4)).run_seed == 4
    assert sim.Marchland(karabakh, seed=np.uint64(2**63 + 1)).run_seed == 2**63 + 1

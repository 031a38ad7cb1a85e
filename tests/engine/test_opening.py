"""From any turn: runs that begin where another run is are that run, to the last bit.

With the compiler on this holds compiled code against plain Python; with it off, the loop alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import sim
from sim.engine.batch import Batch, Played
from sim.engine.courses import desk_place
from sim.engine.numbers import desk_menu
from sim.engine.opening import from_table, take_up
from sim.engine.outcome import LOG_WIDTH
from sim.engine.table import lay_table
from sim.play.game import Game
from sim.play.seats import Decision
from sim.vocabulary import DESKS, REPLIES

SEED, REPLICATE, TURNS = 2020, 3, 5


def orders_given(game: Game, choices: Mapping[str, Decision]) -> dict[int, int]:
    """The orders of decisions as `from_table` takes them."""
    return {
        desk_place(game.place(key), k): game.action_place(key, desk, getattr(decision, desk))
        for key, decision in choices.items()
        for k, desk in enumerate(DESKS)
    }


@pytest.fixture(scope="module", params=["karabakh-2020", "libya-2019"])
def record(request: pytest.FixtureRequest) -> sim.Record:
    return sim.run(request.param, seed=SEED, replicate=REPLICATE, turns=TURNS)


@pytest.fixture(scope="module")
def batch(record: sim.Record) -> Batch:
    scenario = sim.load_scenario(str(record.scenario["name"]))
    return Batch(scenario, turns=TURNS, trajectories=record.columns, stances=True, conduct=True)


@pytest.fixture(scope="module")
def whole(batch: Batch) -> Played:
    """The run from its opening."""
    return batch.play([[]], seed=SEED, first=REPLICATE, count=1, exact=True)


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("turn", [0, 1, TURNS - 1])
def test_a_run_taken_up_at_any_turn_goes_on_as_it_went(
    record: sim.Record, batch: Batch, whole: Played, turn: int, opened: bool
) -> None:
    game = Game.at(record, turn)
    if opened:
        game.open()
    moment = from_table(game.encoded, game.table, opened=opened)
    rest = batch.play([[]], seed=SEED, first=REPLICATE, count=1, exact=True, opening=moment)
    assert np.array_equal(rest.outcomes, whole.outcomes)
    assert np.array_equal(rest.stances, whole.stances)
    for part in ("orders", "reviews", "replies"):
        assert np.array_equal(getattr(rest, part)[0, 0], getattr(whole, part)[0, 0, turn:])
    after = slice(turn + 1, None)
    assert np.array_equal(rest.trajectories[0, 0, 1:], whole.trajectories[0, 0, after])


@pytest.mark.parametrize("opened", [False, True])
def test_what_is_expected_is_as_the_turn_before_left_it(record: sim.Record, opened: bool) -> None:
    """A war elsewhere that begins as a turn opens takes nothing from what was expected before."""
    turn, event = 2, {"text": "-", "source": "-", "confidence": "C"}
    at_war = {"events.far": {**event, "at": turn, "set": {"world.shock": True}}}
    scenario = sim.load_scenario(str(record.scenario["name"])).replace(at_war)
    game = Game.at(sim.run(scenario, seed=SEED, turns=turn), turn, turns=TURNS)
    if opened:
        game.open()
    moment = from_table(game.encoded, game.table, opened=opened)
    taken = lay_table(game.encoded, SEED, 0, TURNS)
    take_up(moment, game.encoded, taken)
    assert any(game.table.forecast)
    assert taken.forecast == game.table.forecast


def test_other_draws_lead_to_other_runs(record: sim.Record, batch: Batch) -> None:
    game = Game.at(record, 2)
    moment = from_table(game.encoded, game.table)
    rest = batch.play([[]], seed=SEED, first=0, count=4, opening=moment)
    assert len(np.unique(rest.outcomes[0], axis=0)) > 1
    # The private type is that of the run, and what was logged before is not played again.
    assert set(rest.outcomes[0][:, batch.columns.index("resolve")]) == {record.resolve}
    before = rest.stances[0][:, :2]
    assert (before == before[0]).all()
    assert len(moment.log) == 2 * LOG_WIDTH


def test_orders_that_are_given_are_those_of_a_seat(record: sim.Record, batch: Batch) -> None:
    """Given to one turn of the kernel, and handed in by seats of a game, orders do the same."""
    turn = 2
    game = Game.at(record, turn)
    choices = {
        key: Decision(
            *(options[-1] for options in (game.legal_orders(key)[desk] for desk in DESKS)),
            reply="defend",
        )
        for key in list(game.cast.actors)[::2]
    }
    moment = from_table(
        game.encoded,
        game.table,
        given=orders_given(game, choices),
        replies={game.place(key): REPLIES.index("defend") for key in choices},
    )
    rest = batch.play(
        [[]], seed=SEED, first=REPLICATE, count=1, exact=True, opening=moment
    ).trajectories[0, 0, 1:]
    for key, decision in choices.items():
        game.submit(key, decision)
    while not game.over:
        game.step()
        state = game.closing(record.columns)
        assert tuple(rest[game.turn - turn - 1]) == state


def test_an_order_that_is_not_legal_becomes_hold(batch: Batch, record: sim.Record) -> None:
    game = Game.at(record, 1)
    place, desk = 0, 0
    key = game.cast.actors[place]
    legal = game.legal_orders(key)[DESKS[desk]]
    menu = [
        action
        for action in desk_menu(game.scenario, game.scenario.actors[key].role, DESKS[desk])
        if action not in legal
    ]
    assert menu, "the test needs an order that is not legal"
    moment = from_table(
        game.encoded, game.table, given=orders_given(game, {key: Decision(menu[0], "hold")})
    )
    orders = batch.play([[]], seed=SEED, first=0, count=3, opening=moment).orders[0, :, 0, place]
    assert set(orders) == {game.action_place(key, DESKS[desk], "hold")}


def test_a_run_that_is_over_cannot_go_on(record: sim.Record, batch: Batch) -> None:
    game = Game.at(record, TURNS)
    moment = from_table(game.encoded, game.table)
    with pytest.raises(ValueError, match="runs of 5 turns are over there"):
        batch.play([[]], seed=1, first=0, count=1, opening=moment)


def test_an_instruction_for_one_turn_ends_with_it(batch: Batch, record: sim.Record) -> None:
    """A reply that is given for the first turn does not bind later ones."""
    game = Game.at(record, 0)
    guarantor = next(
        i for i, a in enumerate(game.scenario.actors.values()) if a.role == "guarantor"
    )
    plain = from_table(game.encoded, game.table)
    told = from_table(game.encoded, game.table, replies={guarantor: REPLIES.index("defend")})
    play = {"seed": SEED, "first": 0, "count": 8}
    first, second = (batch.play([[]], **play, opening=one) for one in (plain, told))
    quiet = first.replies[0, :, 0].max(axis=1) == second.replies[0, :, 0].max(axis=1)
    assert quiet.any()
    assert np.array_equal(first.replies[0][quiet], second.replies[0][quiet])

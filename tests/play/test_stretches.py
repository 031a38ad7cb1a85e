"""A game that branches off: another scenario and other draws from a turn on, in one record."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.narrative.chronicle import chronicle
from sim.play.game import Game
from sim.record import Record
from tests.engine.pencil import pencil

TURNS, TURN = 5, 2


@pytest.fixture(scope="module")
def record() -> Record:
    return sim.run(pencil(), seed=5, replicate=3, turns=TURNS)


@pytest.fixture(scope="module")
def branched(record: Record) -> Record:
    """A branch with another number, another doctrine and an order of one desk."""
    game = Game.at(record, TURN)
    changed = {"parameters.bulwark": 2.5, "actors.SPO.doctrine": "random"}
    branch = game.branch(
        seed=9,
        replicate=4,
        scenario=game.scenario.replace(changed),
        orders={"DEF": {"security": "mobilise"}},
    )
    branch.play()
    return branch.record()


def test_on_its_own_draws_a_branch_is_the_run(record: Record) -> None:
    for turn in range(TURNS):
        branch = Game.at(record, turn).branch(seed=record.seed, replicate=record.replicate)
        branch.play()
        again = branch.record()
        assert again.turns_played == record.turns_played
        assert again.outcome == record.outcome


def test_a_branch_keeps_the_turns_before_and_the_opening_of_its_first(
    record: Record, branched: Record
) -> None:
    assert branched.turns_played[:TURN] == record.turns_played[:TURN]
    assert branched.turns_played[TURN:] != record.turns_played[TURN:]
    assert branched.resolve == record.resolve
    one, other = (Game.at(of, TURN) for of in (record, branched))
    for game in (one, other):
        game.open()
    assert one.table.edge == other.table.edge
    assert (one.seed, one.replicate) == (5, 3)
    assert (other.seed, other.replicate) == (9, 4)


def test_an_order_is_given_and_the_other_desk_decides(branched: Record) -> None:
    why = branched.turns_played[TURN].why["DEF"]
    assert (why["security"].chosen, why["security"].doctrine) == ("mobilise", "order")
    own = branched.scenario["actors"]["DEF"]["doctrine"].partition(":")[0]
    assert why["diplomacy"].doctrine == own
    # The next turn is decided by the doctrines alone.
    assert branched.turns_played[TURN + 1].why["DEF"]["security"].doctrine == own
    assert branched.turns_played[TURN + 1].why["SPO"]["security"].doctrine == "random"


def test_a_branch_replays_and_so_does_a_branch_of_it(branched: Record, tmp_path: Path) -> None:
    again = Game.at(branched, TURN + 1).branch(seed=11)
    again.play()
    twice = again.record()
    assert [past.turn for past in twice.past] == [TURN, TURN + 1]
    for number, made in enumerate((branched, twice)):
        made.save(tmp_path / f"{number}.json")
        loaded = sim.load_record(tmp_path / f"{number}.json")
        assert loaded == made
        assert sim.replay(loaded).agrees


def test_a_branch_at_the_turn_of_a_branch_leaves_the_same_run(branched: Record) -> None:
    again = Game.at(branched, TURN).branch(seed=9, replicate=4)
    again.play()
    assert [past.turn for past in again.record().past] == [TURN]
    assert again.scenario == sim.Game.of_record(branched)._ahead[-1].scenario


def test_events_can_be_added_to_a_branch_and_by_it(record: Record) -> None:
    """Before its first turn they belong to the branch, not to the run that it leaves."""
    event = {"text": "-", "set": {"world.tension": 0.9}, "source": "-", "confidence": "C"}
    branch = Game.at(record, TURN).branch(seed=9)
    branch.happen({"first": {**event, "at": TURN}})
    branch.step()
    branch.happen({"second": {**event, "at": TURN + 1}})
    branch.play()
    made = branch.record()
    assert [played.events for played in made.turns_played[TURN:]] == [("first",), ("second",), ()]
    assert "first" not in made.past[0].scenario.get("events", {})
    assert set(made.scenario["events"]) >= {"first", "second"}
    assert sim.replay(made).agrees


def test_the_draws_of_every_turn_are_known(record: Record, branched: Record) -> None:
    assert record.chance(0) == record.chance(TURN, opening=True) == (5, 3)
    assert [branched.chance(turn) for turn in (0, TURN - 1, TURN)] == [(5, 3), (5, 3), (9, 4)]
    assert branched.chance(TURN, opening=True) == (5, 3)
    assert branched.chance(TURN + 1, opening=True) == (9, 4)


def test_a_branch_says_where_it_comes_from(record: Record, branched: Record) -> None:
    date = record.turns_played[TURN].date
    told = f"It branches off the run of seed 5, replicate 3, in {date}"
    assert told in " ".join(chronicle(branched).split())
    assert record.descent == ""
    assert b'"past"' not in record.to_bytes()


def test_a_game_copies_and_refuses_as_it_should(record: Record) -> None:
    game = Game.at(record, TURN)
    before = game.state()
    branch = game.branch(seed=1)
    branch.step()
    assert (game.turn, game.state()) == (TURN, before)
    with pytest.raises(ValueError, match="seed"):
        game.branch(seed=-1)
    game.open()
    with pytest.raises(RuntimeError, match="a turn is open"):
        game.branch(seed=1)


def test_the_numbers_of_turns_and_the_one_after_the_last(record: Record) -> None:
    assert [record.number_of(turn) for turn in (0, "1", record.turns_played[2].date)] == [0, 1, 2]
    assert record.number_of(TURNS) == record.number_of(str(TURNS)) == TURNS
    with pytest.raises(LookupError, match="no turn"):
        record.number_of(TURNS + 1)

"""Playing a record again."""

from dataclasses import replace
from typing import Any

import pytest

import sim
from sim.play.replay import Difference, Replay, compare
from sim.record import Record, RecordError


@pytest.fixture(scope="module")
def record() -> Record:
    return sim.run("libya-2019", seed=5, turns=3)


def forged(record: Record, part: str) -> Record:
    """The record with one part changed, as a program gone wrong might write it."""
    outcome, (first, *rest) = record.outcome, record.turns_played
    calm = record.scenario["world"] | {"tension": 0.123}
    parameters = record.scenario["parameters"] | {"bulwark": 0.321}
    changed: dict[str, Any] = {
        "stance": {"outcome": replace(outcome, stance="recommit")},
        "reason": {"outcome": replace(outcome, reason="Because.")},
        "measure": {"outcome": replace(outcome, measures={**outcome.measures, "tests": 77})},
        "fewer": {"outcome": replace(outcome, measures={})},
        "opening": {"initial": (record.initial[0] + 1e-12, *record.initial[1:])},
        "resolve": {"resolve": 1.0 - record.resolve},
        "hash": {"scenario_hash": "0" * 64},
        "start": {"scenario": {**record.scenario, "world": calm}},
        "rule": {"scenario": {**record.scenario, "parameters": parameters}},
        "date": {"turns_played": (replace(first, date="1999 Q1"), *rest)},
        "seed": {"seed": 6},
    }
    return replace(record, **changed[part])


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("stance", "outcome.stance"),
        ("reason", "outcome.reason"),
        ("measure", "outcome.measures.tests"),
        ("fewer", "outcome.measures.tests"),
        ("opening", "initial."),
        ("resolve", "resolve"),
        ("hash", "scenario_hash"),
        ("start", "initial.world.tension"),
        ("rule", "scenario_hash"),
        ("date", "date"),
        ("seed", ""),
    ],
)
def test_a_forged_record_does_not_replay(record: Record, part: str, path: str) -> None:
    assert sim.replay(record) == Replay(3, None, ())
    found = sim.replay(forged(record, part))
    assert not found.agrees
    assert any(one.path.startswith(path) for one in (*found.beside, *found.differences))


def test_an_order_that_was_not_open_does_not_replay(record: Record) -> None:
    first, *rest = record.turns_played
    actor, order = next(iter(first.orders.items()))
    orders = {**first.orders, actor: replace(order, diplomacy="no such order")}
    found = sim.replay(replace(record, turns_played=(replace(first, orders=orders), *rest)))
    assert (found.turn, found.differences[0]) == (
        0,
        Difference(f"orders.{actor}.diplomacy", "no such order", "hold"),
    )


def test_an_order_of_the_other_desk_is_refused(record: Record) -> None:
    first, *rest = record.turns_played
    orders = {**first.orders, "LNA": replace(first.orders["LNA"], diplomacy="offensive")}
    with pytest.raises(RecordError, match=r"turn 0 .*diplomacy desk of LNA cannot order"):
        sim.replay(replace(record, turns_played=(replace(first, orders=orders), *rest)))


def test_a_reply_that_there_is_not_is_refused(record: Record) -> None:
    first, *rest = record.turns_played
    orders = {key: replace(order, reply="perhaps") for key, order in first.orders.items()}
    with pytest.raises(RecordError, match=r"turn 0 .*replied 'perhaps': must be one of"):
        sim.replay(replace(record, turns_played=(replace(first, orders=orders), *rest)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scenario": {"actors": {}}}, "the record cannot be played"),
        ({"columns": ("world.tensio",), "initial": (0.0,)}, "a state variable 'world.tensio'"),
        ({"turns": 2}, "the record has 3 turns, more than 2"),
        ({"turns": 10**7}, "the record cannot be played: turns = 10000000"),
    ],
)
def test_a_record_that_cannot_be_played_says_so(
    record: Record, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(RecordError, match=said) as caught:
        sim.replay(replace(record, **changes))
    assert "\n" not in str(caught.value)


def test_comparing_states_names_what_differs_to_the_last_bit() -> None:
    recorded = {"a": 0.3, "b": 0.0, "c": 1.0}
    replayed = {"a": 0.1 + 0.2, "b": -0.0, "c": 1.0}
    assert tuple(compare("at.", recorded, replayed)) == (
        Difference("at.a", 0.3, 0.1 + 0.2),
        Difference("at.b", 0.0, -0.0),
    )


def test_a_replay_agrees_when_no_turn_differs() -> None:
    assert Replay(20, None, ()).agrees
    assert not Replay(20, 3, (Difference("a", 0.0, 1.0),)).agrees
    assert not Replay(20, None, (), (Difference("a", 0.0, 1.0),)).agrees

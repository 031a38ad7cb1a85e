"""A run and its record: the same again, everywhere, and complete."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

import pytest

import sim
from sim.engine.draws import uniform
from sim.play.model import Marchland
from sim.record import Record, TurnRecord, Why
from sim.scenario import Scenario
from sim.vocabulary import DESKS, DRAW_CHOICE, DRAW_REVIEW, STANCES
from sim.words import STANCE_WORDS
from tests.quarrels import quarrels

TURNS = 12
WITHOUT_ATTACK = ("karabakh-2016",)
"""Scenarios in which nobody attacks in the few runs played here."""


@pytest.fixture(scope="module", params=quarrels())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return sim.load_scenario(request.param)


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> list[Record]:
    return [sim.run(scenario, seed=77, replicate=k, turns=TURNS) for k in range(4)]


def test_a_run_is_the_same_twice(scenario: Scenario, records: list[Record]) -> None:
    again = sim.run(scenario, seed=77, replicate=1, turns=TURNS)
    assert again == records[1]
    assert again.to_bytes() == records[1].to_bytes()
    assert records[0].to_bytes() != records[1].to_bytes()


def test_a_run_is_the_same_in_another_process(records: list[Record]) -> None:
    program = (
        "import sys, sim; r = sim.run(sys.argv[1], seed=77, replicate=2, turns=int(sys.argv[2]));"
        "sys.stdout.buffer.write(r.to_bytes())"
    )
    name = str(records[2].scenario["name"])
    done = subprocess.run(
        [sys.executable, "-c", program, name, str(TURNS)], capture_output=True, check=True
    )
    assert done.stdout == records[2].to_bytes()


def test_taking_notes_changes_nothing(scenario: Scenario, records: list[Record]) -> None:
    model = Marchland(scenario, seed=77, replicate=3, turns=TURNS)
    hidden = [tuple(model.state().values())]
    while model.turn < TURNS:
        model.step()
        hidden.append(tuple(model.state().values()))
    assert hidden == [records[3].initial, *(turn.state for turn in records[3].turns_played)]


def test_orders_replay_to_the_same_bits(records: list[Record]) -> None:
    for record in records:
        found = sim.replay(record)
        assert found.agrees
        assert found.turns == TURNS


def test_a_shorter_run_is_the_beginning_of_a_longer_one(
    scenario: Scenario, records: list[Record]
) -> None:
    short = sim.run(scenario, seed=77, replicate=0, turns=5)
    assert short.turns_played == records[0].turns_played[:5]


Decided = tuple[TurnRecord, str, str, Why]


def decisions(record: Record) -> Iterator[Decided]:
    """Every decision of a desk: the turn, the actor, the desk and its reasons."""
    for turn in record.turns_played:
        for actor, desks in turn.why.items():
            assert tuple(desks) == DESKS
            for desk, why in desks.items():
                yield turn, actor, desk, why


def test_every_turn_says_why(records: list[Record]) -> None:
    for turn, actor, desk, why in chain.from_iterable(map(decisions, records)):
        assert why.chosen == turn.orders[actor].of(desk)
        assert set(why.truth) == set(why.beliefs)
        assert all(math.isfinite(value) for value in why.truth.values())
        assert why.review is not None
        if why.review.reason == "course":
            assert (why.options, why.draw, why.beliefs) == ((), None, {})
            continue
        odds = {option.action: option.probability for option in why.options}
        assert odds[why.chosen] > 0
        assert sum(odds.values()) == pytest.approx(1)
        for option in why.options:
            if why.doctrine == "logit_eu":
                assert sum(option.terms.values()) == pytest.approx(option.expected_utility)


def test_the_draws_pick_who_chooses_anew_and_what(records: list[Record]) -> None:
    drawn = 0
    for turn, actor, desk, why in decisions(records[0]):
        place = 2 * list(turn.why).index(actor) + DESKS.index(desk)
        review = why.review
        assert review is not None
        if review.draw is not None:
            assert review.draw == uniform([77, 0, 0], turn.turn, place, DRAW_REVIEW)
            assert (review.draw < review.chance) == (review.reason == "review")
        if why.draw is None:
            continue
        drawn += 1
        assert why.draw == uniform([77, 0, 0], turn.turn, place, DRAW_CHOICE), actor
        below = 0.0
        for option in why.options:
            if option.action == why.chosen:
                break
            below += option.probability
        assert below <= why.draw < below + option.probability + 1e-12
    assert drawn > 20


def test_a_desk_that_is_not_reviewed_stays_on_its_course(
    scenario: Scenario, records: list[Record]
) -> None:
    stayed = 0
    for record in records:
        before = {
            (actor, desk): getattr(scenario.actors[actor].opening, desk)
            for actor in scenario.actors
            for desk in DESKS
        }
        began = dict.fromkeys(before, -1)
        for turn, actor, desk, why in decisions(record):
            key, menu = (actor, desk), scenario.actions[scenario.actors[actor].role]
            assert why.review is not None
            if menu[before[key]].kind == "act":
                assert (why.review.reason, why.review.since) == ("act", turn.turn - 1)
            else:
                assert why.review.reason != "act"
                assert why.review.since == began[key]
            if why.review.reason == "course":
                assert why.chosen == before[key]
                stayed += 1
            if why.chosen != before[key] or menu[why.chosen].kind == "act":
                began[key] = turn.turn
            before[key] = why.chosen
    assert stayed > 40


def test_the_chance_of_a_review_is_that_of_the_alarm(
    scenario: Scenario, records: list[Record]
) -> None:
    rate = scenario.parameters.review_rate
    alarms = set()
    for turn, _, _, why in chain.from_iterable(map(decisions, records)):
        assert why.review is not None
        if why.review.draw is not None:
            assert why.review.chance == pytest.approx(1 - (1 - rate) * (1 - why.review.alarm))
            alarms.add((turn.turn, why.review.alarm))
    assert len({alarm for _, alarm in alarms}) > 1


def test_everybody_expects_that_courses_go_on_and_acts_do_not_recur(
    scenario: Scenario, records: list[Record]
) -> None:
    """What was ordered and attributed a turn ago is expected, if it was a course."""
    checked = acts = 0
    for record in records:
        for before, turn, actor, why in expecting(record):
            for key, expected in why.beliefs.items():
                other, colon, channel = key.partition(": ")
                if not colon or channel.partition(" ")[0] in ("covert", *WEIGHTED):
                    continue
                menu = scenario.actions[scenario.actors[other].role]
                orders = [before.orders[other].of(desk) for desk in DESKS]
                lasting = [
                    order for order in orders if menu[order].efforts and is_course(menu, order)
                ]
                if not lasting:
                    assert expected == 0.0, (turn.turn, key)
                    acts += 1
                    continue
                if not all(is_course(menu, order) for order in orders):
                    continue
                told = [w.truth[key] for w in before.why[actor].values() if key in w.truth]
                if told:
                    assert expected == pytest.approx(told[0]), (turn.turn, key)
                    checked += 1
    assert checked > 40
    assert acts > 0


def is_course(menu: Any, order: str) -> bool:
    return bool(menu[order].kind == "course")


WEIGHTED = ("mediate", "press")
"""Channels that the sender's bandwidth weighs, so that an order weighs differently each turn."""


def expecting(record: Record) -> Iterator[tuple[TurnRecord, TurnRecord, str, Why]]:
    """Decisions of desks that chose anew, with the turn before."""
    turns = record.turns_played
    for before, turn in pairwise(turns):
        for actor, desks in turn.why.items():
            for why in desks.values():
                if why.beliefs:
                    yield before, turn, actor, why


def test_a_reply_is_explained_where_there_was_an_attack(records: list[Record]) -> None:
    replies = 0
    for record in records:
        guarantor = next(
            k for k, a in record.scenario["actors"].items() if a["role"] == "guarantor"
        )
        for turn in record.turns_played:
            tested = [ruling for ruling in turn.rulings if ruling.rule == "test"]
            order, reply = turn.orders[guarantor], turn.why[guarantor]["security"].reply
            assert turn.why[guarantor]["diplomacy"].reply is None
            assert (order.reply is not None) == (reply is not None)
            if tested:
                assert reply is not None
                assert reply.theatre == tested[-1].subject
                assert reply.defends == (tested[-1].inputs["defended"] > 0.5)
                assert reply.draw is not None
                assert reply.defends == (reply.draw < reply.probability)
                replies += 1
    assert (replies > 0) == (records[0].scenario["name"] not in WITHOUT_ATTACK)


def test_the_outcome_follows_from_the_turns(records: list[Record]) -> None:
    for record in records:
        measures = record.outcome.measures
        needed = float(record.scenario["parameters"]["recommit_quarters"]["value"])
        stances = [turn.stance for turn in record.turns_played]
        longest = run = 0
        for stance in stances:
            run = run + 1 if stance == "recommit" else 0
            longest = max(longest, run)
        assert measures["longest_spell"] == longest
        assert measures["recommitted"] == (longest >= needed)
        later = Counter(s for s in stances[len(stances) // 2 :] if s != "recommit")
        if not measures["recommitted"]:
            assert later[record.outcome.stance] == max(later.values(), default=0)
            assert record.outcome.reached is None
        assert record.outcome.stance in STANCES
        stance = record.outcome.stance
        words = None if stance == "recommit" else STANCE_WORDS[stance].noun
        reason = record.outcome.reason
        assert measures["recommitted"] if words is None else reason.endswith(f" was {words}.")
        spell = 0 if words is None else measures["longest_spell"]
        assert ("longest spell" in reason) == (spell > 0)
        peak = max(record.series("world.tension")[1:])
        assert measures["tension_peak"] == peak


def test_a_recommitment_too_short_is_told_with_its_length(karabakh: Scenario) -> None:
    nearly = karabakh.replace(
        {
            "parameters.recommit_level": 0.4,
            "parameters.recommit_quarters": 8.0,
            "actors.RUS.doctrine": "fixed:deploy_guarantee",
            "parameters.shock_onset": 0.0,
        }
    )
    record = sim.run(nearly, seed=1, turns=6)
    spell = sum(turn.stance == "recommit" for turn in record.turns_played)
    assert spell > 0
    assert f"for 8 quarters running (longest spell: {spell}); its" in record.outcome.reason


def test_a_recommitment_names_its_turn(karabakh: Scenario) -> None:
    easy = karabakh.replace(
        {
            "parameters.recommit_level": 0.4,
            "parameters.recommit_quarters": 2.0,
            "actors.RUS.doctrine": "fixed:deploy_guarantee",
            "parameters.shock_onset": 0.0,
        }
    )
    record = sim.run(easy, seed=1, turns=8)
    assert record.outcome.stance == "recommit"
    held = [turn.turn for turn in record.turns_played if turn.stance == "recommit"]
    assert record.outcome.measures["first_quarter"] == held[0]
    assert record.outcome.reached == record.outcome.measures["reached_quarter"] == held[1]
    first, last = record.turns_played[held[0]].date, record.turns_played[held[1]].date
    assert f"from {first} to {last}" in record.outcome.reason
    assert "for 2 quarters running" in record.outcome.reason

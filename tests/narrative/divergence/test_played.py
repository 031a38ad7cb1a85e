"""Chains of played records: whatever the seeds, what is said holds and ends."""

from __future__ import annotations

from itertools import pairwise

import pytest

import sim
from sim.narrative.divergence import Divergence, diverge
from sim.narrative.divergence.chain import LONGEST
from sim.narrative.divergence.choices import picked

SEEDS = (7, 8, 9, 12)
TURNS = 7


@pytest.fixture(scope="module")
def records() -> list[sim.Record]:
    scenario = sim.load_scenario("karabakh-2020")
    attack = scenario.replace({"actors.AZE.doctrine": "fixed:border_push"})
    played = [sim.run(scenario, seed=seed, turns=TURNS) for seed in SEEDS]
    return [*played, sim.run(attack, seed=SEEDS[-1], turns=TURNS)]


@pytest.fixture(scope="module")
def found(records) -> list[Divergence]:
    return [diverge(one, other) for one, other in pairwise(records)]


def test_steps_of_a_chain_differ_and_come_from_earlier_ones(found) -> None:
    for divergence in found:
        links = divergence.chain.links
        assert len(links) <= LONGEST
        assert [link.step.turn for link in links] == sorted(link.step.turn for link in links)
        for link in links:
            assert link.step in divergence.pair.step_set
            for reason in link.reasons:
                assert all(before.turn <= link.step.turn for before in reason.steps)
                assert all(before in divergence.pair.step_set for before in reason.steps)


def test_what_is_said_of_draws_and_odds_is_what_the_records_hold(found) -> None:
    checked = 0
    for divergence in found:
        for step in divergence.pair.steps:
            whys = (
                divergence.pair.why(step.turn, step.who, step.desk)
                if step.kind == "order"
                else None
            )
            reasons = divergence._causes.of(step) if whys else ()
            if not reasons or reasons[0].shift is None or reasons[0].kind not in ("draw", "odds"):
                continue
            menu = list(divergence.first.scenario["actions"][divergence.pair.cast.role(step.who)])
            one, other = whys
            same = picked(other, one.draw, menu) == one.chosen
            assert (reasons[0].kind == "draw") == same
            checked += 1
    assert checked > 20


def test_gaps_in_state_are_those_of_the_records(found) -> None:
    for divergence in found:
        for link in divergence.chain.links:
            for reason in link.reasons:
                if reason.kind == "state":
                    moment = divergence._causes.openings.moment(reason.subject, link.step.turn)
                    pair = tuple(
                        record.series(reason.subject)[moment]
                        for record in (divergence.first, divergence.second)
                    )
                    assert reason.values == pair


def test_the_text_is_whole_sentences_within_the_width(found) -> None:
    for divergence in found:
        text = divergence.text()
        assert max(map(len, text.splitlines())) <= 96
        assert "{" not in text
        assert "nan" not in text
        assert divergence.facts()["steps"] == len(divergence.pair.steps)


def test_another_doctrine_is_the_root_of_what_it_orders(found) -> None:
    text = " ".join(found[-1].text().split())
    doctrine = "Azerbaijan's doctrine (actors.AZE.doctrine)"
    assert f"Set otherwise in A and B: {doctrine}, logit_eu and fixed:border_push." in text
    assert "Its doctrine is logit_eu in A and fixed:border_push in B." in text

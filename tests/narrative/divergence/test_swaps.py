"""What each thing that differs did to a gap: a turn played with it taken from the other record."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.narrative.divergence import diverge
from sim.narrative.divergence.openings import Openings
from sim.narrative.divergence.pair import ORDER, RULING, RecordPair
from sim.narrative.divergence.swaps import Swap, Swaps
from sim.narrative.divergence.wiring import Wiring
from sim.play.game import Game

COMMITMENT = "ties.RUS-ARM.commitment"
OVERSTRETCH = "actors.RUS.overstretch"


def fixed(order: str, *, onset: float = 0.0) -> sim.Record:
    """Four turns of Karabakh: Russia's order fixed, the others idle, a war elsewhere or none."""
    changes: dict[str, object] = {
        f"actors.{actor}.doctrine": "fixed:hold" for actor in ("TUR", "AZE", "ARM", "WST", "IRN")
    }
    changes |= {"actors.RUS.doctrine": f"fixed:{order}", "parameters.shock_onset": onset}
    return sim.run(sim.load_scenario("karabakh-2020").replace(changes), seed=7, turns=4)


@pytest.fixture(scope="module")
def war_elsewhere() -> RecordPair:
    return RecordPair(fixed("arm_client"), fixed("arm_client", onset=1.0))


@pytest.fixture(scope="module")
def played() -> RecordPair:
    one, other = (sim.run("karabakh-2020", seed=seed, turns=6) for seed in (7, 8))
    return RecordPair(one, other)


def swaps(pair: RecordPair) -> Swaps:
    return Swaps(pair, Wiring(pair.first))


def test_a_turn_played_with_nothing_swapped_ends_as_the_record_says(played: RecordPair) -> None:
    swapped = swaps(played)
    for which, record in enumerate((played.first, played.second)):
        for turn in range(played.turns):
            closing = swapped._close(which, turn, Swap())
            for path, number in zip(record.columns, record.turns_played[turn].state, strict=True):
                assert closing[swapped.wiring.places[path]] == number, (which, turn, path)


def test_so_does_a_turn_of_a_branch_from_its_first_on() -> None:
    """The first turn of a branch was opened by the draws of the run that it leaves."""
    turn = 2
    game = Game.at(fixed("arm_client", onset=0.5), turn)
    free = game.scenario.replace({"actors.ARM.doctrine": "logit_eu"})
    orders = ({"RUS": {"security": "hold"}}, None)
    branches = [game.branch(seed=8, scenario=free, orders=given) for given in orders]
    for branch in branches:
        branch.play()
    pair = RecordPair(*(branch.record() for branch in branches))
    swapped = swaps(pair)
    for which, record in enumerate((pair.first, pair.second)):
        for number in range(turn, pair.turns):
            closing = swapped._close(which, number, Swap())
            for path, value in zip(record.columns, record.turns_played[number].state, strict=True):
                assert closing[swapped.wiring.places[path]] == value, (which, number, path)
    told = " ".join(diverge(pair.first, pair.second).text().split())
    assert "In A the order was given; in B its own doctrine decided." in told


def test_lost_commitment_is_traced_to_the_war_elsewhere(war_elsewhere: RecordPair) -> None:
    """The orders are the same, so nothing but the shock can have cost commitment."""
    assert war_elsewhere.gap(COMMITMENT, 4) > 0.02
    opened = Openings(war_elsewhere).of(COMMITMENT, 4, most=4)
    assert [(step.kind, step.rule) for step in opened] == [(RULING, "shock")]
    found = diverge(war_elsewhere.first, war_elsewhere.second)
    assert [link.step.rule for link in found.chain.links] == ["shock"]


def test_the_part_of_overstretch_is_the_whole_gap_of_its_first_turn(
    war_elsewhere: RecordPair,
) -> None:
    part = swaps(war_elsewhere).part(COMMITMENT, 0, Swap("state", OVERSTRETCH))
    assert part == pytest.approx(war_elsewhere.gap(COMMITMENT, 1))


def test_the_part_of_an_order_has_the_sign_of_what_it_does() -> None:
    arming, waiting = fixed("arm_client"), fixed("hold")
    for pair, sign in ((RecordPair(arming, waiting), 1), (RecordPair(waiting, arming), -1)):
        assert sign * swaps(pair).part(COMMITMENT, 0, Swap("order", "RUS", "security")) > 0.01
        # An order that is the same in both did nothing.
        assert swaps(pair).part(COMMITMENT, 0, Swap("order", "AZE", "security")) == 0.0
        (step,) = Openings(pair).of(COMMITMENT, 1, most=4)
        assert (step.kind, step.who) == (ORDER, "RUS")


def test_other_draws_have_a_part_and_the_same_draws_have_none(played: RecordPair) -> None:
    belief = "ties.RUS-ARM.belief_client"
    assert swaps(played).part(belief, 0, Swap("luck")) != 0.0
    same = RecordPair(played.first, replace(played.first))
    assert swaps(same).part(belief, 0, Swap("luck")) == 0.0


def test_terms_are_moved_by_what_they_read(war_elsewhere: RecordPair) -> None:
    swapped = swaps(war_elsewhere)
    assert swapped.part_of_term("client_security", "RUS", 0, OVERSTRETCH) != 0.0
    assert swapped.part_of_term("confrontation", "RUS", 0, "actors.ARM.standing") == 0.0
    assert swapped.part_of_term("discord", "RUS", 0, OVERSTRETCH) == 0.0

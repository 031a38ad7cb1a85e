"""How the outcomes of two records differ, and the steps that are laid to it, on made records."""

from __future__ import annotations

from sim.narrative.divergence import diverge
from sim.narrative.divergence.pair import RULING, Step
from sim.record import Ruling
from tests.narrative.divergence.made_pairs import (
    COMMITMENT,
    Turn,
    ordered,
    record,
    why,
)


def attack(*, attacked: bool) -> Turn:
    """Azerbaijan attacks at the border or waits, by the draw; Russia stands aside."""
    order = "border_push" if attacked else "hold"
    odds = {"hold": 0.5, "border_push": 0.5}
    unmet = Ruling(
        "test",
        "border",
        {"force": 0.8, "coverage": 0.9, "defended": 0.0},
        None,
        {"met": 0.0, "unmet": 0.72},
    )
    war = Ruling("war", "border", {"force": 0.8, "odds": 0.7}, 0.1, {"gain": 0.1, "control": 0.1})
    return Turn(
        orders={"AZE": order},
        whys={"AZE": why(order, 0.7 if attacked else 0.2, odds=odds)},
        rulings=(war, unmet) if attacked else (),
        state={COMMITMENT: 0.3 if attacked else 0.6},
    )


def test_an_unmet_test_is_followed_to_the_attack_and_the_attack_to_its_draw() -> None:
    held = {"recommitted": True, "first_quarter": 1, "reached_quarter": 2}
    quiet = Turn(state={COMMITMENT: 0.6})
    broken = Turn(state={COMMITMENT: 0.3})
    first = record(attack(attacked=False), quiet, quiet, outcome="recommit", **held)
    second = record(attack(attacked=True), broken, broken, seed=8, outcome="broker")
    found = diverge(first, second)
    assert (found.outcome_gap.kind, found.outcome_gap.lack, found.outcome_gap.span) == (
        "recommitted",
        "level",
        (1, 2),
    )
    assert [link.step for link in found.chain.links] == [
        ordered(0, "AZE"),
        Step(0, RULING, "border", "test"),
    ]
    text = " ".join(found.text().split())
    assert "The draw made the difference" in text or "the draw made the difference" in text
    assert "Only in B: Test of the guarantee, the Syunik border (covered 90 %)" in text
    assert "(from step 1)" in text
    assert (
        "=> A holds recommitment from 2021 Q2 to 2021 Q3. In those quarters the commitment in B"
        in text
    )
    assert "0.30 to 0.30, where 0.55 is asked for" in text


def test_level_held_but_a_test_left_unmet() -> None:
    level = {COMMITMENT: 0.7}
    held = {"recommitted": True, "first_quarter": 0, "reached_quarter": 1}
    struck = attack(attacked=True)
    struck = Turn(struck.orders, struck.whys, struck.rulings, level)
    calm = Turn(
        {"AZE": "hold"},
        {"AZE": why("hold", 0.2, odds={"hold": 0.5, "border_push": 0.5})},
        (),
        level,
    )
    after = Turn(state=level)
    first = record(struck, after, outcome="broker")
    second = record(calm, after, seed=8, outcome="recommit", **held)
    found = diverge(first, second)
    assert (found.outcome_gap.lack, found.outcome_gap.recommits) == ("reliability", 1)
    assert Step(0, RULING, "border", "test") in found.outcome_gap.steps
    assert "A had the level, but had left a test of the guarantee unmet." in " ".join(
        found.text().split()
    )


HELD = {"recommitted": True, "first_quarter": 2, "reached_quarter": 3}


def held(order: str, draw: float) -> Turn:
    """A quarter with the commitment of recommitment, and Russia's order in it."""
    odds = {"hold": 0.4, "arm_client": 0.3, "deploy_guarantee": 0.3}
    return Turn({"RUS": order}, {"RUS": why(order, draw, odds=odds)}, (), {COMMITMENT: 0.7})


def test_level_held_and_reliable_but_too_little_paid() -> None:
    first = record(*[held("deploy_guarantee", 0.9)] * 4, outcome="recommit", **HELD)
    second = record(*[held("arm_client", 0.5)] * 4, seed=8, outcome="broker")
    found = diverge(first, second)
    assert found.outcome_gap.lack == "cost"
    assert found.outcome_gap.steps == tuple(ordered(turn, "RUS") for turn in range(4))
    assert "paid too little for it" in " ".join(found.text().split())


def test_level_held_and_reliable_but_the_orders_were_others() -> None:
    """Two quarters in four with arms are enough, one is not: B arms in its last turn alone."""
    first = record(*[held("arm_client", 0.5)] * 4, outcome="recommit", **HELD)
    waits = [held("hold", 0.2)] * 3
    second = record(*waits, held("arm_client", 0.5), seed=8, outcome="broker")
    found = diverge(first, second)
    assert found.outcome_gap.lack == "conduct"
    assert found.outcome_gap.steps == tuple(ordered(turn, "RUS") for turn in range(3))
    assert "its orders were not those of recommitment" in " ".join(found.text().split())


def test_who_arms_and_accommodates_does_not_recommit() -> None:
    deals = ("arm_client", "accommodate_rival")
    both = Turn({"RUS": deals}, {"RUS": held("arm_client", 0.5).whys["RUS"]}, (), {COMMITMENT: 0.7})
    first = record(*[held("arm_client", 0.5)] * 4, outcome="recommit", **HELD)
    second = record(*[both] * 4, seed=8, outcome="broker")
    gap = diverge(first, second).outcome_gap
    assert gap.lack == "conduct"
    assert set(gap.steps) == {ordered(turn, "RUS", "diplomacy") for turn in range(4)}


def test_other_stances_are_followed_to_the_orders_that_count_for_them() -> None:
    def turn(order: str, draw: float) -> Turn:
        odds = {"broker_neutral": 0.5, "accommodate_rival": 0.5}
        return Turn({"RUS": order}, {"RUS": why(order, draw, odds=odds)})

    first = record(turn("broker_neutral", 0.2), outcome="broker")
    second = record(turn("accommodate_rival", 0.8), seed=8, outcome="accommodate")
    found = diverge(first, second)
    assert (found.outcome_gap.kind, found.outcome_gap.steps) == (
        "stance",
        (ordered(0, "RUS", "diplomacy"),),
    )
    assert "They end otherwise" in found.findings()[1]
    said = "commonest stance of the second half is the broker's part in A and accommodation in B"
    assert said in " ".join(found.text().split())

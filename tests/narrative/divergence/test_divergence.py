"""Where two records part and what the chain says, on records made by hand and on played ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.narrative.divergence import diverge
from sim.narrative.divergence.causes import Causes
from sim.narrative.divergence.pair import REPLY, RULING, RecordPair, Step
from sim.narrative.divergence.telling import Teller
from sim.record import RecordError, ReplyWhy, Ruling
from tests.narrative.divergence.made_pairs import (
    COLUMNS,
    COMMITMENT,
    Turn,
    ordered,
    record,
    why,
)


def test_twice_the_same_record_says_so() -> None:
    found = diverge(record(Turn()), record(Turn()))
    assert found.identical
    assert found.parting is None
    assert found.findings() == ["The two records differ in nothing that was played."]
    assert "differ in nothing" in found.text()


def test_records_of_other_boards_are_refused() -> None:
    libya = sim.run("libya-2019", seed=1, turns=1)
    with pytest.raises(RecordError, match="compare two runs of one quarrel"):
        diverge(record(Turn()), libya)


def arming(*, armed: bool, draw: float = 0.4) -> Turn:
    """Russia arms or waits on the same draw, with other odds; its commitment rises if it arms."""
    odds = {"hold": 0.3, "arm_client": 0.7} if armed else {"hold": 0.5, "arm_client": 0.5}
    order = "arm_client" if armed else "hold"
    terms = {
        "hold": {"client_security": 1.0},
        "arm_client": {"client_security": 1.2 if armed else 1.1},
    }
    return Turn(
        orders={"RUS": order},
        whys={"RUS": why(order, draw, odds=odds, terms=terms)},
        state={COMMITMENT: 0.5 if armed else 0.3},
    )


def test_a_setting_moves_the_odds_and_the_order_moves_commitment() -> None:
    first = record(arming(armed=True))
    second = record(arming(armed=False), changes={"parameters.bulwark": 0.0})
    found = diverge(first, second)
    assert found.parting == ordered(0, "RUS")
    assert [link.step for link in found.chain.links] == [ordered(0, "RUS")]
    assert found.chain.links[0].root
    assert found.outcome_gap.kind == "index"
    text = " ".join(found.text().split())
    bulwark = "how a rival's threat raises the stake (parameters.bulwark)"
    assert f"Set otherwise in A and B: {bulwark}, 1.2 and 0." in text
    assert "Russia sends arms to Armenia in A, but in B waits." in text
    assert "The draw was the same (0.400), the odds were not" in text
    assert 'up to "waits" had a chance of 30.0 % in A and 50.0 % in B' in text
    # Waiting stood .2 behind arming in A and .1 behind in B: .1 more in its favour.
    assert "Its client's security counts 0.100 utils more in favour of those options in B" in text
    assert f"What was set otherwise bears on it directly: {bulwark}." in text
    assert "=> Russia's commitment to Armenia ends at 0.50 in A and 0.30 in B." in text


def test_the_odds_are_not_laid_to_a_setting_that_does_not_bear_on_them() -> None:
    """In the first turn the terms agree, so the setting acts through the state alone."""
    calm = Turn(
        whys={"RUS": why("hold", terms={"hold": {"client_security": 1.0}, "arm_client": {}})}
    )
    first = record(calm, arming(armed=True))
    second = record(calm, arming(armed=False), changes={"parameters.war_cost": 2.0})
    assert "bears on it directly" not in diverge(first, second).text()


def reply_turn(*, defends: bool, chance: float, draw: float, honour: float = 0.1) -> Turn:
    decision = ReplyWhy("border", 0.4, honour, 0.3, chance, draw, defends)
    met = {"met": 0.72 * defends, "unmet": 0.72 * (not defends)}
    return Turn(
        orders={"AZE": "border_push"},
        whys={"RUS": why("hold", odds={"hold": 1.0}, reply=decision)},
        rulings=(
            Ruling(
                "test",
                "border",
                {"force": 0.8, "coverage": 0.9, "defended": 1.0 * defends},
                draw,
                met,
            ),
        ),
        reply="defend" if defends else "stand_aside",
        state={COMMITMENT: 0.6 if defends else 0.3},
    )


def test_a_reply_by_its_draw_and_by_its_chance() -> None:
    step = Step(0, REPLY, "RUS")
    by_draw = Causes(
        RecordPair(
            record(reply_turn(defends=True, chance=0.5, draw=0.4)),
            record(reply_turn(defends=False, chance=0.5, draw=0.6), seed=8),
        )
    )
    assert [reason.kind for reason in by_draw.of(step)] == ["draw"]
    by_honour = Causes(
        RecordPair(
            record(reply_turn(defends=True, chance=0.5, draw=0.4, honour=0.9)),
            record(reply_turn(defends=False, chance=0.3, draw=0.4)),
        )
    )
    assert by_honour.of(step)[1].values == (0.9, 0.1)
    by_chance = Causes(
        RecordPair(
            record(reply_turn(defends=True, chance=0.5, draw=0.4)),
            record(reply_turn(defends=False, chance=0.3, draw=0.4)),
        )
    )
    assert by_chance.of(step)[0].values == (0.5, 0.3)
    text = diverge(by_draw.pair.first, by_draw.pair.second).text()
    assert "Russia defends it in A and stands aside in B." in " ".join(text.split())


def test_the_state_that_moved_an_order_is_followed_to_what_moved_the_state() -> None:
    """Pressure on tension in the first turn; a turn later tension decides another order."""
    calm, tense = {"world__tension": 0.1}, {"world__tension": 0.4}

    def deal(order: str, draw: float, closing: dict[str, float]) -> Turn:
        odds = {"hold": 0.5, "accommodate_rival": 0.5}
        return Turn({"RUS": order}, {"RUS": why(order, draw, odds=odds)}, (), closing)

    def later(order: str, hold: float, worth: float) -> Turn:
        odds = {"hold": hold, "arm_client": 1 - hold}
        terms = {"hold": {"confrontation": worth}, "arm_client": {"confrontation": 0.0}}
        return Turn({"RUS": order}, {"RUS": why(order, 0.5, odds=odds, terms=terms)})

    first = record(deal("accommodate_rival", 0.8, calm), later("arm_client", 0.3, 0.0))
    second = record(deal("hold", 0.2, tense), later("hold", 0.7, 0.4), seed=8)
    causes = Causes(RecordPair(first, second))
    kinds = [reason.kind for reason in causes.of(ordered(1, "RUS"))]
    assert kinds[:3] == ["odds", "term", "state"]
    tension = causes.of(ordered(1, "RUS"))[2]
    assert (tension.subject, tension.values) == ("world.tension", (0.1, 0.4))
    assert tension.steps == (ordered(0, "RUS", "diplomacy"),)


def test_an_order_that_pushed_the_other_way_is_no_cause() -> None:
    """A arms and B does not, yet B ends with the higher commitment: arming did not do that."""
    first = record(
        Turn({"RUS": "arm_client"}, {"RUS": why("arm_client", 0.7)}, (), {COMMITMENT: 0.3})
    )
    second = record(Turn({}, {"RUS": why("hold", 0.2)}, (), {COMMITMENT: 0.5}), seed=8)
    causes = Causes(RecordPair(first, second))
    assert causes.openings.of("ties.RUS-ARM.commitment", 1, most=3) == ()


def test_slow_drift_is_no_step() -> None:
    worn = Ruling(
        "mission", "karabakh", {"mission": 1.0, "integrity": 0.9}, None,
        {"mission": 1.0, "integrity": 0.88},
    )  # fmt: skip
    asked = Ruling(
        "base", "TUR-AZE", {"request": 0.7, "grant": 0.0}, None, {"request": 0.7, "presence": 0.1}
    )
    assert RecordPair(record(Turn(rulings=(worn, asked))), record(Turn())).steps == ()


def test_a_shock_in_one_record_only_is_chance() -> None:
    shock = Ruling("shock", "RUS", {"hazard": 0.015}, 0.01, {"shock": 1.0, "overstretch": 0.66})
    pair = RecordPair(record(Turn(rulings=(shock,))), record(Turn(), seed=8))
    assert pair.steps == (Step(0, RULING, "RUS", "shock"),)
    (reason,) = Causes(pair).of(pair.steps[0])
    assert (reason.kind, reason.subject) == ("draw", "shock")


def test_a_shock_that_was_scheduled_in_one_record_only() -> None:
    shock = Ruling("shock", "RUS", {"hazard": 0.015}, None, {"shock": 1.0, "overstretch": 0.66})
    pair = RecordPair(record(Turn(rulings=(shock,))), record(Turn()))
    assert [reason.kind for reason in Causes(pair).of(pair.steps[0])] == ["event"]
    assert "It was scheduled in one record only." in " ".join(diverge(*_both(pair)).text().split())


def _both(pair: RecordPair) -> tuple[sim.Record, sim.Record]:
    return pair.first, pair.second


def test_an_order_that_only_one_could_give_is_laid_to_its_condition() -> None:
    """Terms with the rival need tension, gone in B; commitment has nothing to do with it."""
    calm, tense = {"world__tension": 0.1, COMMITMENT: 0.9}, {"world__tension": 0.14}

    def opening(order: str, draw: float, closing: dict[str, float]) -> Turn:
        return Turn({"RUS": order}, {"RUS": why(order, draw)}, (), closing)

    both = {"hold": 0.5, "accommodate_rival": 0.5}
    first = record(
        opening("arm_client", 0.7, tense),
        Turn({"RUS": "accommodate_rival"}, {"RUS": why("accommodate_rival", 0.6, odds=both)}),
    )
    second = record(
        opening("hold", 0.2, calm), Turn({}, {"RUS": why("hold", 0.6, odds={"hold": 1.0})}), seed=8
    )
    causes = Causes(RecordPair(first, second))
    reasons = causes.of(ordered(1, "RUS", "diplomacy"))
    assert [(reason.kind, reason.subject) for reason in reasons] == [
        ("menu", "accommodate_rival"),
        ("state", "world.tension"),
    ]
    told = Teller(causes.pair).reason(reasons[0], ordered(1, "RUS", "diplomacy"), lambda step: None)
    order = "seeks an understanding with Turkey"
    assert told == f'It could give the order "{order}" in A only.'


def test_another_doctrine_is_named() -> None:
    first = record(Turn({"RUS": "arm_client"}, {"RUS": why("arm_client", 0.7)}))
    fixed = why("hold", None, odds={"hold": 1.0}, doctrine="fixed")
    second = record(Turn({}, {"RUS": fixed}), changes={"actors.RUS.doctrine": "fixed:hold"})
    text = " ".join(diverge(first, second).text().split())
    assert "Its doctrine is logit_eu in A and fixed:hold in B." in text


def test_runs_of_other_lengths_are_compared_as_far_as_both_go() -> None:
    found = diverge(record(Turn(), Turn()), record(Turn()))
    assert "Only the first turn can be compared." in found.findings()[0]
    assert found.parting is None
    assert "they part in numbers alone" in found.text()


def test_other_odds_on_the_same_utilities_are_laid_to_the_setting() -> None:
    sharp = why("arm_client", 0.4, odds={"hold": 0.3, "arm_client": 0.7})
    blunt = why("hold", 0.4, odds={"hold": 0.5, "arm_client": 0.5})
    first = record(Turn({"RUS": "arm_client"}, {"RUS": sharp}))
    second = record(Turn({}, {"RUS": blunt}), changes={"parameters.choice_precision": 6.0})
    link = diverge(first, second).parting_link
    assert link is not None
    assert [reason.kind for reason in link.reasons] == ["odds", "setting"]


def test_a_state_that_was_set_otherwise_is_told_so() -> None:
    first = record(arming(armed=True))
    second = record(arming(armed=False))
    # Presence stands apart from the start, and no step opened that gap.
    column = COLUMNS.index("ties.RUS-ARM.presence")
    start = tuple(0.7 if k == column else value for k, value in enumerate(second.initial))
    found = diverge(first, replace(second, initial=start))
    assert "presence in Armenia weighs most: 0.30 in A and 0.70 in B, so from the start" in (
        " ".join(found.text().split())
    )


# --- played records -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def played() -> list[sim.Record]:
    """Karabakh on seed 6, reviewed every turn, as it is and without the bulwark; two turns each."""
    scenario = sim.load_scenario("karabakh-2020").replace({"parameters.review_rate": 1.0})
    return [
        sim.run(variant, seed=6, turns=2)
        for variant in (scenario, scenario.replace({"parameters.bulwark": 0.0}))
    ]


def test_what_the_chain_says_of_played_records_is_what_they_hold(played) -> None:
    found = diverge(*played)
    assert found.pair.same_chance
    link = found.parting_link
    assert link is not None
    whys = [
        record.turns_played[link.step.turn].why[link.step.who][link.step.desk] for record in played
    ]
    shifted = link.reasons[0].shift
    assert shifted is not None
    menu = list(played[0].scenario["actions"]["guarantor"])
    upto = menu[: menu.index(shifted.edge) + 1]
    for decision, mass in zip(whys, shifted.mass, strict=True):
        chances = [option.probability for option in decision.options if option.action in upto]
        assert mass == pytest.approx(sum(chances))
        # The draw falls within that stretch just where the earlier option was chosen.
        assert (decision.draw < mass) == (decision.chosen in upto)
    assert any(reason.kind == "setting" for reason in link.reasons)


def test_a_record_with_itself_and_the_facts_of_two(played) -> None:
    assert diverge(played[0], played[0]).identical
    facts = diverge(*played).facts()
    assert facts["changes"] == [{"path": "parameters.bulwark", "first": 1.2, "second": 0.0}]
    assert facts["parting"]["who"] == "RUS"
    assert facts["steps"] >= 1

"""Where two records part and what the chain says, on records made by hand and on played ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.narrative.divergence import diverge
from sim.narrative.divergence.causes import Causes
from sim.narrative.divergence.pair import ORDER, REPLY, RULING, RecordPair, Step
from sim.narrative.divergence.telling import Teller
from sim.record import Record, RecordError, ReplyWhy, Ruling, Why
from tests.narrative.divergence.made_pairs import COLUMNS, Turn, record, reviewed, stays, why

COMMITMENT = "ties__RUS~ARM__commitment"


def ordered(turn: int, actor: str, desk: str = "security") -> Step:
    """An order that differs."""
    return Step(turn, ORDER, actor, desk=desk)


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


# --- reviews and courses --------------------------------------------------------------------------


def arms(decision: Why) -> Turn:
    """A turn with an order of Russia's security desk, and nothing else."""
    return Turn({"RUS": decision.chosen}, {"RUS": decision})


def kinds(first: Record, second: Record, step: Step) -> list[tuple[str, str]]:
    reasons = Causes(RecordPair(first, second)).of(step)
    return [(reason.kind, reason.subject) for reason in reasons]


def test_a_desk_that_was_reviewed_in_one_record_only_by_the_draw() -> None:
    odds = {"hold": 0.2, "arm_client": 0.8}
    chose = why("arm_client", 0.5, odds=odds, review=reviewed(draw=0.1))
    first, second = record(arms(chose)), record(arms(stays("hold", draw=0.9)), seed=8)
    assert kinds(first, second, ordered(0, "RUS")) == [("review", "review"), ("draw", "review")]
    text = " ".join(diverge(first, second).text().split())
    assert (
        "In A its course was reviewed, and the order of B had a chance of 20.0 %; in B its course "
        "goes on. The draw of the review was 0.10 in A and 0.90 in B." in text
    )
    # The same the other way round.
    assert kinds(second, first, ordered(0, "RUS")) == [("review", "review"), ("draw", "review")]


def test_a_review_by_alarm_is_followed_to_the_attack_that_alarmed() -> None:
    odds = {"hold": 0.5, "border_push": 0.5}
    quiet = Turn({}, {"AZE": why("hold", 0.2, odds=odds)}, (), {"world__alarm": 0.0})
    push = Turn(
        {"AZE": "border_push"},
        {"AZE": why("border_push", 0.7, odds=odds)},
        (),
        {"world__alarm": 0.8},
    )
    chose = why("arm_client", 0.5, review=reviewed(draw=0.6, alarm=0.8))
    first = record(push, arms(chose))
    second = record(quiet, arms(stays("hold", draw=0.6)))
    reasons = Causes(RecordPair(first, second)).of(ordered(1, "RUS"))
    assert [reason.kind for reason in reasons] == ["review", "alarm"]
    assert reasons[1].values == (0.8, 0.0)
    assert reasons[1].steps == (ordered(0, "AZE"),)


def test_a_review_by_a_setting_is_laid_to_the_setting() -> None:
    often = replace(reviewed(draw=0.4), chance=0.5)
    chose = why("arm_client", 0.5, review=often)
    first = record(arms(chose), changes={"parameters.review_rate": 0.5})
    second = record(arms(stays("hold", draw=0.4)))
    assert kinds(first, second, ordered(0, "RUS")) == [("review", "review"), ("setting", "")]


def test_a_desk_that_had_to_choose_after_an_act_is_followed_to_the_act() -> None:
    odds = {"hold": 0.5, "enforce_red_line": 0.5}
    act = Turn({"RUS": "enforce_red_line"}, {"RUS": why("enforce_red_line", 0.7, odds=odds)})
    rest = Turn({}, {"RUS": why("hold", 0.2, odds=odds)})
    chose = why("arm_client", 0.7, review=reviewed(draw=None, reason="act", since=0))
    first, second = record(act, arms(chose)), record(rest, arms(stays("hold")), seed=8)
    causes, step = Causes(RecordPair(first, second)), ordered(1, "RUS")
    (reason,) = causes.of(step)
    assert (reason.kind, reason.subject, reason.steps) == ("review", "act", (ordered(0, "RUS"),))
    assert Teller(causes.pair).reason(reason, step, {ordered(0, "RUS"): 1}.get) == (
        "In A it had to choose, because its last order was an act; in B its course goes on "
        "(from step 1)."
    )


def test_a_course_that_is_no_longer_legal_is_laid_to_its_condition() -> None:
    calm, tense = ({"world__tension": level} for level in (0.1, 0.3))
    deals = stays("accommodate_rival")
    forced = why("hold", 0.2, odds={"hold": 0.5, "press_client": 0.5})
    forced = replace(forced, review=reviewed(draw=None, reason="illegal"))
    first = record(
        Turn({"RUS": "accommodate_rival"}, state=calm), Turn({}, {"RUS": forced}), seed=8
    )
    second = record(
        Turn({"RUS": "accommodate_rival"}, state=tense),
        Turn({"RUS": "accommodate_rival"}, {"RUS": deals}),
    )
    assert kinds(first, second, ordered(1, "RUS", "diplomacy")) == [
        ("review", "illegal"),
        ("state", "world.tension"),
    ]


def test_courses_that_go_on_are_followed_to_their_beginning() -> None:
    """Russia arms in A from turn 0 on; the gap of the third turn is laid to that order."""
    chose = [why("arm_client", 0.7), why("hold", 0.2)]
    series = ([0.4, 0.5, 0.6], [0.3, 0.3, 0.3])
    records = []
    for one, levels, seed in zip(chose, series, (7, 8), strict=True):
        decisions = (one, stays(one.chosen), stays(one.chosen))
        turns = (
            Turn({"RUS": one.chosen}, {"RUS": decided}, (), {COMMITMENT: level})
            for decided, level in zip(decisions, levels, strict=True)
        )
        records.append(record(*turns, seed=seed))
    causes = Causes(RecordPair(*records))
    (reason,) = causes.of(ordered(2, "RUS"))
    assert (reason.kind, reason.steps) == ("course", (ordered(0, "RUS"),))
    found = diverge(*records)
    assert [link.step for link in found.chain.links] == [ordered(0, "RUS")]


def test_discord_is_followed_to_the_other_desk() -> None:
    """Russia deals with the rival in B alone, so arming costs discord there."""
    both = {"hold": 0.5, "press_client": 0.5}

    def turn(diplomacy: str, draw: float, security: str, hold: float, discord: float) -> Turn:
        odds = {"hold": hold, "arm_client": 1 - hold}
        terms = {"hold": {"discord": 0.0}, "arm_client": {"discord": discord}}
        spoken = why(diplomacy, draw, odds=both)
        return Turn(
            {"RUS": (diplomacy, security)},
            {"RUS": (spoken, why(security, 0.5, odds=odds, terms=terms))},
        )

    first = record(turn("hold", 0.2, "arm_client", 0.3, 0.0))
    second = record(turn("press_client", 0.8, "hold", 0.7, -0.4))
    causes, step = Causes(RecordPair(first, second)), ordered(0, "RUS")
    reasons = causes.of(step)
    assert [(reason.kind, reason.subject) for reason in reasons] == [
        ("odds", ""),
        ("term", "discord"),
    ]
    assert reasons[1].amount == pytest.approx(0.4)
    assert reasons[1].steps == (ordered(0, "RUS", "diplomacy"),)
    said = Teller(causes.pair).reason(reasons[1], step, lambda step: None)
    assert said.startswith("The contradiction between its desks counts 0.400 utils more in favour")


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

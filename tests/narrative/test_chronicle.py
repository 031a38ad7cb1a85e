"""The chronicle says what the record holds, in the scenario's names."""

from dataclasses import replace

import pytest

from sim.narrative.cast import Cast
from sim.narrative.chronicle import chronicle, chronicle_turns
from sim.narrative.outcome import outcome_headline
from sim.page import USUAL
from sim.record import Order, Record, Review, Ruling
from tests.record.made_record import ORDERS, RULINGS, made_record, turn


def told(record: Record) -> str:
    return chronicle(record)


def flat(text: str) -> str:
    return " ".join(text.split())


def with_rulings(record: Record, *rulings: Ruling) -> str:
    first, *rest = record.turns_played
    return flat(told(replace(record, turns_played=(replace(first, rulings=rulings), *rest))))


def test_the_heading_says_what_was_played(record: Record) -> None:
    heading = flat(told(record))[:400]
    assert "A hand-made quarrel" in heading
    assert "seed 7, replicate 2, 3 turns from 2021 Q1; marchland 0.3.0" in heading
    assert "Every seat is played by the doctrine logit_eu" in heading


def test_doctrines_that_differ_are_named(record: Record) -> None:
    actors = dict(record.scenario["actors"])
    actors["RUS"] = {**actors["RUS"], "doctrine": "fixed:hold"}
    changed = replace(record, scenario={**record.scenario, "actors": actors})
    assert "fixed:hold (Russia)" in flat(told(changed))


def ordering(*orders: dict[str, Order]) -> list[str]:
    """Paragraphs of the quarters in which these orders are given; all others wait."""
    turns = tuple(
        turn(number, {}, orders=ORDERS | dict.fromkeys(ORDERS, Order("hold", "hold")) | given)
        for number, given in enumerate(orders)
    )
    cast = Cast(made_record().scenario)
    return chronicle_turns(replace(made_record(), turns_played=turns), cast)


def test_the_courses_before_the_first_turn_are_told(record: Record) -> None:
    opens = told(record).partition("As the run opens\n")[2].partition("\n\n")[0]
    assert opens.splitlines() == [
        "  Armenia turns to the West.",
        "  Russia, Turkey, Azerbaijan, the West and Iran wait.",
    ]


def test_orders_are_sentences_with_names(record: Record) -> None:
    first, second = told(record).split("(turn ")[1:3]
    assert "Russia now acts as neutral broker between Azerbaijan and Armenia." in first
    assert "Azerbaijan attacks Armenia at the border." in first
    assert "Azerbaijan again attacks Armenia at the border." in second


def test_a_course_is_told_when_it_begins_and_when_it_ends() -> None:
    brokers = {"RUS": Order("hold", "broker_neutral"), "ARM": Order("hold", "diversify")}
    first, second, third = ordering(brokers, brokers, {"ARM": Order("hold", "diversify")})
    assert "  Russia now acts as neutral broker between Azerbaijan and Armenia.\n" in first
    assert "Armenia" not in first.replace("between Azerbaijan and Armenia", "").partition("=")[0]
    assert second.splitlines()[1] == "  All courses go on."
    assert "  Russia no longer acts as neutral broker between Azerbaijan and Armenia; it" in third


def test_both_desks_of_an_actor_are_told_in_one_sentence() -> None:
    (said,) = ordering({"RUS": Order("deploy_guarantee", "broker_neutral")})
    assert (
        "Russia now deploys troops to Armenia and now acts as neutral broker between Azerbaijan "
        "and Armenia." in flat(said)
    )
    assert "Armenia no longer turns to the West; it waits." in said


def test_a_course_that_goes_on_after_an_act_has_not_ended() -> None:
    """The opening course of Azerbaijan is to wait; its act does not end that course."""
    attacks = {"AZE": Order("border_push", "hold"), "ARM": Order("hold", "diversify")}
    rests = {"ARM": Order("hold", "diversify")}
    first, second = ordering(attacks, rests)
    assert "Azerbaijan attacks Armenia at the border." in first
    assert "Azerbaijan" not in second.partition("=")[0]


def test_an_act_between_two_quarters_of_a_course_is_followed_by_again() -> None:
    """An act that Armenia gives on the desk of its opening course."""
    document = made_record().scenario
    acts = {"desk": "diplomacy", "kind": "act", "phrase": "freezes its alliance"}
    actions = {**document["actions"], "defender": {**document["actions"]["defender"], "act": acts}}
    given = [ORDERS | {"ARM": Order("hold", order)} for order in ("act", "diversify")]
    turns = tuple(turn(number, {}, orders=orders) for number, orders in enumerate(given))
    scenario = {**document, "actions": actions}
    found = chronicle_turns(
        replace(made_record(), scenario=scenario, turns_played=turns), Cast(scenario)
    )
    assert "  Armenia freezes its alliance.\n" in found[0]
    assert "  Armenia again turns to the West.\n" in found[1]


def test_quarters_in_which_nothing_changes_are_summed_up() -> None:
    rests = {"ARM": Order("hold", "diversify")}
    brokers = rests | {"RUS": Order("hold", "broker_neutral")}
    first, begins, quiet, last = ordering(rests, brokers, brokers, brokers, rests)
    heads = [said.splitlines()[0] for said in (first, begins)]
    assert heads == ["2021 Q1 (turn 0)", "2021 Q2 (turn 1)"]
    assert quiet.splitlines()[:2] == [
        "2021 Q3 to 2021 Q4 (turns 2 to 3)",
        "  All courses go on.",
    ]
    assert last.splitlines()[0] == "2021 Q5 (turn 4)"


def test_the_change_of_the_numbers_is_that_of_all_quarters_summed_up(record: Record) -> None:
    rests = ORDERS | {key: Order("hold", "hold") for key in ORDERS if key != "ARM"}
    commitment = "ties.RUS-ARM.commitment"
    turns = (
        turn(0, {commitment: 0.4, "theatres.karabakh.danger": 0.5}, orders=rests),
        turn(1, {commitment: 0.45, "theatres.karabakh.danger": 0.5}, orders=rests),
        turn(2, {commitment: 0.51, "theatres.karabakh.danger": 0.5}, orders=rests),
    )
    quiet = chronicle_turns(replace(record, turns_played=turns), Cast(record.scenario))[-1]
    assert quiet.startswith("2021 Q2 to 2021 Q3 (turns 1 to 2)")
    assert "commitment to Armenia 0.51 (+0.11)" in quiet


def test_danger_is_told_when_it_has_moved(record: Record) -> None:
    levels = [0.2, 0.3, 0.45, 0.1]
    turns = tuple(turn(k, {"theatres.border.danger": level}) for k, level in enumerate(levels))
    found = chronicle_turns(replace(record, turns_played=turns), Cast(record.scenario))
    told_in = [k for k, said in enumerate(found) if "Danger of an attack" in said]
    assert told_in == [0, 2, 3]  # .2 to .3 is too little, .2 to .45 is enough
    assert "! Danger of an attack, as everybody sees it: Karabakh 0.00 and the border 0.45." in (
        flat(found[2])
    )


def test_an_alarm_is_told_with_the_chance_of_a_review(record: Record) -> None:
    first, *rest = record.turns_played
    drawn = Review(0.87, 0.5, 0.8, "review", -1)
    forced = Review(1.0, None, 0.8, "act", 0)
    why = {
        key: {desk: replace(one, review=forced) for desk, one in desks.items()}
        for key, desks in first.why.items()
    }
    why["IRN"]["diplomacy"] = replace(why["IRN"]["diplomacy"], review=drawn)
    text = told(replace(record, turns_played=(replace(first, why=why), *rest)))
    assert text.count("! Alarm: every course is reviewed with a chance of 87 %.") == 1
    assert "Alarm" not in told(record)


def test_a_war_that_nobody_goes_on_with_dies_down(record: Record) -> None:
    turns = (turn(0, {"theatres.border.war": 1.0}, rulings=RULINGS), turn(1, {}), turn(2, {}))
    found = chronicle_turns(replace(record, turns_played=turns), Cast(record.scenario))
    said = "> Fighting, the border: it dies down; nobody attacks any more."
    assert [said in paragraph for paragraph in found] == [False, True, False]


def test_scheduled_events_are_told_in_their_turn(record: Record) -> None:
    _, second, _ = told(record).split("(turn ")[1:4]
    assert "A war begins far away." in second


def test_war_test_and_ceasefire(record: Record) -> None:
    text = flat(told(record))
    assert "backed by Turkey, at odds of 74 to 26, gains 8 % of the ground and holds 8 %." in text
    assert "(covered 90 %): Russia stands aside; the guarantee goes unmet." in text
    assert "the war ends within the quarter (it had a chance of 62 %)." in text
    assert "Turkey's hand is seen (it had a chance of 70 %)" in text


@pytest.mark.parametrize(
    ("ruling", "sentence"),
    [
        (
            Ruling("war", "karabakh", {"odds": 0.4}, 0.0, {"gain": -0.05, "control": 0.7}),
            "odds of 40 to 60, loses 5 % of the ground and holds 70 %.",
        ),
        (
            Ruling("war", "karabakh", {"odds": 0.5}, 0.0, {"gain": 0.001, "control": 0.7}),
            "gains no ground and holds 70 %.",
        ),
        (
            Ruling("test", "karabakh", {"coverage": 0.25}, None, {"met": 0.2, "unmet": 0.0}),
            "Russia defends Armenia; the guarantee is met.",
        ),
        (
            Ruling("ceasefire", "karabakh", {}, 0.9, {"holds": 0.0}),
            "War, Karabakh: no ceasefire holds, and the war goes on.",
        ),
        (Ruling("treaty", "", {}, None, {"treaty": 1.0}), "Peace treaty: the offers of"),
        (
            Ruling("treaty", "", {"chance": 0.15}, 0.4, {"treaty": 0.0}),
            "Peace talks: the offers of Azerbaijan and Armenia meet, but they do not sign (they "
            "sign with a chance of 15 % a quarter).",
        ),
        (
            Ruling("freeze", "RUS-ARM", {}, None, {"frozen": 1.0}),
            "Armenia freezes its alliance with Russia.",
        ),
        (
            Ruling("base", "TUR-AZE", {"request": 0.0, "grant": 0.0}, None, {"request": 0.7}),
            "Turkey's request for a base in Azerbaijan stands open.",
        ),
        (
            Ruling("base", "TUR-AZE", {"request": 0.7, "grant": 1.0}, None, {"presence": 0.35}),
            "Azerbaijan lets Turkey in; its presence is now 0.35",
        ),
        (
            Ruling("attribution", "TUR", {"probability": 0.7}, 0.9, {"seen": 0.0}),
            "Turkey's hand goes unproven",
        ),
        (
            Ruling("shock", "RUS", {}, 0.01, {"shock": 1.0, "overstretch": 0.66}),
            "ties Russia down; its overstretch is now 0.66.",
        ),
        (
            Ruling("shock", "RUS", {}, 0.01, {"shock": 0.0, "overstretch": 0.15}),
            "ends for Russia; its overstretch is now 0.15.",
        ),
        (
            Ruling(
                "mission", "karabakh", {"mission": 1.0, "integrity": 0.9}, None,
                {"mission": 1.0, "integrity": 0.6},
            ),
            "Peacekeepers, Karabakh: integrity 0.90 to 0.60.",
        ),
        (
            Ruling("mandate", "RUS", {"clock": 0.0}, None, {"mandate": 1.0, "clock": 19.0}),
            "the peacekeepers' mandate is renewed for 20 quarters.",
        ),
        (
            Ruling("mandate", "RUS", {"clock": 0.0}, None, {"mandate": 0.0}),
            "the peacekeepers' mandate ends.",
        ),
        (
            Ruling("eclipse", "border", {}, None, {"shade": 0.5}),
            "Eclipse, border: shade 0.50.",
        ),
    ],
)  # fmt: skip
def test_every_ruling_has_a_sentence(record: Record, ruling: Ruling, sentence: str) -> None:
    assert sentence in with_rulings(record, ruling)


def test_rulings_that_changed_nothing_are_not_told(record: Record) -> None:
    quiet = (
        Ruling("mission", "karabakh", {"mission": 1.0}, None, {"mission": 0.995}),
        Ruling("base", "TUR-AZE", {"request": 0.7, "grant": 0.0}, None, {"request": 0.7}),
    )
    bare = with_rulings(record)
    assert with_rulings(record, *quiet) == bare


def test_what_repeats_itself_is_told_once(record: Record) -> None:
    talks = Ruling("treaty", "", {"chance": 0.15}, 0.4, {"treaty": 0.0})
    seen, unseen = (
        Ruling("attribution", "TUR", {"probability": 0.7}, 0.5, {"seen": yes}) for yes in (1.0, 0.0)
    )
    given = ((talks, seen), (talks, seen), (unseen,))
    turns = tuple(turn(k, {}, rulings=rulings) for k, rulings in enumerate(given))
    text = told(replace(record, turns_played=turns))
    assert text.count("Peace talks") == 1
    assert text.count("Turkey's hand is seen") == text.count("Turkey's hand goes unproven") == 1


def test_a_war_elsewhere_is_told_before_the_orders(record: Record) -> None:
    shock = Ruling("shock", "RUS", {}, 0.01, {"shock": 1.0, "overstretch": 0.66})
    first, *rest = record.turns_played
    text = told(replace(record, turns_played=(replace(first, rulings=(shock,)), *rest)))
    lines = text.partition("(turn 0)")[2].splitlines()
    place = next(k for k, line in enumerate(lines) if "Overstretch" in line)
    assert lines[place].startswith("  ! ")
    assert place < next(k for k, line in enumerate(lines) if line.startswith("  Russia now"))


def test_the_stance_and_what_moved(record: Record) -> None:
    text = told(record)
    assert (
        "Russia's stance: broker; commitment to Armenia 0.30 (-0.10), influence there 0.48" in text
    )


def test_the_outcome_names_the_turn_it_was_reached_in(record: Record) -> None:
    reached = replace(record, outcome=replace(record.outcome, stance="recommit", reached=2))
    assert outcome_headline(reached) == "Russia recommits to Armenia"
    assert "Reached in 2021 Q3 (turn 2)." in told(reached)
    assert "Judged at the end of the run." in told(record)


def test_the_summary_sets_the_end_beside_the_start(record: Record) -> None:
    text = told(record)
    assert "0.35 -> 0.25" in text
    assert "0.30 -> 0.10" in text


def test_a_mandate_without_peacekeepers_is_not_measured(record: Record) -> None:
    last = len(record.turns_played) - 1
    border = record.column("theatres.border.mission")

    def without(state: tuple[float, ...], *, until: int, turn: int = -1) -> tuple[float, ...]:
        gone = turn < until
        return tuple(0.0 if gone and k == border else x for k, x in enumerate(state))

    def ground(until: int) -> tuple[str, str]:
        """Rows of the two theatres, with nobody at the border before that turn's end."""
        turns = tuple(
            replace(t, state=without(t.state, until=until, turn=t.turn))
            for t in record.turns_played
        )
        changed = replace(record, initial=without(record.initial, until=until), turns_played=turns)
        rows = told(changed).split("\nGround")[1].splitlines()[1:3]
        return rows[0].split()[-2], rows[1].split()[-2]

    assert ground(until=last + 1) == ("0.50", "-")
    assert ground(until=last) == ("0.50", "0.50")


def test_beliefs_are_shown_as_probabilities(record: Record) -> None:
    # Log-odds of 0 are even chances.
    line = next(line for line in told(record).splitlines() if "belief of Armenia" in line)
    assert line.split()[-1] == "0.50"


def test_no_line_is_wider_than_the_page(record: Record) -> None:
    assert max(map(len, told(record).splitlines())) <= USUAL


def test_a_board_without_a_sponsor_or_a_second_theatre_can_be_told(record: Record) -> None:
    document = dict(record.scenario)
    document["actors"] = {k: v for k, v in document["actors"].items() if k != "TUR"}
    document["ties"] = {"RUS-ARM": {}}
    document["theatres"] = {"karabakh": {"name": "Karabakh"}}
    cast = Cast(document)
    assert cast.holder("sponsor") is None
    assert cast.second() == "karabakh"
    assert cast.tie_between("sponsor", "challenger") is None
    assert cast.phrase("AZE", "border_push") == "attacks Armenia at Karabakh"


def test_ties_of_actors_with_hyphens_in_their_ids() -> None:
    actors = {"A-B": {"role": "guarantor", "name": "x"}, "C": {"role": "defender", "name": "y"}}
    cast = Cast({"actors": actors, "ties": {"A-B-C": {}}, "theatres": {"t": {}}})
    assert (cast.patron("A-B-C"), cast.client("A-B-C")) == ("A-B", "C")

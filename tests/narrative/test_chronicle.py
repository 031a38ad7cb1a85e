"""The chronicle says what the record holds, in the scenario's names."""

from dataclasses import replace

import pytest

from sim.narrative.cast import Cast
from sim.narrative.chronicle import WIDTH, chronicle
from sim.narrative.outcome import outcome_headline
from sim.record import Record, Ruling


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
    assert "seed 7, replicate 2, 3 turns from 2021 Q1; marchland 0.1.0" in heading
    assert "Every seat is played by the doctrine logit_eu" in heading


def test_doctrines_that_differ_are_named(record: Record) -> None:
    actors = dict(record.scenario["actors"])
    actors["RUS"] = {**actors["RUS"], "doctrine": "fixed:hold"}
    changed = replace(record, scenario={**record.scenario, "actors": actors})
    assert "fixed:hold (Russia)" in flat(told(changed))


def test_orders_are_sentences_with_names(record: Record) -> None:
    text = told(record)
    assert "Russia acts as neutral broker between Azerbaijan and Armenia." in text
    assert "Azerbaijan attacks Armenia at the border." in text
    assert "Armenia turns to the West." in text


def test_those_who_wait_share_a_line(record: Record) -> None:
    assert "The West and Iran wait." in told(record)


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
            "odds of 40 to 60, loses 5 % of it and holds 70 %.",
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
            Ruling("mandate", "RUS", {"clock": 0.0}, None, {"mandate": 1.0, "clock": 20.0}),
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
        Ruling("treaty", "", {}, None, {"treaty": 0.0}),
        Ruling("mission", "karabakh", {"mission": 1.0}, None, {"mission": 0.995}),
        Ruling("base", "TUR-AZE", {"request": 0.7, "grant": 0.0}, None, {"request": 0.7}),
    )
    bare = with_rulings(record)
    assert with_rulings(record, *quiet) == bare


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
        return rows[0].split()[-1], rows[1].split()[-1]

    assert ground(until=last + 1) == ("0.50", "-")
    assert ground(until=last) == ("0.50", "0.50")


def test_beliefs_are_shown_as_probabilities(record: Record) -> None:
    # Log-odds of 0 are even chances.
    line = next(line for line in told(record).splitlines() if "belief of Armenia" in line)
    assert line.split()[-1] == "0.50"


def test_no_line_is_wider_than_the_page(record: Record) -> None:
    assert max(map(len, told(record).splitlines())) <= WIDTH


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

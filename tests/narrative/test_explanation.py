"""An explanation shows every option, the chance it had, and belief beside truth."""

import json
from dataclasses import replace

import pytest

from sim.narrative.explanation import explain
from sim.page import USUAL
from sim.record import Option, Record, Review, Why
from sim.record.entries import REVIEW_REASONS
from sim.vocabulary import DESKS


def test_the_text_shows_options_draw_beliefs_and_reply(record: Record) -> None:
    text = " ".join(explain(record, 1, "RUS").text().split())
    assert "Russia acts as neutral broker between Azerbaijan and Armenia (broker_neutral)." in text
    assert "2 legal options" in text
    assert "broker_neutral < 0.7500 1.750 1.250" in text
    assert "hold 0.2500 1.500 1.000" in text
    assert "The same for every option: standing 0.500." in text
    assert "The draw was 0.3100" in text
    assert "broker_neutral the stretch from 0.2500 to 1.0000" in text
    assert "balance 0.600 0.700" in text
    assert "Client under attack (the border): Russia stands aside" in text
    assert "defending would gain 0.400 utils and cost 0.900" in text
    assert "standing aside would cost 0.100 in honour" in text


def test_the_diplomacy_desk_is_told_first_and_both_say_whether_they_were_reviewed(
    record: Record,
) -> None:
    text = " ".join(explain(record, 1, "RUS").text().split())
    diplomacy, security = text.partition("Security desk:")[::2]
    assert "Diplomacy desk: Russia acts as neutral broker" in diplomacy
    assert (
        "Reviewed: the course with which the run opened, broker_neutral; the chance of a review "
        "was 35 % (alarm 0.00) and the draw 0.2000." in diplomacy
    )
    assert security.startswith(
        " Russia waits (hold). Not reviewed: the course with which the run opened goes on; the "
        "chance of a review was 35 % (alarm 0.00) and the draw 0.9000."
    )


REVIEWS = (
    (
        Review(0.35, 0.9, 0.0, "course", 1),
        "Not reviewed: the course of 2021 Q2 goes on; the chance of a review was 35 % (alarm "
        "0.00) and the draw 0.9000.",
    ),
    (
        Review(0.87, 0.2, 0.8, "review", 0),
        "Reviewed: the course of 2021 Q1, arm; the chance of a review was 87 % (alarm 0.80) "
        "and the draw 0.2000.",
    ),
    (
        Review(1.0, None, 0.0, "act", 1),
        "It had to choose: its last order, arm, was an act, which happens once.",
    ),
    (
        Review(1.0, None, 0.0, "illegal", -1),
        "It had to choose: the course with which the run opened, arm, is no longer legal.",
    ),
    (Review(1.0, None, 0.0, "rule", -1), "Its doctrine gives an order every quarter."),
    (Review(1.0, None, 0.0, "script", -1), "A rule of its script gives the order."),
    (
        Review(1.0, None, 0.0, "span", -1),
        "It had to choose: the time of a rule of its script was over.",
    ),
    (None, ""),
)
"""Reviews, and the sentence for each."""


@pytest.mark.parametrize(("review", "sentence"), REVIEWS)
def test_every_reason_of_a_review_has_a_sentence(
    record: Record, review: Review | None, sentence: str
) -> None:
    *before, last = record.turns_played
    desks = dict(last.why["TUR"])
    desks["security"] = replace(desks["security"], review=review)
    changed = replace(last, why={**last.why, "TUR": desks})
    explanation = explain(replace(record, turns_played=(*before, changed)), 2, "TUR")
    assert explanation.review_sentence("security") == sentence


def test_no_reason_of_a_review_is_forgotten() -> None:
    assert {review.reason for review, _ in REVIEWS if review} == set(REVIEW_REASONS)


def test_only_a_guarantor_has_a_reply(record: Record) -> None:
    assert "under attack" not in explain(record, 1, "TUR").text()


def test_a_turn_may_be_a_date(record: Record) -> None:
    assert explain(record, "2021-Q2", "RUS") == explain(record, 1, "RUS")


def test_the_json_holds_the_same_decision(record: Record) -> None:
    document = json.loads(explain(record, 1, "RUS").to_json())
    why = document["why"]["diplomacy"]
    assert (document["actor"], document["turn"], why["chosen"]) == ("RUS", 1, "broker_neutral")
    assert [option["probability"] for option in why["options"]] == [0.25, 0.75]
    assert why["options"][1]["terms"] == {"influence": 1.25, "standing": 0.5}
    assert why["review"]["reason"] == "review"
    assert document["why"]["security"]["reply"]["defends"] is False
    assert document["phrases"]["hold"] == "waits"
    assert document["before"] == {"security": "hold", "diplomacy": "broker_neutral"}


def test_an_unknown_actor_gets_a_suggestion(record: Record) -> None:
    with pytest.raises(LookupError, match="Did you mean 'RUS'"):
        explain(record, 1, "rus")
    with pytest.raises(LookupError, match="The actors are RUS, TUR, AZE, ARM, WST, IRN"):
        explain(record, 1, "FRA")


def test_a_doctrine_that_weighs_nothing_shows_no_utilities(record: Record) -> None:
    options = (Option("hold", 0.0, 1.0, {}), Option("arm", 0.0, 0.0, {}))
    unweighed = Why("fixed", options, None, "hold", {}, {})
    first, *rest = record.turns_played
    fixed = replace(first, why={**first.why, "TUR": dict.fromkeys(DESKS, unweighed)})
    text = explain(replace(record, turns_played=(fixed, *rest)), 0, "TUR").text()
    assert "The doctrine leaves nothing to chance." in " ".join(text.split())
    assert "utilit" not in text.lower()
    assert "believed" not in text


def test_an_order_from_a_seat_names_no_doctrine(record: Record) -> None:
    given = Why("order", (Option("hold", 0.0, 1.0, {}),), None, "hold", {}, {})
    first, *rest = record.turns_played
    seated = replace(first, why={**first.why, "TUR": dict.fromkeys(DESKS, given)})
    text = explain(replace(record, turns_played=(seated, *rest)), 0, "TUR").text()
    assert "Ordered by its seat; 1 legal option." in text
    assert "octrine" not in text


def test_more_terms_than_fit_go_into_a_second_table(record: Record) -> None:
    terms = {f"a_rather_long_term_{number}": float(number) for number in range(9)}
    options = (
        Option("hold", 0.0, 0.5, dict.fromkeys(terms, -1.0)),
        Option("arm", 0.0, 0.5, terms),
    )
    first, *rest = record.turns_played
    decided = first.why["TUR"] | {"security": Why("logit_eu", options, 0.6, "arm", {}, {})}
    wide = replace(first, why={**first.why, "TUR": decided})
    text = explain(replace(record, turns_played=(wide, *rest)), 0, "TUR").text()
    assert max(map(len, text.splitlines())) <= USUAL
    assert text.count("arm <") > 1
    for name in terms:
        assert name.replace("_", " ") in text


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("arm", "Security: arm, a choice of 60 %, the best of 3 options."),
        (
            "hold",
            "Security: hold, a choice of 10 %, number 3 of 3 options by utility; the best was arm "
            "(60 %).",
        ),
    ],
)
def test_the_verdict_ranks_the_order_by_utility(record: Record, chosen: str, said: str) -> None:
    options = tuple(
        Option(name, utility, chance, {"control": utility})
        for name, utility, chance in (("hold", 1.0, 0.1), ("arm", 2.0, 0.6), ("deploy", 1.5, 0.3))
    )
    told = explain(record, 1, "RUS")
    why = replace(told.why["security"], options=options, chosen=chosen)
    assert replace(told, why={**told.why, "security": why}).verdict("security") == said


def test_an_order_that_nobody_weighed_has_no_verdict(record: Record) -> None:
    """Neither the order of a course that goes on, nor one by a doctrine without utilities."""
    told = explain(record, 1, "RUS")
    assert told.verdict("security") == ""
    drawn = replace(told.why["diplomacy"], options=(Option("hold", 0.0, 1.0, {}),), chosen="hold")
    assert replace(told, why={**told.why, "diplomacy": drawn}).verdict("diplomacy") == ""
    assert told.verdict("diplomacy").startswith("Diplomacy: broker_neutral, a choice of 75 %")


def test_the_options_are_a_frame_whose_terms_sum_to_the_utility(record: Record) -> None:
    told = explain(record, 1, "RUS")
    frame = told.frame()
    assert len(frame) == sum(len(why.options) for why in told.why.values())
    terms = frame[list(frame.columns)[6:]]
    assert terms.sum(axis=1).tolist() == pytest.approx(frame["utility"].tolist())
    for desk, options in frame.groupby("desk"):
        assert options["option"][options["chosen"]].tolist() == [told.why[desk].chosen]
        assert options["probability"].is_monotonic_decreasing

"""An explanation shows every option, the chance it had, and belief beside truth."""

import json
from dataclasses import replace

import pytest

from sim.narrative.explanation import WIDTH, explain
from sim.record import Option, Record, Why


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


def test_only_a_guarantor_has_a_reply(record: Record) -> None:
    assert "under attack" not in explain(record, 1, "TUR").text()


def test_a_turn_may_be_a_date(record: Record) -> None:
    assert explain(record, "2021-Q2", "RUS") == explain(record, 1, "RUS")


def test_the_json_holds_the_same_decision(record: Record) -> None:
    document = json.loads(explain(record, 1, "RUS").to_json())
    why = document["why"]
    assert (document["actor"], document["turn"], why["chosen"]) == ("RUS", 1, "broker_neutral")
    assert [option["probability"] for option in why["options"]] == [0.25, 0.75]
    assert why["options"][1]["terms"] == {"influence": 1.25, "standing": 0.5}
    assert why["reply"]["defends"] is False
    assert document["phrases"]["hold"] == "waits"


def test_an_unknown_actor_gets_a_suggestion(record: Record) -> None:
    with pytest.raises(LookupError, match="Did you mean 'RUS'"):
        explain(record, 1, "rus")
    with pytest.raises(LookupError, match="The actors are RUS, TUR, AZE, ARM, WST, IRN"):
        explain(record, 1, "FRA")


def test_a_doctrine_that_weighs_nothing_shows_no_utilities(record: Record) -> None:
    options = (Option("hold", 0.0, 1.0, {}), Option("arm", 0.0, 0.0, {}))
    unweighed = Why("fixed", options, None, "hold", {}, {})
    first, *rest = record.turns_played
    fixed = replace(first, why={**first.why, "TUR": unweighed})
    text = explain(replace(record, turns_played=(fixed, *rest)), 0, "TUR").text()
    assert "The doctrine leaves nothing to chance." in text
    assert "utilit" not in text.lower()
    assert "believed" not in text


def test_more_terms_than_fit_go_into_a_second_table(record: Record) -> None:
    terms = {f"a_rather_long_term_{number}": float(number) for number in range(9)}
    options = (
        Option("hold", 0.0, 0.5, dict.fromkeys(terms, -1.0)),
        Option("arm", 0.0, 0.5, terms),
    )
    first, *rest = record.turns_played
    wide = replace(first, why={**first.why, "TUR": Why("logit_eu", options, 0.6, "arm", {}, {})})
    text = explain(replace(record, turns_played=(wide, *rest)), 0, "TUR").text()
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.count("arm <") > 1
    for name in terms:
        assert name.replace("_", " ") in text

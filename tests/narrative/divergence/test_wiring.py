"""The wiring of a record's encoded scenario: traced, and told by path and name."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.engine.weights import TERMS
from sim.narrative.divergence.wiring import RULED, Wiring
from sim.scenario.actions import CHANNEL_TARGETS
from sim.vocabulary import FACTIONS, PREDICATES
from tests.narrative.divergence.made_pairs import Turn, record

WIRING = Wiring(record(Turn()))
PATHS = tuple(WIRING.places)
COMMITMENT = "ties.RUS-ARM.commitment"


@pytest.mark.parametrize("path", PATHS)
def test_every_state_variable_takes_in_what_there_is(path: str) -> None:
    feed = WIRING.feed(path)
    assert {channel for channel, _ in feed.targets} <= CHANNEL_TARGETS.keys()
    assert {rule for rule, _ in feed.rulings} <= RULED.keys()
    assert set(feed.paths) <= set(PATHS) - {path}


def test_commitment_takes_in_help_tests_and_overstretch() -> None:
    feed = WIRING.feed(COMMITMENT)
    help_sent = {(channel, "RUS-ARM") for channel in ("arm", "tech", "deploy", "grant")}
    assert help_sent <= feed.targets
    assert ("arm", "TUR-AZE") not in feed.targets
    assert feed.reply
    assert "actors.RUS.overstretch" in feed.paths
    assert {("test", "karabakh"), ("test", "border")} <= feed.rulings


def test_rulings_are_named_where_they_enter() -> None:
    def rules(path: str) -> set[str]:
        return {rule for rule, _ in WIRING.feed(path).rulings}

    assert rules("actors.RUS.overstretch") == {"shock"}
    assert rules("world.treaty") == {"treaty"}
    assert "ceasefire" in rules("theatres.border.war")
    assert WIRING.feed("theatres.border.war").rulings >= {("ceasefire", "border")}
    assert ("ceasefire", "karabakh") not in WIRING.feed("theatres.border.war").rulings
    assert "war" in rules("actors.ARM.capability")
    assert "test" not in rules("actors.ARM.capability")
    assert "attribution" in rules("world.tension")
    assert "freeze" in rules("ties.RUS-ARM.frozen")
    assert "base" in rules("ties.TUR-AZE.presence")
    assert "mandate" in rules("theatres.karabakh.mission")
    assert WIRING.goes_by("world.tension", "attribution", "TUR")
    assert not WIRING.goes_by("world.tension", "ceasefire", "border")


def test_rulings_are_made_on_what_their_variables_take_in() -> None:
    war = WIRING.made_on("war", "border")
    assert ("force", "border") in war.targets
    assert ("force", "karabakh") not in war.targets
    assert "actors.ARM.capability" in war.paths
    # Pressure on the defender can impose an offer on it.
    offers = {("settle", "AZE"), ("settle", "ARM"), ("press", "ARM")}
    assert WIRING.made_on("treaty", "").targets == offers
    covert = WIRING.made_on("attribution", "TUR").targets
    assert covert == {("covert", "karabakh"), ("covert", "border")}


def test_the_alarm_takes_in_what_happened_in_the_turn() -> None:
    feed = WIRING.feed("world.alarm")
    assert {("force", "karabakh"), ("force", "border"), ("grant", "TUR-AZE")} <= feed.targets
    assert {("treaty", ""), ("freeze", "RUS-ARM"), ("mandate", "")} <= feed.rulings
    # It stands from the end of a turn to the reviews of the next.
    assert not WIRING.set_at_opening("world.alarm")


def test_what_the_opening_of_a_turn_sets() -> None:
    assert WIRING.set_at_opening("actors.RUS.overstretch")
    assert WIRING.set_at_opening("theatres.border.danger")
    assert not WIRING.set_at_opening(COMMITMENT)


@pytest.mark.parametrize("rule", RULED)
def test_every_ruling_of_a_run_is_known(rule: str) -> None:
    source = Path(sim.__file__).with_name("play") / "rulings.py"
    assert f'Ruling("{rule}"' in source.read_text(encoding="utf-8")


def test_no_ruling_of_a_run_is_forgotten() -> None:
    source = (Path(sim.__file__).with_name("play") / "rulings.py").read_text(encoding="utf-8")
    assert source.count('Ruling("') == len(RULED)


OF_THE_OTHER_CLIENT = (("exit", "AZE"), ("danger", "AZE"), ("option", "ARM"))
"""Terms of clients that one of the two has not: the challenger has no alliance to leave and does
not fear its own attack, and the defender does not attack."""


@pytest.mark.parametrize(
    ("role", "actor"),
    [
        ("guarantor", "RUS"),
        ("sponsor", "TUR"),
        ("client", "AZE"),
        ("client", "ARM"),
        ("suitor", "WST"),
    ],
)
def test_every_term_of_a_utility_reads_state_that_there_is(role: str, actor: str) -> None:
    for term in TERMS[role]:
        read = WIRING.read_by(term, actor)
        assert bool(read) == ((term, actor) not in OF_THE_OTHER_CLIENT), term
        assert set(read) <= set(PATHS), term


def test_terms_read_what_they_are_about() -> None:
    assert "world.tension" in WIRING.read_by("confrontation", "RUS")
    assert set(WIRING.read_by("tension", "ARM")) == {"world.tension"}
    assert {f"factions.{name}" for name in FACTIONS} < set(WIRING.read_by("reputation", "RUS"))
    assert "theatres.karabakh.casus" in WIRING.read_by("violation_bill", "AZE")
    assert set(WIRING.read_by("discord", "RUS")) == {f"factions.{name}" for name in FACTIONS}
    assert WIRING.read_by("discord", "ARM") == ()
    assert WIRING.read_by("no-such-term", "RUS") == ()


def test_orders_are_aimed_at_ties_theatres_and_actors() -> None:
    document = WIRING.scenario.document

    def aimed(actor: str, action: str) -> dict[tuple[str, str], float]:
        return WIRING.efforts(document, actor, action)

    assert aimed("RUS", "arm_client") == {("arm", "RUS-ARM"): 0.8}
    assert aimed("RUS", "court_challenger")[("soft", "RUS-AZE")] == 0.6
    assert ("mediate", "border") in aimed("RUS", "broker_neutral")
    assert ("press", "AZE") in aimed("RUS", "press_challenger")
    assert aimed("AZE", "rearm") == {("invest", "AZE"): 0.8}
    assert ("force", "karabakh") in aimed("AZE", "offensive")
    assert ("force", "border") in aimed("AZE", "border_push")
    assert ("align", "WST-ARM") in aimed("ARM", "diversify")
    assert any(target == "IRN-ARM" for _, target in aimed("IRN", "court"))
    assert aimed("RUS", "no-such-order") == {}


@pytest.mark.parametrize("predicate", PREDICATES)
def test_conditions_of_legality_read_state_that_there_is(predicate: str) -> None:
    read = WIRING.read_for(predicate)
    assert set(read) <= set(PATHS)
    # Whether there is a cross tie, how far an actor is away, and its own offer are no state.
    assert bool(read) == (predicate not in ("cross_tie", "distant", "adjacent", "no_own_offer"))

"""The wiring covers the board: every variable has its sources, every term reads something."""

from __future__ import annotations

import pytest

import sim
from sim.engine.places import Cast as Board
from sim.engine.value import TERMS
from sim.narrative.cast import Cast
from sim.narrative.divergence.wiring import Wiring, lowers, meets
from sim.scenario.actions import CHANNEL_TARGETS
from sim.vocabulary import PREDICATES

SCENARIO = sim.load_scenario("karabakh-2020")
WIRING = Wiring(Cast(SCENARIO.document))
PATHS = tuple(Board.of(SCENARIO).state_places())
RULES = {
    "war", "test", "ceasefire", "treaty", "freeze", "base", "attribution", "shock", "mission",
    "mandate",
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_state_variable_takes_in_what_there_is(path: str) -> None:
    feed = WIRING.feed(path)
    assert {channel for channel, _ in feed.targets} <= CHANNEL_TARGETS.keys()
    assert {rule for rule, _ in feed.rules} <= RULES
    assert set(feed.paths) <= set(PATHS) - {path}
    assert feed.targets or feed.rules or feed.paths or feed.reply


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
        assert read, term
        assert set(read) <= set(PATHS), term


def test_orders_are_aimed_at_ties_theatres_and_actors() -> None:
    def aimed(actor: str, action: str) -> dict[tuple[str, str], float]:
        return WIRING.efforts(SCENARIO.document, actor, action)

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


def test_which_efforts_lower_what_they_touch() -> None:
    assert lowers("press", "ties.RUS-ARM.influence")
    assert lowers("force", "theatres.karabakh.integrity")
    assert not lowers("force", "theatres.karabakh.control")
    assert lowers("grant", "ties.RUS-ARM.frozen")
    assert not lowers("grant", "ties.TUR-AZE.presence")


def test_a_star_takes_every_target() -> None:
    assert meets(("covert", "border"), frozenset({("covert", "*")}))
    assert not meets(("covert", "border"), frozenset({("covert", "karabakh")}))


@pytest.mark.parametrize("predicate", PREDICATES)
def test_conditions_of_legality_read_state_that_there_is(predicate: str) -> None:
    read = WIRING.read_for(predicate)
    assert set(read) <= set(PATHS)
    # Whether there is a cross tie, and how far an actor is away, are no state.
    assert bool(read) == (predicate not in ("cross_tie", "distant", "adjacent"))

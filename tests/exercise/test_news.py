"""What a seat hears as a turn opens, and of a turn that was played."""

from __future__ import annotations

from sim.exercise.news import as_seen_by, opening_news
from sim.narrative.cast import Cast
from sim.play.game import Game
from sim.scenario import Scenario, from_document

EVENT = {"at": 0, "text": "It happens.", "set": {}, "source": "test", "confidence": "C"}


def heard(scenario: Scenario, actor: str, name: str) -> list[str]:
    """What a seat hears of the first turn, in which something of this name happens."""
    game = Game(scenario, seed=1)
    game.happen({name: EVENT})
    before = list(game.table.s)
    game.open()
    return opening_news(game, Cast(game.scenario.document), actor, before)


def test_events_are_heard_by_those_who_may_know_of_them(karabakh: Scenario) -> None:
    table = {"events": {"challenger": "hidden", "others": "public"}}
    scenario = from_document(karabakh.document | {"knowledge": table})
    assert "It happens." in heard(scenario, "ARM", "incident")
    assert "It happens." not in heard(scenario, "AZE", "incident")
    # The control desk tells of its own events whom it wants to.
    assert "It happens." not in heard(scenario, "ARM", "control-1-t0")


def test_what_a_turn_opens_with_is_told_with_the_numbers_of_the_seat(karabakh: Scenario) -> None:
    busy = karabakh.replace({"parameters.shock_onset": 1.0})
    told = {actor: " ".join(heard(busy, actor, "incident")) for actor in ("RUS", "ARM")}
    assert "a large commitment elsewhere ties Russia down; its overstretch is now 0." in told["RUS"]
    assert "a large commitment elsewhere ties Russia down." in told["ARM"]


def test_nobody_is_told_the_reasons_of_others_or_the_state(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=1, record=True)
    game.step()
    (played,) = game.record().turns_played
    assert played.why
    for actor in game.cast.actors:
        seen = as_seen_by(game.sight, actor, played)
        assert (seen.why, seen.state, seen.hash) == ({}, (), "")

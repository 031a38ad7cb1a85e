"""A player's own copy: what its seat was shown, and nothing that it may not know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sim.exercise import log as kinds
from sim.exercise.log import Entry
from sim.exercise.redaction import OwnCopy, own_copy
from sim.exercise.retelling import Answered, Told, retell
from sim.exercise.sheets import Answer
from sim.play.seats import Decision
from sim.play.sight import EXACT
from sim.record import Ruling
from sim.report import make_report
from sim.scenario import Scenario
from sim.studies.review import Review, review
from tests.exercise.players import Listed, begun

QUIET = Decision("hold", "hold")


def text_of(copy: OwnCopy) -> str:
    return json.dumps(copy.plain())


def page_of(told: Told, actor: str) -> str:
    return make_report(Review(told, None, (), actor, own_copy(told, actor))).to_html()


def played(
    folder: Path,
    scenario: Scenario,
    answers: Mapping[str, tuple[Answer, ...]],
    *,
    hint: str = "",
    turns: int = 1,
) -> Told:
    """A game in which every seat has a player, with one turn more open than was played."""
    players = {
        actor: Listed(answers.get(actor, (Answer(QUIET),) * (turns + 1)))
        for actor in scenario.actors
    }
    session = begun(folder, scenario, players)
    for _ in range(turns):
        session.open()
        session.control("message", to="AZE", text=f"For you alone{hint}.")
        session.note("AZE", f"A plan{hint}.")
        session.note("control", f"They did not see it{hint}.")
        for actor in session.waiting():
            session.ask(actor)
        session.close_turn()
    session.close()
    return retell(folder)


def test_the_copy_has_the_sheets_that_the_player_was_shown(
    tmp_path: Path, karabakh: Scenario
) -> None:
    answer = Answer(Decision("mobilise", "court_guarantor"), "deter", 0.7)
    player = Listed([answer])
    session = begun(tmp_path / "game", karabakh, {"ARM": player}, turns=3)
    session.control("message", to="ARM", text="Before the turn.")
    session.open()
    session.control("message", to="all", text="While it is open.")
    session.step()
    session.note("ARM", "A note.")
    session.control("message", to="RUS", text="Not for Armenia.")
    session.step()
    session.note("ARM", "A late note.")
    session.note("AZE", "Not for Armenia.")
    session.close()
    copy = own_copy(retell(session.folder), "ARM")
    assert [turn.sheet for turn in copy.turns] == player.sheets
    assert copy.turns[0].sheet.messages == ("Before the turn.", "While it is open.")
    assert copy.briefing == player.briefings[0]
    first = copy.turns[0].answer
    assert first is not None
    assert (first.security, first.intent, first.confidence) == ("mobilise", "deter", 0.7)
    assert [turn.notes for turn in copy.turns] == [(), ("A note.",)]
    assert copy.notes == ("A late note.",)
    assert copy.ending is None
    assert copy.news == tuple(session.news["ARM"])
    assert "Not for Armenia" not in text_of(copy)


def test_the_end_is_in_every_copy(tmp_path: Path, karabakh: Scenario) -> None:
    player = Listed()
    session = begun(tmp_path / "game", karabakh, {"ARM": player}, turns=1)
    session.play()
    session.close()
    ending = own_copy(retell(session.folder), "ARM").ending
    assert ending is not None
    assert player.ended == [ending.reason]


def test_games_that_differ_where_a_seat_sees_nothing_give_it_the_same_bytes(
    tmp_path: Path, karabakh: Scenario
) -> None:
    """Another seat's intent, confidence, messages, notes and covert order, and a hidden number."""
    mercenaries = Decision("send_mercenaries", "hold")
    one = played(tmp_path / "one" / "game", karabakh, {})
    hidden = karabakh.replace({"ties.TUR-AZE.base_request": 0.9})
    two = played(
        tmp_path / "two" / "game",
        hidden,
        {"AZE": (Answer(QUIET, "strike in spring", 0.9),), "TUR": (Answer(mercenaries),)},
        hint=" of spring",
    )
    # The test says something only if the help was not seen, and the games do differ.
    assert own_copy(two, "ARM").turns[0].seen.orders["TUR"].security == "hold"  # type: ignore[union-attr]
    assert one.record.turns_played[0].hash != two.record.turns_played[0].hash
    assert text_of(own_copy(one, "ARM")) == text_of(own_copy(two, "ARM"))
    assert page_of(one, "ARM") == page_of(two, "ARM")
    for actor in ("AZE", "TUR"):
        assert text_of(own_copy(one, actor)) != text_of(own_copy(two, actor))
        assert page_of(one, actor) != page_of(two, actor)


@pytest.mark.parametrize("name", ["control-1-t0", "inject-4-t0"])
def test_what_was_put_in_unseen_is_in_no_copy(
    tmp_path: Path, karabakh: Scenario, name: str
) -> None:
    """Not even that something was put in: the control desk tells whom it wants to."""
    copies = []
    for folder in ("without", "with"):
        quiet = {actor: Listed() for actor in karabakh.actors}
        session = begun(tmp_path / folder / "game", karabakh, quiet, turns=2)
        if folder == "with":
            hidden = {"ties.TUR-AZE.base_request": 0.9}
            event = {"at": 0, "text": "A base", "set": hidden, "source": "t", "confidence": "C"}
            session.control("happen", events={name: event})
        session.step()
        session.close()
        copies.append(own_copy(retell(session.folder), "ARM"))
    without, put = copies
    assert put.turns[0] == without.turns[0]
    assert name not in text_of(put)


def test_nothing_of_a_record_is_in_a_copy_but_what_the_seat_sees(
    tmp_path: Path, karabakh: Scenario
) -> None:
    """Whatever is behind the curtain may change, the copy does not."""
    told = played(tmp_path / "game", karabakh, {}, turns=2)
    secret = Ruling("base", "TUR-AZE", {"request": 0.123}, 0.456, {"request": 0.9, "presence": 0.9})

    def spoilt(turn: int) -> Told:
        was = told.turns[turn]
        assert was.played is not None
        another = replace(
            was.played,
            why={},
            rulings=(*was.played.rulings, secret),
            stance="disengage",
            state=(),
            hash="spoilt",
        )
        answers: dict[str, Answered] = {
            actor: answer if actor == "ARM" else replace(answer, intent="spoilt", confidence=0.123)
            for actor, answer in was.answers.items()
        }
        sheets = {
            actor: sheet if actor == "ARM" else replace(sheet, messages=("spoilt",))
            for actor, sheet in was.sheets.items()
        }
        fields = {"author": "RUS", "turn": turn, "text": "spoilt"}
        turns = list(told.turns)
        turns[turn] = replace(was, played=another, answers=answers, sheets=sheets)
        return replace(told, turns=turns, entries=[*told.entries, Entry(kinds.NOTE, fields)])

    for turn in range(2):
        assert own_copy(spoilt(turn), "ARM") == own_copy(told, "ARM")
        assert own_copy(spoilt(turn), "TUR") != own_copy(told, "TUR")


def numbers_in(value: object) -> Iterator[float]:
    """Every number in plain data."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, float):
        yield value


def test_no_number_of_a_copy_is_one_that_the_seat_does_not_know(
    tmp_path: Path, karabakh: Scenario
) -> None:
    """Whatever is told in whatever place: a true number of many digits is nowhere by chance."""
    answers = {
        "AZE": (Answer(Decision("border_push", "hold")),) * 4,
        "TUR": (Answer(Decision("send_mercenaries")),) * 4,
        "RUS": (Answer(Decision(reply="stand_aside")),) * 4,
    }
    busy = karabakh.replace({"parameters.shock_onset": 0.9})
    told = played(tmp_path / "game", busy, answers, turns=3)
    assert {"war", "test", "mission", "shock"} <= {
        one.rule for turn in told.record.turns_played for one in turn.rulings
    }
    opening, *states = (turn.before.state() for turn in told.turns)
    for actor in karabakh.actors:
        ways = told.game.sight.ways(actor)
        hidden = {
            state[path]: path
            for state in states
            for path, way in ways.items()
            if way != EXACT and state[path] not in (opening[path], round(state[path], 6))
        }
        assert len(hidden) > 30
        seen = set(numbers_in(json.loads(text_of(own_copy(told, actor)))))
        assert {hidden[value] for value in seen & set(hidden)} == set()
        # The truth behind the numbers that a seat does know is in its copy, so they would be found.
        known = {states[0][path] for path, way in ways.items() if way == EXACT}
        assert known <= seen


def test_what_the_control_desk_puts_in_is_named_in_no_copy(
    tmp_path: Path, karabakh: Scenario
) -> None:
    session = begun(tmp_path / "game", karabakh, {"ARM": Listed()}, turns=1)
    session.staff.change({"theatres.border.heat": 0.8}, "A secret move.")
    session.play()
    session.close()
    told = retell(session.folder)
    assert any("control-1" in name for name in told.record.turns_played[0].events)
    for actor in karabakh.actors:
        assert "control-1" not in text_of(own_copy(told, actor))


def test_a_blind_review_is_of_the_copy_and_tells_no_seed(
    tmp_path: Path, karabakh: Scenario
) -> None:
    told = played(tmp_path / "game", karabakh, {})
    found = review(told.folder, actor="ARM", blind=True)
    assert found.odds is None
    assert found.facts() == {"actor": "ARM", "copy": own_copy(told, "ARM").plain()}
    page = make_report(found).to_html()
    assert page == page_of(told, "ARM")
    assert told.record.scenario_hash[:12] not in page
    assert "eed 3" not in page


def test_a_seat_that_is_not_there_is_named(tmp_path: Path, karabakh: Scenario) -> None:
    told = played(tmp_path / "game", karabakh, {}, turns=0)
    with pytest.raises(ValueError, match="no actor 'ARN'; did you mean"):
        own_copy(told, "ARN")
    with pytest.raises(ValueError, match="blind: needs the actor"):
        review(told.folder, blind=True)

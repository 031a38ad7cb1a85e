"""Intents of players, and the marks of the control desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.exercise import log as kinds
from sim.exercise.intents import intents, mark_intents
from sim.exercise.log import LogError, of_kind, read_log
from sim.exercise.retelling import retell
from sim.exercise.session import Session
from sim.exercise.sheets import Answer
from sim.play.seats import Decision
from tests.engine.pencil import pencil
from tests.exercise.players import Listed, begun, seated


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A game of three turns, two of them played: an intent, none, an intent."""
    defender = Listed([Answer(Decision("rearm"), "deter", 0.7), Answer()])
    challenger = Listed([Answer(), Answer(Decision("rearm"), "wait", None)])
    session = begun(tmp_path / "game", pencil(), {"DEF": defender, "CHA": challenger}, turns=3)
    session.step()
    session.step()
    session.close()
    return session.folder


def marks(folder: Path) -> list[tuple[str, int, bool | None]]:
    return [(one.actor, one.turn, one.came) for one in intents(retell(folder))]


def test_an_intent_is_open_until_it_is_marked_and_the_last_mark_counts(folder: Path) -> None:
    assert marks(folder) == [("DEF", 0, None), ("CHA", 1, None)]
    mark_intents(folder, {("DEF", 0): True})
    assert marks(folder) == [("DEF", 0, True), ("CHA", 1, None)]
    mark_intents(folder, {("DEF", 0): False, ("CHA", 1): True})
    assert marks(folder) == [("DEF", 0, False), ("CHA", 1, True)]


def test_an_intent_is_found_by_the_date_of_its_turn_too(folder: Path) -> None:
    told = retell(folder)
    for one in intents(told):
        date = one.date.replace(" ", "-")
        (marked,) = mark_intents(folder, {(one.actor, date): True})
        assert marked == replace(one, came=True)
    assert [came for _, _, came in marks(folder)] == [True, True]


def test_the_game_goes_on_after_a_mark(folder: Path) -> None:
    mark_intents(folder, {("DEF", 0): True})
    session = Session.resume(folder, seated({"DEF": Listed(), "CHA": Listed()}))
    session.play()
    session.close()
    mark_intents(folder, {("DEF", 2): True})
    assert ("DEF", 2, True) in marks(folder)
    texts = [note["text"] for note in of_kind(read_log(folder), kinds.NOTE)]
    assert texts == ["The intent of DEF in turn 0 came.", "The intent of DEF in turn 2 came."]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (("DEX", 0), "there is no actor 'DEX'; did you mean 'DEF'"),
        (("DEF", 1), "DEF stated no intent in turn 1; it did in 0"),
        (("GUA", 0), "GUA stated no intent in turn 0; it never did"),
    ],
)
def test_a_mark_of_no_intent_is_refused_and_nothing_is_written(
    folder: Path, mark: tuple[str, int], said: str
) -> None:
    before = (folder / kinds.LOG_NAME).read_bytes()
    with pytest.raises(ValueError, match=said):
        mark_intents(folder, {("DEF", 0): True, mark: True})
    assert (folder / kinds.LOG_NAME).read_bytes() == before


def test_a_folder_without_a_game_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no game is kept here"):
        mark_intents(tmp_path, {("DEF", 0): True})

"""`sim review` and `sim export` write, mark and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.exercise.sheets import Answer
from sim.play.seats import Decision
from tests.cli.conftest import Command
from tests.engine.pencil import pencil
from tests.exercise.players import Listed, begun


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a game of one turn."""
    player = Listed([Answer(Decision("rearm", "hold"), "get ready", 0.8)])
    session = begun(tmp_path_factory.mktemp("games") / "game", pencil(), {"CHA": player}, turns=1)
    session.play()
    session.close()
    return session.folder


def test_a_review_is_told_and_written(sim: Command, game: Path) -> None:
    ended = sim("review", game, "--outcome", "offensive", "--runs", 2)
    assert ended.status == 0, ended.err
    assert "its orders changed it by" in ended.out
    assert ended.out.splitlines()[-1] == str(game / "review.html")
    assert "--mark CHA:0=yes" in ended.err
    assert "<h2" in (game / "review.html").read_text(encoding="utf-8")


def test_a_blind_page_plays_nothing(sim: Command, game: Path, tmp_path: Path) -> None:
    ended = sim("review", game, "--for", "CHA", "--blind", "--out", tmp_path / "a.html")
    assert (ended.status, ended.out) == (0, f"{tmp_path / 'a.html'}\n"), ended.err
    assert "get ready" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_json_and_marks(sim: Command, game: Path) -> None:
    marked = sim("review", game, "--mark", "CHA:0=no")
    assert (marked.status, marked.out) == (
        0,
        "Marked: the intent of CHA in 2000 Q1 (turn 0) did not come.\n",
    )
    ended = sim("review", game, "--outcome", "offensive", "--runs", 2, "--json")
    facts = json.loads(ended.out)
    assert facts["intents"][0]["came"] is False
    assert facts["calibration"][0]["score"] == pytest.approx(0.64)


def test_a_player_gets_its_copy(sim: Command, game: Path, tmp_path: Path) -> None:
    ended = sim("export", game, "--for", "CHA", "--out", tmp_path / "new" / "copy.json")
    assert ended.status == 0, ended.err
    copy = json.loads((tmp_path / "new" / "copy.json").read_text(encoding="utf-8"))
    assert copy["turns"][0]["answer"]["intent"] == "get ready"
    assert json.loads(sim("export", game, "--for", "CHA").out) == copy
    again = sim("export", game, "--for", "DEF", "--out", tmp_path / "new" / "copy.json")
    assert again.status == 0, again.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("review", "--runs", "1"), "--runs 1: expected a whole number from 2"),
        (("review", "--jobs", "0"), "--jobs 0: expected a whole number from 1"),
        (("review", "--blind"), "--blind: say for which seat, with --for ACTOR"),
        (("review", "--for", "CHO", "--blind"), "--for: no actor 'CHO'; did you mean 'CHA'"),
        (("review", "--outcome", "offensiv"), "did you mean 'offensive'"),
        (("review", "--mark", "CHA"), "--mark CHA: expected ACTOR:TURN=yes"),
        (("review", "--mark", "CHA:7=yes"), "CHA stated no intent in turn 7; it did in 0"),
        (("review", "--out", "page.txt"), "a report is HTML; name it page.html"),
        (("export", "--for", "CHO"), "--for: no actor 'CHO'; did you mean 'CHA'"),
    ],
)
def test_a_mistake_gives_one_line(
    sim: Command, game: Path, words: tuple[str, ...], said: str
) -> None:
    command, *options = words
    ended = sim(command, game, *options)
    assert ended.status == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_what_others_wrote_is_not_replaced(sim: Command, game: Path, tmp_path: Path) -> None:
    page, copy = tmp_path / "a.html", tmp_path / "a.json"
    page.write_text("mine")
    copy.write_text('{"my": "own"}')
    for ended in (
        sim("review", game, "--out", page),
        sim("export", game, "--for", "CHA", "--out", copy),
        sim("export", game, "--for", "CHA", "--out", tmp_path),
    ):
        assert ended.status == 2
        assert len(ended.err.splitlines()) == 1
    assert page.read_text() == "mine"
    assert copy.read_text() == '{"my": "own"}'


def test_a_folder_without_a_game_is_named(sim: Command, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for words in (
        ("review", tmp_path),
        ("review", missing),
        ("review", missing, "--mark", "CHA:0=yes"),
        ("export", missing, "--for", "CHA"),
    ):
        ended = sim(*words)
        assert ended.status == 2
        assert "no game is kept here" in ended.err
        assert list(tmp_path.iterdir()) == []

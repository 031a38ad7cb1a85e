"""What the page for bot writers says is so: bot, messages, faults, limits."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from sim.exercise import asking
from sim.exercise.programs import chat, programs, protocol
from sim.exercise.programs.programs import ProgramPlayer
from sim.exercise.programs.prompt import system_text, turn_text
from sim.exercise.programs.protocol import (
    AnswerMessage,
    End,
    Hello,
    Turn,
    as_line,
    read_answer,
    read_ready,
)
from sim.exercise.programs.spelling import FORMS, player_of
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.seats import Decision
from sim.play.view import View
from tests.docs.pages import examples, missing_line
from tests.exercise.samples import briefing, game, sheet

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "seats.md").read_text(encoding="utf-8")
BLOCKS = [example.text for example in examples(PAGE)]


def block(begin: str) -> str:
    """The one block of the page that begins so."""
    (found,) = (text for text in BLOCKS if text.startswith(begin))
    return found


def test_the_first_bot_plays(tmp_path: Path) -> None:
    bot = tmp_path / "bot.py"
    bot.write_text(block("import json"))
    player = ProgramPlayer(shlex.join([sys.executable, "-IS", str(bot)]), 10.0)
    player.begin(briefing())
    assert player.answer(sheet(turn=2)) == Answer(Decision("hold"))
    assert read_ready(block('{"type": "ready"').strip().encode()) == player.name
    assert block("$ echo").endswith(block('{"type": "ready"'))
    player.end("over")


@pytest.mark.parametrize(
    ("begin", "message"),
    [
        ('{\n "type": "hello"', Hello(briefing=briefing())),
        ('{\n "type": "turn"', Turn(sheet=sheet("ARM", 3, seconds=60.0))),
    ],
)
def test_the_messages_to_a_player_are_real(begin: str, message: Hello | Turn) -> None:
    shown = tuple(block(begin).rstrip("\n").split("\n"))
    told = json.dumps(json.loads(as_line(message)), indent=1).split("\n")
    assert missing_line(shown, told) is None


def test_the_answers_are_real() -> None:
    raw = json.dumps(json.loads(block('{\n "type": "answer"'))).encode()
    assert read_answer(raw, sheet(turn=3)) == Answer(
        Decision("rearm"), "be ready for the spring", 0.7
    )
    assert list(json.loads(raw)) == [one.name for one in fields(AnswerMessage)]
    assert "Russia ends as a broker" in json.loads(block('{"type": "end"'))["outcome"]
    assert (
        json.loads(as_line(End(outcome="x"))).keys() == json.loads(block('{"type": "end"')).keys()
    )


def test_the_faults_are_worded_so() -> None:
    wrong, unsure, *_ = block("security = ").strip().split("\n")
    for told, entries in ((wrong, {"security": "raerm"}), (unsure, {"confidence": 70})):
        raw = json.dumps({"type": "answer", "turn": 0, **entries}).encode()
        with pytest.raises(NoAnswer) as raised:
            read_answer(raw, sheet())
        assert str(raised.value) == told


def test_the_limits_are_those_of_the_program() -> None:
    assert PAGE.count(f"{protocol.LONGEST_LINE:,} bytes") == 2
    assert f"at most {protocol.LONGEST_INTENT} characters" in PAGE
    assert f"After {programs.MOST_STARTS} starts" in PAGE
    assert f"has {programs.STARTING:g} seconds for the answer to `hello`" in PAGE
    assert f"its own last {chat.TURNS_REMEMBERED} turns" in PAGE
    assert f"`{chat.KEY_VARIABLE}`" in PAGE
    assert asking.TRIES == 3
    assert "three times in all" in PAGE


def test_all_forms_of_a_seat_and_all_entries_of_a_view_are_told() -> None:
    seats, views = PAGE.partition("## What a player sees")[::2]
    assert [form for form in FORMS.values() if f"`{form}`" not in seats] == []
    entries = [one.name for one in fields(View) if one.name not in ("actor", "turn", "date")]
    assert [name for name in entries if f"\n| `{name}` |" not in views] == []


def test_the_prompt_is_as_long_as_the_page_says() -> None:
    assert "in about 9,000 characters" in PAGE
    for actor in game().scenario.actors:
        asked = system_text(briefing(actor)) + turn_text(sheet(actor), [])
        assert 7_500 < len(asked) < 10_500


def test_the_script_can_be_played(tmp_path: Path) -> None:
    file = tmp_path / "patient.toml"
    file.write_text(block("[doctrines.patient]"))
    assert player_of(f"script:{file}", "ARM", game().scenario).kind == "script"

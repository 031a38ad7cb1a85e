"""Answers are read strictly: what is wrong with one is said in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.exercise.programs.protocol import (
    LONGEST_INTENT,
    LONGEST_LINE,
    End,
    Hello,
    LateAnswer,
    Turn,
    as_line,
    read_answer,
    read_ready,
)
from sim.exercise.sheets import Answer, NoAnswer
from sim.play.seats import Decision
from tests.exercise.samples import briefing, sheet

TURN = 3
FORBIDDEN = object()


def line(**entries: Any) -> bytes:
    """An answer to the sheet with other or more entries; `FORBIDDEN` leaves one out."""
    whole = {"type": "answer", "turn": TURN, **entries}
    return json.dumps({k: v for k, v in whole.items() if v is not FORBIDDEN}).encode()


def fault(raw: bytes, actor: str = "ARM") -> str:
    with pytest.raises(NoAnswer) as raised:
        read_answer(raw, sheet(actor, TURN))
    message = str(raised.value)
    assert message.isprintable()
    return message


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ({}, Answer()),
        (
            {"security": "rearm", "diplomacy": "hold", "intent": "höher", "confidence": 1},
            Answer(Decision("rearm", "hold"), "höher", 1.0),
        ),
        ({"security": "", "reply": "own", "confidence": None}, Answer()),
        ({"intent": "x" * LONGEST_INTENT}, Answer(intent="x" * LONGEST_INTENT)),
        ({"confidence": 0.25}, Answer(confidence=0.25)),
        # Some languages write every number with a point; for JSON Schema, 3.0 is a whole number.
        ({"turn": 3.0}, Answer()),
    ],
)
def test_a_right_answer_is_taken(entries: dict[str, Any], answer: Answer) -> None:
    assert read_answer(line(**entries), sheet("ARM", TURN)) == answer


def test_the_guarantor_may_reply() -> None:
    for reply in ("defend", "stand_aside", "own"):
        raw = line(reply=reply)
        assert read_answer(raw, sheet("RUS", TURN)).decision == Decision(reply=reply)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"type": FORBIDDEN}, "entry 'type' is missing: must be \"answer\""),
        ({"type": "ready"}, 'type = "ready": must be "answer"'),
        ({"turn": FORBIDDEN}, "entry 'turn' is missing: must be a whole number from 0"),
        ({"turn": "3"}, 'turn = "3": must be a whole number from 0'),
        ({"turn": 3.5}, "turn = 3.5: must be a whole number from 0"),
        ({"turn": True}, "turn = true: must be a whole number from 0"),
        ({"turn": -1}, "turn = -1: must be a whole number from 0"),
        ({"turn": 4}, "turn = 4: this is turn 3"),
        ({"turn": 2}, "turn = 2: this is turn 3; the answer is late"),
        ({"turn": 10**40}, "turn = a huge integer: this is turn 3"),
        (
            {"securty": "hold"},
            "unknown entry \"securty\"; did you mean 'security'? (allowed: type, turn, security, "
            "diplomacy, reply, intent, confidence)",
        ),
        ({"\ud800": 1}, 'unknown entry "\\ud800" (allowed: type, '),
        (
            {"security": "raerm"},
            "security = \"raerm\": is not legal in this turn; did you mean 'rearm'? (allowed: "
            'hold, rearm, mobilise, provoke; "" stays on the course)',
        ),
        # On the menu of Armenia, but not legal now.
        ({"diplomacy": "invoke_guarantee"}, "is not legal in this turn (allowed: hold, court_gu"),
        (
            {"diplomacy": "mobilise"},
            'diplomacy = "mobilise": is an order of the security desk (allowed: hold, court_gu',
        ),
        ({"security": None}, 'security = null: must be the name of an order, or "" to stay'),
        ({"security": ["hold"]}, "security = an array: must be the name of an order"),
        ({"security": "\ud800"}, 'security = "\\ud800": is not legal in this turn'),
        ({"security": "h\x1b[2J"}, 'security = "h\\x1b[2J": is not legal in this turn'),
        ({"reply": "defend"}, 'reply = "defend": must be own in this turn'),
        ({"reply": "run"}, 'reply = "run": must be one of stand_aside, defend, own'),
        ({"intent": 5}, "intent = 5: must be one line of at most 500 characters"),
        ({"intent": "x" * 501}, '...": must be one line of at most 500 characters'),
        ({"intent": "a\nb"}, 'intent = "a\\nb": must be one line of printable text; character 2'),
        ({"intent": "a\x1b[2J"}, "must be one line of printable text; character 2 is \\x1b"),
        ({"intent": "a\u202eb"}, "must be one line of printable text; character 2 is \\u202e"),
        ({"intent": "\udc80"}, 'intent = "\\udc80": must be one line'),
        ({"confidence": 1.01}, "confidence = 1.01: must be a number from 0 to 1, or null"),
        ({"confidence": -1e-9}, "confidence = -1e-09: must be a number from 0 to 1, or null"),
        ({"confidence": "0.5"}, 'confidence = "0.5": must be a number from 0 to 1, or null'),
        ({"confidence": True}, "confidence = true: must be a number from 0 to 1, or null"),
        ({"confidence": 10**400}, "confidence = a huge integer: must be a number from 0 to 1"),
        ({"confidence": float("nan")}, "NaN is not a JSON number"),
        ({"confidence": {"a": {}}}, "confidence = a table: must be a number from 0 to 1, or null"),
    ],
)
def test_a_wrong_entry_is_named_with_its_value_and_what_is_allowed(
    entries: dict[str, Any], told: str
) -> None:
    assert told in fault(line(**entries))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", '"" is not JSON; write one JSON object a line'),
        (b"I rearm.", '"I rearm." is not JSON; write one JSON object a line'),
        (line() + line(), "is not JSON"),
        (b"[1]", "an array is not a JSON object such as {...}"),
        (b"3", "3 is not a JSON object such as {...}"),
        (b'{"confidence": 1e999, "type": "answer", "turn": 3}', "confidence = inf: must be a num"),
        (b'{"turn": 3, "turn": 3}', 'entry "turn" stands in it twice; write each once'),
        (b"\xff{}", "byte 0xff at place 1 of the line is not UTF-8; write UTF-8"),
        (line().decode().encode("utf-16"), "is not UTF-8; write UTF-8"),
        (b"x" * (LONGEST_LINE + 1), "a line of 65,537 bytes; at most 65,536 are allowed"),
        (b"[" * LONGEST_LINE, "the line is nested too deeply; an answer has no tables in it"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
        (b'{"turn": ' + b"9" * 10_000 + b"}", "is not JSON"),
    ],
)
def test_a_line_that_is_no_answer_is_refused(raw: bytes, told: str) -> None:
    assert told in fault(raw)


def test_only_an_earlier_turn_is_late() -> None:
    for turn, kind in ((TURN - 1, LateAnswer), (TURN + 1, NoAnswer)):
        with pytest.raises(NoAnswer) as raised:
            read_answer(line(turn=turn), sheet("ARM", TURN))
        assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"type": "ready"}', "entry 'name' is missing: must be one line of 1 to 80 characters"),
        (b'{"type": "ready", "name": ""}', 'name = "": must be one line of 1 to 80 characters'),
        (b'{"type": "ready", "name": "a\\tb"}', "must be one line of printable text; character 2"),
        (b'{"type": "answer", "name": "x"}', 'type = "answer": must be "ready"'),
        (b'{"type": "ready", "name": "x", "turn": 1}', 'unknown entry "turn"'),
    ],
)
def test_a_player_must_give_its_name(raw: bytes, told: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        read_ready(raw)
    assert told in str(raised.value)
    assert read_ready(b'{"type": "ready", "name": "x"}') == "x"


def test_messages_to_a_player_are_lines_of_plain_json() -> None:
    for message in (
        Hello(briefing=briefing("RUS")),
        Turn(sheet=sheet("RUS", TURN)),
        End(outcome="Ende\u2028– gut"),
    ):
        raw = as_line(message)
        assert raw.isascii()
        assert raw.count(b"\n") == 1
        assert raw.endswith(b"\n")
        assert next(iter(json.loads(raw).items())) == ("type", message.type)
    assert json.loads(as_line(Hello(briefing=briefing())))["protocol"] == 1
    assert json.loads(raw)["outcome"] == "Ende\u2028– gut"

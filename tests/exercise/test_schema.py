"""The committed JSON Schema of the messages is the generated one, and describes the messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from sim.exercise.programs.protocol import End, Hello, Turn, as_line
from sim.exercise.programs.schema import FILE, messages_schema, schema_text
from tests.exercise.samples import briefing, sheet

CHECK = jsonschema.Draft202012Validator(messages_schema())


def faults(message: object) -> list[str]:
    return [error.message for error in CHECK.iter_errors(message)]


def test_the_committed_schema_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text(), (
        "run python -m sim.exercise.programs.schema"
    )


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize(
    "message",
    [
        Hello(briefing=briefing("RUS")),
        Turn(sheet=sheet("RUS")),
        Turn(sheet=replace(sheet("ARM", seconds=5.0), news=("a",), messages=("b",), fault="c")),
        End(outcome="over"),
    ],
    ids=lambda message: message.type,
)
def test_messages_fit_it_and_have_all_its_entries(message: Hello | Turn | End) -> None:
    told = json.loads(as_line(message))
    assert faults(told) == []
    for entry in told:
        assert faults({key: value for key, value in told.items() if key != entry}) != []


ANSWER = {"type": "answer", "turn": 0}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "ready", "name": "x"},
        ANSWER,
        {**ANSWER, "turn": 0.0},
        {**ANSWER, "security": "hold", "reply": "defend", "intent": "x", "confidence": None},
    ],
)
def test_answers_fit_it(message: dict[str, Any]) -> None:
    assert faults(message) == []


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "ready"},
        {"type": "ready", "name": ""},
        {"type": "ready", "name": "a\tb"},
        {"type": "answer"},
        {**ANSWER, "turn": -1},
        {**ANSWER, "turn": "0"},
        {**ANSWER, "security": None},
        {**ANSWER, "reply": "run"},
        {**ANSWER, "intent": "x" * 501},
        {**ANSWER, "intent": "a\nb"},
        {**ANSWER, "intent": "a\u202eb"},
        {**ANSWER, "turn": 0.5},
        {**ANSWER, "confidence": 1.1},
        {**ANSWER, "more": 1},
    ],
)
def test_it_refuses(message: dict[str, Any]) -> None:
    assert faults(message) != []


def entries(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry that the schema describes, with its path."""
    for name, part in schema["$defs"].items():
        for entry, described in part["properties"].items():
            yield f"{name}.{entry}", described


def test_every_entry_says_what_it_is() -> None:
    described = dict(entries(messages_schema()))
    assert described["answer.confidence"]["description"].startswith("How likely the player thinks")
    assert "hello.briefing" in described
    assert "View.turn" in described
    assert [path for path, entry in described.items() if not entry["description"]] == []

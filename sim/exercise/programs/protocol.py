"""The messages between a game and a program that plays, and the strict reading of an answer.

A message is one JSON object on one line. To the player go :class:`Hello`, :class:`Turn` and
:class:`End`; from it come :class:`ReadyMessage` and :class:`AnswerMessage`. What comes from a
player is never trusted: every fault becomes a ``NoAnswer`` with one line that names the entry, its
value and what is allowed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, NoReturn, TypeVar, cast

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.play.seats import Decision, Reply
from sim.record.codec import encode
from sim.scenario.problems import guess, shown
from sim.texts import fault_of
from sim.vocabulary import DESKS, OWN, REPLIES
from sim.words import joined

PROTOCOL: Literal[1] = 1
"""Version of the messages; it rises when a program written for the old ones would fail."""
LONGEST_LINE = 65_536
"""Most bytes of a message from a player."""
LONGEST_INTENT = 500
"""Most characters of an intent."""
LONGEST_NAME = 80
"""Most characters of a player's name."""

OWN_REPLY = REPLIES[OWN]
"""The reply that every actor may give: the rule of the model decides."""

MessageT = TypeVar("MessageT")


class LateAnswer(NoAnswer):
    """An answer to a turn that is over."""


class Noise(NoAnswer):
    """A line that is no answer to any message."""


# --- to the player ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Hello:
    """First message to a player, also when it joins a game or is started again.

    Attributes:
        type: Kind of the message.
        protocol: Version of the messages.
        briefing: What the player is told before its first turn.
    """

    type: Literal["hello"] = "hello"
    protocol: Literal[1] = PROTOCOL
    briefing: Briefing


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A turn, to which the player must answer.

    Attributes:
        type: Kind of the message.
        sheet: What the player gets in this turn.
    """

    type: Literal["turn"] = "turn"
    sheet: Sheet


@dataclass(frozen=True, kw_only=True)
class End:
    """Last message to a player; no answer is expected.

    Attributes:
        type: Kind of the message.
        outcome: How the game ended, as a sentence.
    """

    type: Literal["end"] = "end"
    outcome: str


# --- from the player --------------------------------------------------------------------------

Text = Annotated[str, Field(strict=True)]
_ONE_LINE = {"pattern": r"^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"}
"""What `fault_of` refuses, as far as a schema can say it."""


def _whole(value: object) -> object:
    """Return a whole number that is written with a point as what it is, as JSON Schema does."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, kw_only=True)
class ReadyMessage:
    """Answer to `hello`.

    Attributes:
        type: Kind of the message.
        name: Name of the player, one line.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    type: Literal["ready"]
    name: Annotated[
        str,
        Field(strict=True, min_length=1, max_length=LONGEST_NAME, json_schema_extra=_ONE_LINE),
    ]


@dataclass(frozen=True, kw_only=True)
class AnswerMessage:
    """Answer to `turn`.

    Attributes:
        type: Kind of the message.
        turn: Number of the turn that is answered, `sheet.view.turn`.
        security: Order to the security desk, one of `sheet.legal`; "" stays on its course.
        diplomacy: Order to the diplomacy desk, one of `sheet.legal`; "" stays on its course.
        reply: Reply to an attack on the client, one of `sheet.replies`; own = by the model's rule.
        intent: What the player means to reach, one line; kept for the review.
        confidence: How likely the player thinks that this comes; null if it does not say.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", allow_inf_nan=False)

    type: Literal["answer"]
    turn: Annotated[int, Field(strict=True, ge=0), BeforeValidator(_whole)]
    security: Text = ""
    diplomacy: Text = ""
    reply: Reply = "own"
    intent: Annotated[
        str, Field(strict=True, max_length=LONGEST_INTENT, json_schema_extra=_ONE_LINE)
    ] = ""
    confidence: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None


_MUST_BE = {
    "turn": "a whole number from 0",
    "security": 'the name of an order, or "" to stay on the course',
    "diplomacy": 'the name of an order, or "" to stay on the course',
    "reply": f"one of {', '.join(REPLIES)}",
    "intent": f"one line of at most {LONGEST_INTENT} characters",
    "confidence": "a number from 0 to 1, or null",
    "name": f"one line of 1 to {LONGEST_NAME} characters",
}
"""What each entry of a message from a player must be."""


# --- writing and reading ----------------------------------------------------------------------


def as_line(message: Hello | Turn | End) -> bytes:
    """Return a message to a player as one line of JSON with its line break, in plain ASCII.

    Raises:
        ShapeError: A field holds a value of the wrong type.
    """
    value = encode(message, type(message), message.type)
    return json.dumps(value, allow_nan=False).encode("ascii") + b"\n"


def read_ready(line: bytes) -> str:
    """Return the name that a player gives in its answer to `hello`.

    Raises:
        Noise: It is no JSON object of the type of this answer.
        NoAnswer: It is no valid answer to `hello`.
    """
    ready = _checked(_object_of("ready", line, ReadyMessage), ReadyMessage)
    _check_text("name", ready.name)
    return ready.name


def read_answer(line: bytes, sheet: Sheet) -> Answer:
    """Return the answer that a line from a player gives to a sheet.

    Raises:
        Noise: It is no JSON object of the type of an answer.
        LateAnswer: It answers an earlier turn.
        NoAnswer: It is no valid answer to this sheet.
    """
    return answer_of(_object_of("answer", line, AnswerMessage), sheet)


def read_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line from a player, without a check of its entries.

    Raises:
        NoAnswer: The line is too long, is not UTF-8, is not JSON, or is not an object; or an entry
            stands in it twice.
    """
    if len(line) > LONGEST_LINE:
        raise NoAnswer(f"a line of {len(line):,} bytes; at most {LONGEST_LINE:,} are allowed")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"byte 0x{line[error.start]:02x} at place {error.start + 1}"
        raise NoAnswer(f"{wrong} of the line is not UTF-8; write UTF-8") from None
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except RecursionError:
        raise NoAnswer("the line is nested too deeply; an answer has no tables in it") from None
    except ValueError:
        raise NoAnswer(f"{shown(text)} is not JSON; write one JSON object a line") from None
    if not isinstance(value, dict):
        raise NoAnswer(f"{shown(value)} is not a JSON object such as {{...}}")
    return value


def answer_of(value: dict[str, Any], sheet: Sheet) -> Answer:
    """Return the answer that a JSON object gives to a sheet.

    Raises:
        LateAnswer: It answers an earlier turn.
        NoAnswer: It is no valid answer to this sheet.
    """
    message = _checked(value, AnswerMessage)
    _check_turn(message.turn, sheet.view.turn)
    for desk in DESKS:
        _check_order(desk, getattr(message, desk), sheet)
    replies = list(dict.fromkeys((OWN_REPLY, *sheet.replies)))
    if message.reply not in replies:
        raise _refused("reply", message.reply, f"must be {joined(replies, 'or')} in this turn")
    _check_text("intent", message.intent)
    decision = Decision(message.security, message.diplomacy, message.reply)
    return Answer(decision, message.intent, message.confidence)


# --- checks -----------------------------------------------------------------------------------


def _object_of(name: str, line: bytes, kind: type) -> dict[str, Any]:
    """Return the JSON object of a line if it is a message of the type of this name."""
    try:
        value = read_object(line)
    except NoAnswer as error:
        raise Noise(str(error)) from None
    if value.get("type") != name:
        raise Noise(str(_wrong("type", value, kind)))
    return value


def _checked(value: dict[str, Any], kind: type[MessageT]) -> MessageT:
    """Return the message of a kind that a JSON object describes."""
    names, checked = _entries(kind), _adapter(cast(Any, kind))
    for entry in value:
        if entry not in names:
            allowed = f"{guess(entry, names)} (allowed: {', '.join(names)})"
            raise NoAnswer(f"unknown entry {shown(entry)}{allowed}")
    try:
        found: MessageT = checked.validate_python(value)
        return found
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
    raise _wrong(str(fault["loc"][0]), value, kind)


def _wrong(entry: str, value: dict[str, Any], kind: type) -> NoAnswer:
    """Return what is said of an entry that is missing or not of its kind."""
    if entry not in value:
        return NoAnswer(f"entry '{entry}' is missing: must be {_must_be(entry, kind)}")
    return _refused(entry, value[entry], f"must be {_must_be(entry, kind)}")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _entries(kind: type) -> list[str]:
    return [one.name for one in fields(kind)]


def _must_be(entry: str, kind: type) -> str:
    of_type = '"ready"' if kind is ReadyMessage else '"answer"'
    return _MUST_BE.get(entry, of_type)


def _check_turn(given: int, turn: int) -> None:
    fault = f"turn = {shown(given)}: this is turn {turn}"
    if given < turn:
        raise LateAnswer(f"{fault}; the answer is late")
    if given > turn:
        raise NoAnswer(fault)


def _check_order(desk: str, order: str, sheet: Sheet) -> None:
    legal = _names(desk, sheet)
    if not order or order in legal:
        return
    allowed = f'(allowed: {", ".join(legal)}; "" stays on the course)'
    others = [other for other in DESKS if other != desk and order in _names(other, sheet)]
    if others:
        raise _refused(desk, order, f"is an order of the {others[0]} desk {allowed}")
    raise _refused(desk, order, f"is not legal in this turn{guess(order, legal)} {allowed}")


def _names(desk: str, sheet: Sheet) -> Sequence[str]:
    return [choice.order for choice in sheet.legal[desk]]


def _check_text(entry: str, text: str) -> None:
    if fault := fault_of(text):
        raise _refused(entry, text, fault)


def _refused(entry: str, value: object, reason: str) -> NoAnswer:
    # A whole number with a point is another value here than without, and shown alike elsewhere.
    told = repr(value) if isinstance(value, float) else shown(value)
    return NoAnswer(f"{entry} = {told}: {reason}")


def _no_constant(word: str) -> NoReturn:
    raise NoAnswer(f"{word} is not a JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the entries of a JSON object, of which each may stand in it once."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NoAnswer(f"entry {shown(name)} stands in it twice; write each once")
        found[name] = value
    return found

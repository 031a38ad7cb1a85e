"""A player that is a language model, behind any server with the common chat-completions form."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from sim.exercise.programs.limits import Limit, as_seconds, time_for
from sim.exercise.programs.posting import Post, check_url, complaint
from sim.exercise.programs.prompt import fault_text, remembered, system_text, turn_text
from sim.exercise.programs.protocol import LONGEST_LINE, OWN_REPLY, answer_of, read_object
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.scenario.problems import shown
from sim.vocabulary import DESKS

KEY_VARIABLE = "MARCHLAND_CHAT_KEY"
"""Environment variable that holds the key of the server; without it, no key is sent."""
TRIES = 2
"""How often a model is asked in a turn; the second time it is told its fault."""
TURNS_REMEMBERED = 4
"""Turns of its own that a model is reminded of."""

_LARGEST = 1_000_000
_MOST_BRACES = 200
"""How many braces of a text are tried, from its end, as the beginning of the answer."""
_ENTRIES = (*DESKS, "turn", "reply", "intent", "confidence")
_HIDDEN = "(key)"


class ChatPlayer:
    """A language model that plays.

    Each turn is one request: what the model must know, its own last turns, and the sheet. The key
    is read from the environment for each request. It is kept in no object, and it is cut out of
    everything that the server says.

    Args:
        url: Address of the server up to `/chat/completions`, such as http://127.0.0.1:8080/v1.
        model: Name of the model.
        seconds: Time for an answer, with both tries.
        key_variable: Name of the environment variable that holds the key.

    Raises:
        ValueError: The address, the model or the time is not valid.
    """

    def __init__(
        self, url: str, model: str, seconds: float, *, key_variable: str = KEY_VARIABLE
    ) -> None:
        if not model.strip():
            raise ValueError("model: must be the name of a model, such as llama3.1")
        self.url, self.model = check_url(url).rstrip("/"), model
        if "?" in url:
            raise ValueError(
                f"address {shown(url)}: must end before ?, such as http://HOST:PORT/v1"
            )
        self.seconds, self.key_variable = as_seconds(seconds), key_variable
        self._post = Post(f"{self.url}/chat/completions", _LARGEST)
        self._briefing: Briefing | None = None
        self._memory: dict[int, str] = {}

    def __repr__(self) -> str:
        return f"ChatPlayer({self.url!r}, {self.model!r}, {self.seconds:g})"

    def begin(self, briefing: Briefing) -> None:
        """Keep the briefing; the server is asked first at the first turn."""
        self._briefing = briefing
        self._memory.clear()

    def answer(self, sheet: Sheet) -> Answer:
        """Return the model's answer to a sheet.

        Raises:
            NoAnswer: There was no valid answer in time, in two tries.
        """
        if self._briefing is None:
            raise NoAnswer("the model has had no briefing")
        found: Answer | None = None
        try:
            found = self._asked(self._briefing, sheet)
        finally:
            self._memory[sheet.view.turn] = remembered(sheet, found)
        return found

    def end(self, outcome: str) -> None:
        """Do nothing: a model keeps nothing between its requests."""

    def close(self) -> None:
        """Do nothing: no connection is kept open."""

    def _asked(self, briefing: Briefing, sheet: Sheet) -> Answer:
        limit = Limit.of(time_for(sheet, self.seconds))
        messages = [
            {"role": "system", "content": system_text(briefing)},
            {"role": "user", "content": turn_text(sheet, self._lately(sheet.view.turn))},
        ]
        for last in (False, True):
            text = self._complete(messages, limit)
            try:
                return _answer_in(text, sheet)
            except NoAnswer as error:
                if last:
                    raise NoAnswer(f"{error} (second try)") from None
                messages.append({"role": "assistant", "content": text[:LONGEST_LINE]})
                messages.append({"role": "user", "content": fault_text(str(error))})
        raise AssertionError("the last try returns or raises")

    def _lately(self, turn: int) -> list[str]:
        """Return what it did in the last turns before a turn, one line for each."""
        before = sorted(past for past in self._memory if past < turn)
        return [self._memory[past] for past in before[-TURNS_REMEMBERED:]]

    def _complete(self, messages: list[dict[str, str]], limit: Limit) -> str:
        """Return the text with which the model goes on."""
        key = self._key()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        asked = json.dumps({"model": self.model, "messages": messages})

        def clean(said: bytes) -> bytes:
            return said.replace(key.encode(), _HIDDEN.encode()) if key else said

        said = self._post.send(asked.encode("ascii"), limit, headers, clean)

        # JSON can spell a letter in two ways, so its bytes may have hidden the key.
        def told(text: str) -> str:
            return text.replace(key, _HIDDEN) if key else text

        return _content(said, told)

    def _key(self) -> str:
        key = os.environ.get(self.key_variable, "").strip()
        if not (key.isascii() and key.isprintable()):
            raise NoAnswer(f"the environment variable {self.key_variable} holds no key")
        return key


def _content(said: bytes, clean: Callable[[str], str]) -> str:
    """Return `choices[0].message.content` of an answer; what is shown of it is cleaned."""
    try:
        told: Any = json.loads(said)
    except RecursionError:
        raise NoAnswer("the server's answer is nested too deeply") from None
    except ValueError:
        told = None
    message = _at(told, "choices", 0, "message")
    content = _at(message, "content")
    if isinstance(content, str):
        return clean(content)
    for begin, reason in (
        ("the server says", _at(told, "error", "message")),
        ("the server says", _at(told, "error")),
        ("the model refuses", _at(message, "refusal")),
    ):
        if isinstance(reason, str) and reason.strip():
            raise NoAnswer(f"{begin}: {complaint(clean(reason))}")
    called = "; the model called a tool, and was given none" if _at(message, "tool_calls") else ""
    raise NoAnswer(f"the server's answer has no text in choices[0].message.content{called}")


def _at(value: Any, *path: str | int) -> Any:
    """Return what stands at a path of keys in JSON data; None if nothing does."""
    for key in path:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return None
    return value


def _answer_in(text: str, sheet: Sheet) -> Answer:
    """Return the answer in a model's text, which may leave out the type and the turn."""
    found = {"type": "answer", "turn": sheet.view.turn, **_object_in(text)}
    if found.get("reply") == "":
        found["reply"] = OWN_REPLY
    return answer_of(found, sheet)


def _object_in(text: str) -> dict[str, Any]:
    """Return the last JSON object of a text that has an entry of an answer.

    If it stands inside another such object, that one is returned: it is what the model wrote as a
    whole, and a part of it may say something else.
    """
    end, decoder, found = len(text), json.JSONDecoder(), None
    for _ in range(_MOST_BRACES):
        begin = text.rfind("{", 0, end)
        if begin < 0:
            break
        try:
            value, stop = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            value, stop = {}, begin
        if any(entry in value for entry in _ENTRIES) and (found is None or stop >= found[1]):
            found = begin, stop
        end = begin
    if found is None:
        raise NoAnswer(f"no JSON object with orders in {shown(text)}")
    return read_object(text[slice(*found)].encode("utf-8", "replace"))

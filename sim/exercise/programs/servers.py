"""A player that is a server: the messages of a program, each by one HTTP POST."""

from __future__ import annotations

import contextlib

from sim.exercise.programs.limits import Limit, as_seconds, time_for
from sim.exercise.programs.posting import Post
from sim.exercise.programs.protocol import (
    LONGEST_LINE,
    End,
    Hello,
    Turn,
    as_line,
    read_answer,
    read_ready,
)
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet

_LEAVING = 2.0
"""Seconds in which a server may take the last message."""


class ServerPlayer:
    """A server that plays: every message is one POST to its address, the answer its response.

    Args:
        url: Its address, http or https.
        seconds: Time for an answer.

    Raises:
        ValueError: The address or the time is not valid.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self.url, self.seconds = url, as_seconds(seconds)
        self.name = ""
        """Name that the server gave itself; "" until it did."""
        self._post = Post(url, LONGEST_LINE)
        self._briefing: Briefing | None = None

    def __repr__(self) -> str:
        return f"ServerPlayer({self.url!r}, {self.seconds:g})"

    def begin(self, briefing: Briefing) -> None:
        """Give the server the briefing.

        Raises:
            NoAnswer: It cannot be reached, or does not answer `hello`.
        """
        self._briefing, self.name = briefing, ""
        self._greet(Limit.of(self.seconds))

    def answer(self, sheet: Sheet) -> Answer:
        """Return the server's answer to a sheet; greet it first if it has not answered `hello`.

        Raises:
            NoAnswer: There was no valid answer in time.
        """
        limit = Limit.of(time_for(sheet, self.seconds))
        if not self.name:
            self._greet(limit)
        return read_answer(self._send(Turn(sheet=sheet), limit), sheet)

    def end(self, outcome: str) -> None:
        """Tell the server how the game ended; what it says is not read."""
        with contextlib.suppress(NoAnswer):
            self._send(End(outcome=outcome), Limit.of(min(_LEAVING, self.seconds)))

    def close(self) -> None:
        """Do nothing: no connection is kept open."""

    def _greet(self, limit: Limit) -> None:
        if self._briefing is None:
            raise NoAnswer("the server has had no briefing")
        try:
            self.name = read_ready(self._send(Hello(briefing=self._briefing), limit))
        except NoAnswer as error:
            raise NoAnswer(f"hello: {error}") from None

    def _send(self, message: Hello | Turn | End, limit: Limit) -> bytes:
        return self._post.send(as_line(message), limit, {})

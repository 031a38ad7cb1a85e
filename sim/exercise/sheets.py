"""What passes between a game and a player: briefing, sheet of a turn, answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sim.play.seats import Decision
from sim.play.view import View
from sim.record.codec import encode


class NoAnswer(Exception):  # noqa: N818  # it is no fault of the program
    """A player gave no valid answer in time; the message says why. Its default is played."""


@dataclass(frozen=True)
class Choice:
    """A legal order in words.

    Attributes:
        order: Its name, which is given back in an answer.
        phrase: What the actor does, as a verb phrase: "sends arms to Armenia".
        lasts: Whether it goes on until it is changed; an act happens once.
        cost: Cost a quarter in utils.
        does: What it changes directly, one short phrase for each effort.
    """

    order: str
    phrase: str
    lasts: bool
    cost: float
    does: tuple[str, ...]


@dataclass(frozen=True)
class Briefing:
    """What a player is told before the first turn.

    Attributes:
        actor: Id of its actor.
        name: Name of its actor.
        role: Its role, such as "guarantor".
        title: Title of the scenario.
        summary: What the situation is.
        aims: What the actor wants, one sentence for each aim, the weightiest first.
        actors: Names of all actors by id.
        roles: Roles of all actors by id.
        turns: Number of turns.
        dates: Dates of the turns.
        orders: Every order of each desk, by desk; those that are legal change from turn to turn.
        knows: How the seat knows every kind of number, as sentences.
    """

    actor: str
    name: str
    role: str
    title: str
    summary: str
    aims: tuple[str, ...]
    actors: Mapping[str, str]
    roles: Mapping[str, str]
    turns: int
    dates: tuple[str, ...]
    orders: Mapping[str, tuple[Choice, ...]]
    knows: tuple[str, ...]

    def to_json(self) -> str:
        """Return the briefing as one line of JSON."""
        return _one_line(self, Briefing, "briefing")


@dataclass(frozen=True)
class Sheet:
    """What a player gets in every turn.

    Attributes:
        view: What its actor sees.
        legal: The legal orders of each desk, by desk; ``hold`` is the first.
        standing: The course of each desk that goes on without a new order, by desk.
        replies: Allowed replies to an attack on the client; empty for all but the guarantor.
        news: What happened since the last sheet, as far as the actor may know; sentences.
        messages: Messages from the control desk and from injects; texts.
        seconds: Time for the answer; None without a limit.
        fault: Why the last answer to this sheet was not taken; "" for the first.
    """

    view: View
    legal: Mapping[str, tuple[Choice, ...]]
    standing: Mapping[str, str]
    replies: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    seconds: float | None = None
    fault: str = ""

    def to_json(self) -> str:
        """Return the sheet as one line of JSON."""
        return _one_line(self, Sheet, "sheet")


@dataclass(frozen=True)
class Answer:
    """What a player gives back for a turn.

    Attributes:
        decision: Orders of both desks, and the reply to an attack.
        intent: What it means to reach, one line; kept for the review.
        confidence: How likely it thinks that this comes, in [0, 1]; None if it does not say.
    """

    decision: Decision = field(default_factory=Decision)
    intent: str = ""
    confidence: float | None = None


class Player(Protocol):
    """A person or a program that decides for an actor."""

    def begin(self, briefing: Briefing) -> None:
        """Take the briefing, before the first turn or when the player joins a game.

        Raises:
            NoAnswer: The player cannot be reached; it is asked again in every turn.
        """
        ...

    def answer(self, sheet: Sheet) -> Answer:
        """Return the answer for a turn.

        Raises:
            NoAnswer: There was no valid answer in time; the default of the seat is played.
        """
        ...

    def end(self, outcome: str) -> None:
        """Hear how the game ended; never raises."""
        ...


def _one_line(value: object, kind: type, name: str) -> str:
    return json.dumps(encode(value, kind, name), ensure_ascii=False, allow_nan=False)

"""How a seat is written on the command line: what stands after ``ACTOR=`` in ``--seat``.

| form | who decides |
| --- | --- |
| ``human`` | a person |
| ``logit_eu``, ``fixed:rearm``, a doctrine of the scenario | that doctrine |
| ``program:./bot.py`` | a program, by JSON lines |
| ``http://...``, ``https://...`` | a server, by the same messages |
| ``chat:MODEL@http://HOST:PORT/v1`` | a language model |
| ``script:FILE`` | the doctrine in a TOML file |
| ``replay:RECORD`` | that actor's orders of a recorded run |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Literal

from sim.exercise.programs.chat import ChatPlayer
from sim.exercise.programs.posting import SCHEMES, check_url, without_user
from sim.exercise.programs.programs import ProgramPlayer, split_command
from sim.exercise.programs.recorded import RecordedPlayer, recorded_decisions
from sim.exercise.programs.servers import ServerPlayer
from sim.exercise.seating import HUMAN
from sim.exercise.sheets import Player
from sim.play.arguments import check_actor
from sim.play.seats import Decision
from sim.record import load_record
from sim.record.files import RECORD_NAME
from sim.scenario import Scenario
from sim.scenario.assembly import assemble
from sim.scenario.doctrines import BUILT_IN, built_in
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, Problem, ScenarioError, guess, shown
from sim.scenario.sources import Source, read
from sim.texts import fault_of
from sim.vocabulary import DESKS

Kind = Literal["human", "doctrine", "program", "server", "chat", "script", "replay"]

FORMS = {
    "program": "program:COMMAND",
    "http": "http://HOST:PORT",
    "https": "https://HOST",
    "chat": "chat:MODEL@http://HOST:PORT/v1",
    "script": "script:FILE",
    "replay": "replay:RECORD",
    "fixed": "fixed:ORDER",
}
"""The form of a seat that begins with a word and a colon, by that word."""

_CHAT = re.compile(r"(?P<model>.+)@(?P<url>https?://.*)", re.DOTALL)


@dataclass(frozen=True)
class SeatPlan:
    """Who decides for an actor, as it was written; a value that a log can keep.

    Attributes:
        kind: What kind of player it is.
        spelling: As it was written after ``ACTOR=``.
        target: The command, address, file or name of the doctrine; "" for a person.
        model: Name of the language model; "" for all other kinds.
        changes: For a doctrine or script: what to change in the scenario, for ``Scenario.replace``.
        decisions: For a replay: the decisions, one for each turn from turn 0.
    """

    kind: Kind
    spelling: str
    target: str = ""
    model: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


def seat_plans(texts: Iterable[str], scenario: Scenario) -> dict[str, SeatPlan]:
    """Return the plans of seats that are written as ``ACTOR=SEAT``, by actor.

    Raises:
        ScenarioError: A doctrine or script does not fit the scenario.
        RecordError: A record cannot be read.
        ValueError: A text is no seat, there is no such actor, or an actor has two seats.
    """
    found: dict[str, SeatPlan] = {}
    for text in texts:
        told = shown(without_user(text))
        actor, equals, spelling = text.partition("=")
        if not equals:
            raise ValueError(f"seat {told}: must be ACTOR=SEAT, such as ARM=human")
        check_actor(actor, scenario.actors, f"seat {told}")
        if actor in found:
            raise ValueError(f"seat {told}: {actor} has a seat already; give one")
        found[actor] = player_of(spelling, actor, scenario)
    return found


def player_of(text: str, actor: str, scenario: Scenario) -> SeatPlan:
    """Return what the part of a seat after ``ACTOR=`` stands for.

    Args:
        text: That part.
        actor: Id of the actor.
        scenario: The scenario of the game.

    Raises:
        ScenarioError: The doctrine or script does not fit the scenario.
        RecordError: The record cannot be read.
        ValueError: The text is no seat; the message names the allowed forms.
    """
    begin = _begin(text, actor)
    if fault := fault_of(text):
        raise ValueError(f"{begin}: {fault}")
    if text == HUMAN:
        return SeatPlan("human", text)
    word, _, rest = text.partition(":")
    if word in FORMS:
        if not rest.strip():
            raise ValueError(f"{begin}: must be {FORMS[word]}")
        if word in SCHEMES:
            return SeatPlan("server", text, _checked(begin, check_url, text))
        if word in _READERS:
            return _READERS[word](text, rest, actor, scenario)
    if text in scenario.doctrines or built_in(text) is not None:
        changes = {f"actors.{actor}.doctrine": text}
        scenario.replace(changes)
        return SeatPlan("doctrine", text, text, changes=changes)
    doctrines = (*BUILT_IN, *scenario.doctrines)
    likely = guess(word, (HUMAN, *FORMS, *doctrines))
    allowed = ", ".join((HUMAN, *FORMS.values(), *doctrines))
    raise ValueError(f"{begin}: no such seat{likely} (allowed: {allowed})")


def open_player(plan: SeatPlan, seconds: float) -> Player:
    """Return the player of a plan for a program, a server, a language model or a replay.

    Args:
        plan: The plan.
        seconds: Time for an answer.

    Raises:
        ValueError: The plan is for another kind: the game itself asks people and doctrines.
    """
    if plan.kind == "program":
        return ProgramPlayer(plan.target, seconds)
    if plan.kind == "server":
        return ServerPlayer(plan.target, seconds)
    if plan.kind == "chat":
        return ChatPlayer(plan.target, plan.model, seconds)
    if plan.kind == "replay":
        return RecordedPlayer(plan.decisions)
    raise ValueError(f"{plan.spelling}: a {plan.kind} is no program that can be opened")


# --- the single forms -------------------------------------------------------------------------


def _program(text: str, rest: str, actor: str, scenario: Scenario) -> SeatPlan:
    _checked(_begin(text, actor), split_command, rest)
    return SeatPlan("program", text, rest)


def _chat(text: str, rest: str, actor: str, scenario: Scenario) -> SeatPlan:
    found = _CHAT.fullmatch(rest)
    if found is None:
        raise ValueError(f"{_begin(text, actor)}: must be {FORMS['chat']}")
    model, url = found["model"], found["url"]
    _checked(_begin(text, actor), lambda address: ChatPlayer(address, model, 1.0), url)
    return SeatPlan("chat", text, url, model)


def _begin(text: str, actor: str) -> str:
    """Return the beginning of a message about a seat."""
    return f"seat {actor} = {shown(without_user(text))}"


def _checked(begin: str, check: Callable[[str], object], text: str) -> str:
    """Return a text that a check takes; its errors get the beginning of a message."""
    try:
        check(text)
    except ValueError as error:
        raise ValueError(f"{begin}: {error}") from None
    return text


def _script(text: str, name: str, actor: str, scenario: Scenario) -> SeatPlan:
    """Return the seat of the one doctrine of a file.

    Raises:
        ScenarioError: The file cannot be read, or its doctrine does not fit the scenario.
    """
    source = read(FilePath(name), name, "script")
    tables = source.data.get("doctrines")
    others = [key for key in source.data if key != "doctrines"]
    if others or not isinstance(tables, dict) or len(tables) != 1:
        at: Path = (others[0],) if others else ("doctrines",)
        message = "a script file holds one table, [doctrines.NAME], and nothing else"
        raise ScenarioError([Problem(name, *source.positions.of(at), "", message)])
    ((doctrine, table),) = tables.items()
    changes = {f"doctrines.{doctrine}": table, f"actors.{actor}.doctrine": doctrine}
    _check_script(source, doctrine, actor, scenario)
    return SeatPlan("script", text, name, changes=changes)


def _check_script(source: Source, doctrine: str, actor: str, scenario: Scenario) -> None:
    """Report the faults of a script with their lines in its file."""
    document = scenario.document
    document.setdefault("doctrines", {})[doctrine] = source.data["doctrines"][doctrine]
    document["actors"][actor]["doctrine"] = doctrine

    def locate(path: Path) -> tuple[str, int, int]:
        return (source.name, *source.positions.of(path))

    assemble(document, Findings(locate, [source.name]))


def _replay(text: str, name: str, actor: str, scenario: Scenario) -> SeatPlan:
    """Return the seat of an actor's decisions of a record, all of which are on its menu."""
    begin, path = _begin(text, actor), FilePath(name)
    try:
        path = path / RECORD_NAME if path.is_dir() else path
        decisions = recorded_decisions(load_record(path), actor)
    except OSError as error:
        raise ValueError(f"{begin}: cannot be read: {error.strerror}") from None
    except LookupError as error:
        raise ValueError(f"{begin}: {path} {error.args[0]}") from None
    menu = list(scenario.actions[scenario.actors[actor].role])
    for turn, decision in enumerate(decisions):
        for desk in DESKS:
            order = getattr(decision, desk)
            if order not in menu:
                there = f"of turn {turn} in {path} is no order of {actor} here"
                raise ValueError(f"{begin}: {order} {there}{guess(order, menu)}")
    return SeatPlan("replay", text, name, decisions=decisions)


_READERS: Mapping[str, Callable[[str, str, str, Scenario], SeatPlan]] = {
    "program": _program,
    "chat": _chat,
    "script": _script,
    "replay": _replay,
}
"""What reads the forms that begin with a word of their own."""

"""The control desk at a console: commands between two turns."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from sim.exercise.host import Host
from sim.exercise.injects.files import read_inject
from sim.exercise.injects.inject import CONTROL, Inject, as_told
from sim.exercise.people.console import Console, LeftError
from sim.exercise.session import REMARKS, Session
from sim.page import folded
from sim.play.sight import BELIEFS
from sim.record import RecordError
from sim.scenario import ScenarioError, parse_assignments
from sim.scenario.problems import guess
from sim.vocabulary import DESKS
from sim.words import STANCE_WORDS, aligned, counted, grid, joined

_HELP = (
    ("see", "all numbers, orders, seats and injects"),
    ("see TEXT", "the numbers with this in their path: see heat"),
    ("injects", "the list of injects"),
    ("fire N", "fire an inject now, or several; hold N, release N, cancel N"),
    ("edit N KEY=VALUE", 'change an inject: edit 3 at=2022-Q3 text="..."'),
    ("add KEY=VALUE", 'add one: add title="..." to=ARM text="..." at=2022-Q1'),
    ("message WHO TEXT", "to an actor, or to all"),
    ("set PATH=VALUE REASON", "change a number of the game; only a message tells of it"),
    ("accept WHO REASON", "accept a challenge; set numbers first, if need be"),
    ("reject WHO REASON", "do not accept it"),
    ("seat ACTOR=SEAT", "put somebody else into a seat"),
    ("note TEXT", "keep a note for the review; bookmark TEXT marks this turn"),
    ("quit", "stop; the game can be taken up again"),
)


class ControlDesk:
    """Who runs a game, at a console.

    Args:
        console: The console.
        host: The host of the game.
    """

    def __init__(self, console: Console, host: Host) -> None:
        assert host.session is not None
        self._console, self._host = console, host
        self._session: Session = host.session
        self._told = False

    def before_turn(self) -> None:
        """Take commands until the next turn is to be opened.

        Raises:
            LeftError: The control desk stops the game.
            LogError: An act cannot be brought to the disk.
        """
        game = self._session.game
        if not self._told:
            self._console.say(help_text())
            self._told = True
        self.hear()
        if due := self._session.staff.due():
            self._console.say(f"Due as this turn opens: {_listed(due)}.")
        date = game.scenario.calendar.date(game.turn)
        while True:
            line = self._console.ask(f"Control, before {date} (turn {game.turn}): ")
            if not line:
                return
            try:
                self._console.say(self._done(line))
            except (ScenarioError, RecordError, LookupError, ValueError) as error:
                said = error.args[0] if error.args else error
                self._console.say(f"Not done: {said}")

    def hear(self) -> None:
        """Show what happened while somebody else sat at the screen."""
        for told in self._host.untold():
            self._console.say(folded(f"! {told}", hanging=2))

    def _done(self, line: str) -> str:
        """Carry out a command; return what to say of it.

        Raises:
            LeftError: The command is to stop.
            ValueError: The command is not known, or something about it is wrong.
        """
        word, _, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        if word in _QUIT and not rest:
            raise LeftError
        if word in _HELP_WORDS:
            return help_text()
        if word == "see" and rest:
            return numbers_with(self._session, rest)
        if word in _SHOWN and not rest:
            return _SHOWN[word](self._session)
        if word in REMARKS[:2]:
            self._session.note(CONTROL, _needed(rest, f"{word} TEXT"), sort=word)
            return "Kept."
        if word not in _ACTS:
            known = [*_ACTS, *_SHOWN, *REMARKS[:2], *_QUIT, *_HELP_WORDS]
            raise ValueError(f"no command '{line}'{guess(word, known)}; help lists them")
        _ACTS[word](self, word, _needed(rest, _FORMS[word]))
        return "Done."

    # --- acts -----------------------------------------------------------------------------------

    def _fire(self, word: str, rest: str) -> None:
        self._session.staff.fire(rest.split())

    def _step(self, word: str, rest: str) -> None:
        for serial in rest.split():
            self._session.staff.schedule(word, serial)

    def _edit(self, word: str, rest: str) -> None:
        serial, _, keys = rest.partition(" ")
        before = self._session.injects[serial]
        table = _checked(self._session, {**before.plain(), **_assigned(keys)})
        self._session.staff.schedule("edit", serial, table)

    def _add(self, word: str, rest: str) -> None:
        table = {"serial": self._session.injects.next_serial, **_assigned(rest)}
        checked = _checked(self._session, table)
        self._session.staff.schedule("add", str(checked["serial"]), checked)

    def _message(self, word: str, rest: str) -> None:
        to, _, text = rest.partition(" ")
        self._session.staff.message(to, _needed(text.strip(), _FORMS[word]))

    def _set(self, word: str, rest: str) -> None:
        change, _, reason = rest.partition(" ")
        values: Mapping[str, Any] = parse_assignments([change])
        self._session.staff.change(values, _needed(reason.strip(), _FORMS[word]))

    def _rule(self, word: str, rest: str) -> None:
        to, _, reason = rest.partition(" ")
        self._session.staff.rule(
            to, _needed(reason.strip(), _FORMS[word]), accepted=word == "accept", values={}
        )

    def _seat(self, word: str, rest: str) -> None:
        self._host.take_seat(rest)


_QUIT, _HELP_WORDS = ("quit", "exit"), ("help", "?")
_FORMS: Mapping[str, str] = {
    **{
        word: f"{word} N, the number of an inject" for word in ("fire", "hold", "release", "cancel")
    },
    "edit": "edit N KEY=VALUE",
    "add": "add KEY=VALUE",
    "message": "message WHO TEXT",
    "set": "set PATH=VALUE REASON",
    "accept": "accept WHO REASON",
    "reject": "reject WHO REASON",
    "seat": "seat ACTOR=SEAT, such as seat ARM=human",
}
"""How each act is written."""
_ACTS: Mapping[str, Callable[[ControlDesk, str, str], None]] = {
    "fire": ControlDesk._fire,
    "hold": ControlDesk._step,
    "release": ControlDesk._step,
    "cancel": ControlDesk._step,
    "edit": ControlDesk._edit,
    "add": ControlDesk._add,
    "message": ControlDesk._message,
    "set": ControlDesk._set,
    "accept": ControlDesk._rule,
    "reject": ControlDesk._rule,
    "seat": ControlDesk._seat,
}


def help_text() -> str:
    """Return what the control desk can do."""
    rows = [[f"  {command}", meaning] for command, meaning in _HELP]
    return f"Control desk. Enter opens the next turn. Commands:\n{aligned(rows)}"


def numbers_with(session: Session, text: str) -> str:
    """Return all numbers whose path holds a text, as a table.

    Raises:
        ValueError: There is none.
    """
    state = session.game.state()
    rows = [[path, f"{as_told(path, value):.3f}"] for path, value in state.items() if text in path]
    if not rows:
        names = [part for path in state for part in path.split(".")]
        raise ValueError(f"no number has '{text}' in its path{guess(text, names)}")
    return grid([["number", "value"], *rows])


def everything(session: Session) -> str:
    """Return what the control desk sees: stance, numbers, orders, seats and injects, as text."""
    game, cast = session.game, session.cast
    state = game.state()
    rows = [
        [path, f"{as_told(path, value):.3f}"]
        for path, value in state.items()
        if value != 0.0 or path.endswith(BELIEFS)
    ]
    orders = [
        [cast.name(actor), session.seats[actor].spelling, *(game.orders(actor)[d] for d in DESKS)]
        for actor in game.cast.actors
    ]
    return "\n\n".join(
        [
            folded(f"Stance: {STANCE_WORDS[game.stance].label}. Numbers that are not 0:"),
            grid([["number", "value"], *rows]),
            grid([["actor", "seat", *DESKS], *orders]),
            injects_text(session),
        ]
    )


def injects_text(session: Session) -> str:
    """Return the injects of a game as a table."""
    injects = session.injects.injects
    if not injects:
        return "There are no injects."
    rows = [[one.serial, one.trigger, joined(one.to), one.title, one.status] for one in injects]
    return grid([["inject", "when", "to", "title", "status"], *rows])


_SHOWN: Mapping[str, Callable[[Session], str]] = {"see": everything, "injects": injects_text}


def _checked(session: Session, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return an inject as plain data, after all checks.

    Raises:
        ScenarioError: It has faults.
    """
    serials = [one.serial for one in session.injects.injects]
    inject: Inject = read_inject(table, session.game.scenario, serials)
    return inject.plain()


def _assigned(text: str) -> dict[str, Any]:
    """Return the keys and values of KEY=VALUE words; a value that is no TOML value is a text.

    >>> _assigned('at=3 text="A rumour." to=ARM')
    {'at': 3, 'text': 'A rumour.', 'to': 'ARM'}

    Raises:
        ValueError: A word has no equals sign.
    """
    found: dict[str, Any] = {}
    for word in shlex.split(text):
        key, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"'{word}': expected KEY=VALUE; put texts in quotes")
        try:
            found[key] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            found[key] = value
    return found


def _needed(text: str, form: str) -> str:
    """Return a text that must not be empty.

    Raises:
        ValueError: It is.
    """
    if not text:
        raise ValueError(f"expected {form}")
    return text


def _listed(serials: list[str]) -> str:
    return f"{counted(len(serials), 'inject')}: {joined(serials)}"

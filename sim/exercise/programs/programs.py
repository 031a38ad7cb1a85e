"""A player that is a program: JSON lines on its standard input and output."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sim.exercise.programs.limits import Limit, as_seconds, time_for
from sim.exercise.programs.processes import Gone, Process
from sim.exercise.programs.protocol import (
    End,
    Hello,
    LateAnswer,
    Noise,
    Turn,
    as_line,
    read_answer,
    read_ready,
)
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.scenario.problems import shown

ReadT = TypeVar("ReadT")

STARTING = 30.0
"""Seconds in which a program must answer `hello`; it may have much to load."""
MOST_STARTS = 4
"""How often a program is started in a game."""
_AFTER_NOISE = 1.0
"""Seconds in which an answer must follow a line that is none."""
_HEAD = 1_024
"""Bytes of a file in which its interpreter is named; the system reads fewer."""
_FIRST_LINE = "#!/usr/bin/env python3"
_LEAVING = 1.0
"""Seconds in which a program may end by itself after the game."""


class ProgramPlayer:
    """A program that plays, started when it is first needed and again after it has ended.

    Whatever the program does, the game goes on: every fault becomes a ``NoAnswer``.

    Args:
        command: The program and its arguments, as in a shell; no shell reads them.
        seconds: Time for an answer.
        starting: Time for the answer to `hello`, after every start.

    Raises:
        ValueError: The command is empty, has an open quote or names no program; or a time is not
            above 0.
    """

    def __init__(self, command: str, seconds: float, *, starting: float = STARTING) -> None:
        self.command = command
        self.seconds, self.starting = as_seconds(seconds), as_seconds(starting)
        self.name = ""
        """Name that the program gave itself; "" until it did."""
        self._arguments = split_command(command)
        self._briefing: Briefing | None = None
        self._process: Process | None = None
        self._starts = 0

    def __repr__(self) -> str:
        return f"ProgramPlayer({self.command!r}, {self.seconds:g})"

    def begin(self, briefing: Briefing) -> None:
        """Start the program and give it the briefing; one that runs already is stopped first.

        Raises:
            NoAnswer: It cannot be started, or does not answer `hello`.
        """
        self.close()
        self._briefing = briefing
        self._running()

    def answer(self, sheet: Sheet) -> Answer:
        """Return the program's answer to a sheet; start the program if it does not run.

        Raises:
            NoAnswer: There was no valid answer in time.
        """
        try:
            process = self._running()
            limit = Limit.of(time_for(sheet, self.seconds))
            process.send(as_line(Turn(sheet=sheet)))
            return _read(process, limit, lambda line: read_answer(line, sheet))
        except Gone as error:
            raise self._given_up(error) from None

    def end(self, outcome: str) -> None:
        """Tell the program how the game ended, then stop it."""
        if self._process is not None:
            try:
                self._process.send(as_line(End(outcome=outcome)))
                self._process.stop(_LEAVING)
            except Gone:
                self._process.stop()
            self._process = None

    def close(self) -> None:
        """Stop the program at once, and all that it has started."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def _running(self) -> Process:
        """Return the process; if there is none, start one and give it the briefing."""
        if self._process is not None:
            return self._process
        if self._briefing is None:
            raise NoAnswer("the program has had no briefing")
        if self._starts == MOST_STARTS:
            raise NoAnswer(f"the program was started {MOST_STARTS} times, and is not started again")
        self._starts += 1
        try:
            self._process = Process(self._arguments)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise NoAnswer(f"{shown(self._arguments[0])} cannot be started: {reason}") from None
        try:
            self._process.send(as_line(Hello(briefing=self._briefing)))
            self.name = _read(self._process, Limit.of(self.starting), read_ready)
        except NoAnswer as error:
            raise self._given_up(NoAnswer(f"hello: {error}")) from None
        return self._process

    def _given_up(self, error: NoAnswer) -> NoAnswer:
        """Stop the process; return the error with its last words and what comes next."""
        said = ""
        if self._process is not None:
            self._process.stop()
            said = self._process.remark()
            self._process = None
        remark = f" ({said})" if said else ""
        again = "is started again at the next turn"
        if self._starts == MOST_STARTS:
            again = f"was started {MOST_STARTS} times, and is not started again"
        return NoAnswer(f"{error}{remark}; it {again}")


def split_command(command: str) -> list[str]:
    """Return a command as a list of its program and its arguments, split as a shell would.

    Raises:
        ValueError: It is empty, has an open quote, or names no program that can be started.
    """
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        reason = str(error).lower()
        raise ValueError(f"program {shown(command)}: {reason}; close the quotation") from None
    if os.name != "posix":
        words = [word[1:-1] if word[:1] == word[-1:] == '"' else word for word in words]
    if not words:
        raise ValueError("program: must name a program, such as ./bot.py or 'python bot.py'")
    _check_program(words[0], command)
    return words


def _check_program(name: str, command: str) -> None:
    """Refuse a program that cannot be started.

    Raises:
        ValueError: There is no such program, or the system cannot run it.
    """
    begin = f"program {shown(name)}"
    found = None if "\0" in name else shutil.which(name)
    if found:
        if os.name == "posix" and (fault := _fault_of_file(Path(found), name)):
            raise ValueError(f"{begin}: {fault}")
        return
    if command != name and Path(command).is_file():
        raise ValueError(
            f"{begin}: no such program; put a path with spaces in quotes: {shlex.quote(command)}"
        )
    if Path(name).is_dir():
        raise ValueError(f"{begin}: is a folder; name the program in it")
    if Path(name).is_file():
        by_path = Path(name).parts != (name,) or name.startswith(".")
        if not os.access(name, os.X_OK):
            raise ValueError(
                f"{begin}: the file is not executable; "
                f"write 'python {name}' if it is in Python, or make it executable: chmod +x {name}"
            )
        hint = "" if by_path else f"; write ./{name} for the file in this folder"
        raise ValueError(f"{begin}: no such program{hint}")
    other = "python3" if name == "python" else "python"
    hint = f"; did you mean '{other}'?" if "python" in name and shutil.which(other) else ""
    raise ValueError(f"{begin}: no such program{hint}")


def _fault_of_file(file: Path, name: str) -> str:
    """Return why the system cannot run an executable file; "" if it can, or if nobody can tell."""
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError:
        return ""
    if not head.startswith(b"#!"):
        wanted = f"begin it with a line such as {_FIRST_LINE}, or write 'python {name}'"
        return "" if b"\0" in head else f"its first line names no interpreter; {wanted}"
    line = head[2:].partition(b"\n")[0].decode("utf-8", "replace")
    if line.endswith("\r"):
        return (
            "its lines end as on Windows, so no interpreter is found; save it with Unix line ends"
        )
    words = line.split()
    missing = [word for word in words[:1] if not shutil.which(word)]
    if len(words) == 2 and Path(words[0]).name == "env" and not shutil.which(words[1]):
        missing.append(words[1])
    return f"its first line names {shown(missing[0])}, which is not here" if missing else ""


def _read(process: Process, limit: Limit, read: Callable[[bytes], ReadT]) -> ReadT:
    """Return what is read in the lines of a process.

    Late answers to earlier turns are passed over. So is what is no answer at all, if an answer
    follows soon: it may be what the program wrote after its last answer, or when it started.
    """
    passed: NoAnswer | None = None
    while True:
        try:
            line = process.take(limit)
        except Gone:
            raise
        except NoAnswer as error:
            raise _missed(error, passed) from None
        try:
            if line.strip():
                return read(line)
        except Noise as noise:
            passed, limit = noise, limit.within(_AFTER_NOISE)
        except LateAnswer as late:
            passed = passed or late


def _missed(error: NoAnswer, passed: NoAnswer | None) -> NoAnswer:
    """Return why there was no answer in time, after what was passed over."""
    if isinstance(passed, Noise):
        return NoAnswer(f"{passed}; no answer followed")
    late = "; an answer to an earlier turn came too late" if passed else ""
    return NoAnswer(f"{error}{late}")

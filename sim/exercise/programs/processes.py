"""A program that runs beside the game, with its standard input, output and error.

Nothing here waits without a limit. Three threads read and write for the game, so that a program
that does not read, does not write or writes without end can never block it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence

from sim.exercise.programs.chat import KEY_VARIABLE
from sim.exercise.programs.limits import Limit
from sim.exercise.programs.protocol import LONGEST_LINE
from sim.exercise.sheets import NoAnswer
from sim.texts import printable

MOST_UNREAD = 16 * LONGEST_LINE
"""Most bytes that a program may have written before they are read; more is a flood."""
LONGEST_TAIL = 2_000
"""Bytes of standard error that are kept, the last ones."""
LONGEST_REMARK = 200
"""Most characters of standard error in a message."""

_FLOOD = f"the program wrote more than the {LONGEST_LINE:,} bytes of a line"
_CHUNK = 65_536
_PAUSE = 0.01
"""Seconds for which who writes much to standard error is held up, lest all time go into it."""
_READING = 1.0
"""Seconds that are left to read the last message when the next one is to be sent."""
_DYING = 2.0
"""Seconds to wait until a program that was killed has ended, and its pipes are closed."""


class Gone(NoAnswer):
    """A program that can give no more answers: it has ended, or must be stopped."""


class Process:
    """A running program, the leader of a process group of its own.

    Args:
        arguments: The program and its arguments; no shell reads them.

    Raises:
        OSError: The program cannot be started.
        ValueError: An argument holds a null character.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        self._news = threading.Condition()
        self._said = bytearray()
        self._tail = bytearray()
        self._flooding = self._silent = self._deaf = False
        self._writer: threading.Thread | None = None
        self._readers = [_begun(self._listen), _begun(self._keep_tail)]
        # At the end of Python no program of ours is left, whoever forgot to stop it.
        self._at_exit = weakref.finalize(self, _kill, self._process, _guard(self._process.pid))

    def send(self, line: bytes) -> None:
        """Begin to write a line; what the program wrote to the line before is late, and forgotten.

        Raises:
            Gone: The program has ended, or it has not read the line before.
        """
        if self._process.poll() is not None:
            raise Gone(self._end())
        if self._writer is not None:
            self._writer.join(_READING)
            if self._writer.is_alive():
                raise Gone("the program has not read the last message")
            with self._news:
                del self._said[: self._said.rfind(b"\n") + 1]
        self._writer = _begun(self._write, line)

    def take(self, limit: Limit) -> bytes:
        """Return the next line that the program writes, without its line break.

        Raises:
            Gone: The program has ended, has closed a pipe, or writes without end.
            NoAnswer: There is no line in time.
        """
        with self._news:
            while not self._flooding:
                end = self._said.find(b"\n")
                if end < 0 and self._silent:
                    end = len(self._said)
                if end > LONGEST_LINE:
                    break
                if end > 0 or (end == 0 and self._said):
                    line = bytes(self._said[:end])
                    del self._said[: end + 1]
                    return line.removesuffix(b"\r")
                self._check()
                left = limit.left
                if not left:
                    half = ", but a part of a line" if self._said else ""
                    raise NoAnswer(f"{limit.missed}{half}")
                self._news.wait(left)
        raise Gone(_FLOOD)

    def stop(self, grace: float = 0.0) -> None:
        """End the program and all that it has started in its process group.

        Args:
            grace: Seconds in which it may end by itself, after its input is closed.
        """
        if grace > 0:
            if self._writer is not None:
                self._writer.join(grace)
            self._close_input()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        self._at_exit()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING)
        for thread in (*self._readers, self._writer):
            if thread is not None:
                thread.join(_DYING)
        # A pipe that a thread still reads is held open by a program that has left the group.
        if not any(thread.is_alive() for thread in self._readers):
            for pipe in (self._process.stdout, self._process.stderr):
                assert pipe is not None
                pipe.close()
        self._close_input()

    def remark(self) -> str:
        """Return the last line of its standard error, shortened; "" if there is none."""
        lines = self._tail.decode("utf-8", "replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        return printable(said[-1])[:LONGEST_REMARK] if said else ""

    # --- parts --------------------------------------------------------------------------------

    def _check(self) -> None:
        """Raise Gone if no line can come any more."""
        if len(self._said) > LONGEST_LINE:
            raise Gone(_FLOOD)
        if self._silent:
            raise Gone(self._end())
        if self._deaf:
            raise Gone("the program closed its standard input")

    def _end(self) -> str:
        """Return how the program ended; it has a moment to end after its pipes are closed."""
        try:
            status = self._process.wait(_DYING / 4)
        except subprocess.TimeoutExpired:
            return "the program closed its standard output"
        if status < 0:
            return f"the program was ended by signal {-status}"
        return f"the program ended with status {status}"

    def _listen(self) -> None:
        """Keep what the program writes, until there is too much of it."""
        assert self._process.stdout is not None
        while chunk := _read(self._process.stdout.fileno()):
            with self._news:
                self._said += chunk
                self._flooding = len(self._said) > MOST_UNREAD
                self._news.notify_all()
                if self._flooding:
                    return
        with self._news:
            self._silent = True
            self._news.notify_all()

    def _keep_tail(self) -> None:
        assert self._process.stderr is not None
        while chunk := _read(self._process.stderr.fileno()):
            self._tail = (self._tail + chunk)[-LONGEST_TAIL:]
            if len(chunk) > _CHUNK // 16:
                time.sleep(_PAUSE)

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._process.stdin.fileno(), rest) :]
        except (OSError, ValueError):
            with self._news:
                self._deaf = True
                self._news.notify_all()

    def _close_input(self) -> None:
        if self._writer is not None and self._writer.is_alive():
            return
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()


def _begun(target: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def _read(number: int) -> bytes:
    try:
        return os.read(number, _CHUNK)
    except OSError:
        return b""


def _environment() -> dict[str, str]:
    """Return the environment of a program: ours without the key; for Python, UTF-8 unbuffered."""
    usual = {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    ours = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    return {**usual, **ours}


def _guard(group: int) -> subprocess.Popen[bytes] | None:
    """Return a shell that kills a process group when this process is gone, however it ended.

    It waits at a pipe of which this process alone has the other end; the system closes that end.
    There is none on Windows, nor where there is no shell.
    """
    if sys.platform == "win32":
        return None
    with contextlib.suppress(OSError):
        return subprocess.Popen(
            ["/bin/sh", "-c", f"read -r end; kill -9 -{group}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    return None


def _kill(process: subprocess.Popen[bytes], guard: subprocess.Popen[bytes] | None) -> None:
    if sys.platform == "win32":
        number = str(process.pid)
        subprocess.run(["taskkill", "/F", "/T", "/PID", number], capture_output=True, check=False)
    else:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()
    if guard is not None:
        # The group is gone, and the system may give its number to another one.
        guard.kill()
        guard.wait()
        assert guard.stdin is not None
        guard.stdin.close()

"""A console: text out, lines in, with a limit of time, and a curtain between two people."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import queue
import re
import select
import shutil
import sys
import threading
import time
from typing import Protocol

from sim.texts import is_unprintable, printable_lines

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Clears the screen of a terminal and what could be scrolled back to."""
LONGEST_LINE = 2_000
"""Letters of a line that are read; the rest is left out."""
STRAY_SECONDS = 0.5
"""Time after the screen was cleared in which keys do not count: who sat there may still press them,
and a stray Enter would open the sheet of the next person."""
_DUMB_LINES = 100
"""Fewest empty lines in place of clearing, on a terminal that cannot be cleared."""
_KEYS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-DFHP-S])?")
"""What keys such as the arrows send: they move nothing here, so they are no part of a line."""


class TimeIsUpError(Exception):
    """No line came in time."""


class LeftError(Exception):
    """Whoever sits at the console wants to stop, or its input has ended."""


class Console(Protocol):
    """What a person at a computer reads and writes."""

    def say(self, text: str = "") -> None:
        """Show a text."""
        ...

    def ask(self, prompt: str, until: float | None = None) -> str:
        """Return the line that is typed after a prompt.

        Args:
            prompt: The prompt.
            until: Time at which it ends, as by `time.monotonic`; None without a limit.

        Raises:
            LeftError: There is no more input, or the person interrupts.
            TimeIsUpError: No line came in time.
        """
        ...

    def hide(self) -> None:
        """Hide everything that was shown, before somebody else comes to the screen."""
        ...


class Terminal:
    """The console of this process: standard input and output."""

    def __init__(self) -> None:
        self._reader: _Reader | None = None
        self._clean = False
        _read_all_letters()

    def say(self, text: str = "") -> None:
        """Print a text; characters that cannot be printed are escaped, except line breaks.

        Raises:
            LeftError: The terminal is closed.
        """
        self._show(printable_lines(text) + "\n")

    def ask(self, prompt: str, until: float | None = None) -> str:
        """Return the line that is typed after a prompt; see `Console.ask`."""
        self._show(printable_lines(prompt))
        try:
            line = self._line(until)
        except (KeyboardInterrupt, OSError):
            line = ""
        except TimeIsUpError:
            _print("\n")
            self._forget_typed()
            raise
        if not line:
            _print("\n")
            raise LeftError
        return typed(line)

    def hide(self) -> None:
        """Clear the screen of a terminal, and forget what was typed ahead.

        A terminal that cannot be cleared is filled with empty lines; a file or pipe gets a line.

        Raises:
            LeftError: The terminal is closed, or the person interrupts.
        """
        if self._clean:
            return
        self._clear()
        if self._forget_typed():
            # What the terminal has shown of the keys goes, too.
            self._clear()
        self._clean = True

    def _show(self, text: str) -> None:
        self._clean = False
        _print(text)

    def _clear(self) -> None:
        if not sys.stdout.isatty():
            _print("\n" + "-" * 60 + "\n")
        elif os.name == "posix" and os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
            _print("\n" * max(_DUMB_LINES, 2 * shutil.get_terminal_size().lines))
        else:
            _print(CLEAR)

    def _forget_typed(self) -> bool:
        """Forget what is typed until `STRAY_SECONDS` from now; return whether this is possible."""
        if self._reader is not None or os.name != "posix" or not sys.stdin.isatty():
            return False
        import termios

        try:
            time.sleep(STRAY_SECONDS)
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
        except KeyboardInterrupt:
            raise LeftError from None
        except termios.error:
            return False
        return True

    def _line(self, until: float | None) -> str:
        if until is None and self._reader is None:
            return sys.stdin.readline()
        if os.name == "posix" and self._reader is None and sys.stdin.isatty():
            left = max(0.0, until - time.monotonic()) if until is not None else None
            # A terminal gives whole lines, so nothing of one waits in Python's own buffer.
            if not select.select([sys.stdin], [], [], left)[0]:
                raise TimeIsUpError
            return sys.stdin.readline()
        if self._reader is None:
            self._reader = _Reader()
        return self._reader.line(until)


def typed(line: str) -> str:
    r"""Return a line as it counts: without the keys that type no letter, at most `LONGEST_LINE`.

    >>> typed("mobi\x1b[D\x1b[Dlise\x07 \n")
    'mobilise'
    """
    letters = _KEYS.sub("", line).replace("\t", " ")
    return "".join(one for one in letters if not is_unprintable(one)).strip()[:LONGEST_LINE]


def _read_all_letters() -> None:
    """Let standard input take every byte: what is no letter becomes a mark, and is no fault.

    People type UTF-8 also where the locale knows no more than ASCII.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        plain = codecs.lookup(sys.stdin.encoding).name == "ascii"
        sys.stdin.reconfigure(encoding="utf-8" if plain else None, errors="replace")


def _print(text: str) -> None:
    """Print a text at once.

    Raises:
        LeftError: The terminal is closed.
    """
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        raise LeftError from None


class _Reader:
    """Reads lines in a thread, where the system cannot wait for input and time at once."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line(self, until: float | None) -> str:
        left = None if until is None else max(0.0, until - time.monotonic())
        try:
            return self._lines.get(timeout=left)
        except queue.Empty:
            raise TimeIsUpError from None

    def _read(self) -> None:
        with contextlib.suppress(ValueError, OSError):
            while line := sys.stdin.readline():
                self._lines.put(line)
        self._lines.put("")

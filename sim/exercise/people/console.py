"""A console: text out, lines in, with a limit of time, and a curtain between two people."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import sys
import threading
import time
from typing import Protocol

from sim.texts import printable_lines

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Clears the screen of a terminal and what could be scrolled back to."""
LONGEST_LINE = 2_000
"""Letters of a line that are read; the rest is left out."""


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

    def say(self, text: str = "") -> None:
        """Print a text; characters that cannot be printed are escaped, except line breaks."""
        print(printable_lines(text), flush=True)

    def ask(self, prompt: str, until: float | None = None) -> str:
        """Return the line that is typed after a prompt; see `Console.ask`."""
        print(prompt, end="", flush=True)
        try:
            line = self._line(until)
        except KeyboardInterrupt:
            print()
            raise LeftError from None
        except TimeIsUpError:
            print()
            raise
        if not line:
            print()
            raise LeftError
        return line.strip()[:LONGEST_LINE]

    def hide(self) -> None:
        """Clear the screen of a terminal; a file or pipe gets a line instead."""
        print(CLEAR if sys.stdout.isatty() else "\n" + "-" * 60, flush=True)

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

"""A console for tests: it types lines from a list, and keeps everything that was on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from sim.exercise.people.console import LeftError, TimeIsUpError

LATE = "<too late>"
"""A line for which the person needs longer than there is time."""


class Scripted:
    """Types the lines of a list; then whoever sits there stops."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        self.shown: list[str] = []

    def say(self, text: str = "") -> None:
        self.shown.append(text)

    def ask(self, prompt: str, until: float | None = None) -> str:
        if not self.lines:
            self.shown.append(prompt)
            raise LeftError
        line = self.lines.pop(0)
        self.shown.append(f"{prompt}<{line}>")
        if line == LATE:
            assert until is not None
            raise TimeIsUpError
        return line

    def hide(self) -> None:
        self.shown.append("~" * 30 + " the screen is cleared " + "~" * 30)

    @property
    def screen(self) -> str:
        """Everything that was shown."""
        return "\n".join(self.shown) + "\n"

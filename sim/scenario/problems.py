"""Errors of a scenario: their class and the parts of their messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.texts import printable

Path = tuple[str | int, ...]

# Longer words are not misspelt keys, and the time of difflib is quadratic in their length.
_LONGEST_GUESS = 64
_LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: file, line and column (from 1; 0 if not in a file), key path and message."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return printable(f"{place}: {self.message}" if self.file else self.message)


class ScenarioError(ValueError):
    """The scenario cannot be played; `problems` holds every error found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def single(message: str, *, file: str = "", path: str = "") -> ScenarioError:
    """Return a ScenarioError with one problem without a line in a file."""
    return ScenarioError([Problem(file, 0, 0, path, message)])


def closest(word: str, options: Iterable[str]) -> str:
    """Return the option most similar to `word`, or "" if none is similar."""
    if len(word) > _LONGEST_GUESS:
        return ""
    by_lower = {option.lower(): option for option in options}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def guess(word: str, options: Iterable[str]) -> str:
    """Return the end of a message: a hint at the option most similar to a word, or ""."""
    likely = closest(word, options)
    return f"; did you mean '{likely}'?" if likely else ""


def choices(word: str, options: Sequence[str]) -> str:
    """Return the end of a message: the most similar option, and all options if they are few."""
    hint = guess(word, options)
    if not options:
        return hint
    if len(options) <= _LONGEST_LIST:
        return f"{hint} (allowed: {', '.join(options)})"
    return hint or f" (allowed: {', '.join(options[:_LONGEST_LIST])}, ...)"


def shown(value: object) -> str:
    """Return a value as text in the notation of the file, shortened."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value if len(value) <= 40 else value[:37] + "..."
        return '"' + "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) + '"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "an array"
    if isinstance(value, int) and abs(value) > 10**30:
        return "a huge integer"
    text = str(value)
    if isinstance(value, float) and text.endswith(".0"):
        text = text.removesuffix(".0")
    return text if len(text) <= 40 else text[:37] + "..."

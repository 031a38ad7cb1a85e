"""The errors found in one document, with their places in the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.scenario.paths import format_path
from sim.scenario.problems import Path, Problem, ScenarioError, shown

Locate = Callable[[Path], tuple[str, int, int]]

MOST_PROBLEMS = 500


class Findings:
    """Collects the errors of a document.

    Args:
        locate: Function that returns file, line and column of a path.
        files: Names of the files, in the order in which their errors are listed.
    """

    def __init__(self, locate: Locate, files: Sequence[str]) -> None:
        self._locate = locate
        self._files = list(files)
        self._problems: dict[tuple[Path, str], None] = {}
        self._paths: set[Path] = set()

    def __len__(self) -> int:
        return len(self._problems)

    def report(self, path: Path, message: str) -> None:
        """Add an error of the value at a path: "PATH: message"."""
        self._problems[path, message] = None
        self._paths.add(path)

    def refuse(self, path: Path, value: object, message: str) -> None:
        """Add an error that shows the value: "PATH = VALUE: message"."""
        self.report(path, f"= {shown(value)}: {message}")

    def has(self, path: Path) -> bool:
        """Return whether there is an error of exactly this path."""
        return path in self._paths

    @property
    def crowded(self) -> bool:
        """Whether there are so many errors that further hints are not useful."""
        return len(self._problems) > MOST_PROBLEMS

    def problems(self) -> list[Problem]:
        """Return the errors, at most ``MOST_PROBLEMS``, ordered by file, line and column."""
        found = []
        for path, message in self._problems:
            text = format_path(path)
            found.append(Problem(*self._locate(path), text, _headed(text, message)))
        found.sort(key=lambda item: (self._files.index(item.file), item.line, item.column))
        if len(found) > MOST_PROBLEMS:
            last = found[MOST_PROBLEMS - 1]
            rest = f"and {len(found) - MOST_PROBLEMS} more problems"
            tail = Problem(last.file, last.line, last.column, "", rest)
            found = [*found[:MOST_PROBLEMS], tail]
        return found

    def raise_if_any(self) -> None:
        """Raise a ScenarioError with all errors if there are any."""
        if self._problems:
            raise ScenarioError(self.problems())


def _headed(path: str, message: str) -> str:
    if not path:
        return message
    return f"{path} {message}" if message.startswith("= ") else f"{path}: {message}"

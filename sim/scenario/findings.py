"""The faults found in one document, and the places they are reported at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.scenario.paths import format_path
from sim.scenario.problems import Path, Problem, ScenarioError, shown

Locate = Callable[[Path], tuple[str, int, int]]

MOST_PROBLEMS = 500


class Findings:
    """Collects problems of a document.

    `locate` turns a path into file, line and column; `files` are the files in the order in which
    their problems are listed.
    """

    def __init__(self, locate: Locate, files: Sequence[str]) -> None:
        self._locate = locate
        self._files = list(files)
        self._problems: dict[tuple[Path, str], None] = {}
        self._paths: set[Path] = set()

    def __len__(self) -> int:
        return len(self._problems)

    def report(self, path: Path, message: str) -> None:
        """A fault of the value at a path: "PATH: message"."""
        self._problems[path, message] = None
        self._paths.add(path)

    def refuse(self, path: Path, value: object, message: str) -> None:
        """A fault of a value that is shown: "PATH = VALUE: message"."""
        self.report(path, f"= {shown(value)}: {message}")

    def has(self, path: Path) -> bool:
        """Whether a fault of exactly this path is known."""
        return path in self._paths

    @property
    def crowded(self) -> bool:
        """Whether there are so many that further search helps nobody."""
        return len(self._problems) > MOST_PROBLEMS

    def problems(self) -> list[Problem]:
        """The faults in file order, each file of the chain in turn; at most MOST_PROBLEMS."""
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
        """Raise a ScenarioError of all that was found, if anything was."""
        if self._problems:
            raise ScenarioError(self.problems())


def _headed(path: str, message: str) -> str:
    if not path:
        return message
    return f"{path} {message}" if message.startswith("= ") else f"{path}: {message}"

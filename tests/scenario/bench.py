"""A bench for spoiling files and reading what a loader says of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import ScenarioError, load_scenario

Loader = Callable[[str], Any]
DATA = Path(__file__).parent / "data"
QUARREL = DATA / "quarrel.toml"
MARK = "§"


PARAMETERS = DATA.parents[2] / "scenarios" / "common" / "parameters.toml"


def unset_parameters() -> set[str]:
    """Paths of the shipped parameters that the data of these tests leave as they are shipped."""
    shipped, own = (
        tomllib.loads(path.read_text(encoding="utf-8"))["parameters"]
        for path in (PARAMETERS, DATA / "rules.toml")
    )
    return {f"parameters.{name}" for name in shipped.keys() - own.keys()}


class Bench:
    """A folder of files to be spoilt, one of them the usual one, and the loader to be tested."""

    def __init__(
        self, folder: Path, load: Loader = load_scenario, file: str = "quarrel.toml"
    ) -> None:
        self.folder = folder
        self.place = ""
        self._load = load
        self._file = file

    def text(self, file: str | None = None) -> str:
        file = self._file if file is None else file
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write a file. A mark in the text is taken out, and its place kept as FILE:LINE:COLUMN."""
        if MARK in text:
            before = text[: text.index(MARK)]
            column = len(before) - before.rfind("\n")
            self.place = f"{file}:{before.count(chr(10)) + 1}:{column}"
        (self.folder / file).write_text(text.replace(MARK, ""), encoding="utf-8")

    def edit(self, old: str, new: str, file: str | None = None) -> None:
        file = self._file if file is None else file
        text = self.text(file)
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def append(self, text: str, file: str | None = None) -> None:
        file = self._file if file is None else file
        self.write(file, self.text(file) + text)

    def load(self, file: str | None = None) -> Any:
        return self._load(self._file if file is None else file)

    def errors(self, file: str | None = None) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            self.load(file)
        assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
        return str(caught.value).splitlines()

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load_scenario

DATA = Path(__file__).parent / "data"
MARK = "§"


class Bench:
    """A folder with the small scenario and what it extends, to be spoilt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = ""

    def text(self, file: str = "quarrel.toml") -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write a file. A mark in the text is taken out, and its place kept as FILE:LINE:COLUMN."""
        if MARK in text:
            before = text[: text.index(MARK)]
            column = len(before) - before.rfind("\n")
            self.place = f"{file}:{before.count(chr(10)) + 1}:{column}"
        (self.folder / file).write_text(text.replace(MARK, ""), encoding="utf-8")

    def edit(self, old: str, new: str, file: str = "quarrel.toml") -> None:
        text = self.text(file)
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def append(self, text: str, file: str = "quarrel.toml") -> None:
        self.write(file, self.text(file) + text)

    def load(self, file: str = "quarrel.toml") -> Scenario:
        return load_scenario(file)

    def errors(self, file: str = "quarrel.toml") -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(file)
        assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
        return str(caught.value).splitlines()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for file in DATA.glob("*.toml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    yield Bench(tmp_path)


@pytest.fixture(scope="session")
def quarrel() -> Scenario:
    return load_scenario(DATA / "quarrel.toml")

"""Reading our own pages: their fenced examples, their links and their headings."""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "scenarios" / "README.md",
]
ELLIPSIS = "..."


@dataclass(frozen=True)
class Example:
    """A fenced block: its language, its text and the line on which it begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Shown:
    """A command as a console block shows it, and the lines shown below it."""

    command: str
    lines: tuple[str, ...]
    line: int


def examples(text: str) -> Iterator[Example]:
    """The fenced blocks of a page, in order."""
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Example(found[1], found[2], text.count("\n", 0, found.start()) + 1)


def shown_commands(example: Example) -> list[Shown]:
    """The commands of a console block (`$ ...`), each with its shown output."""
    shown: list[Shown] = []
    for number, line in enumerate(example.text.splitlines(), start=example.line + 1):
        if line.startswith("$ "):
            shown.append(Shown(line[2:], (), number))
        else:
            assert shown, f"line {number}: output without a command"
            last = shown.pop()
            shown.append(Shown(last.command, (*last.lines, line), last.line))
    return shown


def missing_line(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first shown line that was not printed where it should be; None if all were.

    A line `...` stands for any number of lines; without one the next line must follow at once.
    """
    place, loose = 0, False
    for line in shown:
        if line == ELLIPSIS:
            loose = True
            continue
        while loose and place < len(printed) and printed[place] != line:
            place += 1
        if place >= len(printed) or printed[place] != line:
            return line
        place, loose = place + 1, False
    if place < len(printed) and not loose and shown:
        return f"(the end; more was printed: {printed[place]!r})"
    return None


def links(text: str) -> list[str]:
    """Targets of the links and pictures of a page, outside its fenced blocks."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", prose)


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings make, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def script(path: str) -> ModuleType:
    """A script of the folder docs, as a module."""
    file = ROOT / "docs" / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""What a report is made of: headings, sentences, tables, figures and folded texts.

A report is data until `sim.report.page` writes it as HTML, so its parts can be made and tested one
by one. Text is plain: a pair of backticks marks a name, as in `parameters.bulwark`, and everything
else is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sim.cards import Card

REM = 6.0
"""Widths of a letter M, 16 pixels of which 96 are an inch."""
SMALLEST, LARGEST = 0.8, 1.2
"""How far a figure may shrink and grow; a narrower screen scrolls within the figure."""
LONGEST_TABLE = 60
"""Rows of a figure's numbers that a page still shows; more are for programs to read."""


@dataclass(frozen=True)
class Prose:
    """One paragraph; a `lead` is set larger, as the sentence to read if only one is read."""

    kind: ClassVar[str] = "prose"
    text: str
    lead: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Items:
    """A list of short paragraphs, each with a few words in bold before it (or none)."""

    kind: ClassVar[str] = "items"
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table: its caption, the names of its columns, and rows of text.

    The first cell of a row names the row. Columns of numbers are set flush right.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = field(default=())

    def __post_init__(self) -> None:
        """Every row is as wide as the head; which columns hold numbers is read off the cells."""
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"{self.caption}: {len(row)} cells under {len(self.head)} columns")
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.head)
        object.__setattr__(self, "numeric", tuple(_all_numbers(cells) for cells in columns))


@dataclass(frozen=True)
class Picture:
    """A figure: its name, what it is called, what it shows, the same in words, and its SVG.

    `svg` is safe to put into a page: it comes from `sim.report.inline_svg` alone. `width` is its
    own width in inches. `numbers` are what was drawn, or None where they are too many to print.
    """

    kind: ClassVar[str] = "picture"
    name: str
    title: str
    caption: str
    svg: str
    width: float
    numbers: Table | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and largest width on a screen, in rem: never so small that it cannot be read."""
        return round(SMALLEST * self.width * REM, 1), round(LARGEST * self.width * REM, 1)


@dataclass(frozen=True)
class Code:
    """Text in a typewriter face, line by line: commands, files, a chronicle."""

    kind: ClassVar[str] = "code"
    text: str
    label: str


@dataclass(frozen=True)
class Folded:
    """Blocks that are shown when a reader opens them."""

    kind: ClassVar[str] = "folded"
    summary: str
    blocks: tuple[Block, ...]


Block = Prose | Heading | Items | Table | Picture | Code | Folded


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """The name a link leads to.

        >>> Section("What it does not claim", ()).anchor
        'what-it-does-not-claim'
        """
        return re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")


@dataclass(frozen=True, repr=False)
class Report(Card):
    """A whole report.

    Attributes:
        title: What it is about.
        question: The question, in plain words.
        made: What it was made from and by, in a line.
        sections: The answer first.
        missing: Which runs of its sweep are not there, before anything else; "" if all are.
    """

    title: str
    question: str
    made: str
    sections: tuple[Section, ...]
    missing: str = ""

    def _card(self) -> tuple[str, ...]:
        headings = "; ".join(section.heading for section in self.sections)
        return self.title, self.question, self.missing, self.made, headings

    def to_html(self) -> str:
        """The report as one page of HTML that needs nothing else."""
        from sim.report.page import to_html

        return to_html(self)


def _all_numbers(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers: each cell has a digit, and hardly anything but digits.

    >>> _all_numbers(("0.25", "12 %", "1,000", "[-0.1, 0.2]", "", "2 % (1 to 4 %)"))
    True
    >>> _all_numbers(("0.25", "2020 Q1"))
    False
    """
    filled = [cell for cell in cells if cell.strip("-–")]
    return bool(filled) and all(_NUMBERS.fullmatch(cell) for cell in filled)


_NUMBER = r"[-+−]?[\d.,]+(e[-+]?\d+)?( %)?"
_SPAN = rf"{_NUMBER}( to {_NUMBER})?"
_NUMBERS = re.compile(rf"{_SPAN}( \({_SPAN}\))?|\[{_NUMBER}, {_NUMBER}\]")
"""A number, a span of numbers, either with another in brackets behind it, or a bare interval."""

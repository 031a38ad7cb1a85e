"""The parts of a report: headings, sentences, tables, figures and folded texts.

A report is data until `sim.report.page` writes it as HTML, so its parts can be made and tested one
by one. Text is plain: a pair of backticks marks a name, as in `parameters.bulwark`, and everything
else is shown unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from sim.cards import Card, Line

REM = 6.0
"""Rem in an inch: a rem is 16 pixels, and 96 pixels are an inch."""
LARGEST = 1.2
"""Largest scale of a figure: on a wide screen, and where it is enlarged on a narrow one."""
LONGEST_TABLE = 60
"""Most rows of a figure's numbers that a page shows; longer tables are left out."""
SHORT_TABLE = 16
"""Most rows of a table that is kept on one page of paper."""


@dataclass(frozen=True)
class Prose:
    """One paragraph. A `lead` is set larger, because it holds the most important sentence."""

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
    """A list of short paragraphs: pairs of words in bold (may be "") and text."""

    kind: ClassVar[str] = "items"
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table: its caption, the names of its columns, and rows of text.

    The first cell of a row names the row. Columns of numbers (`numeric`) are aligned right.
    Raises ValueError if a row is not as wide as the head.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = field(default=())

    @property
    def short(self) -> bool:
        """Whether it is kept on one page of paper."""
        return len(self.rows) <= SHORT_TABLE

    def __post_init__(self) -> None:
        """Check that every row is as wide as the head, and find the columns of numbers."""
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"{self.caption}: {len(row)} cells under {len(self.head)} columns")
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.head)
        object.__setattr__(self, "numeric", tuple(_all_numbers(cells) for cells in columns))


@dataclass(frozen=True)
class Picture:
    """A figure: its name, title, caption and SVG.

    `svg` is safe to put into a page, because only `sim.report.inline_svg` makes it. `width` is its
    width in inches. `numbers` are the numbers drawn, or None if there are too many to print.
    """

    kind: ClassVar[str] = "picture"
    name: str
    title: str
    caption: str
    svg: str
    width: float
    numbers: Table | None = None

    @property
    def widest(self) -> float:
        """Its largest width on a screen, in rem."""
        return round(LARGEST * self.width * REM, 1)


@dataclass(frozen=True)
class Code:
    """Text in a monospaced font, line by line: commands, files, a chronicle."""

    kind: ClassVar[str] = "code"
    text: str
    label: str


@dataclass(frozen=True)
class Folded:
    """Blocks that stay hidden until the reader opens them.

    On paper they are open if `printed`; if not, they are left out unless the
    reader has opened them.
    """

    kind: ClassVar[str] = "folded"
    summary: str
    blocks: tuple[Block, ...]
    printed: bool = True


Block = Prose | Heading | Items | Table | Picture | Code | Folded


@dataclass(frozen=True)
class Section:
    """A heading and the blocks below it."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def parts(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks before the first heading below the section's own, then those of each heading.

        >>> one, two = Heading("One"), Heading("Two")
        >>> Section("", (Prose("a"), one, Prose("b"), two)).parts == (
        ...     (Prose("a"),), (one, Prose("b")), (two,)
        ... )
        True
        """
        starts = [place for place, block in enumerate(self.blocks) if isinstance(block, Heading)]
        ends = [*starts, len(self.blocks)]
        return tuple(self.blocks[start:end] for start, end in pairwise([0, *ends]) if start < end)

    @property
    def anchor(self) -> str:
        """The name that links to the section use.

        >>> Section("What it does not claim", ()).anchor
        'what-it-does-not-claim'
        """
        return re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")


@dataclass(frozen=True, repr=False)
class Report(Card):
    """A whole report.

    Attributes:
        title: The title.
        question: The question it answers, in plain words.
        made: Its source and the version of the program that made it, in one line.
        sections: The sections, the answer first.
        missing: A sentence on the missing runs of its sweep, shown first; "" if none is missing.
    """

    title: str
    question: str
    made: str
    sections: tuple[Section, ...]
    missing: str = ""

    def _card(self) -> tuple[Line, ...]:
        first = self.sections[0].blocks if self.sections else ()
        lead = [block.text for block in first if isinstance(block, Prose) and block.lead]
        headings = "; ".join(section.heading for section in self.sections)
        return (
            self.title,
            self.question,
            self.missing,
            *lead,
            ("Sections", headings),
            ("Made of", self.made),
        )

    def to_html(self) -> str:
        """Return the report as one page of HTML that needs no other file."""
        from sim.report.page import to_html

        return to_html(self)


def _all_numbers(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers, intervals or percentages only, apart from empty cells.

    >>> _all_numbers(("0.25", "12 %", "> 99 %", "1,000", "[-0.1, 0.2]", "", "2 % (1 to 4 %)"))
    True
    >>> _all_numbers(("0.25", "2020 Q1"))
    False
    """
    filled = [cell for cell in cells if cell.strip("-–")]
    return bool(filled) and all(_NUMBERS.fullmatch(cell) for cell in filled)


_NUMBER = r"([<>] )?[-+−]?[\d.,]+(e[-+]?\d+)?( %)?"
_SPAN = rf"{_NUMBER}( to {_NUMBER})?"
_NUMBERS = re.compile(rf"{_SPAN}( \({_SPAN}\))?|\[{_NUMBER}, {_NUMBER}\]")
"""A number or a span of numbers, either of them with a second one in brackets, or an interval."""

"""Charts of rows, each with a label at the left, a mark on the axis and numbers at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style

ROW = 0.27  # inches of a row whose label is one line
LINE = 0.145  # inches of each further line
FOOT = 0.5  # inches below the last row, for the axis and its name
NAME_LETTERS, NOTE_LETTERS = 52, 58
NUMBER_GAP = 0.12  # inches between the axes and the numbers
TOP = 0.12  # inches above the first row


@dataclass(frozen=True)
class Label:
    """The label at the left of a row: a name, and below it a note in small grey letters."""

    name: str
    note: str = ""

    @property
    def names(self) -> list[str]:
        """The name, broken into lines."""
        return wrap(self.name, NAME_LETTERS, break_on_hyphens=False) or [""]

    @property
    def lines(self) -> list[str]:
        """The note, broken into lines."""
        return wrap(self.note, NOTE_LETTERS, break_on_hyphens=False)

    @property
    def tall(self) -> float:
        """Height of the row in inches."""
        return ROW + LINE * (len(self.names) - 1 + len(self.lines))

    @property
    def wide(self) -> float:
        """Width of the label in inches."""
        large = style.LETTER * style.TEXT_SIZE / style.SMALL_SIZE
        names = [len(line) * large for line in self.names]
        return max([*names, *(len(line) * style.LETTER for line in self.lines)])


def policy_label(name: str, titles: Mapping[str, str]) -> Label:
    """Return the label of a policy: what it is called, and below it its name if that differs."""
    called = titles.get(name, name)
    return Label(called, "" if called == name else name)


@dataclass(frozen=True)
class Rows:
    """The layout of a chart of rows, in inches."""

    labels: tuple[Label, ...]
    numbers: tuple[str, ...]

    @property
    def tall(self) -> float:
        """Height of the axes in inches."""
        return TOP + sum(label.tall for label in self.labels)

    @property
    def places(self) -> list[float]:
        """The middle of each row, in inches from the lower edge of the axes, from top to bottom."""
        found, left = [], self.tall - TOP
        for label in self.labels:
            found.append(left - label.tall / 2)
            left -= label.tall
        return found

    @property
    def left(self) -> float:
        """Space at the left of the axes, in inches."""
        return style.MARGIN + 0.15 + max(label.wide for label in self.labels)

    @property
    def right(self) -> float:
        """Space at the right of the axes, in inches."""
        longest = max(map(len, self.numbers), default=0)
        return style.MARGIN + NUMBER_GAP + style.LETTER * longest


def row_page(
    rows: Rows, title: str, note: str, *, axis: str, width: float = 3.6
) -> tuple[Figure, Axes]:
    """Make a figure with axes for rows, `width` inches wide, and write its labels and numbers.

    The vertical axis is in inches from the lower edge of the axes. `axis` is the name of the
    horizontal one.
    """
    whole = rows.left + width + rows.right
    named = wrap(axis, int(1.2 * width / style.LETTER))
    foot = FOOT + LINE * (len(named) - 1)
    figure = style.page(whole, foot + rows.tall, title, note)
    ax = style.add_axes(figure, rows.left, foot, width, rows.tall)
    style.dress(ax)
    ax.set_ylim(0, rows.tall)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("\n".join(named), fontsize=style.SMALL_SIZE, color=style.FAINT)
    for place, label in zip(rows.places, rows.labels, strict=True):
        _write_label(ax, place, label, width)
    for place, number in zip(rows.places, rows.numbers, strict=True):
        ax.text(
            1 + NUMBER_GAP / width,
            place,
            number,
            transform=ax.get_yaxis_transform(),
            va="center",
            fontsize=style.SMALL_SIZE,
            color=style.INK,
        )
    return figure, ax


def _write_label(ax: Axes, place: float, label: Label, width: float) -> None:
    lines: Sequence[tuple[str, bool]] = [
        *((line, True) for line in label.names),
        *((line, False) for line in label.lines),
    ]
    top = place + LINE * (len(lines) - 1) / 2
    for number, (text, first) in enumerate(lines):
        ax.text(
            -0.15 / width,
            top - LINE * number,
            text,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=style.TEXT_SIZE if first else style.SMALL_SIZE,
            color=style.INK if first else style.FAINT,
        )

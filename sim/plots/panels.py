"""Small multiples: panels of one kind side by side, each with its own heading."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style

ACROSS = 3
PAD, ABOVE = 8, 0.14
"""Points from a panel's axes to its heading, and inches: a label at the top of the axes fits."""
HEADING = 0.17  # height of a line of a panel's heading, in inches


@dataclass(frozen=True)
class Grid:
    """Sizes of panels, in inches.

    `left`, `right` and `below` are kept free around the axes of a panel, for texts.
    """

    width: float
    height: float
    left: float = 0.45
    right: float = 0.1
    below: float = 0.35

    @property
    def pitch(self) -> float:
        """Width of a panel with the space at its left and right."""
        return self.left + self.width + self.right


def panel_page(
    grid: Grid, headings: list[str], title: str, note: str, *, across: int = ACROSS
) -> tuple[Figure, list[Axes]]:
    """Make a page of panels with at most `across` in a row; return the figure and the axes."""
    letters = int((grid.width + grid.right) / style.LETTER)
    broken = [wrap(heading, letters) or [""] for heading in headings]
    above = ABOVE + HEADING * max(map(len, broken))
    columns = min(across, len(headings))
    rows = ceil(len(headings) / columns)
    tall = above + grid.height + grid.below
    figure = style.page(
        max(columns * grid.pitch + 2 * style.MARGIN, 6.0), rows * tall + style.MARGIN, title, note
    )
    found = []
    for k, lines in enumerate(broken):
        row, column = divmod(k, columns)
        left = style.MARGIN + column * grid.pitch + grid.left
        bottom = style.MARGIN + (rows - 1 - row) * tall + grid.below
        ax = style.add_axes(figure, left, bottom, grid.width, grid.height)
        ax.set_title(
            "\n".join(lines), loc="left", fontsize=style.SMALL_SIZE, color=style.INK, pad=PAD
        )
        found.append(ax)
    return figure, found

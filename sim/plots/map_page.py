"""The page of a map: its title above, its notes below."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style

WIDTH, TALL = 8.7, 6.46
"""Inches of the map."""


def map_page(title: str, notes: str) -> tuple[Figure, Axes]:
    """Return a figure with a title and notes, and the axes for the map between them."""
    head = style.more_title(title, WIDTH + 0.2)
    figure = style.new_figure(WIDTH + 0.2, TALL + 1.15 + head)
    style.write(figure, 0.1, 0.08, title, bold=True)
    style.write(figure, 0.1, TALL + 0.42 + head, notes)
    return figure, style.add_axes(figure, 0.1, 0.8, WIDTH, TALL)

"""Checks of a drawn figure by the boxes of its texts."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every visible text of a figure with its box, in pixels, a hair smaller than measured."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    # An annotation's own box takes in its arrow, which may well pass under other text.
    return [(t.get_text(), Text.get_window_extent(t, renderer).padded(-0.5)) for t in texts]


def _meeting(found: list[tuple[str, Bbox]]) -> list[tuple[int, int]]:
    """Pairs of boxes, by number, that have a point in common."""
    low, high = (
        np.array([point(box) for _, box in found]).reshape(-1, 2)
        for point in (lambda box: box.min, lambda box: box.max)
    )
    # Two boxes meet if in both directions the later of the two beginnings is before both ends.
    begins = np.maximum(low[:, None], low[None, :])
    ends = np.minimum(high[:, None], high[None, :])
    meet = np.triu((begins <= ends).all(axis=2), k=1)
    return [(int(i), int(j)) for i, j in np.argwhere(meet)]


def faults(figure: Figure) -> list[str]:
    """What is wrong with the texts of a figure: overlaps, and texts that reach beyond it."""
    found = boxes(figure)
    page = figure.bbox
    wrong = [f"{found[i][0]!r} overlaps {found[j][0]!r}" for i, j in _meeting(found)]
    for text, box in found:
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1:
            wrong.append(f"{text!r} is clipped")
    return wrong

"""Checks of a drawn figure by the boxes of its texts."""

from __future__ import annotations

from itertools import combinations

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


def faults(figure: Figure) -> list[str]:
    """What is wrong with the texts of a figure: overlaps, and texts that reach beyond it."""
    found = boxes(figure)
    page = figure.bbox
    wrong = [
        f"{one!r} overlaps {other!r}"
        for (one, a), (other, b) in combinations(found, 2)
        if Bbox.intersection(a, b) is not None
    ]
    for text, box in found:
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1:
            wrong.append(f"{text!r} is clipped")
    return wrong

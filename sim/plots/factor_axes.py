"""Axes of factors: the plain name along the axis, and the path beside it, small and grey."""

from __future__ import annotations

from textwrap import fill
from typing import Any, Literal

from matplotlib.axes import Axes

from sim.experiment.titles import heading
from sim.plots import style

LETTERS = 52  # of a name in a line
LEFT, FOOT = 1.05, 0.78
"""Inches that ticks, name and path take at the left of axes and below them."""


def name_axis(ax: Axes, way: Literal["x", "y"], name: str, path: str) -> None:
    """Write the name of a factor along an axis, and its path outside the name.

    The path is left out if the factor has no other name.
    """
    axis = ax.xaxis if way == "x" else ax.yaxis
    axis.set_label_text(
        fill(heading(name, path), LETTERS), fontsize=style.TEXT_SIZE, color=style.INK
    )
    if name == path:
        return
    place: dict[str, Any] = {"xy": (0.5, 0.0), "xytext": (0, -2), "ha": "center", "va": "top"}
    if way == "y":
        place = {"xy": (0.0, 0.5), "xytext": (-2, 0), "ha": "right", "va": "center"}
        place["rotation"] = 90
    ax.annotate(
        path,
        xycoords=axis.label,
        textcoords="offset points",
        fontsize=style.SMALL_SIZE,
        color=style.FAINT,
        annotation_clip=False,
        **place,
    )

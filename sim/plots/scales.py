"""Scales and tick labels for shares."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from sim.plots import style
from sim.words import percent


def draw_share_scale(ax: Axes) -> None:
    """Draw the colour scale of shares, from 0 % at the bottom to 100 % at the top."""
    ax.pcolormesh(
        [0, 1],
        np.linspace(0, 1, 101),
        np.linspace(0.005, 0.995, 100)[:, None],
        cmap=style.share_colours(),
        vmin=0,
        vmax=1,
        rasterized=True,
    )
    ax.set_xticks([])
    ax.yaxis.tick_right()
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, percent_ticks(ticks))
    ax.tick_params(labelsize=style.SMALL_SIZE, colors=style.INK, color=style.FAINT, length=3)
    for spine in ax.spines.values():
        spine.set_color(style.FAINT)
        spine.set_linewidth(0.6)


def percent_ticks(ticks: Iterable[float]) -> list[str]:
    """Return the labels of ticks of shares, rounded first to remove small computing errors."""
    return [percent(round(float(tick), 9)) for tick in ticks]

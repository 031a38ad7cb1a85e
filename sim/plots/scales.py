"""Scales and tick labels for shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from sim.plots import style
from sim.words import percent

ROUNDING = 1e-6


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


def show_percent(ax: Axes, way: Literal["x", "y"]) -> None:
    """Write the ticks of an axis of shares in percent, from 0 % to 100 % at most.

    The limits of the axis must be final.
    """
    axis = ax.xaxis if way == "x" else ax.yaxis
    low, high = sorted(axis.get_view_interval())
    ticks = [float(tick) for tick in axis.get_ticklocs() if max(low, 0) <= tick <= min(high, 1)]
    axis.set_ticks(ticks, percent_ticks(ticks))


def percent_ticks(ticks: Iterable[float]) -> list[str]:
    """Return the labels of ticks of shares, with as few digits as tell all of them apart.

    >>> percent_ticks([0.0, 0.5]), percent_ticks([0.0, 0.025])
    (['0 %', '50 %'], ['0.0 %', '2.5 %'])
    """
    shares = [round(float(tick), 9) for tick in ticks]
    whole = all(abs(share - round(share, 2)) < ROUNDING for share in shares)
    return [percent(share, digits=0 if whole else 1) for share in shares]

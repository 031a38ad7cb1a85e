"""Refining of a chosen box: drop ends without effect, move ends outward, and round bounds."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.peeling import ALPHA
from sim.analysis.discovery.sample import Sample
from sim.analysis.discovery.significance import quasi_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

SIGNIFICANCE = 0.05
"""An end with a quasi-p-value above this is dropped."""
GRAIN = 50.0
"""A bound is rounded to the next power of ten below the factor's range divided by this."""
_ROUNDING = 1e-12


def drop_idle(sample: Sample, box: Box) -> tuple[Box, tuple[tuple[Limit, float], ...]]:
    """Open ends with a quasi-p-value above `SIGNIFICANCE`, one at a time, the largest value first.

    Returns:
        The remaining box, and the dropped ends with their quasi-p-values.
    """
    dropped: list[tuple[Limit, float]] = []
    while box.limits:
        value, worst = max((quasi_p(sample, box, limit), limit) for limit in box.limits)
        if value <= SIGNIFICANCE:
            break
        dropped.append((worst, value))
        box = box.without(worst)
    return box, tuple(dropped)


def paste(sample: Sample, box: Box, *, alpha: float = ALPHA) -> Box:
    """Move ends outward as long as this raises the density (Friedman and Fisher 1999).

    Peeling is greedy: it may move an end too far before another factor is restricted. Each move
    adds the nearest values beyond one end, as few as have at least `alpha` of the box's runs. Of
    the moves that raise the density, the one that raises it most is made.
    """
    while True:
        inside = box.holds(sample.values)
        runs, hits = float(sample.runs[inside].sum()), float(sample.hits[inside].sum())
        if runs == 0:
            return box
        best, density = None, hits / runs * (1 + _ROUNDING)
        for limit in box.limits:
            wider, gained = _pasted(sample, box, limit, inside, alpha * runs)
            if not gained.any():
                continue
            more = float(sample.runs[gained].sum())
            raised = (hits + float(sample.hits[gained].sum())) / (runs + more)
            if raised > density:
                best, density = wider, raised * (1 + _ROUNDING)
        if best is None:
            return box
        box = best


def _pasted(
    sample: Sample, box: Box, limit: Limit, inside: Bools, runs: float
) -> tuple[Box, Bools]:
    """The box with one end moved out by at least `runs` runs, and whether it gains each point."""
    column = sample.values[:, limit.factor]
    beyond = np.flatnonzero(box.without(limit).holds(sample.values) & ~inside)
    distance = column[beyond] if limit.side == "high" else -column[beyond]
    order = beyond[np.argsort(distance, kind="stable")]
    reach = np.cumsum(sample.runs[order])
    gained = np.zeros(len(sample), np.bool_)
    if not len(order):
        return box, gained
    last = min(int(np.searchsorted(reach, runs * (1 - _ROUNDING))), len(order) - 1)
    bound = float(column[order[last]])
    wider = box.moved(limit, bound)
    outermost = column.max() if limit.side == "high" else column.min()
    if bound == outermost:
        wider = box.without(limit)
    return wider, wider.holds(sample.values) & ~inside


def rounded(sample: Sample, box: Box) -> Box:
    """Round the bounds of a box to two or three digits; the rounded box is then measured.

    Bounds of factors played at levels or at whole values are not rounded. A bound that rounds to
    an end of the range that was played becomes open.
    """
    for limit in box.limits:
        place = limit.factor
        if sample.levels[place] or sample.whole[place]:
            continue
        column = sample.values[:, place]
        lowest, highest = float(column.min()), float(column.max())
        digits = -floor(log10((highest - lowest) / GRAIN))
        bound = round(box.bound(limit), digits)
        within = bound > lowest if limit.side == "low" else bound < highest
        box = box.moved(limit, bound) if within else box.without(limit)
    return box

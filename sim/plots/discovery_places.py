"""Counts of runs over two factors: at single settings, or pooled in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_CELLS, MOST_CELLS, CELL_POINTS = 6, 16, 6
"""Least and largest number of cells along a factor, and points in a cell that are aimed at."""


@dataclass(frozen=True)
class Place:
    """Counts of runs and hits at one setting of the two factors, or in one cell.

    `x` and `y` are its middle; `wide` and `tall` are its sides, 0 for a setting.
    """

    x: float
    y: float
    wide: float
    tall: float
    hits: int
    runs: int


def settings_of(pair: Floats, hits: Floats, runs: Floats) -> tuple[Place, ...]:
    """Return a place for each different setting in `pair` [point, factor of two]."""
    settings, at = np.unique(pair, axis=0, return_inverse=True)
    at = at.ravel()
    total, of = np.bincount(at, weights=hits), np.bincount(at, weights=runs)
    return tuple(
        Place(float(x), float(y), 0.0, 0.0, round(hit), round(run))
        for (x, y), hit, run in zip(settings, total, of, strict=True)
    )


def cells_of(
    pair: Floats, hits: Floats, runs: Floats, levels: Sequence[tuple[float, ...]]
) -> tuple[tuple[Place, ...], str]:
    """Return a place for each cell that holds runs, and a sentence that explains the cells.

    A factor with `levels` has a cell for each level.
    """
    xs, ys = (_edges(column, few) for column, few in zip(pair.T, levels, strict=True))
    total, of = (
        np.histogram2d(pair[:, 0], pair[:, 1], bins=[xs, ys], weights=weights)[0]
        for weights in (hits, runs)
    )
    places = tuple(
        Place(
            float(xs[i] + xs[i + 1]) / 2,
            float(ys[j] + ys[j + 1]) / 2,
            float(xs[i + 1] - xs[i]),
            float(ys[j + 1] - ys[j]),
            round(total[i, j]),
            round(of[i, j]),
        )
        for i, j in np.argwhere(of > 0)
    )
    empty = " Hatched: no runs." if len(places) < of.size else ""
    return places, f"A cell pools the runs in it.{empty}"


def _edges(column: Floats, levels: tuple[float, ...]) -> Floats:
    """Return the edges of cells: halfway between levels, or at equal distances without levels."""
    if len(levels) < 2:
        cells = max(min(int(sqrt(len(column) / CELL_POINTS)), MOST_CELLS), FEWEST_CELLS)
        return np.linspace(column.min(), column.max(), cells + 1)
    at = np.asarray(levels)
    inner = (at[1:] + at[:-1]) / 2
    return np.concatenate([[2 * at[0] - inner[0]], inner, [2 * at[-1] - inner[-1]]])

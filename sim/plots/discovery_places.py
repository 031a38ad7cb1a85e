"""Where runs lie on two factors: at single settings, or pooled in cells."""

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
"""Cells along a factor that was played over a range: so many that a cell has about six points."""


@dataclass(frozen=True)
class Place:
    """Runs at one setting of the two factors, or in one cell of them.

    `x` and `y` are its middle, `wide` and `tall` its sides, which a setting has none of.
    """

    x: float
    y: float
    wide: float
    tall: float
    hits: int
    runs: int


def settings_of(pair: Floats, hits: Floats, runs: Floats) -> tuple[Place, ...]:
    """A place for each setting [point, factor of two]."""
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
    """A place for each cell that holds runs, and what a cell is, in a sentence.

    A factor of few levels has a cell a level.
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
    """Edges of cells: halfway between levels, or of one width."""
    if len(levels) < 2:
        cells = max(min(int(sqrt(len(column) / CELL_POINTS)), MOST_CELLS), FEWEST_CELLS)
        return np.linspace(column.min(), column.max(), cells + 1)
    at = np.asarray(levels)
    inner = (at[1:] + at[:-1]) / 2
    return np.concatenate([[2 * at[0] - inner[0]], inner, [2 * at[-1] - inner[-1]]])

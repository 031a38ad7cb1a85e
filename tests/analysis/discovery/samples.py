"""Samples made by hand, and one that was published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.sample import Sample

PUBLISHED = Path(__file__).parent / "data" / "bryant-lempert-2010.csv"


def sample(
    values: Sequence[Sequence[float]] | np.ndarray,
    hits: Sequence[float] | np.ndarray,
    *,
    runs: Sequence[float] | np.ndarray | float = 1.0,
    factors: Sequence[str] | None = None,
    family: Sequence[int] | np.ndarray | None = None,
    draws: Sequence[Sequence[int]] | None = None,
) -> Sample:
    """A sample of settings [point][factor]; factors are named a, b, c ... unless told."""
    table = np.asarray(values, np.float64)
    count = len(table)
    return Sample(
        tuple(factors or "abcdefghijkl"[: table.shape[1]]),
        table,
        np.broadcast_to(np.asarray(runs, np.float64), (count,)).copy(),
        np.asarray(hits, np.float64),
        np.arange(count) if family is None else np.asarray(family),
        np.empty((count, 0), np.int8) if draws is None else np.asarray(draws, np.int8),
    )


def published() -> Sample:
    """The data of Bryant and Lempert (2010): 882 runs, nine factors, 89 hits."""
    table = pd.read_csv(PUBLISHED)
    factors = [name for name in table.columns if name != "hit"]
    return sample(table[factors].to_numpy(), table["hit"].to_numpy(), factors=factors)


PUBLISHED_BOX = {
    ("Cellulosic cost", "low"): 72.650002,
    ("Total biomass", "high"): 755.799988,
    ("Demand elasticity", "low"): -0.422,
    ("Biomass backstop price", "low"): 150.049995,
}
"""Ends of box 21 of these data in the documentation of the EMA Workbench ("Performing Scenario
Discovery in Python")."""


def published_box(one: Sample) -> Box:
    """That box; its ends are given to six digits or so, and are taken to hold what they name."""
    box = Box.everything(len(one.factors))
    for (factor, side), bound in PUBLISHED_BOX.items():
        slack = -1e-4 if side == "low" else 1e-4
        box = box.moved(Limit(one.factors.index(factor), side), bound + slack)
    return box


def planted(
    points: int, *, replicates: int, seed: int, inside: float = 0.9, outside: float = 0.1
) -> Sample:
    """Uniform points in five factors; it happens with one chance where a > .6 and b < .3.

    That box has 12 % of the volume, so with the chances given the base rate is .196, and the box
    covers .12 x .9 / .196 = .551 of the hits at a density of .9.
    """
    rng = np.random.default_rng(seed)
    values = rng.random((points, 5))
    chance = np.where((values[:, 0] > 0.6) & (values[:, 1] < 0.3), inside, outside)
    return sample(values, rng.binomial(replicates, chance), runs=replicates)

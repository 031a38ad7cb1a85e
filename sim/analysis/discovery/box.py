"""A box: a lowest and a highest value for each factor, and measures of the runs inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isinf
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.analysis.discovery.sample import Sample, Totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

Side = Literal["low", "high"]


@dataclass(frozen=True, order=True)
class Limit:
    """One end of one factor, by its place among the factors."""

    factor: int
    side: Side


@dataclass(frozen=True)
class Box:
    """All settings with low <= value <= high for each factor; an open end is infinite."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    @staticmethod
    def everything(factors: int) -> Box:
        """Return the box without restrictions."""
        return Box((-inf,) * factors, (inf,) * factors)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The ends that are restricted, by factor, low before high."""
        ends: tuple[tuple[Side, tuple[float, ...]], ...] = (("low", self.low), ("high", self.high))
        return tuple(
            Limit(factor, side)
            for factor in range(len(self.low))
            for side, bounds in ends
            if not isinf(bounds[factor])
        )

    @property
    def restricted(self) -> tuple[int, ...]:
        """Places of the factors that have at least one limit."""
        return tuple(dict.fromkeys(limit.factor for limit in self.limits))

    def bound(self, limit: Limit) -> float:
        """The value of one end."""
        return (self.low if limit.side == "low" else self.high)[limit.factor]

    def moved(self, limit: Limit, bound: float) -> Box:
        """Return the box with one end at another value."""
        bounds = list(self.low if limit.side == "low" else self.high)
        bounds[limit.factor] = bound
        return replace(self, **{limit.side: tuple(bounds)})

    def without(self, limit: Limit) -> Box:
        """Return the box with one end open."""
        return self.moved(limit, -inf if limit.side == "low" else inf)

    def holds(self, values: Floats) -> Bools:
        """Return whether settings [point, factor] lie in the box [point]."""
        inside = np.ones(len(values), np.bool_)
        for limit in self.limits:
            column, bound = values[:, limit.factor], self.bound(limit)
            inside &= column >= bound if limit.side == "low" else column <= bound
        return inside


@dataclass(frozen=True)
class Measures:
    """Measures of the runs in a box.

    Attributes:
        runs: Runs in the box.
        hits: Runs in the box in which the outcome happened.
        points: Points in the box.
        coverage: Share of all hits that lie in the box.
        density: Share of the runs in the box that are hits; 0 for an empty box.
        mass: Share of all runs that lie in the box.
    """

    runs: int
    hits: int
    points: int
    coverage: float
    density: float
    mass: float


def measure(sample: Sample, inside: Bools, totals: Totals) -> Measures:
    """Measure the points that are `inside`; `totals` are 100 % of mass and coverage."""
    runs, hits = float(sample.runs[inside].sum()), float(sample.hits[inside].sum())
    return Measures(
        runs=round(runs),
        hits=round(hits),
        points=int(inside.sum()),
        coverage=hits / totals.hits if totals.hits else 0.0,
        density=hits / runs if runs else 0.0,
        mass=runs / totals.runs if totals.runs else 0.0,
    )

"""Test of a box on random halves of the points.

Bryant and Lempert (2010) run PRIM on parts of the data and count how often each factor is
restricted. Here a part is a random half of the points. The box of each half is also measured on the
other half, which was not searched; its density there is not biased by the search.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.discovery.box import measure
from sim.analysis.discovery.peeling import Step, peel
from sim.analysis.discovery.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

HALVES = 10
"""Default number of random halves."""
MOST_POINTS = 20_000
"""Largest number of points of a half, so that the test stays fast."""


@dataclass(frozen=True)
class Reproduced:
    """Results of the search on random halves of the points.

    Attributes:
        halves: Number of halves that were searched.
        times: Number of halves that restrict a factor, by name; factors with 0 are absent.
        seen: Density of each half's box on that half [half].
        unseen: Density of the same box on the other half [half].
        base: Share of hits in the other half [half].
    """

    halves: int
    times: dict[str, int]
    seen: tuple[float, ...]
    unseen: tuple[float, ...]
    base: tuple[float, ...]

    @property
    def kept(self) -> float:
        """Share of the gain over the base rate that remains on the points that were not searched.

        It is computed from means over the halves: 1 if nothing is lost, 0 if the box is no denser
        than the base rate there.
        """
        base = float(np.mean(self.base))
        gain, left = float(np.mean(self.seen)) - base, float(np.mean(self.unseen)) - base
        return left / gain if gain > 0 else 0.0


def reproduce(
    sample: Sample,
    coverage: float,
    *,
    rng: np.random.Generator,
    alpha: float,
    min_mass: float,
    halves: int = HALVES,
) -> Reproduced | None:
    """Search random halves of the points for a box of a given coverage.

    Families of points stay together.

    Args:
        sample: All points.
        coverage: Coverage of the box wanted; the nearest box of each trajectory is taken.
        rng: Random generator for the halves.
        alpha: As for `peel`.
        min_mass: As for `peel`.
        halves: Number of halves.

    Returns:
        The results; None if `halves` is 0, or if some half has no points or no hits.
    """
    times = dict.fromkeys(sample.factors, 0)
    seen, unseen, base = [], [], []
    for _ in range(halves):
        half = _half(sample, rng)
        here, there = sample.take(half), sample.take(~half)
        if not len(here) or not len(there) or not here.totals.hits or not there.totals.hits:
            return None
        step = _nearest(peel(_thinned(here, rng), alpha=alpha, min_mass=min_mass), coverage)
        for place in step.box.restricted:
            times[sample.factors[place]] += 1
        found = measure(there, step.box.holds(there.values), there.totals)
        seen.append(measure(here, step.box.holds(here.values), here.totals).density)
        unseen.append(found.density)
        base.append(there.base_rate)
    if not halves:
        return None
    often = {name: count for name, count in times.items() if count}
    return Reproduced(halves, often, tuple(seen), tuple(unseen), tuple(base))


def _half(sample: Sample, rng: np.random.Generator) -> Bools:
    """Whether each point is in a random half of the families [point]."""
    families = np.unique(sample.family)
    drawn = rng.permutation(families)[: len(families) // 2]
    return np.isin(sample.family, drawn)


def _thinned(sample: Sample, rng: np.random.Generator) -> Sample:
    if len(sample) <= MOST_POINTS:
        return sample
    return sample.take(np.sort(rng.permutation(len(sample))[:MOST_POINTS]))


def _nearest(trajectory: Sequence[Step], coverage: float) -> Step:
    """The box of nearest coverage; of two, the smaller box."""
    return min(trajectory, key=lambda step: (abs(step.measures.coverage - coverage), -step.number))

"""Whether the box would be found again, and whether it holds where it was not looked for.

Bryant and Lempert (2010) let PRIM search parts of the data and count how often each factor comes
up. Here a part is a random half of the points, and each half's box is also measured on the other
half, which it has never seen: its density there is free of the optimism of having been chosen.
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
MOST_POINTS = 20_000
"""Points of a half at most, so that the test stays cheap."""


@dataclass(frozen=True)
class Reproduced:
    """What became of the box on random halves of the points.

    Attributes:
        halves: How many halves were searched.
        times: In how many of them each factor was restricted, by name; factors of none are absent.
        seen: Density of each half's box on that half [half].
        unseen: Density of the same box on the other half [half].
        base: Share of hits on that other half [half].
    """

    halves: int
    times: dict[str, int]
    seen: tuple[float, ...]
    unseen: tuple[float, ...]
    base: tuple[float, ...]

    @property
    def kept(self) -> float:
        """Share of the gain over the base rate that is left on points the box has not seen.

        The mean over the halves; 1 where nothing is lost, 0 where the box is no denser than its
        surroundings.
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
        coverage: Each half's box is that of its trajectory whose coverage is nearest this.
        rng: Chance for the halves.
        alpha: As for `peel`.
        min_mass: As for `peel`.
        halves: How many halves.

    Returns:
        None where no halves are wanted, or there are too few hits or families to halve.
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
    """A random half of the families, by point."""
    families = np.unique(sample.family)
    drawn = rng.permutation(families)[: len(families) // 2]
    return np.isin(sample.family, drawn)


def _thinned(sample: Sample, rng: np.random.Generator) -> Sample:
    if len(sample) <= MOST_POINTS:
        return sample
    return sample.take(np.sort(rng.permutation(len(sample))[:MOST_POINTS]))


def _nearest(trajectory: Sequence[Step], coverage: float) -> Step:
    """The box of nearest coverage; the smaller of two."""
    return min(trajectory, key=lambda step: (abs(step.measures.coverage - coverage), -step.number))

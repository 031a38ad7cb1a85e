"""The search in a sample: finds boxes one after the other, and refines and tests each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.discovery.box import Box, Limit, Measures, measure
from sim.analysis.discovery.choice import ANY, Wanted, choose, meets
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.peeling import ALPHA, MIN_MASS, Step, peel
from sim.analysis.discovery.refining import drop_idle, paste, rounded
from sim.analysis.discovery.reproducing import HALVES, Reproduced, reproduce
from sim.analysis.discovery.sample import Sample, Totals
from sim.analysis.discovery.significance import density_interval, quasi_p


@dataclass(frozen=True)
class Settings:
    """Settings of the search.

    Attributes:
        wanted: Requirements on the boxes; a box number applies to the first trajectory only.
        boxes: Largest number of boxes; each is searched among the points outside the boxes before.
        refine: Whether to drop ends without effect, paste and round; else boxes stay as peeled.
        alpha: Share of a box's runs in a slice, in (0, 1).
        min_mass: Smallest share of all runs in a box, in (0, 1).
        halves: Number of random halves of the points on which the first box is tested.
    """

    wanted: Wanted = ANY
    boxes: int = 1
    refine: bool = True
    alpha: float = ALPHA
    min_mass: float = MIN_MASS
    halves: int = HALVES

    def __post_init__(self) -> None:
        """Refuse values out of range."""
        for name in ("alpha", "min_mass"):
            share = getattr(self, name)
            if not 0 < share < 1:
                raise DiscoveryError(f"{name} {share:g}: a share of the runs, above 0 and below 1")
        for name in ("min_density", "min_coverage"):
            share = getattr(self.wanted, name)
            if share is not None and not 0 < share <= 1:
                raise DiscoveryError(f"{name} {share:g}: a share, above 0 and at most 1")
        if self.boxes < 1:
            raise DiscoveryError(f"boxes {self.boxes}: at least 1")


@dataclass(frozen=True)
class Restriction:
    """One end of a box.

    Attributes:
        factor: Name of the factor.
        side: "low" if the factor is at least the bound, "high" if at most.
        bound: The bound, which belongs to the box.
        quasi_p: Probability of at least as many hits in the box if this end had no effect.
        without: Density of the box without this end.
    """

    factor: str
    side: str
    bound: float
    quasi_p: float
    without: float


@dataclass(frozen=True)
class Found:
    """A box that was found.

    Attributes:
        trajectory: All boxes that were peeled.
        chosen: The box chosen from the trajectory.
        box: The chosen box after refining.
        measures: Measures of `box`.
        interval: 95 % interval of the density of `box`.
        restrictions: Ends of `box`, by factor.
        dropped: Ends that were dropped because they had no effect, such as "x >= 3", with their
            quasi-p-values.
        refined: Whether refining changed the box. A refined box that would no longer meet the
            requirements is not used.
        reproduced: Results on random halves of the points; None if there are none.
    """

    trajectory: tuple[Step, ...]
    chosen: Step
    box: Box
    measures: Measures
    interval: tuple[float, float]
    restrictions: tuple[Restriction, ...]
    dropped: tuple[tuple[str, float], ...]
    refined: bool
    reproduced: Reproduced | None


def search(sample: Sample, settings: Settings) -> tuple[Found, ...]:
    """Return the boxes found: always a first, and more while they are denser than all runs.

    They are not tested yet; see `tested`.

    Raises:
        DiscoveryError: No box meets the requirements.
    """
    found = [_find(sample, sample.totals, settings)]
    rest = sample.take(~found[0].box.holds(sample.values))
    later = replace(settings, wanted=replace(settings.wanted, box=None))
    while len(found) < settings.boxes and len(rest) and rest.totals.hits:
        try:
            other = _find(rest, sample.totals, later)
        except DiscoveryError:
            break
        if not other.box.limits or other.measures.density <= sample.base_rate:
            break
        found.append(other)
        rest = rest.take(~other.box.holds(rest.values))
    return tuple(found)


def tested(
    found: tuple[Found, ...], sample: Sample, settings: Settings, rng: np.random.Generator
) -> tuple[Found, ...]:
    """Return the boxes, the first of them with its test on random halves of the points."""
    first, *others = found
    reproduced = reproduce(
        sample,
        first.chosen.measures.coverage,
        rng=rng,
        alpha=settings.alpha,
        min_mass=settings.min_mass,
        halves=settings.halves,
    )
    return replace(first, reproduced=reproduced), *others


def _find(sample: Sample, totals: Totals, settings: Settings) -> Found:
    trajectory = peel(sample, alpha=settings.alpha, min_mass=settings.min_mass, totals=totals)
    chosen = choose(trajectory, settings.wanted)
    box, dropped = _refine(sample, totals, chosen, settings)
    inside = box.holds(sample.values)
    return Found(
        trajectory=trajectory,
        chosen=chosen,
        box=box,
        measures=measure(sample, inside, totals),
        interval=density_interval(sample, inside),
        restrictions=tuple(_restriction(sample, box, limit) for limit in box.limits),
        dropped=dropped,
        refined=box != chosen.box,
        reproduced=None,
    )


def _refine(
    sample: Sample, totals: Totals, chosen: Step, settings: Settings
) -> tuple[Box, tuple[tuple[str, float], ...]]:
    """Return the refined box, and the ends that were dropped.

    The chosen box is returned unchanged if the refined one would not meet the requirements.
    """
    if not settings.refine:
        return chosen.box, ()
    box, idle = drop_idle(sample, chosen.box)
    box = rounded(sample, paste(sample, box, alpha=settings.alpha))
    if not meets(measure(sample, box.holds(sample.values), totals), settings.wanted):
        return chosen.box, ()
    return box, tuple((told(sample, chosen.box, limit), value) for limit, value in idle)


def _restriction(sample: Sample, box: Box, limit: Limit) -> Restriction:
    wider = box.without(limit).holds(sample.values)
    return Restriction(
        factor=sample.factors[limit.factor],
        side=limit.side,
        bound=box.bound(limit),
        quasi_p=quasi_p(sample, box, limit),
        without=measure(sample, wider, sample.totals).density,
    )


def told(sample: Sample, box: Box, limit: Limit) -> str:
    """One end of a box as a condition, such as "x >= 3"."""
    sign = ">=" if limit.side == "low" else "<="
    return f"{sample.factors[limit.factor]} {sign} {box.bound(limit):.6g}"

"""Which box of the trajectory is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from sim.analysis.discovery.box import Measures
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.peeling import Step


@dataclass(frozen=True)
class Wanted:
    """What the box is to be.

    Attributes:
        box: Its number on the trajectory; None leaves it to the rule.
        min_density: Its density is at least that.
        min_coverage: Its coverage is at least that.
    """

    box: int | None = None
    min_density: float | None = None
    min_coverage: float | None = None


ANY = Wanted()
"""Nothing in particular is asked for: the rule decides."""


def choose(trajectory: Sequence[Step], wanted: Wanted) -> Step:
    """The box that is asked for, or the one at the knee of the trajectory.

    With a least density, the first box that has it, which covers most. With a least coverage, the
    densest box that has it. With both, that of them nearest the corner; and with
    neither, of all that restrict something, that nearest the corner: the place where coverage is 1
    and density the highest that the trajectory reaches. Distance is Euclidean, coverage and density
    each counted from 0 to 1 between the base rate and that corner, so that neither the base rate
    nor the noise in the runs decides where the knee lies.

    Raises:
        DiscoveryError: No box is like that.
    """
    if wanted.box is not None:
        if not 0 <= wanted.box < len(trajectory):
            raise DiscoveryError(
                f"box {wanted.box}: the trajectory has boxes 0 to {len(trajectory) - 1}"
            )
        return trajectory[wanted.box]
    able = [step for step in trajectory if meets(step.measures, wanted)]
    if not able:
        raise DiscoveryError(_unmet(trajectory, wanted))
    if wanted.min_density is not None and wanted.min_coverage is None:
        return able[0]
    if wanted.min_coverage is not None and wanted.min_density is None:
        return max(able, key=lambda step: (step.measures.density, -step.number))
    restricting = [step for step in able if step.number] or able
    return min(restricting, key=lambda step: _distance(step, trajectory))


def meets(measures: Measures, wanted: Wanted) -> bool:
    """Whether a box has the density and the coverage that are asked for."""
    dense = wanted.min_density is None or measures.density >= wanted.min_density
    return dense and (wanted.min_coverage is None or measures.coverage >= wanted.min_coverage)


def _distance(step: Step, trajectory: Sequence[Step]) -> float:
    """Distance from the corner; density from the base rate (0) to the highest there is (1)."""
    base = trajectory[0].measures.density
    rise = max(other.measures.density for other in trajectory) - base
    height = (step.measures.density - base) / rise if rise else 1.0
    return hypot(1.0 - step.measures.coverage, 1.0 - height)


def _unmet(trajectory: Sequence[Step], wanted: Wanted) -> str:
    highest = max(step.measures.density for step in trajectory)
    if wanted.min_coverage is None:
        return f"no box has a density of {wanted.min_density:g}; the highest is {highest:.3f}"
    densest = max(
        (step for step in trajectory if step.measures.coverage >= wanted.min_coverage),
        key=lambda step: step.measures.density,
        default=None,
    )
    if densest is None:
        return f"no box has a coverage of {wanted.min_coverage:g}; coverage is at most 1"
    return (
        f"no box has a density of {wanted.min_density:g} at a coverage of "
        f"{wanted.min_coverage:g}; at that coverage the highest is {densest.measures.density:.3f}"
    )

"""The choice of a box from the trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from sim.analysis.discovery.box import Measures
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.peeling import Step


@dataclass(frozen=True)
class Wanted:
    """Requirements on the box.

    Attributes:
        box: Number of the box on the trajectory; None lets `choose` decide.
        min_density: Least density; None for no requirement.
        min_coverage: Least coverage; None for no requirement.
    """

    box: int | None = None
    min_density: float | None = None
    min_coverage: float | None = None


ANY = Wanted()
"""No requirements: `choose` decides."""


def choose(trajectory: Sequence[Step], wanted: Wanted) -> Step:
    """Return the box that was asked for, or the one at the knee of the trajectory.

    With a least density only, it is the first box that has it, which covers most hits. With a least
    coverage only, it is the densest box that has it. With both, it is the box that has both and is
    nearest the corner. With neither, it is the box nearest the corner among those with
    restrictions. The corner has coverage 1 and the highest density of the trajectory. Distance is
    Euclidean; density is scaled from 0 at the base rate to 1 at the corner, so that the base rate
    and the noise in the runs do not decide which box is nearest.

    Raises:
        DiscoveryError: No box meets the requirements.
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
    """Whether a box has the required density and coverage."""
    dense = wanted.min_density is None or measures.density >= wanted.min_density
    return dense and (wanted.min_coverage is None or measures.coverage >= wanted.min_coverage)


def _distance(step: Step, trajectory: Sequence[Step]) -> float:
    """Distance from the corner; density is scaled from the base rate (0) to the highest (1)."""
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

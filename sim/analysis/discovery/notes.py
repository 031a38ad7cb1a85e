"""Notes on the limits of a box, of the design and of the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.analysis.discovery.sample import Sample
from sim.analysis.discovery.search import Found
from sim.analysis.discovery.significance import (
    chance_effect,
    density_interval,
    design_effect,
)
from sim.words import counted, fine_percent, joined, percent_range, quoted

SMALL = 30
"""A box with fewer families of points than this gets a warning."""
NOISY = 0.1
"""A share of the variance between points below this gets a note."""
KEPT = 0.5
"""A share of the gain over the base rate, on unseen points, below this gets a warning."""
SHARED = 3.0
"""A design effect of common chance above this gets a note."""
_NAMED = 4


def box_notes(found: Found, sample: Sample) -> Iterator[str]:
    """Yield notes on one box."""
    inside = sample.take(found.box.holds(sample.values))
    if inside.families < SMALL:
        families = "" if inside.families == len(inside) else f" of {inside.families} families"
        yield (
            f"The box is small: {counted(len(inside), 'point')}{families}. Its density "
            "is one of many that "
            "were tried and may not last; play more points, or ask for more coverage "
            "(--min-coverage)."
        )
    reproduced = found.reproduced
    if found.restrictions and reproduced is not None and reproduced.kept < KEPT:
        yield (
            f"The box does not hold where it was not looked for: of what it gains over the base "
            f"rate, {fine_percent(max(reproduced.kept, 0.0))} is left on points it has not seen. "
            "Do not lean on it."
        )


def sample_notes(
    sample: Sample,
    between: float | None,
    *,
    kind: str,
    moved: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
) -> Iterator[str]:
    """Yield notes on the design and the outcome.

    Args:
        sample: The points that were searched.
        between: Share of the variance between runs that lies between points; None if unknown.
        kind: Kind of the design.
        moved: Paths that change with a factor, by factor.
        names: The plain names of the factors and of the numbers that change with them, by path.
    """
    if sample.base_rate > 0.5:
        yield (
            f"It happens in {fine_percent(sample.base_rate)} of all runs. Where it does not may "
            "say "
            "more: --not looks for that."
        )
    yield from _chance_notes(sample)
    if between is None:
        yield (
            "Each point was played once, so chance within a point cannot be told from what the "
            "factors do."
        )
    elif between < NOISY:
        yield (
            f"Of the variance between runs only {fine_percent(between)} lies between points; the "
            "rest "
            "is chance within a point, and no box on factors can catch it."
        )
    few = [name for name, levels in zip(sample.factors, sample.levels, strict=True) if levels]
    if few:
        yield (
            f"Played at few values: {_some(few, names)}. There a bound is a level that was played, "
            "not a value between."
        )
    if sample.families < len(sample):
        yield (
            f"Points of a {kind} design come in families that differ in few factors: "
            f"{sample.families:,} families of {counted(len(sample), 'point')}. Intervals and "
            "quasi-p-values count families."
        )
    for factor, others in moved.items():
        yield f"{quoted(names[factor])} is a share: with it move {_some(others, names)}."


def _chance_notes(sample: Sample) -> Iterator[str]:
    """Yield notes on the draws of chance, which all points share."""
    count = sample.draws.shape[1]
    if count == 1:
        yield (
            "All points were played on one and the same draw of chance: how dense a box would be "
            "on another cannot be said. Play some tens of replicates."
        )
    everywhere = np.ones(len(sample), np.bool_)
    effect = chance_effect(sample, everywhere)
    if effect > max(SHARED, design_effect(sample, everywhere)):
        low, high = density_interval(sample, everywhere)
        yield (
            f"All points share {counted(count, 'draw')} of chance, and densities rise "
            "and fall together with "
            f"them: the base rate itself is only known to lie in "
            f"{percent_range(low, high)}. What a box gains over it is surer than either; more "
            "replicates "
            "settle both."
        )


def _some(paths: Sequence[str], names: Mapping[str, str]) -> str:
    """The names of the first few paths, and the number of the others."""
    told = [quoted(names[path]) for path in paths[:_NAMED]]
    if len(paths) > _NAMED:
        told.append(f"{len(paths) - _NAMED} more")
    return joined(told)

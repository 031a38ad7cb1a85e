"""The sentence that says which runs of a sweep are missing.

Every command that reads results prints it, so that nobody takes half a sweep for a whole one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.results import Survey

REMEDY = (
    "What follows is of these alone; the sweep goes on with --resume, and `sim merge` joins shards."
)
"""A second sentence: how to play the missing runs."""


def shortfall(found: Survey, policies: Sequence[str]) -> str:
    """Return a sentence that says which runs of a sweep are missing; "" if there are none.

    Args:
        found: The runs that are stored, and those that are missing.
        policies: Names of the policies, in the order of the manifest.
    """
    if not found.missing:
        return ""
    lacking: Counter[int] = Counter()
    for unit, _ in found.missing:
        lacking[unit.policy] += unit.runs
    planned = {**lacking}
    for policy, runs in found.runs_of.items():
        planned[policy] = planned.get(policy, 0) + runs
    parts = [
        f"{name}: {_some(found.runs_of.get(place, 0), planned.get(place, 0))}"
        for place, name in enumerate(policies)
    ]
    by_policy = f" ({'; '.join(parts)})" if len(policies) > 1 else ""
    return f"Incomplete sweep: {_some(found.runs, found.planned_runs)} are there{by_policy}."


def _some(runs: int, planned: int) -> str:
    return (
        f"{runs:,} of {counted(planned, 'run')}" if runs else f"none of {counted(planned, 'run')}"
    )

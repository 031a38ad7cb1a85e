"""An estimate of how long a sweep will take, from playing a few of its runs."""

from __future__ import annotations

import time
from functools import partial

from sim.experiment.plan import Plan
from sim.experiment.play import batch_of

ENOUGH = 0.2
"""Seconds of play after which the pace is known well enough."""
AT_FIRST = 16
"""Replicates of the first sample; each further sample has four times as many."""
SAMPLED_POLICIES = 3
SOON = 0.5
"""If a sweep takes no longer than so many seconds, the first sample tells enough."""


def seconds_per_run(plan: Plan) -> float | None:
    """Return the mean seconds that one worker needs for a run; None if the samples fail.

    The time that the first call takes to compile the kernel is not counted.
    """
    step = max(len(plan.recipes) // SAMPLED_POLICIES, 1)
    found = [_pace(plan, policy) for policy in range(0, len(plan.recipes), step)]
    known = [seconds for seconds in found if seconds is not None]
    return sum(known) / len(known) if known else None


def _pace(plan: Plan, policy: int) -> float | None:
    recipe = plan.recipes[policy]
    batch = batch_of(recipe)
    points = plan.values[plan.layout.order[:4]]
    if any(batch.check(points)):
        return None
    try:
        play = partial(batch.play, seed=plan.experiment.seed, first=0, opening=recipe.opening)
        play(points[:1], count=1)
        count = AT_FIRST
        while True:
            began = time.perf_counter()
            play(points, count=count)
            taken = time.perf_counter() - began
            pace = taken / (count * len(points))
            if taken > ENOUGH / 4 or pace * plan.layout.runs < SOON:
                return pace
            count *= 4
    except (ArithmeticError, ValueError):
        return None

"""Check that every point of a design can be played.

The bounds of single numbers are checked elsewhere; here are the rules that join several numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.engine.settings import Settings
from sim.scenario.findings import Findings
from sim.scenario.problems import ScenarioError
from sim.words import counted

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Policy

_JOINED = re.compile(r"ties\.[^.]+\.influence|theatres\.[^.]+\.(control|cap)")
"""Numbers whose bounds depend on other numbers. Shares of a whole do so too."""


def check_points(experiment: Experiment, findings: Findings) -> None:
    """Report points whose numbers are each within bounds but do not fit together."""
    points = experiment.points()
    wholes = experiment.shares.wholes
    is_joined = any(_JOINED.fullmatch(path) for path in points.paths)
    for policy in experiment.policies:
        if is_joined or any(len(whole.set) > 1 for whole in wholes):
            barred = infeasible_points(Settings(policy.scenario, points.paths).check(points.values))
            if barred:
                findings.report(("design",), barred)
        if not len(findings):
            _check_one(experiment, policy, findings)


def infeasible_points(reasons: Sequence[str | None]) -> str:
    """Return a sentence with the number of points that cannot be played and why; "" if all can.

    Args:
        reasons: For each point, why it cannot be played; None or "" if it can.

    >>> infeasible_points([None, "mission.term = 0: must be at least 1"])
    '1 of 2 points cannot be played, the first is point 1: mission.term = 0: must be at least 1'
    """
    faults = [(point, reason) for point, reason in enumerate(reasons) if reason]
    if not faults:
        return ""
    point, reason = faults[0]
    head = f"{len(faults):,} of {counted(len(reasons), 'point')} cannot be played"
    return f"{head}, the first is point {point}: {reason}"


def _check_one(experiment: Experiment, policy: Policy, findings: Findings) -> None:
    """Check the first point as a scenario, which finds faults that the kernel does not check."""
    try:
        policy.scenario.replace(experiment.changes(0))
    except ScenarioError as error:
        for problem in error.problems:
            findings.report(("design",), f"point 0 cannot be played: {problem.message}")

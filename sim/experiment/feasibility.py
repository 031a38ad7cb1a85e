"""Can every point of a design be played? Bounds on one number alone were checked before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.engine.settings import Settings
from sim.scenario.findings import Findings
from sim.scenario.problems import ScenarioError

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Policy

_JOINED = re.compile(r"ties\.[^.]+\.influence|theatres\.[^.]+\.(control|cap)")
"""Numbers that rules join to others; shares of a whole are such numbers as well."""


def check_points(experiment: Experiment, findings: Findings) -> None:
    """Report points at which numbers that are each in bounds do not fit together."""
    points = experiment.points()
    wholes = experiment.shares.wholes
    is_joined = any(_JOINED.fullmatch(path) for path in points.paths)
    for policy in experiment.policies:
        if is_joined or any(len(whole.set) > 1 for whole in wholes):
            barred = said_of(Settings(policy.scenario, points.paths).check(points.values))
            if barred:
                findings.report(("design",), barred)
        if not len(findings):
            _check_one(experiment, policy, findings)


def said_of(reasons: Sequence[str | None]) -> str:
    """Which points cannot be played and why, given the reason of each; "" if all can.

    >>> said_of([None, "mission.term = 0: must be at least 1"])
    '1 of 2 points cannot be played, the first is point 1: mission.term = 0: must be at least 1'
    """
    faults = [(point, reason) for point, reason in enumerate(reasons) if reason]
    if not faults:
        return ""
    point, reason = faults[0]
    head = f"{len(faults):,} of {len(reasons):,} points cannot be played"
    return f"{head}, the first is point {point}: {reason}"


def _check_one(experiment: Experiment, policy: Policy, findings: Findings) -> None:
    """The first point as the loader sees it: whatever else may be wrong with changing these."""
    try:
        policy.scenario.replace(experiment.changes(0))
    except ScenarioError as error:
        for problem in error.problems:
            findings.report(("design",), f"point 0 cannot be played: {problem.message}")

"""Can every point of a design be played? Bounds on one number alone were checked before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.shares import moved_with
from sim.scenario.check_places import LARGEST_INFLUENCE
from sim.scenario.findings import Findings
from sim.scenario.problems import ScenarioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.experiment.experiment import Experiment, Points, Policy

    Broken = NDArray[np.bool_]

_TOLERANCE = 1e-9


def check_points(experiment: Experiment, findings: Findings) -> None:
    """Report points at which numbers that are each in bounds do not fit together."""
    points = experiment.points()
    for policy in experiment.policies:
        for broken, reason in _rules(points, policy):
            count = int(broken.sum())
            if count:
                first = int(broken.argmax())
                head = f"{count:,} of {len(broken):,} points cannot be played"
                findings.report(("design",), f"{head}, the first is point {first}: {reason}")
        if not len(findings):
            _check_one(experiment, policy, findings)


def _rules(points: Points, policy: Policy) -> Iterator[tuple[Broken, str]]:
    """Each rule that joins numbers: where it is broken, and what it says."""
    scenario = policy.scenario
    start = scenario.numbers()

    def column(path: str) -> NDArray[np.float64] | float:
        place = points.paths.index(path) if path in points.paths else None
        return start[path] if place is None else points.values[:, place]

    for client in scenario.actors:
        ties = [f"ties.{key}.influence" for key in scenario.ties if key.endswith(f"-{client}")]
        if set(ties) & set(points.paths):
            total = 0.0 * points.values[:, 0]
            for path in ties:
                total = total + column(path)
            said = f"the ties of {client} sum to more than {LARGEST_INFLUENCE}"
            yield total > LARGEST_INFLUENCE + _TOLERANCE, said
    for key in scenario.theatres:
        control, cap = f"theatres.{key}.control", f"theatres.{key}.cap"
        if {control, cap} & set(points.paths):
            excess = 0.0 * points.values[:, 0] + column(control) - column(cap)
            yield excess > 0, f"{control} is above {cap}"
    for whole in moved_with(points.factors, scenario).wholes:
        taken = points.values[:, [points.paths.index(path) for path in whole.set]].sum(axis=1)
        shared = whole.name.replace(".*", "")
        yield taken > 1 + _TOLERANCE, f"the shares of {shared} that vary sum to more than 1"


def _check_one(experiment: Experiment, policy: Policy, findings: Findings) -> None:
    """The first point as the loader sees it: whatever else may be wrong with changing these."""
    try:
        policy.scenario.replace(experiment.changes(0))
    except ScenarioError as error:
        for problem in error.problems:
            findings.report(("design",), f"point 0 cannot be played: {problem.message}")

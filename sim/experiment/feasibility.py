"""Can every point of a design be played? Bounds on one number alone were checked before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

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
            _check_one(points, policy, findings)


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
    for path, factor in _moved(points):
        yield (
            points.values[:, points.paths.index(path)] < 0,
            f"the shares moved by {factor} fall below 0",
        )


def _moved(points: Points) -> Iterator[tuple[str, str]]:
    for path in points.paths[len(points.factors) :]:
        yield path, path.rpartition(".")[0]


def _check_one(points: Points, policy: Policy, findings: Findings) -> None:
    """The first point as the loader sees it: whatever else may be wrong with changing these."""
    changes = dict(zip(points.paths, points.values[0].tolist(), strict=True))
    try:
        policy.scenario.replace(changes)
    except ScenarioError as error:
        for problem in error.problems:
            findings.report(("design",), f"point 0 cannot be played: {problem.message}")

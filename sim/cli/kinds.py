"""A scenario where an experiment is expected, or the other way round."""

from __future__ import annotations

import shlex
from typing import Literal

from sim.cli.mistakes import UserError


def refuse_other_kind(name: str, expected: Literal["scenario", "experiment"]) -> None:
    """Raise UserError if a file or shipped name is of the other kind; say what plays it."""
    from sim.experiment.detection import EXPERIMENT, SCENARIO, kind_of_file

    kind, quoted = kind_of_file(name), shlex.quote(name)
    if kind == EXPERIMENT and expected == SCENARIO:
        raise UserError(
            f"{name}: an experiment, not a scenario; `sim sweep {quoted}` plays it and "
            f"`sim show {quoted}` says what it asks"
        )
    # A file that is broken is told with its own faults.
    if kind == SCENARIO and expected == EXPERIMENT and _loads(name):
        raise UserError(
            f"{name}: a scenario, not an experiment; `sim run {quoted}` plays it once, "
            f"`sim levers {quoted}` asks what would change its outcome, and an experiment names it "
            "as its `scenario`"
        )


def _loads(name: str) -> bool:
    from sim.scenario import ScenarioError, load_scenario

    try:
        load_scenario(name)
    except ScenarioError:
        return False
    return True

"""The names of outcomes and of state paths that an experiment may use."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.places import Cast
from sim.measures import STANCE, Kind, kind_of, outcome_columns
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, guess
from sim.scenario.scenario import Scenario


def outcome_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the outcomes of a run: measures, spells by threshold, resolve, and the end state."""
    return outcome_columns(state_paths(scenario))


def state_paths(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths of the state variables, which can be recorded turn by turn."""
    return tuple(Cast.of(scenario).state_places())


def trajectory_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names that `keep_paths` may hold: the state variables, and "stance"."""
    return (*state_paths(scenario), STANCE)


def check_names(
    key: str,
    names: Sequence[str],
    known: Sequence[Sequence[str]],
    what: str,
    findings: Findings,
) -> None:
    """Report names that a scenario does not know, and names given twice.

    Args:
        key: Key of the file that holds the names.
        names: The names.
        known: Names that each scenario knows.
        what: What the names are, for the message, such as "outcome".
        findings: Receives the faults.
    """
    for number, name in enumerate(names):
        place: Path = (key, number)
        missing = next((options for options in known if name not in options), None)
        if missing is not None:
            hint = guess(name, missing) or f" (such as: {', '.join(missing[:8])}, ...)"
            findings.refuse(place, name, f"no such {what}{hint}")
        elif name in names[:number]:
            findings.refuse(place, name, "named twice")


def no_mean(outcome: str) -> str:
    """Return why an outcome has no mean, and so no interval of it; "" if it has one."""
    reasons = {
        Kind.CATEGORY: "is a category and has no mean",
        Kind.TURN: "is a turn that may never come and has no mean",
    }
    return reasons.get(kind_of(outcome), "")

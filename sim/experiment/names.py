"""Names of outcomes and of state paths, as an experiment may ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.places import Cast
from sim.measures import STANCE, Kind, kind_of, outcome_columns
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, guess
from sim.scenario.scenario import Scenario


def outcome_names(scenario: Scenario) -> tuple[str, ...]:
    """Outcomes of a run: measures, spells by threshold, resolve, and the end state."""
    return outcome_columns(state_paths(scenario))


def state_paths(scenario: Scenario) -> tuple[str, ...]:
    """State variables that can be followed turn by turn."""
    return tuple(Cast.of(scenario).state_places())


def course_names(scenario: Scenario) -> tuple[str, ...]:
    """What can be followed turn by turn: the state variables, and the guarantor's stance."""
    return (*state_paths(scenario), STANCE)


def check_names(
    key: str,
    names: Sequence[str],
    known: Sequence[Sequence[str]],
    what: str,
    findings: Findings,
) -> None:
    """Every name is known in every scenario, and stands once."""
    for number, name in enumerate(names):
        place: Path = (key, number)
        missing = next((options for options in known if name not in options), None)
        if missing is not None:
            hint = guess(name, missing) or f" (such as: {', '.join(missing[:8])}, ...)"
            findings.refuse(place, name, f"no such {what}{hint}")
        elif name in names[:number]:
            findings.refuse(place, name, "named twice")


def no_mean(outcome: str) -> str:
    """Why an outcome has no mean that an interval could be put around, or ""."""
    reasons = {
        Kind.CATEGORY: "is a category and has no mean",
        Kind.TURN: "is a turn that may never come and has no mean",
    }
    return reasons.get(kind_of(outcome), "")

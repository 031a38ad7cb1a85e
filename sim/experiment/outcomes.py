"""Outcomes by the names that a person types: whether there is one, what it is, and its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.batch import Batch
from sim.measures import MEASURE_NAMES, STANCE, Kind, kind_of
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from sim.experiment.table import Values
    from sim.scenario import Scenario


def check_outcome(outcome: str, scenario: Scenario) -> None:
    """Check that an outcome exists and has a mean over runs.

    Raises:
        ValueError: It does not. The message names outcomes that do.
    """
    name, equals, stance = outcome.partition("=")
    columns = Batch(scenario).columns
    if equals and name == STANCE:
        if stance not in STANCES:
            raise ValueError(f"stance={stance}: the stances are {', '.join(STANCES)}")
        return
    if outcome == STANCE:
        raise ValueError(f"stance: say which, stance={STANCES[0]} or another of the stances")
    if outcome in columns and kind_of(outcome) is Kind.TURN:
        raise ValueError(f"{outcome}: a turn may never come; take one that every run has")
    if outcome not in columns:
        from sim.scenario.problems import guess

        usual = [name for name in columns if name in MEASURE_NAMES]
        hint = guess(outcome, list(columns)) or f"; the measures are {', '.join(usual)}"
        raise ValueError(f"no outcome is called '{outcome}'{hint}")


def is_share(outcome: str) -> bool:
    """Whether an outcome is a yes or no, so that its mean is a probability."""
    return "=" in outcome or kind_of(outcome) is Kind.YES_NO


def outcome_of(played: Values, columns: Sequence[str], outcome: str) -> Values:
    """Return one outcome of runs [run, column], for `stance=NAME` 1 and 0."""
    name, equals, stance = outcome.partition("=")
    values = played[:, columns.index(name)]
    if not equals:
        return values
    return np.where(np.isnan(values), np.nan, values == STANCES.index(stance))

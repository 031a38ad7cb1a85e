"""The response: one outcome of one policy as a number for each run, by point and replicate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.outcomes import numbers
from sim.experiment.faults import ResultsError
from sim.experiment.table import OK
from sim.measures import END, Kind, clause_of, kind_of, label_of, measure_of
from sim.words import STANCE_WORDS, counted, quoted, verb

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY: Mapping[str, Any] = {"actors": {}}
"""A document without names: roles are called by their roles."""


@dataclass(frozen=True, eq=False)
class Response:
    """One outcome of one policy.

    Attributes:
        policy: Name of the policy.
        outcome: Column of the table of runs.
        said: The mean over replicates in words, such as "the mean recommitment index".
        points: Numbers of the design points that have runs, ascending [point].
        values: The outcome of every run [point, replicate]; NaN if there is no run.
        failed: Number of failed runs, which are left out.
    """

    policy: str
    outcome: str
    said: str
    points: Ints
    values: Floats
    failed: int

    @property
    def counts(self) -> Ints:
        """Number of runs of every point [point]."""
        return np.asarray((~np.isnan(self.values)).sum(axis=1), np.int64)

    @property
    def means(self) -> Floats:
        """Means over the replicates of every point [point]."""
        return np.asarray(np.nanmean(self.values, axis=1))

    @property
    def runs(self) -> int:
        """Number of runs that are counted."""
        return int(self.counts.sum())

    def at(self, kept: NDArray[np.bool_]) -> Response:
        """Return the response at some of its points; `kept` is by point."""
        values = self.values[kept]
        return Response(
            self.policy, self.outcome, self.said, self.points[kept], values, self.failed
        )


def response(
    table: pd.DataFrame,
    outcome: str,
    *,
    policy: str,
    turns: int,
    document: Mapping[str, Any] = NOBODY,
) -> Response:
    """Return the response of one policy.

    A yes counts 1 and a no 0; the stance of recommitment counts 1, any other 0. If an event never
    happened, its turn counts as `turns`, the length of the run. The mean is therefore over all runs
    (a restricted mean), not over those in which the event happened.

    Args:
        table: A table of runs.
        outcome: One of its outcome columns.
        policy: One of its policies.
        turns: Length of a run, in turns.
        document: The scenario's document, for the names of its actors.

    Raises:
        ResultsError: No runs, a point at which every run failed, or runs without the outcome.
    """
    runs = table[table["policy"] == policy]
    if runs.empty:
        raise ResultsError(f"policy {policy}: no runs yet; the sweep goes on with --resume")
    good = (runs["status"] == OK).to_numpy()
    if not good.any():
        raise ResultsError(f"no run of policy {policy} came to its end; nothing to look at")
    point = runs["point"].to_numpy(np.int64)
    points = np.unique(point)
    _check_failures(policy, points, np.unique(point[good]))
    good_runs = runs[good]
    found = numbers(good_runs[outcome])
    if kind_of(outcome) is Kind.TURN:
        found = np.where(np.isnan(found), float(turns), found)
    if np.isnan(found).any():
        missing = int(np.isnan(found).sum())
        raise ResultsError(
            f"{outcome}: {counted(missing, 'run')} of policy {policy} "
            f"{verb(missing, 'have')} no such "
            "outcome; choose another"
        )
    replicate = good_runs["replicate"].to_numpy(np.int64)
    values = np.full((len(points), int(replicate.max()) + 1), np.nan)
    values[np.searchsorted(points, point[good]), replicate] = found
    said = in_words(outcome, turns, document)
    return Response(policy, outcome, said, points, values, int((~good).sum()))


def in_words(outcome: str, turns: int, document: Mapping[str, Any] = NOBODY) -> str:
    """Return the name of the mean of an outcome over replicates.

    >>> in_words("recommitment_index", 40), in_words("tests", 40)
    ('the mean recommitment index', 'the mean number of tests of the guarantee')
    >>> in_words("offensive", 40, {"actors": {"AZE": {"name": "Azerbaijan", "role": "challenger"}}})
    'the share of runs in which Azerbaijan launches a full offensive'

    Args:
        outcome: Name of the outcome.
        turns: Length of a run, which the turn of an event that never came counts as.
        document: The scenario's document, for the names of its actors.
    """
    measure = measure_of(outcome)
    what, label = measure.kind, label_of(outcome, document)
    if what is Kind.YES_NO:
        return f"the share of runs in which {clause_of(outcome, document)}"
    if what is Kind.CATEGORY:
        return f"the share of runs that end as {STANCE_WORDS['recommit'].noun}"
    if what is Kind.TURN:
        return f"the mean turn of {quoted(label)} (never counts as turn {turns})"
    if outcome.startswith(END):
        return f"the mean of {label}"
    counted = "number of " if what is Kind.COUNT and "," not in label else ""
    shared = "share of " if what is Kind.SHARE else ""
    return f"the mean {counted}{shared}{label}"


def _check_failures(policy: str, points: Ints, good: Ints) -> None:
    lost = np.setdiff1d(points, good)
    if len(lost):
        others = f" and at {len(lost) - 1:,} more points" if len(lost) > 1 else ""
        raise ResultsError(
            f"policy {policy}: every run failed at point {lost[0]}{others}, so nothing is known "
            "there; `error` in the table says why: mend that, or narrow the ranges, and sweep again"
        )

"""Shares and means of outcomes, with intervals that allow for runs with the same chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.outcomes import numbers
from sim.analysis.replicates import Found, clustered_mean, clustered_share
from sim.experiment.table import OK
from sim.measures import Kind, kind_of
from sim.report.wording import interval, number
from sim.vocabulary import STANCES
from sim.words import percent, percent_range

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """A share or a mean over runs, with its 95 % interval."""

    outcome: str
    share: bool
    found: Found
    runs: int

    @property
    def statistic(self) -> str:
        """Name of the statistic: "share" or "mean"."""
        return "share" if self.share else "mean"

    @property
    def value(self) -> str:
        """The value as text, a share in percent."""
        return percent(self.found[0], digits=1) if self.share else number(self.found[0])

    @property
    def interval(self) -> str:
        """The interval as text; a single replicate has none."""
        _, low, high = self.found
        return percent_range(low, high, digits=1) if self.share else interval(low, high)


def estimates(runs: pd.DataFrame, outcome: str) -> Iterator[Estimate]:
    """Yield the estimates of an outcome: a share or a mean, depending on its kind.

    The stance has the share of each stance, a yes or no the share of yes, a turn the share of runs
    in which it came.

    Args:
        runs: A table of runs of one policy; failed ones are left out.
        outcome: Column of the outcome.
    """
    good = runs.loc[runs["status"] == OK, ["replicate", outcome]]
    replicate = good["replicate"].to_numpy()
    if kind_of(outcome) is Kind.CATEGORY:
        for stance in STANCES:
            hits = (good[outcome] == stance).to_numpy(np.float64)
            yield Estimate(f"{outcome} {stance}", True, clustered_share(hits, replicate), len(hits))
        return
    values = numbers(good[outcome])
    known = ~np.isnan(values)
    if kind_of(outcome) is Kind.YES_NO:
        yield Estimate(outcome, True, clustered_share(values, replicate), int(known.sum()))
        return
    if kind_of(outcome) is Kind.TURN:
        came = known.astype(np.float64)
        yield Estimate(outcome, True, clustered_share(came, replicate), len(came))
    if known.any():
        yield Estimate(outcome, False, clustered_mean(values, replicate), int(known.sum()))


def estimate(runs: pd.DataFrame, outcome: str) -> Estimate:
    """Return the first of `estimates`."""
    return next(estimates(runs, outcome))

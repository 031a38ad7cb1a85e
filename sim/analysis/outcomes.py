"""Shares, means and quantiles of outcomes with intervals, by policy, point or factor.

Every function takes a table of runs (`sim.load_results(...).table`, `sim.batch(...)`) and does not
change it. Failed runs are left out of the statistics and counted separately. Runs at several points
share their draws of chance; intervals over them count draws, not runs (see `replicates`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.grouped import Grouped
from sim.analysis.quantiles import QUANTILES, quantiles_of
from sim.analysis.replicates import Draws, Found, Many, first_of, widening
from sim.analysis.sums import counts, means, sums, variances
from sim.experiment.intervals import Z_95, wilson
from sim.experiment.table import OK
from sim.measures import HEADLINES, SPELLS, Kind, kind_of
from sim.vocabulary import STANCES
from sim.words import percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LENGTHS = (2, 4, 6, 8)
"""Lengths of a spell, in turns, for which P(recommit) is reported."""


BOUNDS = ("value", "low", "high")
SHARES = (Kind.YES_NO, Kind.CATEGORY)
"""Kinds of outcomes that are summarised by a share only."""

Groups = Sequence[str]


def summarise(
    table: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    rng: np.random.Generator,
    by: Groups = ("policy",),
) -> pd.DataFrame:
    """Return shares, means and quantiles of outcomes with their 95 % intervals.

    Args:
        table: A table of runs.
        outcomes: Outcome columns.
        rng: Random generator for the bootstrap; the same state gives the same intervals.
        by: Columns to group by.

    Returns:
        A row for each statistic: the group, `outcome`, `statistic` ("share", "mean", "q05" ...),
        `value`, `low`, `high`, number of `runs` in it, and number of `failed` runs left out.
        A yes or no has a share, and so has each stance. A turn has the share of runs in which its
        event happened, then the mean and quantiles over these runs.
    """
    grouped = Grouped.of(table, by)
    good = grouped.only(grouped.runs["status"] == OK)
    draws, failed = good.draws, grouped.draws.runs - good.draws.runs
    measured = {name: numbers(good.runs[name]) for name in outcomes if kind_of(name) not in SHARES}
    quantiles = quantiles_of(list(measured.values()), draws, rng=rng)
    rows: list[dict[str, Any]] = []

    def add(outcome: str, statistic: str, found: Many, values: Floats) -> None:
        runs = counts(draws.group[~np.isnan(values)], draws.groups)
        bounds = dict(zip(BOUNDS, found, strict=True))
        named = {"outcome": outcome, "statistic": statistic}
        rows.append({**named, **bounds, "runs": runs, "failed": failed})

    for outcome in outcomes:
        for name, hits in _yes_or_no(good.runs[outcome], outcome):
            add(name, "share", shares_of(hits, draws), hits)
        if outcome in measured:
            values = measured[outcome]
            add(outcome, "mean", means_of(values, draws), values)
            found = quantiles[list(measured).index(outcome)]
            for at, share in enumerate(QUANTILES):
                value, low, high = found[:, at].T
                add(outcome, percentile(share), (value, low, high), values)
    return grouped.rows(rows)


def _yes_or_no(column: pd.Series, outcome: str) -> Iterator[tuple[str, Floats]]:
    """Yield names and hits for shares: each stance, a yes or no, whether an event happened."""
    if kind_of(outcome) is Kind.CATEGORY:
        for stance in STANCES:
            yield f"{outcome} {stance}", (column == stance).to_numpy(np.float64)
    elif kind_of(outcome) is Kind.YES_NO:
        yield outcome, numbers(column)
    elif kind_of(outcome) is Kind.TURN:
        yield outcome, (~np.isnan(numbers(column))).astype(np.float64)


def paired_differences(
    table: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    baseline: str,
    by: Groups = (),
    together: int = 1,
) -> pd.DataFrame:
    """Return differences of the other policies from a baseline, run by run on the same chance.

    Args:
        table: A table of runs of several policies.
        outcomes: Outcome columns; for a stance, the difference in the share of recommitment.
        baseline: Policy with which the others are compared.
        by: Further columns to group by, such as "point".
        together: Number of differences whose intervals hold all at once with 95 %, such as the
            number of other policies; with 1, each interval is for its own difference alone.

    Returns:
        A row for each group, `policy` and `outcome`: means `first` and `second` over the pairs,
        mean `difference`, its interval `low` to `high`, number of `pairs`, number of `draws`
        of chance, and `variance_reduction`: how many times smaller the variance of the difference
        is than on independent chance (infinite if the difference does not vary, NaN if the outcome
        varies under neither policy).
    """
    grouped = Grouped.of(table[table["status"] == OK], by)
    policies = Grouped.of(grouped.runs, ["policy"]).keys["policy"]
    base = grouped.only(grouped.runs["policy"] == baseline)
    sides = []
    for policy in policies:
        if policy == baseline:
            continue
        other = grouped.only(grouped.runs["policy"] == policy)
        mine, theirs = _pairs(base, other)
        here = other.draws.runs > 0
        for outcome in outcomes:
            first = numbers(base.runs[outcome])[mine]
            second = numbers(other.runs[outcome])[theirs]
            compared = _compare(first, second, base.take(mine), together)
            sides.append({"policy": policy, "outcome": outcome, **compared, "here": here})
    found = grouped.rows(sides)
    return found[found.pop("here")].reset_index(drop=True) if len(found) else found


def recommitment(table: pd.DataFrame, *, by: Groups = ("policy",)) -> pd.DataFrame:
    """Return P(recommit) for several definitions: level of commitment and length of the spell.

    Returns:
        A row for each group, `level` (required commitment) and `turns` (for which it must be held):
        `value`, `low`, `high`, `runs`. The first rows of a group have no level and no turns: they
        are the share by the scenario's own thresholds, `measure` "recommitted", and the mean of the
        continuous index, `measure` "recommitment_index", which has no threshold.
    """
    levels = [name for name in table.columns if name in SPELLS]
    grouped = Grouped.of(table[table["status"] == OK], by)
    runs, draws = grouped.runs, grouped.draws
    found: list[dict[str, Any]] = []

    def add(measure: str, level: float | None, turns: int | None, bounds: Many) -> None:
        told = {"measure": measure, "level": level, "turns": turns}
        found.append({**told, **dict(zip(BOUNDS, bounds, strict=True)), "runs": draws.runs})

    for measure in HEADLINES:
        estimate = shares_of if kind_of(measure) is Kind.YES_NO else means_of
        add(measure, None, None, estimate(numbers(runs[measure]), draws))
    for name in levels:
        spells = numbers(runs[name])
        for turns in LENGTHS:
            held = (spells >= turns).astype(np.float64)
            add("recommitted", SPELLS[name], turns, shares_of(held, draws))
    return grouped.rows(found)


def groups(table: pd.DataFrame, by: Iterable[str]) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield the groups of a table in order, each with its keys; one group without columns."""
    keys = list(by)
    if not keys:
        yield {}, table
        return
    for values, rows in table.groupby(keys, observed=True, sort=True):
        yield dict(zip(keys, values, strict=True)), rows


def numbers(column: pd.Series) -> Floats:
    """Return a column as floats: 1 for a yes or the stance of recommitment; NaN if missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column == "recommit"
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def share_of(hits: Floats, draws: Draws) -> Found:
    """Return the share of ones among known values of one group, with its interval."""
    return first_of(shares_of(hits, draws))


def mean_of(values: Floats, draws: Draws) -> Found:
    """Return the mean of the known values of one group, with its interval."""
    return first_of(means_of(values, draws))


def shares_of(hits: Floats, draws: Draws) -> Many:
    """Return the share of ones among known values of each group, with its interval.

    The interval is Wilson's if every run has its own draw, else one over draws.
    """
    if draws.share_draws.all():
        return draws.shares(hits)
    known = ~np.isnan(hits)
    group = draws.group[known]
    low, high = wilson(sums(hits[known], group, draws.groups), counts(group, draws.groups))
    alone = means(hits[known], group, draws.groups), low, high
    return _chosen(draws.share_draws, draws.shares(hits), alone)


def means_of(values: Floats, draws: Draws) -> Many:
    """Return the mean of the known values of each group, with its interval.

    The interval is the normal one if every run has its own draw, else one over draws. It is unknown
    (NaN) for one run.
    """
    if draws.share_draws.all():
        return draws.means(values)
    known = ~np.isnan(values)
    group = draws.group[known]
    runs, mean = counts(group, draws.groups), means(values[known], group, draws.groups)
    spread = np.sqrt(variances(values[known], group, draws.groups))
    half = Z_95 * spread / np.sqrt(np.maximum(runs, 1))
    return _chosen(draws.share_draws, draws.means(values), (mean, mean - half, mean + half))


def _chosen(which: NDArray[np.bool_], yes: Many, no: Many) -> Many:
    low, middle, high = (np.where(which, one, other) for one, other in zip(yes, no, strict=True))
    return low, middle, high


def _pairs(first: Grouped, second: Grouped) -> tuple[NDArray[Any], NDArray[Any]]:
    """Places of the runs of two tables with the same group, point and replicate."""
    whole = [side.runs[["point", "replicate"]].to_numpy(np.int64) for side in (first, second)]
    most = np.concatenate([rows.max(axis=0, initial=0)[None] for rows in whole]).max(axis=0) + 1
    ours, others = (
        (side.draws.group * most[0] + rows[:, 0]) * most[1] + rows[:, 1]
        for side, rows in zip((first, second), whole, strict=True)
    )
    _, mine, theirs = np.intersect1d(ours, others, assume_unique=True, return_indices=True)
    return mine, theirs


def _compare(first: Floats, second: Floats, pairs: Grouped, together: int) -> dict[str, Any]:
    """Mean difference of the pairs in each group; a pair with a missing value does not count.

    Variances are those within points, which are due to chance. Differences between points are due
    to the design.
    """
    known = ~(np.isnan(first) | np.isnan(second))
    a, b, counted = first[known], second[known], pairs.take(np.flatnonzero(known))
    draws, point = counted.draws, counted.runs["point"].to_numpy()
    group, groups = draws.group, draws.groups
    apart = _variances(a, draws, point) + _variances(b, draws, point)
    of_pairs = _variances(b - a, draws, point)
    mean = means(b - a, group, groups)
    half = Z_95 * np.sqrt(of_pairs / np.maximum(draws.runs, 1))
    alone = (mean, mean - half, mean + half)
    difference, low, high = _chosen(draws.share_draws, draws.means(b - a), alone)
    if together > 1:
        freedom = np.where(draws.share_draws, np.maximum(draws.drawn - 1.0, 1.0), np.inf)
        wider = widening(together, freedom)
        low, high = (
            difference - wider * (difference - low),
            difference + wider * (high - difference),
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        reduction = np.where(of_pairs > 0, apart / of_pairs, np.where(apart > 0, np.inf, np.nan))
    return {
        "first": means(a, group, groups),
        "second": means(b, group, groups),
        "difference": difference,
        "low": low,
        "high": high,
        "pairs": draws.runs,
        "draws": counts(draws.owner, groups),
        "variance_reduction": reduction,
    }


def _variances(values: Floats, draws: Draws, point: NDArray[Any]) -> Floats:
    """Unbiased variance within points, by group; over all values if no point has two values."""
    span = int(point.max(initial=0)) + 1
    cells, place, count = np.unique(
        draws.group * span + point, return_inverse=True, return_counts=True
    )
    owner = cells // span
    middle = np.bincount(place, values, len(cells)) / count
    squares = sums((values - middle[place]) ** 2, draws.group, draws.groups)
    freedom = draws.runs - counts(owner, draws.groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = squares / freedom
    return np.where(freedom > 0, within, variances(values, draws.group, draws.groups))

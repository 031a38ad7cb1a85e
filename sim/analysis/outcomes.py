"""What came out, with how sure it is: shares, means and quantiles, by policy, point or factor.

Every function takes a table of runs (`sim.load_results(...).table`, `sim.batch(...)`) and leaves it
as it is. Runs that failed are left out of the statistics and counted beside them. Runs at several
points share their draws of chance, and intervals over them count draws, not runs (`replicates`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.grouped import Grouped
from sim.analysis.quantiles import QUANTILES, quantiles_of
from sim.analysis.replicates import Draws, Found, Many, first_of
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
"""Lengths of a spell, in turns, at which P(recommit) is reported."""


BOUNDS = ("value", "low", "high")
SHARES = (Kind.YES_NO, Kind.CATEGORY)
"""Kinds of outcomes of which there is a share and nothing else."""

Groups = Sequence[str]


def summarise(
    table: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    rng: np.random.Generator,
    by: Groups = ("policy",),
) -> pd.DataFrame:
    """Shares, means and quantiles of outcomes with their 95 % intervals.

    Args:
        table: A table of runs.
        outcomes: Outcome columns.
        rng: Chance for the bootstrap; the same generator gives the same intervals.
        by: Columns to group by.

    Returns:
        A row a statistic: the group, `outcome`, `statistic` ("share", "mean", "q05" ...), `value`,
        `low`, `high`, `runs` that it is taken over, and `failed` runs left out.
        A yes or no has a share; so has each stance. A turn has the share of runs in which it came,
        then quantiles over those.
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
    """What has a share: each stance, a yes or no, and whether a turn ever came."""
    if kind_of(outcome) is Kind.CATEGORY:
        for stance in STANCES:
            yield f"{outcome} {stance}", (column == stance).to_numpy(np.float64)
    elif kind_of(outcome) is Kind.YES_NO:
        yield outcome, numbers(column)
    elif kind_of(outcome) is Kind.TURN:
        yield outcome, (~np.isnan(numbers(column))).astype(np.float64)


def paired_differences(
    table: pd.DataFrame, outcomes: Sequence[str], *, baseline: str, by: Groups = ()
) -> pd.DataFrame:
    """Differences of the other policies from one, run by run on the same chance.

    Args:
        table: A table of runs of several policies.
        outcomes: Outcome columns; for a stance, the difference in the share of recommitment.
        baseline: Policy that the others are compared with.
        by: Further columns to group by, such as "point".

    Returns:
        A row for each group, `policy` and `outcome`: means `first` and `second` over the pairs,
        mean `difference`, its 95 % interval `low` to `high`, `pairs`, the `draws` of chance behind
        them, and `variance_reduction`: how many times smaller the variance of the
        difference is than it would be on independent chance (infinite where there is no difference
        at all, missing where neither policy varies).
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
            compared = _compare(first, second, base.take(mine))
            sides.append({"policy": policy, "outcome": outcome, **compared, "here": here})
    found = grouped.rows(sides)
    return found[found.pop("here")].reset_index(drop=True) if len(found) else found


def recommitment(table: pd.DataFrame, *, by: Groups = ("policy",)) -> pd.DataFrame:
    """P(recommit) over its own definition: the level of commitment and the spell asked for.

    Returns:
        A row for each group, `level` (commitment asked for) and `turns` (how long it must be held):
        `value`, `low`, `high`, `runs`. The first rows of a group have neither: they are the share
        by the scenario's own thresholds, `measure` "recommitted", and the mean of the continuous
        index, `measure` "recommitment_index", which no threshold touches.
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
    """The groups of a table in order, each with what it has in common; one group for no columns."""
    keys = list(by)
    if not keys:
        yield {}, table
        return
    for values, rows in table.groupby(keys, observed=True, sort=True):
        yield dict(zip(keys, values, strict=True)), rows


def numbers(column: pd.Series) -> Floats:
    """A column as floats: 1 for yes, for a stance 1 where it is recommitment; missing is NaN."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column == "recommit"
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def share_of(hits: Floats, draws: Draws) -> Found:
    """Share of ones among what is known, with its interval; of one group."""
    return first_of(shares_of(hits, draws))


def mean_of(values: Floats, draws: Draws) -> Found:
    """Mean of what is known, with its interval; of one group."""
    return first_of(means_of(values, draws))


def shares_of(hits: Floats, draws: Draws) -> Many:
    """Share of ones among what is known in each group, with its interval.

    It is Wilson's where every run has a draw of its own, else that over draws.
    """
    known = ~np.isnan(hits)
    group = draws.group[known]
    low, high = wilson(sums(hits[known], group, draws.groups), counts(group, draws.groups))
    alone = means(hits[known], group, draws.groups), low, high
    return _chosen(draws.share_draws, draws.shares(hits), alone)


def means_of(values: Floats, draws: Draws) -> Many:
    """Mean of what is known in each group, with its interval.

    It is the normal one where every run has a draw of its own, else that over draws; of one run it
    is unknown.
    """
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
    """Rows of two tables that were played at the same point on the same chance, group by group."""
    whole = [side.runs[["point", "replicate"]].to_numpy(np.int64) for side in (first, second)]
    most = np.concatenate([rows.max(axis=0, initial=0)[None] for rows in whole]).max(axis=0) + 1
    ours, others = (
        (side.draws.group * most[0] + rows[:, 0]) * most[1] + rows[:, 1]
        for side, rows in zip((first, second), whole, strict=True)
    )
    _, mine, theirs = np.intersect1d(ours, others, assume_unique=True, return_indices=True)
    return mine, theirs


def _compare(first: Floats, second: Floats, pairs: Grouped) -> dict[str, Any]:
    """Mean difference of pairs in each group; a pair of which one is missing does not count.

    Variances are those of chance, within points: what differs from point to point is the design's
    doing, and no luck.
    """
    known = ~(np.isnan(first) | np.isnan(second))
    a, b, counted = first[known], second[known], pairs.take(np.flatnonzero(known))
    draws, point = counted.draws, counted.runs["point"].to_numpy()
    group, groups = draws.group, draws.groups
    apart = _variances(a, draws, point) + _variances(b, draws, point)
    together = _variances(b - a, draws, point)
    mean = means(b - a, group, groups)
    half = Z_95 * np.sqrt(together / np.maximum(draws.runs, 1))
    alone = (mean, mean - half, mean + half)
    difference, low, high = _chosen(draws.share_draws, draws.means(b - a), alone)
    with np.errstate(divide="ignore", invalid="ignore"):
        reduction = np.where(together > 0, apart / together, np.where(apart > 0, np.inf, np.nan))
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
    """Unbiased variance within points, by group; over all values where no point has two of them."""
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

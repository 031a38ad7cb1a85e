"""What came out, with how sure it is: shares, means and quantiles, by policy, point or factor.

Every function takes a table of runs (`sim.load_results(...).table`, `sim.batch(...)`) and leaves it
as it is. Runs that failed are left out of the statistics and counted beside them. Runs at several
points share their draws of chance, and intervals over them count draws, not runs (`replicates`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.replicates import Draws, Found
from sim.experiment.intervals import Z_95, wilson
from sim.experiment.table import OK, SPELL, kind
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
RESAMPLES = 2000
RESAMPLES_OF_DRAWS = 200
"""Fewer where whole draws of chance are drawn again, which costs a pass over all runs."""
LENGTHS = (2, 4, 6, 8)
"""Lengths of a spell, in turns, at which P(recommit) is reported."""
SHOWN_BESIDE = ("recommitted", "recommitment_index")
"""The binary and the continuous measure; neither is reported without the other."""

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
    rows = []
    for group, runs in groups(table, by):
        good = runs[runs["status"] == OK]
        for outcome in outcomes:
            for statistic in _statistics(good, outcome, rng):
                rows.append({**group, **statistic, "failed": len(runs) - len(good)})
    return pd.DataFrame(rows)


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
    good = table[table["status"] == OK]
    rows: list[dict[str, Any]] = []
    for group, runs in groups(good, by):
        base = runs[runs["policy"] == baseline]
        for policy, other in runs.groupby("policy", observed=True, sort=True):
            if policy == baseline:
                continue
            mine, theirs = _pairs(base, other)
            for outcome in outcomes:
                first = numbers(base[outcome])[mine]
                second = numbers(other[outcome])[theirs]
                compared = _compare(first, second, base.iloc[mine])
                rows.append({**group, "policy": policy, "outcome": outcome, **compared})
    return pd.DataFrame(rows)


def recommitment(table: pd.DataFrame, *, by: Groups = ("policy",)) -> pd.DataFrame:
    """P(recommit) over its own definition: the level of commitment and the spell asked for.

    Returns:
        A row for each group, `level` (commitment asked for) and `turns` (how long it must be held):
        `value`, `low`, `high`, `runs`. The first rows of a group have neither: they are the share
        by the scenario's own thresholds, `measure` "recommitted", and the mean of the continuous
        index, `measure` "recommitment_index", which no threshold touches.
    """
    levels = [name for name in table.columns if name.startswith(SPELL)]
    rows: list[dict[str, Any]] = []
    for group, runs in groups(table[table["status"] == OK], by):
        draws = Draws.of(runs["replicate"])
        for measure in SHOWN_BESIDE:
            found = (share_of if kind(measure) == "flag" else mean_of)(
                numbers(runs[measure]), draws
            )
            rows.append(_cell(group, measure, None, None, (*found, len(runs))))
        for name in levels:
            spells = numbers(runs[name])
            for turns in LENGTHS:
                found = share_of((spells >= turns).astype(np.float64), draws)
                level = float(name.removeprefix(SPELL))
                rows.append(_cell(group, "recommitted", level, turns, (*found, len(runs))))
    return pd.DataFrame(rows)


def _cell(
    group: Mapping[str, Any],
    measure: str,
    level: float | None,
    turns: int | None,
    found: tuple[float, float, float, int],
) -> dict[str, Any]:
    value, low, high, runs = found
    row: dict[str, Any] = {**group, "measure": measure, "level": level, "turns": turns}
    return row | {"value": value, "low": low, "high": high, "runs": runs}


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


def bootstrap_quantiles(
    values: Floats,
    shares: Sequence[float] = QUANTILES,
    *,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> list[tuple[float, float, float]]:
    """Quantiles of a sample with their bootstrap percentile intervals: (quantile, low, high) each.

    A quantile is an order statistic: the smallest value that at least that share of the sample does
    not exceed. The k-th smallest of n values drawn with replacement is the value of rank
    ceil(n B), B having the Beta(k, n + 1 - k) distribution of the k-th smallest of n uniforms; so
    resampling n values costs one draw, and the distribution is the bootstrap's own.
    """
    ordered = np.sort(values)
    n, tail = len(ordered), (1.0 - level) / 2.0
    if not n:
        return [(np.nan, np.nan, np.nan)] * len(shares)
    found = []
    for share in shares:
        k = max(ceil(n * share - 1e-9), 1)
        ranks = np.ceil(n * rng.beta(k, n + 1 - k, resamples)).astype(np.int64)
        again = ordered[np.clip(ranks, 1, n) - 1]
        low, high = np.quantile(again, [tail, 1.0 - tail], method="inverted_cdf")
        found.append((float(ordered[k - 1]), float(low), float(high)))
    return found


def _statistics(
    runs: pd.DataFrame, outcome: str, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """The statistics of one outcome over runs that did not fail."""
    draws = Draws.of(runs["replicate"])
    if kind(outcome) == "stance":
        for stance in STANCES:
            hits = (runs[outcome] == stance).to_numpy(np.float64)
            yield _row(f"{outcome} {stance}", "share", share_of(hits, draws), len(hits))
        return
    values = numbers(runs[outcome])
    known = values[~np.isnan(values)]
    if kind(outcome) == "flag":
        yield _row(outcome, "share", share_of(values, draws), len(known))
        return
    if kind(outcome) == "turn":
        came = (~np.isnan(values)).astype(np.float64)
        yield _row(outcome, "share", share_of(came, draws), len(came))
    yield _row(outcome, "mean", mean_of(values, draws), len(known))
    if draws.shared:
        quantiles = draws.quantiles(values, QUANTILES, rng=rng, resamples=RESAMPLES_OF_DRAWS)
    else:
        quantiles = bootstrap_quantiles(known, rng=rng)
    for share, found in zip(QUANTILES, quantiles, strict=True):
        yield _row(outcome, f"q{round(100 * share):02d}", found, len(known))


def _row(
    outcome: str, statistic: str, found: tuple[float, float, float], runs: int
) -> dict[str, Any]:
    value, low, high = found
    said = {"outcome": outcome, "statistic": statistic}
    return {**said, "value": value, "low": low, "high": high, "runs": runs}


def share_of(hits: Floats, draws: Draws) -> Found:
    """Share of ones among what is known, with its interval.

    It is Wilson's where every run has a draw of its own, else that over draws.
    """
    if draws.shared:
        return draws.share(hits)
    known = hits[~np.isnan(hits)]
    low, high = wilson(known.sum(), len(known))
    return float(known.mean()) if len(known) else np.nan, float(low), float(high)


def mean_of(values: Floats, draws: Draws) -> Found:
    """Mean of what is known, with the normal interval where every run has its own draw."""
    if draws.shared:
        return draws.mean(values)
    values = values[~np.isnan(values)]
    if not len(values):
        return np.nan, np.nan, np.nan
    mean = float(values.mean())
    half = Z_95 * float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return mean, mean - half, mean + half


def _pairs(first: pd.DataFrame, second: pd.DataFrame) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows of two tables that were played at the same point on the same chance."""
    if not len(first) or not len(second):
        none = np.zeros(0, np.int64)
        return none, none
    cap = 1 + max(int(first["replicate"].max()), int(second["replicate"].max()))
    ours, others = (
        runs["point"].to_numpy(np.int64) * cap + runs["replicate"].to_numpy()
        for runs in (first, second)
    )
    _, mine, theirs = np.intersect1d(ours, others, assume_unique=True, return_indices=True)
    return mine, theirs


def _compare(first: Floats, second: Floats, runs: pd.DataFrame) -> dict[str, Any]:
    """Mean difference of pairs; a pair of which one is missing does not count.

    Variances are those of chance, within points: what differs from point to point is the design's
    doing, and no luck.
    """
    known = ~(np.isnan(first) | np.isnan(second))
    a, b, at = first[known], second[known], runs["point"].to_numpy()[known]
    draws = Draws.of(runs["replicate"].to_numpy()[known])
    names = ("first", "second", "difference", "low", "high")
    found: dict[str, Any] = {**dict.fromkeys(names, np.nan), "pairs": len(a), "draws": draws.count}
    if not len(a):
        return {**found, "variance_reduction": np.nan}
    found |= {"first": float(a.mean()), "second": float(b.mean())}
    apart, together = _variance(a, at) + _variance(b, at), _variance(b - a, at)
    mean, half = float((b - a).mean()), Z_95 * float(np.sqrt(together / len(a)))
    bounds = (mean - half, mean + half)
    if draws.shared:
        mean, *bounds = draws.mean(b - a)  # type: ignore[assignment]
    found |= {"difference": mean, "low": bounds[0], "high": bounds[1]}
    none = np.inf if apart > 0 else np.nan
    return {**found, "variance_reduction": apart / together if together > 0 else none}


def _variance(values: Floats, point: NDArray[Any]) -> float:
    """Unbiased variance within points; over all values where no point has two of them."""
    _, place, count = np.unique(point, return_inverse=True, return_counts=True)
    if (count < 2).all():
        return float(values.var(ddof=1)) if len(values) > 1 else np.nan
    means = np.bincount(place, values) / count
    return float(((values - means[place]) ** 2).sum() / (len(values) - len(count)))

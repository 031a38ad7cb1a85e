"""Sentences on the results of each method, and on the limits of each method."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.measures import measure_of
from sim.words import (
    UNKNOWN,
    counted,
    joined,
    percent,
    percent_bounds,
    points,
    quoted,
    several,
    verb,
)

if TYPE_CHECKING:
    from sim.analysis.sensitivity.study import Sensitivity

NEGLIGIBLE = 0.01
"""A factor with a total index below this may be fixed anywhere in its range."""
STRAIGHT = 0.7
"""R^2 below this share of its largest possible value gets a warning."""
KNOWN = 0.5
"""A sum of first-order shares is reported if its interval is no wider than this."""
WIDE = 0.3
"""Intervals of shares wider than this get a remark."""
NEXT = 2
"""Number of factors that are named after the first."""

LIMITS = {
    "sobol": (
        "Shares say how much a factor matters over these ranges, not which way it works; wider "
        "ranges give other shares. A factor whose share with interactions is about nothing can be "
        "fixed anywhere in its range; one that only matters with others cannot."
    ),
    "morris": (
        "Effects say which factors can be left out of a closer look; sigma as large as mu* means "
        "that the effect hangs on the other factors or is not straight. They are no shares of "
        "variance."
    ),
    "regression": (
        "Coefficients have a sign and are right for effects that rise or fall steadily; what they "
        "miss is in 1 - R^2. Chance makes all of them smaller by one factor."
    ),
    "swing": (
        "A swing is the mean outcome in the highest slice of a factor's range less that in the "
        "lowest, with what the other factors happen to do there taken out by linear regression. "
        "A factor that works up and down in between has a small one."
    ),
    "moment-independent": (
        "The index sees any change in the distribution of a run's outcome, also of its spread, and "
        "no direction; it is no share of anything, and at or below the floor it is nothing."
    ),
}
"""Notes on each method: the meaning of its results, and its limits."""


def finding(study: Sensitivity, method: str) -> str:
    """Return the findings of a method in sentences.

    Raises KeyError for a method without results.
    """
    table = study.table(method)
    told = {
        "sobol": _sobol,
        "morris": _morris,
        "regression": _regression,
        "moment-independent": _shift,
    }
    said = told[method](study, table)
    return said[:1].upper() + said[1:]


def _sobol(study: Sensitivity, table: pd.DataFrame) -> str:
    assert study.sobol is not None
    alone = table.sort_values("first", ascending=False, kind="stable").to_dict("records")
    first = alone[0]
    said = (
        f"Of the variance of {study.said} over these ranges, {_share(first, 'first')} is due to "
        f"{quoted(first['name'])} alone, and {_share(first, 'total')} to it with its interactions"
    )
    if first["first"] - first["total"] > NEGLIGIBLE:
        said += " (that the second is not the larger is sampling error)"
    others = [
        f"{quoted(row['name'])} ({percent(_within(row['first']))} alone)"
        for row in alone[1 : 1 + NEXT]
    ]
    come = "comes" if len(others) == 1 else "come"
    said += f"; then {come} {joined(others)}. " if others else ". "
    value, low, high = study.sobol.single
    if high - low <= KNOWN:
        said += (
            f"The {several(len(table), 'factor')} one by one {verb(len(table), 'make')} "
            f"{percent(value)} "
            f"{percent_bounds(low, high)} of it, and the rest is their interactions. "
        )
    else:
        said += "How much their interactions make cannot be told from so few base points. "
    idle = int((table["total_high"] < NEGLIGIBLE).sum())
    said += f"Surely below {percent(NEGLIGIBLE)}, interactions included: {idle} of {len(table)}. "
    if (table["total_high"] - table["total_low"]).max() > WIDE:
        said += "The intervals are wide; four times the base points would halve them. "
    return f"{said}{_base(study)}"


def _base(study: Sensitivity) -> str:
    assert study.sobol is not None
    plain, corrected = study.sobol.frame["total_plain"], study.sobol.frame["total"]
    most = int((plain - corrected).abs().to_numpy().argmax())
    said = (
        f"n = {study.sobol.base:,} base points, {counted(study.points, 'point')}, "
        f"{counted(study.runs, 'run')}"
    )
    if study.chance.known:
        said += (
            "; chance in the means is taken out, which moves a total share by at most "
            f"{abs(plain[most] - corrected[most]):.2g}"
        )
    return f"({said}.)"


def _morris(study: Sensitivity, table: pd.DataFrame) -> str:
    assert study.morris is not None
    first = table.iloc[0]
    said = (
        f"Over its range, {quoted(first['name'])} moves {study.said} most: by "
        f"{_change(study, first, 'mu_star')} on average in size, {_change(study, first, 'mu')} "
        "with its sign. "
    )
    floor = table["floor"]
    if floor.notna().all():
        idle = int((table["mu_star"] <= floor).sum())
        said += f"No more than chance would: {idle} of {counted(len(table), 'factor')}. "
    bent = int((table["sigma"] >= table["mu_star"]).sum())
    said += f"Sigma at least mu*: {bent}. "
    return (
        f"{said}({counted(study.morris.trajectories, 'trajectory')}, {counted(study.runs, 'run')}.)"
    )


def _regression(study: Sensitivity, table: pd.DataFrame) -> str:
    assert study.regression is not None
    first = table.iloc[0]
    way = "rises" if first["rank"] > 0 else "falls"
    value, low, high = study.regression.rank_fit
    said = (
        f"{study.said} {way} most steadily with {quoted(first['name'])} (rank "
        f"coefficient {_number(first, 'rank')}). The ranks explain {percent(value)} "
        f"{percent_bounds(low, high)} of the variance of the points' ranks"
    )
    most = 1.0
    if study.chance.known:
        most -= study.chance.of_mean[0]
        said += f", of which chance in their means leaves {percent(most)} to explain"
    said += ". "
    if value < STRAIGHT * most:
        said += "That is little: do not read the order of the coefficients as one of importance. "
    return f"{said}({counted(study.regression.points, 'point')}.)"


def _shift(study: Sensitivity, table: pd.DataFrame) -> str:
    first = table.iloc[0]
    above = int((table["shift"] > table["floor"]).sum())
    return (
        f"The distribution of {quoted(measure_of(study.outcome).label)} in a single run shifts "
        f"most with {quoted(first['name'])}: "
        f"by {_number(first, 'shift', 'low', 'high')} on a scale from 0 to 1. "
        f"By more than 95 % of dummy factors would (up to {table['floor'].max():.2g}): {above} of "
        f"{counted(len(table), 'factor')}. ({counted(study.runs, 'run')}.)"
    )


def _share(row: Any, name: str) -> str:
    value, low, high = (_within(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return f"{percent(value)} {percent_bounds(low, high)}"


def _within(share: float) -> float:
    """An estimated share limited to [0, 1]: sampling error can carry it outside."""
    return min(max(share, 0.0), 1.0)


def _change(study: Sensitivity, row: Any, name: str) -> str:
    """A change of the mean with its interval, in percentage points if the mean is a share."""
    if not study.in_percent:
        return _number(row, name)
    ends = (row[name], row[f"{name}_low"], row[f"{name}_high"])
    said, *bounds = (points(end, sign=name == "mu") for end in ends)
    around = UNKNOWN if isnan(ends[1]) else ", ".join(bounds)
    return f"{said} percentage points [{around}]"


def _number(row: Any, name: str, low: str = "", high: str = "") -> str:
    ends = row[low or f"{name}_low"], row[high or f"{name}_high"]
    if isnan(ends[0]):
        return f"{row[name]:.2g} [unknown]"
    return f"{row[name]:.2g} [{ends[0]:.2g}, {ends[1]:.2g}]"

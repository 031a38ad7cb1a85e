"""Effects of factors under each doctrine: does an answer depend on the rule of choice?

A pattern that holds even if actors choose at random comes from the rules of the model. A pattern
that holds under a single doctrine is a finding about that doctrine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.outcomes import groups, numbers
from sim.experiment.intervals import Z_95
from sim.experiment.table import OK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


ROUNDING = 1e-12
"""A slope below this share of the outcome's size is a rounding error and counts as 0."""


@dataclass(frozen=True)
class Effect:
    """The effect of a factor on an outcome under one policy.

    `change` is the change of the outcome from the factor's smallest to its largest value, by linear
    regression with the other factors fixed; `low` to `high` is its 95 % interval.
    """

    policy: str
    factor: str
    change: float
    low: float
    high: float
    runs: int

    @property
    def sign(self) -> int:
        """-1 or 1 if the interval excludes zero; 0 if not, or if the interval is unknown."""
        return int(np.sign(self.low)) if self.low * self.high > 0 else 0


def effects(table: pd.DataFrame, factors: Sequence[str], outcome: str) -> tuple[Effect, ...]:
    """Return the effect of every factor on an outcome under every policy, by least squares.

    Factors with one value only are left out, and policies with too few runs for a regression. Runs
    of one replicate share their draw of chance, so errors are clustered by replicate
    (Liang and Zeger 1986).

    Args:
        table: A table of runs with its factors.
        factors: Columns of the factors.
        outcome: Column of a number, or a yes or no.
    """
    found = []
    for group, runs in groups(table[table["status"] == OK], ("policy",)):
        values = numbers(runs[outcome])
        known = ~np.isnan(values)
        settings = runs[list(factors)].to_numpy(np.float64)[known]
        varied = (
            [k for k in range(len(factors)) if np.ptp(settings[:, k]) > 0] if known.any() else []
        )
        if not varied or known.sum() <= len(varied) + 1:
            continue
        lowest, width = settings[:, varied].min(axis=0), np.ptp(settings[:, varied], axis=0)
        scaled = (settings[:, varied] - lowest) / width
        slopes, errors = _least_squares(scaled, values[known], runs["replicate"].to_numpy()[known])
        rounding = ROUNDING * float(np.abs(values[known]).max())
        slopes, errors = (np.where(np.abs(x) <= rounding, 0.0, x) for x in (slopes, errors))
        for k, slope, error in zip(varied, slopes, errors, strict=True):
            low, high = float(slope - Z_95 * error), float(slope + Z_95 * error)
            runs_known = int(known.sum())
            found.append(Effect(group["policy"], factors[k], float(slope), low, high, runs_known))
    return tuple(found)


def _least_squares(x: Any, y: Any, cluster: Any) -> tuple[Any, Any]:
    """Slopes on the columns of x [run, factor] with an intercept, and their clustered errors."""
    design = np.column_stack([np.ones(len(y)), x])
    inverse = np.linalg.pinv(design.T @ design)
    weights = inverse @ (design.T @ y)
    residuals = y - design @ weights
    _, place = np.unique(cluster, return_inverse=True)
    scores = np.stack([np.bincount(place, column * residuals) for column in design.T])
    count = scores.shape[1]
    if count < 2:  # one draw of chance gives no estimate of spread
        return weights[1:], np.full(len(weights) - 1, np.nan)
    spread = scores @ scores.T * count / (count - 1)
    covariance = inverse @ spread @ inverse
    # A spread of nothing may come out a rounding error below zero.
    return weights[1:], np.sqrt(np.maximum(np.diag(covariance)[1:], 0.0))


def verdicts(found: Sequence[Effect]) -> tuple[tuple[str, str], ...]:
    """Return, for each factor, a phrase on the sign of its effect under the policies."""
    said = []
    for factor in dict.fromkeys(effect.factor for effect in found):
        ours = [effect for effect in found if effect.factor == factor]
        said.append((factor, _verdict(ours)))
    return tuple(said)


def _verdict(ours: Sequence[Effect]) -> str:
    up = [effect.policy for effect in ours if effect.sign > 0]
    down = [effect.policy for effect in ours if effect.sign < 0]
    none = [effect.policy for effect in ours if effect.sign == 0]
    if not up and not down:
        return f"has no clear effect under any of {len(ours)}"
    rest = f"; no clear effect under {_names(none)}" if none else ""
    if up and down:
        return f"raises it under {_names(up)} but lowers it under {_names(down)}{rest}"
    way, where = ("raises", up) if up else ("lowers", down)
    if not none:
        return f"{way} it under all {len(ours)}"
    return f"{way} it under {_names(where)}{rest}"


def _names(policies: Sequence[str]) -> str:
    return ", ".join(f"`{policy}`" for policy in policies)


def doctrine_policies(policies: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether policies differ only in doctrine, and each has one doctrine for all seats.

    Another doctrine for a single actor changes the conduct of that actor; it does not test a
    doctrine.

    Args:
        policies: The policies of a manifest, each with the `document` of its scenario.
    """
    bare = [_without_doctrines(policy["document"]) for policy in policies]
    rules = [_doctrines(policy["document"]) for policy in policies]
    alike = all(document == bare[0] for document in bare)
    return len(policies) > 1 and alike and all(len(rule) == 1 for rule in rules)


def _doctrines(document: Mapping[str, Any]) -> set[str]:
    return {str(actor["doctrine"]) for actor in document["actors"].values()}


def _without_doctrines(document: Mapping[str, Any]) -> dict[str, Any]:
    actors = {
        key: {name: value for name, value in actor.items() if name != "doctrine"}
        for key, actor in document["actors"].items()
    }
    rest = {key: value for key, value in document.items() if key not in ("actors", "doctrines")}
    return {**rest, "actors": actors}

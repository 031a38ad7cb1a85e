"""Does an answer survive another rule of choice? Effects of factors, doctrine by doctrine.

A pattern that holds when actors choose at random is the physics of the model; one that holds under
a single rule of choice is a finding about that rule.
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
"""Share of the outcome's size below which a slope is nothing but rounding."""


@dataclass(frozen=True)
class Effect:
    """What a factor does to an outcome under one policy.

    `change` is how much the outcome changes from the factor's least value to its largest, along the
    best straight line with the other factors held; `low` to `high` is its 95 % interval.
    """

    policy: str
    factor: str
    change: float
    low: float
    high: float
    runs: int

    @property
    def sign(self) -> int:
        """-1 or 1 where the interval leaves zero out, else 0; 0 where it is unknown."""
        return int(np.sign(self.low)) if self.low * self.high > 0 else 0


def effects(table: pd.DataFrame, factors: Sequence[str], outcome: str) -> tuple[Effect, ...]:
    """The effect of every factor on an outcome under every policy, by least squares.

    Factors that take one value only are left out, as are policies with fewer runs than the line has
    coefficients. Runs of one replicate share their chance, so errors are clustered by replicate
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
    if count < 2:  # one draw of chance has no spread to go by
        return weights[1:], np.full(len(weights) - 1, np.nan)
    spread = scores @ scores.T * count / (count - 1)
    covariance = inverse @ spread @ inverse
    return weights[1:], np.sqrt(np.diag(covariance)[1:])


def verdicts(found: Sequence[Effect]) -> tuple[tuple[str, str], ...]:
    """For each factor, what becomes of its sign from policy to policy, in words."""
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
    """Whether policies are rules of choice: every seat follows the same, and nothing else differs.

    One actor on another doctrine is a posture of that actor, and tests no rule.

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

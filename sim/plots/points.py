"""The runs of a sweep that a figure over time shows: of one point, or of all points together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.titles import factor_names
from sim.plots.entry import Choice, chosen_point, chosen_policy
from sim.words import joined, quoted, role_name

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results


NO_TITLES: Mapping[str, str] = {}
"""Titles of policies that are called by their names."""
NAMED = 4
"""Most factors whose settings at a point are told."""


@dataclass(frozen=True)
class Runs:
    """The runs of one point of the design, or of all points together if `point` is None.

    `said` is a sentence on these runs, "" if there is only one point; `where` is a short form.
    """

    point: int | None
    said: str

    @property
    def where(self) -> str:
        """Words for the part of the design, to follow "run"."""
        return "of the design" if self.point is None else f"of point {self.point}"


def chosen_runs(results: Results, choice: Choice, *, pooled: bool) -> Runs:
    """Return the runs that a figure shows: those of the chosen point, if a point was chosen.

    Otherwise they are the runs of all points if `pooled`, else those of the middle point.

    Raises:
        FigureError: There is no such point.
    """
    points, point = int(results.manifest["points"]), chosen_point(results, choice)
    if points == 1:
        return Runs(0, "")
    if point is None and pooled:
        return Runs(
            None,
            f"Runs of all {points:,} points of the design together: a mix of settings, not "
            "what happens at any of them.",
        )
    design = results.design
    names = factor_names(results)
    if point is not None:
        return Runs(point, f"Point {point} of {points:,}: {_settings(design, names, point)}.")
    point = middle_point(design[list(names)])
    return Runs(
        point,
        f"Point {point} of {points:,}, the nearest to the middle of the design "
        f"({_settings(design, names, point)}); quantiles were kept by point.",
    )


def chosen_policies(results: Results, choice: Choice) -> Sequence[Mapping[str, Any]]:
    """Return the manifest's entry of the chosen policy, or the entries of all policies."""
    policies: Sequence[Mapping[str, Any]] = results.manifest["policies"]
    if not choice.policy:
        return policies
    name = chosen_policy(results, choice)
    return [policy for policy in policies if policy["name"] == name]


def guarantor_of(policies: Sequence[Mapping[str, Any]]) -> str:
    """Return the guarantor's name if all policies have the same one, else "The guarantor"."""
    names = {role_name(policy["document"], "guarantor") for policy in policies}
    return names.pop() if len(names) == 1 else "The guarantor"


def middle_point(design: pd.DataFrame) -> int:
    """Return the point nearest to the middle of all factors' ranges, the first if several are."""
    values = design.to_numpy(np.float64)
    low, high = values.min(axis=0), values.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    away = (((values - (low + high) / 2) / span) ** 2).sum(axis=1)
    return int(design.index[int(np.argmin(away))])


def _settings(design: pd.DataFrame, names: Mapping[str, str], point: int) -> str:
    """Return the settings of the first few factors at a point, and the number of the others."""
    told = [
        f"{quoted(names[path])} is {design.at[point, path]:.4g}" for path in list(names)[:NAMED]
    ]
    if len(names) > NAMED:
        told.append(f"{len(names) - NAMED} more have settings of their own")
    return joined(told)

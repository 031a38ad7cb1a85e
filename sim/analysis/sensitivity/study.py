"""The sensitivity of one outcome of one policy, by every method that fits the design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.chance import Chance, chance_share
from sim.analysis.sensitivity.design_blocks import MORRIS, SALTELLI, DesignBlocks
from sim.analysis.sensitivity.elementary import ElementaryEffects, elementary_effects
from sim.analysis.sensitivity.regression import Regression, regression
from sim.analysis.sensitivity.resamples import Resamples, draw_resamples
from sim.analysis.sensitivity.response import Floats, Response
from sim.analysis.sensitivity.slices import Shift, Swing, shift_index, swing
from sim.analysis.sensitivity.sobol import SobolIndices, sobol_indices
from sim.cards import Card
from sim.experiment.faults import ResultsError
from sim.measures import Kind, kind_of
from sim.words import joined, quoted

METHODS = ("sobol", "morris", "regression", "moment-independent")
NEEDS = {"sobol": SALTELLI, "morris": MORRIS}
"""Kind of design that a method needs; the other methods take any design."""
SORTED_BY = {
    "sobol": "total",
    "morris": "mu_star",
    "regression": "rank",
    "moment-independent": "shift",
    "swing": "swing",
}
"""Column by which the table of each method is sorted, largest size first."""
SAME = 1e-12
"""Means that differ by no more than this share of their size count as equal (rounding)."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A factor: its path, its plain name, its meaning, and the range over which it was varied."""

    path: str
    name: str
    meaning: str
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Card):
    """The sensitivity of an outcome of a policy to the factors.

    Attributes:
        experiment: Name of the experiment.
        policy: Name of the policy.
        outcome: Name of the outcome.
        said: The mean over replicates in words, such as "the mean recommitment index".
        design: Kind of the design.
        factors: The factors that vary, in the order of the design.
        points: Points of the design that are used.
        runs: Runs that are counted.
        failed: Runs that failed and are left out.
        chance: Shares of the variance that are chance.
        swing: The mean outcome at both ends of each factor.
        sobol, morris, regression, shift: Results of the methods; None if a method does not fit the
            design or was not asked for.
        notes: Sentences on what is missing, left out or doubtful.
    """

    experiment: str
    policy: str
    outcome: str
    said: str
    design: str
    factors: tuple[Ranged, ...]
    points: int
    runs: int
    failed: int
    chance: Chance
    swing: Swing
    sobol: SobolIndices | None
    morris: ElementaryEffects | None
    regression: Regression | None
    shift: Shift | None
    notes: tuple[str, ...]

    def _card(self) -> tuple[str, ...]:
        return f"{self.experiment}, policy {self.policy}: {self.said}", *self.findings()

    @property
    def in_percent(self) -> bool:
        """Whether the mean is a share of runs, shown in percent and its changes in points."""
        what = kind_of(self.outcome)
        return what.in_percent or what is Kind.CATEGORY

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods with results, in order."""
        found = (self.sobol, self.morris, self.regression, self.shift)
        return tuple(name for name, one in zip(METHODS, found, strict=True) if one is not None)

    def table(self, method: str) -> pd.DataFrame:
        """The results of a method or of "swing": a row for each factor, the largest first.

        Raises:
            KeyError: The method has no results, or there is no such method.
        """
        results: Mapping[str, Any] = {
            **dict(
                zip(METHODS, (self.sobol, self.morris, self.regression, self.shift), strict=True)
            ),
            "swing": self.swing,
        }
        if results[method] is None:
            raise KeyError(method)
        frame: pd.DataFrame = results[method].frame.copy()
        frame.insert(0, "factor", [factor.path for factor in self.factors])
        frame.insert(1, "name", [factor.name for factor in self.factors])
        frame.insert(2, "meaning", [factor.meaning for factor in self.factors])
        order = np.argsort(-np.abs(frame[SORTED_BY[method]].to_numpy()), kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def findings(self) -> tuple[str, ...]:
        """The findings as sentences with intervals: chance first, then every method."""
        from sim.analysis.sensitivity.findings import finding

        return (self.chance.finding(), *(finding(self, method) for method in self.methods))


@dataclass(frozen=True, slots=True)
class Asked:
    """The request: methods (None for all that fit), seed, and number of bootstrap resamples.

    `levels` is the number of levels of a Morris design.
    """

    methods: tuple[str, ...] | None
    seed: int
    resamples: int
    levels: int


def study(
    experiment: str,
    response: Response,
    blocks: DesignBlocks,
    factors: Sequence[Ranged],
    asked: Asked,
    notes: Sequence[str] = (),
    *,
    start: Sensitivity | None = None,
) -> Sensitivity:
    """Analyse a response by every method asked for.

    Args:
        experiment: Name of the experiment.
        response: The response at the points of the blocks; it must vary.
        blocks: The blocks of the design.
        factors: The factors, in the order of the design.
        asked: Methods, seed and resamples.
        notes: Notes to put before those of the methods.
        start: A study of the same response, blocks, seed and resamples, whose chance and swings
            are taken over.

    Raises:
        ResultsError: No factor varies, or a method asked for by name does not fit.
    """
    rng = np.random.default_rng(asked.seed)
    resamples = draw_resamples(blocks.count, rng, resamples=asked.resamples)
    varied, told = _varied(factors, blocks.settings)
    look = _Look(
        response.values,
        blocks,
        blocks.settings[:, varied],
        tuple(factors[k] for k in varied),
        asked,
        resamples,
        rng,
    )
    found, unfit = look.by_methods()
    return Sensitivity(
        experiment=experiment,
        policy=response.policy,
        outcome=response.outcome,
        said=response.said,
        design=blocks.kind,
        factors=look.factors,
        points=len(response.points),
        runs=response.runs,
        failed=response.failed,
        chance=start.chance if start else chance_share(response, blocks.block, resamples),
        swing=start.swing if start else swing(look.values, look.settings, blocks.block, resamples),
        sobol=found.get("sobol"),
        morris=found.get("morris"),
        regression=found.get("regression"),
        shift=found.get("moment-independent"),
        notes=(*notes, *told, *unfit),
    )


def fitting(kind: str) -> tuple[str, ...]:
    """Return the methods that fit a kind of design.

    >>> fitting("grid")
    ('regression', 'moment-independent')
    """
    return tuple(method for method in METHODS if NEEDS.get(method, kind) == kind)


@dataclass(frozen=True, eq=False)
class _Look:
    """The inputs of all methods."""

    values: Floats
    blocks: DesignBlocks
    settings: Floats
    factors: tuple[Ranged, ...]
    asked: Asked
    resamples: Resamples
    rng: np.random.Generator

    def by_methods(self) -> tuple[dict[str, Any], list[str]]:
        """Return the results by method, and a note for each method that failed.

        Raises ResultsError if a method that was asked for by name fails.
        """
        found, unfit = {}, []
        for method in (
            fitting(self.blocks.kind) if self.asked.methods is None else self.asked.methods
        ):
            try:
                found[method] = self._find(method)
            except ResultsError as error:
                if self.asked.methods is not None:
                    raise
                unfit.append(f"No {method}: {error}.")
        return found, unfit

    def _find(self, method: str) -> Any:
        blocks, values, again = self.blocks, self.values, self.resamples
        needed = NEEDS.get(method, blocks.kind)
        if needed != blocks.kind:
            others = ", ".join(fitting(blocks.kind))
            raise ResultsError(
                f'{method} needs a {needed} design ([design] kind = "{needed}"), and this is '
                f"{blocks.kind}; choose {others}"
            )
        if method == "sobol":
            number, pairs = len(self.factors), blocks.second_order
            return sobol_indices(values, number, again, second_order=pairs)
        if method == "morris":
            return elementary_effects(values, self.settings, self.asked.levels, again)
        if method == "regression":
            names = [factor.path for factor in self.factors]
            return regression(values, self.settings, blocks.block, again, names)
        return shift_index(values, self.settings, blocks.block, again, self.rng)


def check_varies(response: Response) -> None:
    """Raise ResultsError if the response is the same at every point."""
    means = response.means
    size = float(np.abs(means).max())
    if np.ptp(means) <= SAME * size:
        raise ResultsError(
            f"{response.outcome} is {means[0]:.6g} at every point under policy {response.policy}: "
            "a constant has no variance to share out; choose another outcome, or widen the ranges"
        )


def _varied(factors: Sequence[Ranged], settings: Floats) -> tuple[list[int], list[str]]:
    """Places of the factors that vary, and a note on those that do not."""
    varied = [k for k, column in enumerate(settings.T) if np.ptp(column) > 0]
    if not varied:
        raise ResultsError(
            "no factor varies in this design, so there is nothing to be sensitive to; "
            "give the experiment [design] and factors"
        )
    still = [quoted(factor.name) for k, factor in enumerate(factors) if k not in varied]
    one = "has one value at every point and is" if len(still) == 1 else "have one value and are"
    return varied, [f"{joined(still)} {one} left out."] if still else []

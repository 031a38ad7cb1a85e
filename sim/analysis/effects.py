"""How one outcome differs between two sets of runs: the difference, its interval and its test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis.outcomes import numbers, paired_differences
from sim.analysis.replicates import Draws, student, widening
from sim.experiment.intervals import Z_95
from sim.measures import Kind, kind_of, mean_label
from sim.words import UNKNOWN, capitalised, change_words, counted, mean_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.05
"""Largest probability of reporting that any outcome moved if none did."""
FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Effect:
    """How one outcome differs between two sets of runs.

    Attributes:
        outcome: Name of the outcome.
        label: What the outcome is called.
        kind: Kind of its values.
        first: Mean in the first set, over the runs compared.
        second: Mean in the second set, over the runs compared.
        difference: Second minus first, with its 95 % interval `low` to `high`. If several sets are
            compared with the first, the interval holds for all of them at once.
        p: Two-sided p-value of no difference. It comes from the sign test (McNemar's exact test) if
            runs are paired, each pair has its own draw, and the outcome is a yes or no; else from
            Student's test, which counts draws if runs at several points share them.
        holm: The p-value after Holm's correction for all outcomes compared, in all sets.
        runs: Number of pairs, or the smaller of the two numbers of runs.
        more: Number of pairs in which the second is higher; None if runs are not paired.
        less: Number of pairs in which the second is lower; None if runs are not paired.
        lone: Number of pairs left out because an event with a turn happened in one run only.
    """

    outcome: str
    label: str
    kind: Kind
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    holm: float
    runs: int
    more: int | None
    less: int | None
    lone: int = 0

    @property
    def moved(self) -> bool:
        """Whether the outcome moved, after Holm's correction."""
        return self.holm < LEVEL

    @property
    def same(self) -> bool:
        """Whether the outcome is the same in every pair; False if runs are not paired."""
        return self.more == 0 and self.less == 0 and self.lone == 0

    def value(self, number: float) -> str:
        """Return a mean in plain units; "-" for a mean of no runs."""
        return mean_words(number, share=self.kind.in_percent)

    def change(self, *, unknown: str = UNKNOWN) -> str:
        """Return the difference in plain units, such as "+12.2 points [+11.0, +13.4]".

        `unknown` stands for an interval that nobody can tell.
        """
        share = self.kind.in_percent
        return change_words(self.difference, self.low, self.high, share=share, unknown=unknown)

    def sentence(self, first: str, second: str) -> str:
        """Return the finding, with interval and n; `first` and `second` say what the sets are."""
        label = capitalised(self.label)
        if self.same and not self.runs:
            return f"{label}: it came in no run of either."
        if self.same:
            return f"{label}: the same in every one of {counted(self.runs, 'pair')}."
        n = counted(self.runs, "pair") if self.more is not None else f"{self.runs:,} runs each"
        if self.kind is Kind.TURN and self.more is not None:
            n += " in which it came under both"
        said = (
            f"{label}: {self.value(self.first)} to {self.value(self.second)}, "
            f"{self.change()}, n = {n}"
        )
        if self.more is not None and self.kind is Kind.YES_NO:
            said += (
                f"; it came in {counted(self.more, 'future')} only under {second}, in "
                f"{self.less:,} only under {first}"
            )
        return f"{said}."


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's method (Holm 1979); NaN stays and does not count.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    known = [k for k, p in enumerate(values) if not np.isnan(p)]
    adjusted = [float("nan")] * len(values)
    largest = 0.0
    for place, k in enumerate(sorted(known, key=lambda k: values[k])):
        largest = max(largest, min(1.0, (len(known) - place) * values[k]))
        adjusted[k] = largest
    return adjusted


def paired_effects(
    first: pd.DataFrame, second: pd.DataFrame, outcomes: Sequence[str], *, together: int = 1
) -> list[Effect]:
    """Return the effects on outcomes of two tables whose rows are the same futures.

    Args:
        first: Runs of the first set.
        second: Runs of the second, in the same order.
        outcomes: Outcome columns.
        together: Number of sets for which the intervals hold at once.
    """
    if not outcomes:
        return []
    columns = ["point", "replicate", "status", *outcomes]
    both = pd.concat(
        [first[columns].assign(policy=FIRST), second[columns].assign(policy=SECOND)],
        ignore_index=True,
    )
    found = paired_differences(both, outcomes, baseline=FIRST)
    rows = found.set_index("outcome")
    effects = []
    for name in outcomes:
        a, b = numbers(first[name]), numbers(second[name])
        effects.append(_pair_effect(name, a, b, rows.loc[name], together))
    return effects


def _pair_effect(name: str, a: Floats, b: Floats, row: pd.Series, together: int) -> Effect:
    mean, low, high = (float(row[column]) for column in ("difference", "low", "high"))
    more, less = int((b > a).sum()), int((b < a).sum())
    # An event that happened in one run only gives no difference of turns, but the runs differ.
    lone = int((np.isnan(a) != np.isnan(b)).sum())
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    drawn = int(row["draws"])
    if not len(a):
        p = sign_test(more, less) if kind_of(name) is Kind.YES_NO else np.nan
    elif drawn < len(a):
        p = _normal_p(mean, (high - low) / (2 * student(drawn - 1)), drawn) if drawn > 1 else np.nan
    elif kind_of(name) is Kind.YES_NO:
        p = sign_test(more, less)
    else:
        p = _normal_p(mean, (high - low) / (2 * Z_95), len(a))
    if together > 1:
        # Runs at several points share their draws of chance: then draws are counted.
        wider = float(widening(together, max(drawn - 1, 1) if drawn < len(a) else np.inf))
        low, high = mean - wider * (mean - low), mean + wider * (high - mean)
    return Effect(
        outcome=name,
        label=mean_label(name, {}),
        kind=kind_of(name),
        first=float(a.mean()) if len(a) else np.nan,
        second=float(b.mean()) if len(b) else np.nan,
        difference=mean,
        low=low,
        high=high,
        p=p,
        holm=np.nan,
        runs=len(a),
        more=more,
        less=less,
        lone=lone,
    )


def sign_test(more: int, less: int) -> float:
    """Return the two-sided p-value of the exact sign test; 1 if no pair differs.

    >>> sign_test(3, 0)
    0.25
    """
    from scipy.stats import binomtest

    return float(binomtest(more, more + less).pvalue) if more + less else 1.0


def unpaired_effect(
    name: str, first: pd.DataFrame, second: pd.DataFrame, *, together: int = 1
) -> Effect:
    """Return the difference of two independent means of an outcome.

    The interval of a share is Newcombe's, that of any other mean is Welch's. If runs share their
    draws of chance, the errors are those over draws. The interval holds for `together` sets at
    once.
    """
    sides = [numbers(runs[name]) for runs in (first, second)]
    draws = [
        Draws.of(runs["replicate"].to_numpy()[~np.isnan(values)])
        for runs, values in zip((first, second), sides, strict=True)
    ]
    a, b = (values[~np.isnan(values)] for values in sides)
    means = [float(values.mean()) if len(values) else np.nan for values in (a, b)]
    mean = means[1] - means[0]
    drawn = min(one.count for one in draws)
    z = Z_95 * float(widening(together))
    if min(len(a), len(b), drawn) < 2:
        low = high = p = np.nan
    elif any(one.shared for one in draws):
        halves = [
            one.mean(values)[2] - m for one, values, m in zip(draws, (a, b), means, strict=True)
        ]
        errors = [half / student(one.count - 1) for half, one in zip(halves, draws, strict=True)]
        error = float(np.hypot(errors[0], errors[1]))
        half = float(widening(together, drawn - 1)) * student(drawn - 1) * error
        low, high, p = mean - half, mean + half, _normal_p(mean, error, drawn)
    elif kind_of(name) is Kind.YES_NO:
        low, high = _newcombe(a, b, z)
        pooled = float(np.concatenate([a, b]).mean())
        error = float(np.sqrt(pooled * (1 - pooled) * (1 / len(a) + 1 / len(b))))
        p = _normal_p(mean, error, len(a) + len(b))
    else:
        error = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
        low, high = mean - z * error, mean + z * error
        p = _normal_p(mean, error, min(len(a), len(b)))
    return Effect(
        outcome=name,
        label=mean_label(name, {}),
        kind=kind_of(name),
        first=means[0],
        second=means[1],
        difference=mean,
        low=low,
        high=high,
        p=p,
        holm=np.nan,
        runs=min(len(a), len(b)),
        more=None,
        less=None,
    )


def _newcombe(a: Floats, b: Floats, z: float) -> tuple[float, float]:
    """Newcombe's hybrid score interval of a difference of two shares (Newcombe 1998, method 10)."""
    from sim.experiment.intervals import wilson

    p, q = float(a.mean()), float(b.mean())
    (low_p, high_p), (low_q, high_q) = (
        map(float, wilson(values.sum(), len(values), z)) for values in (a, b)
    )
    down = np.sqrt((q - low_q) ** 2 + (high_p - p) ** 2)
    up = np.sqrt((high_q - q) ** 2 + (p - low_p) ** 2)
    return float(q - p - down), float(q - p + up)


def _normal_p(mean: float, error: float, n: int) -> float:
    """Two-sided p-value of a mean, from its standard error and Student's t with n - 1."""
    from scipy.stats import t

    if error > 0.0 and np.isfinite(error):
        return float(2.0 * t.sf(abs(mean) / error, max(n - 1, 1)))
    return 1.0 if mean == 0.0 else (0.0 if error == 0.0 and n > 1 else np.nan)

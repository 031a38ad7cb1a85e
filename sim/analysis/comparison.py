"""Comparison of two sets of runs: differences of outcomes, and changes of stance run by run.

On the same chance, differences are taken run by run, which is far more precise than a comparison of
two means. Because many outcomes are tested together, p-values are corrected by Holm's method: the
probability of reporting a change in any outcome that did not change is at most 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.outcomes import numbers, paired_differences
from sim.analysis.replicates import Draws, student
from sim.cards import Card
from sim.experiment.intervals import Z_95
from sim.experiment.table import OK
from sim.measures import OFFERED, ORDERED_OR_ARRIVED, RECOMMITTED, Kind, kind_of
from sim.vocabulary import STANCES
from sim.words import change_words, mean_words, percent

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
        kind: Kind of its values.
        first: Mean in the first set, over the runs compared.
        second: Mean in the second set, over the runs compared.
        difference: Second minus first, with its 95 % interval `low` to `high`.
        p: Two-sided p-value of no difference. It comes from the sign test (McNemar's exact test) if
            runs are paired, each pair has its own draw, and the outcome is a yes or no; else from
            Student's test, which counts draws if runs at several points share them.
        holm: The p-value after Holm's correction for all outcomes compared.
        runs: Number of pairs, or the smaller of the two numbers of runs.
        more: Number of pairs in which the second is higher; None if runs are not paired.
        less: Number of pairs in which the second is lower; None if runs are not paired.
        lone: Number of pairs left out because an event with a turn happened in one run only.
    """

    outcome: str
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

    def change(self) -> str:
        """Return the difference in plain units, such as "+12.2 points [+11.0, +13.4]"."""
        share = self.kind.in_percent
        return change_words(self.difference, self.low, self.high, share=share)

    def sentence(self, first: str, second: str) -> str:
        """Return the finding, with interval and n; `first` and `second` are names of the sets."""
        if self.same and not self.runs:
            return f"{self.outcome}: it came in no run of either."
        if self.same:
            return f"{self.outcome}: the same in every one of {self.runs:,} pairs."
        where = "pairs" if self.more is not None else "runs each"
        if self.kind is Kind.TURN:
            where = f"{where} in which it came under both" if self.more is not None else where
        said = (
            f"{self.outcome}: {self.value(self.first)} to {self.value(self.second)}, "
            f"{self.change()}, n = {self.runs:,} {where}"
        )
        if self.more is not None and self.kind is Kind.YES_NO:
            said += (
                f"; it came in {self.more:,} futures only under {second}, in {self.less:,} only "
                f"under {first}"
            )
        return f"{said}."


@dataclass(frozen=True)
class Crossing:
    """Numbers of futures by stance: `counts` [stance in first set, stance in second set]."""

    stances: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def runs(self) -> int:
        """Number of futures."""
        return sum(map(sum, self.counts))

    @property
    def kept(self) -> int:
        """Number of futures with the same stance in both sets."""
        return sum(self.counts[k][k] for k in range(len(self.stances)))

    def moves(self) -> list[tuple[str, str, int]]:
        """Return changes of stance (from, to, number of futures), the most frequent first."""
        found = [
            (a, b, self.counts[i][j])
            for i, a in enumerate(self.stances)
            for j, b in enumerate(self.stances)
            if i != j and self.counts[i][j]
        ]
        return sorted(found, key=lambda move: -move[2])

    def sentences(self, *, most: int = 3) -> list[str]:
        """Return sentences on the changes of stance, with the `most` most frequent ones."""
        if not self.runs:
            return []
        share = percent(self.kept / self.runs, digits=1)
        said = [f"{self.kept:,} of {self.runs:,} futures ({share}) end in the same stance."]
        moves = self.moves()[:most]
        if moves:
            told = "; ".join(f"{count:,} from {a} to {b}" for a, b, count in moves)
            said.append(f"The commonest changes: {told}.")
        return said


@dataclass(frozen=True, repr=False)
class Comparison(Card):
    """The comparison of two sets of runs.

    Attributes:
        first: Name of the first set.
        second: Name of the second.
        paired: Whether runs are compared one by one on the same chance.
        why_not: Why runs are not paired; "" if they are.
        changes: Settings that differ, in words.
        effects: All outcomes compared; those that moved come first, sorted by p-value.
        crossing: Stances of the same futures; None if runs are not paired.
        failed: Number of failed runs.
        draws: Number of draws of chance that several points share; 0 if every run has its own.
        missing: For every incomplete sweep, a sentence on its missing runs.
    """

    first: str
    second: str
    paired: bool
    why_not: str
    changes: tuple[str, ...]
    effects: tuple[Effect, ...]
    crossing: Crossing | None
    failed: int = 0
    draws: int = 0
    missing: tuple[str, ...] = ()

    def _card(self) -> tuple[str, ...]:
        return f"{self.first} against {self.second}", *self.findings()

    @property
    def identical(self) -> bool:
        """Whether no outcome differs in any pair."""
        alike = self.crossing is None or self.crossing.kept == self.crossing.runs
        return self.paired and alike and all(effect.same for effect in self.effects)

    @property
    def moved(self) -> tuple[Effect, ...]:
        """The outcomes that moved."""
        return tuple(effect for effect in self.effects if effect.moved)

    @property
    def unmoved(self) -> tuple[Effect, ...]:
        """The outcomes that are not shown to have moved."""
        return tuple(effect for effect in self.effects if not effect.moved)

    def findings(self) -> list[str]:
        """Return the findings as sentences that can be quoted, each with its n and interval."""
        if self.identical:
            runs = max((effect.runs for effect in self.effects), default=0)
            return [
                *self.missing,
                f"{self.first} and {self.second} are the same in every outcome of every one of "
                f"{runs:,} futures: all differences are exactly zero.",
            ]
        count = f"{len(self.moved)} of {len(self.effects)} outcomes moved"
        said = [
            *self.missing,
            f"From {self.first} to {self.second}, {count} (Holm-corrected, 5 %).",
        ]
        said += [effect.sentence(self.first, self.second) for effect in self.moved]
        still = [effect.outcome for effect in self.unmoved]
        if still:
            said.append(f"Not shown to have moved: {', '.join(still)}.")
        if {OFFERED, RECOMMITTED} <= {effect.outcome for effect in self.effects}:
            said.append(ORDERED_OR_ARRIVED)
        return said + (self.crossing.sentences() if self.crossing else [])

    def frame(self) -> pd.DataFrame:
        """Return a table with a row for each outcome."""
        rows = [{**asdict(effect), "moved": effect.moved} for effect in self.effects]
        return pd.DataFrame(rows)

    def facts(self) -> dict[str, Any]:
        """Return the comparison as plain values, for programs."""
        crossing = self.crossing
        return {
            "first": self.first,
            "second": self.second,
            "paired": self.paired,
            "why_not": self.why_not,
            "changes": list(self.changes),
            "identical": self.identical,
            "failed": self.failed,
            "draws": self.draws,
            "missing": list(self.missing),
            "findings": self.findings(),
            "outcomes": [
                {key: None if pd.isna(value) else value for key, value in row.items()}
                for row in self.frame().to_dict("records")
            ],
            "stances": None
            if crossing is None
            else {"stances": list(crossing.stances), "counts": [list(r) for r in crossing.counts]},
        }


def compare_runs(
    first: pd.DataFrame,
    second: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    names: tuple[str, str],
    why_not: str = "",
    changes: Sequence[str] = (),
) -> Comparison:
    """Compare two tables of runs, outcome by outcome.

    Args:
        first: Runs of one policy: `point`, `replicate`, `status` and the outcomes.
        second: Runs of the other.
        outcomes: Outcomes to compare; stances are compared in the cross table instead.
        names: Names of the two sets.
        why_not: Why runs cannot be paired; they are then compared as independent samples. With "",
            runs of the same point and replicate are paired.
        changes: Settings that differ, in words.
    """
    asked = [name for name in dict.fromkeys(outcomes) if kind_of(name) is not Kind.CATEGORY]
    failed = int((first["status"] != OK).sum() + (second["status"] != OK).sum())
    a, b = first[first["status"] == OK], second[second["status"] == OK]
    one, other = _matched(a, b)
    if not why_not and not len(one):
        why_not = "no point and replicate was played in both"
    paired = not why_not
    if paired:
        a, b = one, other
        effects = _paired(a, b, asked)
    else:
        effects = [_unpaired(name, a, b) for name in asked]
    drawn = Draws.of(a["replicate"])
    corrected = holm([effect.p for effect in effects])
    effects = [
        Effect(**{**asdict(effect), "holm": p})
        for effect, p in zip(effects, corrected, strict=True)
    ]
    return Comparison(
        first=names[0],
        second=names[1],
        paired=paired,
        why_not=why_not,
        changes=tuple(changes),
        effects=tuple(sorted(effects, key=lambda effect: (not effect.moved, effect.p))),
        crossing=crossing(a, b) if paired and "stance" in a and "stance" in b else None,
        failed=failed,
        draws=drawn.count if drawn.shared else 0,
    )


def crossing(first: pd.DataFrame, second: pd.DataFrame) -> Crossing:
    """Return the cross table of stances of two tables whose rows are the same futures."""
    codes = [
        pd.Categorical(table["stance"], categories=list(STANCES)).codes for table in (first, second)
    ]
    size = len(STANCES)
    counts = np.bincount(codes[0] * size + codes[1], minlength=size * size).reshape(size, size)
    return Crossing(STANCES, tuple(tuple(int(cell) for cell in row) for row in counts))


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


def _matched(first: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of both tables with the same points and replicates, in the same order."""
    if not len(first) or not len(second):
        return first[:0], second[:0]
    cap = 1 + max(int(table["replicate"].max()) for table in (first, second))
    ours, theirs = (
        table["point"].to_numpy(np.int64) * cap + table["replicate"].to_numpy(np.int64)
        for table in (first, second)
    )
    _, mine, others = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    return first.iloc[mine], second.iloc[others]


def _paired(first: pd.DataFrame, second: pd.DataFrame, outcomes: Sequence[str]) -> list[Effect]:
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
        effects.append(_pair_effect(name, a, b, rows.loc[name]))
    return effects


def _pair_effect(name: str, a: Floats, b: Floats, row: pd.Series) -> Effect:
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
    return Effect(
        outcome=name,
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


def _unpaired(name: str, first: pd.DataFrame, second: pd.DataFrame) -> Effect:
    """Difference of two independent means; Newcombe's interval for shares, Welch's for the rest.

    If runs share their draws of chance, the errors are those over draws.
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
    if min(len(a), len(b), drawn) < 2:
        low = high = p = np.nan
    elif any(one.shared for one in draws):
        halves = [
            one.mean(values)[2] - m for one, values, m in zip(draws, (a, b), means, strict=True)
        ]
        errors = [half / student(one.count - 1) for half, one in zip(halves, draws, strict=True)]
        error = float(np.hypot(errors[0], errors[1]))
        half = student(drawn - 1) * error
        low, high, p = mean - half, mean + half, _normal_p(mean, error, drawn)
    elif kind_of(name) is Kind.YES_NO:
        low, high = _newcombe(a, b)
        pooled = float(np.concatenate([a, b]).mean())
        error = float(np.sqrt(pooled * (1 - pooled) * (1 / len(a) + 1 / len(b))))
        p = _normal_p(mean, error, len(a) + len(b))
    else:
        error = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
        low, high = mean - Z_95 * error, mean + Z_95 * error
        p = _normal_p(mean, error, min(len(a), len(b)))
    return Effect(
        outcome=name,
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


def _newcombe(a: Floats, b: Floats) -> tuple[float, float]:
    """Newcombe's hybrid score interval of a difference of two shares (Newcombe 1998, method 10)."""
    from sim.experiment.intervals import wilson

    p, q = float(a.mean()), float(b.mean())
    (low_p, high_p), (low_q, high_q) = (
        map(float, wilson(values.sum(), len(values))) for values in (a, b)
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

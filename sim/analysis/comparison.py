"""Comparison of sets of runs: differences of outcomes, and changes of stance run by run.

On the same chance, differences are taken run by run, which is far more precise than a comparison of
two means. Because many outcomes are tested together, p-values are corrected by Holm's method: the
probability of reporting a change in any outcome that did not change is at most 5 %. If several sets
are compared with one, their p-values are corrected together, and the intervals of an outcome hold
for all of them at once, by Bonferroni's inequality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.effects import Effect, holm, paired_effects, unpaired_effect
from sim.analysis.replicates import Draws
from sim.cards import Card
from sim.experiment.table import OK
from sim.measures import OFFERED, ORDERED_OR_ARRIVED, RECOMMITTED, Kind, kind_of, mean_label
from sim.vocabulary import STANCES
from sim.words import STANCE_WORDS, counted, percent, quoted


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
        said = [
            f"{self.kept:,} of {counted(self.runs, 'future')} ({share}) end in the same stance."
        ]
        moves = self.moves()[:most]
        if moves:
            told = "; ".join(
                f"{count:,} from {STANCE_WORDS[a].noun} to {STANCE_WORDS[b].noun}"
                for a, b, count in moves
            )
            said.append(f"The commonest changes: {told}.")
        return said


@dataclass(frozen=True, repr=False)
class Comparison(Card):
    """The comparison of two sets of runs.

    Attributes:
        first: Name of the first set, as one types it.
        second: Name of the second.
        titles: What both are called.
        paired: Whether runs are compared one by one on the same chance.
        why_not: Why runs are not paired; "" if they are.
        changes: Settings that differ, in words.
        effects: All outcomes compared; those that moved come first, sorted by p-value.
        crossing: Stances of the same futures; None if runs are not paired.
        failed: Number of failed runs.
        draws: Number of draws of chance that several points share; 0 if every run has its own.
        missing: For every incomplete sweep, a sentence on its missing runs.
        together: Number of sets that are compared with the first; intervals and p-values allow for
            all of them.
    """

    first: str
    second: str
    titles: tuple[str, str]
    paired: bool
    why_not: str
    changes: tuple[str, ...]
    effects: tuple[Effect, ...]
    crossing: Crossing | None
    failed: int = 0
    draws: int = 0
    missing: tuple[str, ...] = ()
    together: int = 1

    def _card(self) -> tuple[str, ...]:
        return " against ".join(self.called), *self.findings()

    @property
    def called(self) -> tuple[str, str]:
        """What both sets are called in a sentence: their titles in quotes, or bare names."""
        names = (self.first, self.second)
        return _called(names[0], self.titles[0]), _called(names[1], self.titles[1])

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
                f"{' and '.join(self.called)} are the same in every outcome of every one of "
                f"{counted(runs, 'future')}: all differences are exactly zero.",
            ]
        first, second = self.called
        count = f"{len(self.moved)} of {counted(len(self.effects), 'outcome')} moved"
        over = f" over all {self.together} comparisons" if self.together > 1 else ""
        said = [
            *self.missing,
            f"From the first, {first}, to the second, {second}, {count} (Holm-corrected{over}, "
            "5 %).",
        ]
        said += [effect.sentence("the first", "the second") for effect in self.moved]
        still = [quoted(effect.label) for effect in self.unmoved]
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
            "titles": list(self.titles),
            "paired": self.paired,
            "why_not": self.why_not,
            "changes": list(self.changes),
            "identical": self.identical,
            "failed": self.failed,
            "draws": self.draws,
            "missing": list(self.missing),
            "together": self.together,
            "findings": self.findings(),
            "outcomes": [
                {key: None if pd.isna(value) else value for key, value in row.items()}
                for row in self.frame().to_dict("records")
            ],
            "stances": None
            if crossing is None
            else {"stances": list(crossing.stances), "counts": [list(r) for r in crossing.counts]},
        }


@dataclass(frozen=True, repr=False)
class Comparisons(Card):
    """Several sets of runs, each compared with the same one.

    Attributes:
        first: Name of the set with which the others are compared.
        each: The comparisons, one for each other set. Intervals and p-values allow for all of them.
        main: Outcomes that were asked for; if none were, the main one and what stands beside it.
    """

    first: str
    each: tuple[Comparison, ...]
    main: tuple[str, ...] = ()

    def _card(self) -> tuple[str, ...]:
        others = ", ".join(found.called[1] for found in self.each)
        return f"{others} against {self.called}", *self.findings()

    @property
    def called(self) -> str:
        """What the set is called, in a sentence, with which the others are compared."""
        return self.each[0].called[0]

    def reading(self) -> str:
        """Return a sentence that says for what the intervals and tests hold."""
        n = len(self.each)
        return (
            f"Each of {counted(n, 'other')} is compared with {self.called}. The intervals of an "
            f"outcome are wider than single ones, so that all {n} hold at once (95 %, Bonferroni). "
            f"Whether an outcome moved is tested over all outcomes of all {n} (Holm, 5 %)."
        )

    def findings(self) -> list[str]:
        """Return the findings as sentences that can be quoted, each with its n and interval."""
        said = [line for found in self.each for line in found.missing]
        said.append(self.reading())
        said += [line for found in self.each for line in found.findings()]
        return list(dict.fromkeys(said))

    def frame(self) -> pd.DataFrame:
        """Return a table with a row for each outcome of each comparison.

        The columns are those of `Comparison.frame`, after `compared` and `against`.
        """
        frames = []
        for found in self.each:
            frame = found.frame()
            frame.insert(0, "compared", found.second)
            frame.insert(1, "against", found.first)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def facts(self) -> dict[str, Any]:
        """Return the comparisons as plain values, for programs."""
        return {
            "against": self.first,
            "together": len(self.each),
            "main": list(self.main),
            "findings": self.findings(),
            "comparisons": [found.facts() for found in self.each],
        }


def corrected_together(found: Sequence[Comparison], main: Sequence[str] = ()) -> Comparisons:
    """Return comparisons with one first set as one, with p-values corrected over all of them.

    Args:
        found: At least two comparisons, of different sets with the same first one. Their intervals
            must allow for as many comparisons (`compare_runs(..., together=len(found))`).
        main: Outcomes that were asked for.
    """
    p = iter(holm([effect.p for one in found for effect in one.effects]))
    each = [
        replace(one, effects=_sorted([replace(effect, holm=next(p)) for effect in one.effects]))
        for one in found
    ]
    return Comparisons(found[0].first, tuple(each), tuple(main))


def _called(name: str, title: str) -> str:
    return name if title == name else quoted(title)


def _sorted(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Effects that moved first, then by p-value."""
    return tuple(sorted(effects, key=lambda effect: (not effect.moved, effect.p)))


def compare_runs(
    first: pd.DataFrame,
    second: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    names: tuple[str, str],
    titles: tuple[str, str] | None = None,
    document: Mapping[str, Any] | None = None,
    why_not: str = "",
    changes: Sequence[str] = (),
    together: int = 1,
) -> Comparison:
    """Compare two tables of runs, outcome by outcome.

    Args:
        first: Runs of one policy: `point`, `replicate`, `status` and the outcomes.
        second: Runs of the other.
        outcomes: Outcomes to compare; stances are compared in the cross table instead.
        names: Names of the two sets, as one types them.
        titles: What the two sets are called; their names if left out.
        document: The scenario's document, for the names of its actors in labels.
        why_not: Why runs cannot be paired; they are then compared as independent samples. With "",
            runs of the same point and replicate are paired.
        changes: Settings that differ, in words.
        together: Number of sets that are compared with the first; the intervals of an outcome hold
            for all of them at once. `corrected_together` then corrects the p-values.
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
        effects = paired_effects(a, b, asked, together=together)
    else:
        effects = [unpaired_effect(name, a, b, together=together) for name in asked]
    drawn = Draws.of(a["replicate"])
    corrected = holm([effect.p for effect in effects])
    effects = [
        replace(effect, holm=p, label=mean_label(effect.outcome, document or {}))
        for effect, p in zip(effects, corrected, strict=True)
    ]
    return Comparison(
        first=names[0],
        second=names[1],
        titles=titles or names,
        paired=paired,
        why_not=why_not,
        changes=tuple(changes),
        effects=_sorted(effects),
        crossing=crossing(a, b) if paired and "stance" in a and "stance" in b else None,
        failed=failed,
        draws=drawn.count if drawn.shared else 0,
        together=together,
    )


def crossing(first: pd.DataFrame, second: pd.DataFrame) -> Crossing:
    """Return the cross table of stances of two tables whose rows are the same futures."""
    codes = [
        pd.Categorical(table["stance"], categories=list(STANCES)).codes for table in (first, second)
    ]
    size = len(STANCES)
    counts = np.bincount(codes[0] * size + codes[1], minlength=size * size).reshape(size, size)
    return Crossing(STANCES, tuple(tuple(int(cell) for cell in row) for row in counts))


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

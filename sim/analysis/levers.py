"""Levers and pairs of levers, ranked by their effect on an outcome.

Every variant is played on the same chance; the effect of a lever is the mean of the differences run
by run. Because many levers are compared, the intervals are simultaneous: with 95 % confidence, all
of them hold at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from sim.analysis.contrasts import Estimate, simultaneous, whole
from sim.cards import Card
from sim.measures import ORDERED_OR_ARRIVED
from sim.words import change_words, mean_words, percent_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.levers import Lever

    Floats = NDArray[np.float64]

T = TypeVar("T")


@dataclass(frozen=True)
class Single:
    """One lever: the mean outcome with it, and its difference from the outcome without a lever.

    `settles` says whether the outcome was the same in every run with the lever. `beside` is the
    mean, with the lever, of the measure that is reported beside the outcome; NaN if there is none.
    """

    lever: Lever
    value: float
    effect: Estimate
    settles: bool = False
    beside: float = np.nan

    @property
    def raises(self) -> bool:
        """Whether the outcome is higher with the lever."""
        return self.effect.difference > 0.0


@dataclass(frozen=True)
class Pair:
    """Two levers together.

    `effect` is the outcome with both levers minus the outcome with neither. `interaction` is this
    effect minus the sum of the effects of the two levers alone. `beside` is the mean of the measure
    beside the outcome with both levers; NaN if there is none.
    """

    first: Lever
    second: Lever
    value: float
    effect: Estimate
    interaction: Estimate
    beside: float = np.nan

    @property
    def reinforces(self) -> bool:
        """Whether the effect of both is larger than the sum of their effects."""
        return self.interaction.difference * self.effect.difference > 0.0


@dataclass(frozen=True, repr=False)
class Ranking(Card):
    """Levers, ranked.

    Attributes:
        outcome: Name of the outcome.
        share: Whether the outcome is a yes or no, so that values are probabilities.
        seat: Id of the actor whose conduct is to change.
        seat_name: Name of that actor.
        base: The outcome without a lever: mean, low, high (95 %).
        singles: Levers that were measured, the strongest first.
        pairs: Pairs that were measured, the strongest first.
        screened: Every lever with its effect in the screening, the strongest first.
        replicates: Number of futures of the measurement; none of them was used for screening.
        screening: Number of futures of the screening.
        failed: Number of futures left out because a run of some variant failed.
        beside: Name of the measure that is reported beside the outcome; "" if there is none.
        base_beside: That measure without a lever: mean, low, high (95 %); None if there is none.
        scenario: Name of the scenario.
        turns: Turns of a run.
    """

    outcome: str
    share: bool
    seat: str
    seat_name: str
    base: tuple[float, float, float]
    singles: tuple[Single, ...]
    pairs: tuple[Pair, ...]
    screened: tuple[Single, ...]
    replicates: int
    screening: int
    failed: int = 0
    beside: str = ""
    base_beside: tuple[float, float, float] | None = None
    scenario: str = ""
    turns: int = 0

    def _card(self) -> tuple[str, ...]:
        return f"{self.name}, {self.seat_name}", *self.findings()

    @property
    def own(self) -> tuple[Single, ...]:
        """Levers of the seat itself: its conduct or its means, set from outside."""
        return tuple(item for item in self.singles if item.lever.puller == self.seat)

    @property
    def others(self) -> tuple[Single, ...]:
        """Levers of other actors."""
        return tuple(item for item in self.singles if item.lever.puller != self.seat)

    @property
    def name(self) -> str:
        """Name of the mean outcome, such as "P(recommitted)" for a yes or no."""
        return f"P({self.outcome})" if self.share else f"mean {self.outcome}"

    def findings(self) -> list[str]:
        """Return the findings as sentences that can be quoted, each with its n and interval."""
        return [
            self._said_base(),
            *self._said_beside(),
            *self._said_strongest(self.others, f"others pull on {self.seat_name}"),
            *self._said_strongest(self.own, f"{self.seat_name} pulls itself"),
            *self._said_pairs(),
            self._said_rest(),
        ]

    def facts(self) -> dict[str, Any]:
        """Return the ranking as plain values, for programs."""
        return {
            "scenario": self.scenario,
            "turns": self.turns,
            "outcome": self.outcome,
            "seat": self.seat,
            "base": dict(zip(("value", "low", "high"), self.base, strict=True)),
            "beside": self.beside,
            "base_beside": (
                dict(zip(("value", "low", "high"), self.base_beside, strict=True))
                if self.base_beside
                else None
            ),
            "replicates": self.replicates,
            "screening": self.screening,
            "failed": self.failed,
            "findings": self.findings(),
            "levers": [
                {key: None if pd.isna(value) else value for key, value in row.items()}
                for row in self.frame().to_dict("records")
            ],
        }

    def frame(self) -> pd.DataFrame:
        """Return a table with a row for each lever or pair measured, or lever screened only.

        If a measure is reported beside the outcome, the column with its name follows `value`.
        """
        rows = [_row("single", item, self.replicates) for item in self.singles]
        rows += [_pair_row(pair, self.replicates) for pair in self.pairs]
        measured = {item.lever.key for item in self.singles}
        rows += [
            _row("screened", item, self.screening)
            for item in self.screened
            if item.lever.key not in measured
        ]
        table = pd.DataFrame(rows)
        if self.beside or table.empty:
            return table.rename(columns={"beside": self.beside})
        return table.drop(columns="beside")

    def number(self, value: float) -> str:
        """Return a value of the outcome in words, such as "36.4 %" for a share."""
        return mean_words(value, share=self.share)

    @property
    def heads(self) -> tuple[str, ...]:
        """Headings of `values`: the outcome and, if there is one, the measure beside it."""
        return (self.name, f"P({self.beside})") if self.beside else (self.name,)

    def values(self, item: Single | Pair) -> tuple[str, ...]:
        """Return the values of a lever or pair in words, one for each of `heads`."""
        beside = (mean_words(item.beside, share=True),) if self.beside else ()
        return self.number(item.value), *beside

    def interval(self, found: tuple[float, float, float]) -> str:
        """Return a value with its interval, such as "36.4 % [34.3, 38.5]"."""
        value, low, high = found
        if self.share:
            return f"{self.number(value)} {percent_bounds(low, high, digits=1)}"
        return f"{value:.3g} [{low:.3g}, {high:.3g}]"

    def change(self, found: Estimate) -> str:
        """Return a difference with its interval, such as "+8.3 points [+6.1, +10.4]"."""
        return change_words(found.difference, found.low, found.high, share=self.share)

    def _said_base(self) -> str:
        return (
            f"With no lever pulled, {self.name} is {self.interval(self.base)} "
            f"(n = {self.replicates:,} futures)."
        )

    def _said_beside(self) -> list[str]:
        if self.base_beside is None:
            return []
        found = self.interval(self.base_beside)
        return [f"Beside it, P({self.beside}) is {found}. {ORDERED_OR_ARRIVED}"]

    def _said_strongest(self, items: Sequence[Single], whose: str) -> list[str]:
        if not items:
            return [f"There is no lever that {whose}."]
        moving = [item for item in items if item.effect.moves]
        if not moving:
            best = items[0]
            return [
                f"No lever that {whose} moves it: the largest effect of the {len(items)} measured "
                f"is {self.change(best.effect)} ({best.lever.said})."
            ]
        said = [f"Of the {len(items)} measured levers that {whose}, {len(moving)} move it."]
        for raises, verb in ((True, "raises"), (False, "lowers")):
            said += [
                f"What {verb} it most: {best.lever.said} ({self.change(best.effect)}, to "
                f"{self.number(best.value)}; cost: {best.lever.cost.said})."
                for best in [item for item in moving if item.raises is raises][:1]
            ]
        return said

    def _said_pairs(self) -> list[str]:
        if not self.pairs:
            return []
        best = self.pairs[0]
        said = [
            f"The strongest pair: {best.first.said}, and {best.second.said} "
            f"({self.change(best.effect)}, to {self.number(best.value)})."
        ]
        odd = [pair for pair in self.pairs if pair.interaction.moves]
        if not odd:
            return [*said, "No pair can be told from its two levers added up."]
        free = [pair for pair in odd if self._within(pair)]
        bounded = len(odd) - len(free)
        count = f"{len(odd)} of the {len(self.pairs)} pairs differ from their two levers added up"
        if bounded:
            count += f", {bounded} of them only because a share ends at 0 and 100 %"
        if not free:
            return [*said, f"{count}."]
        most = max(free, key=lambda pair: abs(pair.interaction.difference))
        verb = "exceeds" if most.reinforces else "falls short of"
        return [
            *said,
            f"{count}; most of all: {most.first.said}, and {most.second.said}, which {verb} the "
            f"sum (interaction {self.change(most.interaction)}).",
        ]

    def _within(self, pair: Pair) -> bool:
        """Whether the sum of the two effects would give a possible value of the outcome."""
        added = self.base[0] + pair.effect.difference - pair.interaction.difference
        return not self.share or 0.0 <= added <= 1.0

    def _said_rest(self) -> str:
        measured = {item.lever.key for item in self.singles}
        rest = [item for item in self.screened if item.lever.key not in measured]
        if not rest:
            return "Every lever was measured."
        moving = [item for item in rest if item.effect.moves]
        said = f"The other {len(rest)} levers were only screened (n = {self.screening:,} futures):"
        if not moving:
            return f"{said} none could be told from no effect there."
        best = moving[0]
        return (
            f"{said} {len(moving)} moved it there as well, most of all: "
            f"{best.lever.said} ({self.change(best.effect)}); the others could not be told from no "
            "effect."
        )


def screen(
    levers: Sequence[Lever],
    values: Floats,
    *,
    share: bool,
    rng: np.random.Generator,
    beside: Floats | None = None,
) -> tuple[Single, ...]:
    """Return all levers with their effects, the strongest first.

    Args:
        levers: The levers.
        values: The outcome [variant, replicate]; variant 0 has no lever, variant k lever k - 1.
        share: Whether the outcome is a yes or no.
        rng: Random generator for the intervals.
        beside: The measure beside the outcome [variant, replicate]; None if there is none.
    """
    good = whole(values)
    if not len(levers):
        return ()
    effects = simultaneous(good[1:] - good[0], share=share, rng=rng)
    means = _beside(values, beside)[1:]
    found = [
        Single(lever, float(row.mean()), effect, bool((row == row[0]).all()), mean)
        for lever, row, effect, mean in zip(levers, good[1:], effects, means, strict=True)
    ]
    return tuple(sorted(found, key=_strength))


def candidates(
    screened: Sequence[Single], seat: str, *, singles: int, pairs: int
) -> tuple[tuple[Lever, ...], tuple[tuple[Lever, Lever], ...]]:
    """Return the levers and pairs to measure after a screening.

    A third of the places for levers go to the seat's own levers and the rest to those of other
    actors; places that one group cannot fill go to the other. In each group, levers that raise the
    outcome and levers that lower it alternate, the strongest first. Pairs consist of two levers of
    other actors that move the outcome in the same direction; pairs that raise and pairs that lower
    it alternate, the largest sum first. Two levers that set the same thing make no pair. Nor does a
    lever that settles the outcome alone, because another lever could add nothing.

    Args:
        screened: Levers with their effects, the strongest first.
        seat: Id of the actor whose conduct is to change.
        singles: Largest number of levers.
        pairs: Largest number of pairs.
    """
    theirs = _in_turns([item for item in screened if item.lever.puller != seat])
    own = _in_turns([item for item in screened if item.lever.puller == seat])
    mine = min(len(own), max(singles // 3, singles - len(theirs)))
    taken = theirs[: singles - mine] + own[:mine]
    outside = [item for item in taken if item.lever.puller != seat and not item.settles]
    both = [
        (one, other)
        for k, one in enumerate(outside)
        for other in outside[k + 1 :]
        if one.raises == other.raises and not one.lever.clashes(other.lever)
    ]
    both.sort(key=lambda two: -abs(two[0].effect.difference + two[1].effect.difference))
    raising = [two for two in both if two[0].raises]
    lowering = [two for two in both if not two[0].raises]
    chosen = _alternate(raising, lowering)[:pairs]
    return (
        tuple(item.lever for item in sorted(taken, key=_strength)),
        tuple((one.lever, other.lever) for one, other in chosen),
    )


def _in_turns(items: Sequence[Single]) -> list[Single]:
    """Levers that raise the outcome and levers that lower it, alternating."""
    return _alternate(
        [item for item in items if item.raises], [item for item in items if not item.raises]
    )


def _alternate(first: Sequence[T], second: Sequence[T]) -> list[T]:
    """Items of two sequences, alternating; then the rest of the longer one."""
    turns = [item for two in zip(first, second, strict=False) for item in two]
    shorter = min(len(first), len(second))
    return [*turns, *first[shorter:], *second[shorter:]]


def measure(
    levers: Sequence[Lever],
    pairs: Sequence[tuple[Lever, Lever]],
    values: Floats,
    *,
    share: bool,
    rng: np.random.Generator,
    beside: Floats | None = None,
) -> tuple[tuple[Single, ...], tuple[Pair, ...], int]:
    """Measure levers and pairs in futures that were not used to choose them.

    Args:
        levers: The levers; both levers of every pair are among them.
        pairs: The pairs.
        values: The outcome [variant, replicate]: no lever, then each lever, then each pair.
        share: Whether the outcome is a yes or no.
        rng: Random generator for the intervals.
        beside: The measure beside the outcome [variant, replicate]; None if there is none.

    Returns:
        Levers and pairs, the strongest first, and the number of futures left out because a run
        failed. The intervals of effects and interactions are simultaneous.
    """
    good = whole(values)
    base, alone = good[0], good[1 : 1 + len(levers)]
    both = good[1 + len(levers) :]
    places = {lever.key: k for k, lever in enumerate(levers)}
    sums = [alone[places[one.key]] + alone[places[other.key]] for one, other in pairs]
    extra = both - np.array(sums).reshape(both.shape) + base
    contrasts = np.concatenate([alone - base, both - base, extra])
    if not len(contrasts):
        return (), (), values.shape[1] - good.shape[1]
    found = simultaneous(contrasts, share=share, rng=rng)
    means = _beside(values, beside)[1:]
    singles = [
        Single(lever, float(row.mean()), effect, bool((row == row[0]).all()), mean)
        for lever, row, effect, mean in zip(levers, alone, found, means, strict=False)
    ]
    effects, more = found[len(levers) : len(levers) + len(pairs)], found[len(levers) + len(pairs) :]
    together = [
        Pair(one, other, float(row.mean()), effect, interaction, mean)
        for (one, other), row, effect, interaction, mean in zip(
            pairs, both, effects, more, means[len(levers) :], strict=True
        )
    ]
    ranked = sorted(together, key=lambda pair: -abs(pair.effect.difference))
    return tuple(sorted(singles, key=_strength)), tuple(ranked), values.shape[1] - good.shape[1]


def _beside(values: Floats, beside: Floats | None) -> list[float]:
    """The mean of the measure beside the outcome, by variant, in the futures without a failure."""
    if beside is None:
        return [np.nan] * len(values)
    good = beside[:, ~np.isnan(values).any(axis=0)]
    return [float(mean) for mean in good.mean(axis=1)]


def _strength(item: Single) -> float:
    return -abs(item.effect.difference)


def _row(kind: str, item: Single, runs: int) -> dict[str, Any]:
    lever, effect = item.lever, item.effect
    return {
        "kind": kind,
        "who": lever.who,
        "lever": lever.key,
        "with": "",
        "what": lever.said,
        "value": item.value,
        "beside": item.beside,
        "difference": effect.difference,
        "low": effect.low,
        "high": effect.high,
        "moves": effect.moves,
        "interaction": np.nan,
        "interaction_low": np.nan,
        "interaction_high": np.nan,
        "cost": lever.cost.amount,
        "cost_unit": " ".join(filter(None, (lever.cost.unit, lever.cost.note))),
        "runs": runs,
    }


def _pair_row(pair: Pair, runs: int) -> dict[str, Any]:
    first = _row("pair", Single(pair.first, pair.value, pair.effect, beside=pair.beside), runs)
    return first | {
        "who": f"{pair.first.who} and {pair.second.who}",
        "with": pair.second.key,
        "what": f"{pair.first.said}; {pair.second.said}",
        "interaction": pair.interaction.difference,
        "interaction_low": pair.interaction.low,
        "interaction_high": pair.interaction.high,
        "cost": np.nan,
        "cost_unit": f"{pair.first.cost.said}; {pair.second.cost.said}",
    }

"""Effects of levers and of pairs of levers, with simultaneous intervals.

All levers are measured in the same futures, so no lever is dropped by a look at a few of them.
Pairs are chosen by what the single levers did and are measured in other futures, together with
their levers: chosen by luck, a pair would have to be lucky again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.contrasts import base_of, simultaneous
from sim.analysis.levers import Interval, Pair, Side, Single, alternate
from sim.measures import BESIDE, SIDE_EFFECTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiment.barred import Barred
    from sim.experiment.levers import Lever
    from sim.experiment.trials import Trials

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """The measures that a study of levers reports.

    Attributes:
        outcome: Name of the outcome.
        share: Whether the outcome is a yes or no.
    """

    outcome: str
    share: bool

    @property
    def beside(self) -> str:
        """Name of the measure that is reported beside the outcome; "" if there is none."""
        return BESIDE.get(self.outcome, "")

    @property
    def sides(self) -> tuple[str, ...]:
        """Names of the measures that are reported as side effects."""
        return tuple(name for name in SIDE_EFFECTS if name not in (self.outcome, self.beside))

    @property
    def names(self) -> tuple[str, ...]:
        """All of them: the outcome, the measure beside it, the side effects."""
        return tuple(filter(None, (self.outcome, self.beside, *self.sides)))


@dataclass(frozen=True)
class Measured:
    """What came of the variants in the futures in which no run failed.

    Attributes:
        asked: The measures.
        values: Their values [measure, variant, replicate]; variant 0 has no lever.
        given: Share of quarters in which the orders of a variant were given, by variant.
        failed: Number of futures left out because a run of some variant failed.
    """

    asked: Asked
    values: Floats
    given: Floats
    failed: int

    @classmethod
    def of(cls, trials: Trials, asked: Asked) -> Measured:
        """Return the futures of some trials in which no run failed.

        Raises:
            ValueError: Some run failed in every future.
        """
        good = ~np.isnan(trials.values[0]).any(axis=0)
        if not good.any():
            raise ValueError("some variant failed in every future, so nothing can be compared")
        values, given = trials.values[:, :, good], trials.given[:, good].mean(axis=1)
        return cls(asked, values, given, int((~good).sum()))

    @property
    def replicates(self) -> int:
        """Number of futures."""
        return int(self.values.shape[2])

    @property
    def base(self) -> Interval:
        """The outcome with no lever."""
        return base_of(self.values[0], share=self.asked.share)

    @property
    def base_beside(self) -> Interval | None:
        """The measure beside it with no lever; None if there is none."""
        return base_of(self.values[1], share=True) if self.asked.beside else None

    @property
    def base_sides(self) -> tuple[Interval, ...]:
        """The measures of side effects with no lever."""
        return tuple(base_of(values, share=True) for values in self._sides)

    @property
    def _sides(self) -> Floats:
        return self.values[len(self.asked.names) - len(self.asked.sides) :]

    def beside(self, variants: slice) -> list[float]:
        """Return the mean of the measure beside the outcome, by variant; NaN if there is none."""
        found = self.values[1 if self.asked.beside else 0, variants].mean(axis=1)
        return [float(mean) if self.asked.beside else np.nan for mean in found]

    def sides(self, variants: slice, rng: np.random.Generator) -> list[tuple[Side, ...]]:
        """Return the side effects of variants; the intervals of each measure hold at once."""
        by_measure = []
        for values in self._sides:
            effects = simultaneous(values[variants] - values[0], share=True, rng=rng)
            means = values[variants].mean(axis=1)
            by_measure.append([Side(float(m), e) for m, e in zip(means, effects, strict=True)])
        count = len(self.values[0, variants])
        return [tuple(sides[k] for sides in by_measure) for k in range(count)]


def measure_levers(
    levers: Sequence[Lever],
    measured: Measured,
    rng: np.random.Generator,
    barred: Callable[[Lever], tuple[Barred, ...]] = lambda lever: (),
) -> tuple[Single, ...]:
    """Return every lever with its effects, the strongest first.

    Args:
        levers: The levers.
        measured: What came of no lever and then of each lever.
        rng: Random generator for the intervals, which are simultaneous.
        barred: Returns the events that a lever makes impossible.
    """
    if not levers:
        return ()
    values, rest = measured.values[0], slice(1, None)
    found = simultaneous(values[rest] - values[0], share=measured.asked.share, rng=rng)
    sides, beside = measured.sides(rest, rng), measured.beside(rest)
    singles = [
        Single(
            lever,
            value=float(row.mean()),
            effect=effect,
            settles=bool((row == row[0]).all()),
            beside=beside[k],
            given=float(measured.given[1 + k]),
            sides=sides[k],
            barred=barred(lever),
        )
        for k, (lever, row, effect) in enumerate(zip(levers, values[rest], found, strict=True))
    ]
    return tuple(sorted(singles, key=lambda item: -abs(item.effect.difference)))


def choose_pairs(
    singles: Sequence[Single], seat: str, count: int, allowed: Callable[[Lever, Lever], bool]
) -> tuple[tuple[Single, Single], ...]:
    """Return the pairs of levers to measure.

    Pairs consist of two levers of other actors that move the outcome in the same direction; pairs
    that raise it and pairs that lower it alternate, the largest sum first. Two levers that set the
    same thing make no pair. Nor does a lever that settles the outcome alone, because another lever
    could add nothing.

    Args:
        singles: Levers with their effects, the strongest first.
        seat: Id of the actor whose conduct is to change.
        count: Largest number of pairs.
        allowed: Whether two levers can be pulled together.
    """
    outside = [item for item in singles if item.lever.puller != seat and not item.settles]
    both = [
        (one, other)
        for one, other in combinations(outside, 2)
        if one.raises == other.raises and not one.lever.clashes(other.lever)
    ]
    both.sort(key=lambda two: -abs(two[0].effect.difference + two[1].effect.difference))
    ordered = alternate(
        [two for two in both if two[0].raises], [two for two in both if not two[0].raises]
    )
    possible = (two for two in ordered if allowed(two[0].lever, two[1].lever))
    return tuple(islice(possible, count))


def members(pairs: Sequence[tuple[Single, Single]]) -> tuple[Single, ...]:
    """Return the levers of pairs, each once."""
    return tuple({item.lever.key: item for two in pairs for item in two}.values())


def measure_pairs(
    pairs: Sequence[tuple[Single, Single]], measured: Measured, rng: np.random.Generator
) -> tuple[Pair, ...]:
    """Return the pairs with their effects, the strongest first.

    Args:
        pairs: The pairs.
        measured: What came of no lever, then of each of the `members`, then of each pair.
        rng: Random generator for the intervals. Those of all effects and interactions hold at once.
    """
    if not pairs:
        return ()
    values, alone = measured.values[0], members(pairs)
    places = {item.lever.key: 1 + k for k, item in enumerate(alone)}
    rest = slice(1 + len(alone), None)
    base, both = values[0], values[rest]
    sums = np.array([values[places[a.lever.key]] + values[places[b.lever.key]] for a, b in pairs])
    contrasts = np.concatenate([both - base, both - sums + base])
    found = simultaneous(contrasts, share=measured.asked.share, rng=rng)
    sides, beside = measured.sides(rest, rng), measured.beside(rest)
    together = [
        Pair(
            one, other, float(both[k].mean()), found[k], found[len(pairs) + k], beside[k], sides[k]
        )
        for k, (one, other) in enumerate(pairs)
    ]
    return tuple(sorted(together, key=_strength))


def _strength(pair: Pair) -> float:
    return -abs(pair.effect.difference)

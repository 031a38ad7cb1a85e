"""Levers and pairs of levers, ranked by their effect on an outcome.

Every lever is played on the same chance; its effect is the mean of the differences run by run.
Because many levers are compared, the intervals are simultaneous: with 95 % confidence, those of all
levers hold at once. `sim.analysis.lever_effects` computes the effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from sim.analysis.contrasts import Estimate
from sim.analysis.lever_findings import findings, interval_words
from sim.cards import Card
from sim.measures import measure_of
from sim.words import STANCE_WORDS, change_words, mean_words, percent

if TYPE_CHECKING:
    from sim.experiment.barred import Barred
    from sim.experiment.levers import Lever

T = TypeVar("T")
Interval = tuple[float, float, float]
"""A mean, and the low and the high end of its 95 % interval."""

SHOWN = 15
"""Number of the strongest levers that tables and figures show, of whichever actor."""
OWN_SHARE = 3
"""One in this many of them is a lever of the seat itself."""


@dataclass(frozen=True)
class Side:
    """A side effect of a lever: the mean of a measure with it, and its difference."""

    value: float
    effect: Estimate


@dataclass(frozen=True)
class Single:
    """One lever: the mean outcome with it, and its difference from the outcome without a lever.

    Attributes:
        lever: The lever.
        value: The mean outcome with it.
        effect: Its difference from the mean with no lever.
        settles: Whether the outcome was the same in every run with the lever.
        beside: Mean, with the lever, of the measure that is reported beside the outcome; NaN if
            there is none.
        given: Share of quarters in which the orders that it fixes were given (see
            `sim.experiment.levers.GIVEN`); NaN if it fixes none.
        sides: Its side effects, one for each of the ranking's `sides`.
        barred: The events that its orders make impossible.
    """

    lever: Lever
    value: float
    effect: Estimate
    settles: bool = False
    beside: float = np.nan
    given: float = np.nan
    sides: tuple[Side, ...] = ()
    barred: tuple[Barred, ...] = ()

    @property
    def raises(self) -> bool:
        """Whether the outcome is higher with the lever."""
        return self.effect.difference > 0.0

    @property
    def said(self) -> str:
        """The lever in words, by how often its orders were given."""
        return self.lever.told(self.given)

    @property
    def given_said(self) -> str:
        """How often its orders were given, such as "62 % of quarters"; "" if it fixes none."""
        return "" if np.isnan(self.given) else f"{percent(self.given)} of quarters"


@dataclass(frozen=True)
class Pair:
    """Two levers together, in other futures than those in which single levers are measured.

    `effect` is the outcome with both levers minus the outcome with neither. `interaction` is this
    effect minus the sum of the effects of the two levers alone. `beside` is the mean of the measure
    beside the outcome with both levers; NaN if there is none.
    """

    first: Single
    second: Single
    value: float
    effect: Estimate
    interaction: Estimate
    beside: float = np.nan
    sides: tuple[Side, ...] = ()

    @property
    def reinforces(self) -> bool:
        """Whether the effect of both is larger than the sum of their effects."""
        return self.interaction.difference * self.effect.difference > 0.0


@dataclass(frozen=True, repr=False)
class Ranking(Card):
    """Levers, ranked.

    Attributes:
        outcome: Name of the outcome.
        said: Its mean in words, such as "the share of runs in which Russia recommits to Armenia".
        share: Whether the outcome is a yes or no, so that values are probabilities.
        seat: Id of the actor whose conduct is to change.
        seat_name: Name of that actor.
        base: The outcome without a lever.
        singles: Every lever, the strongest first.
        pairs: Pairs that were measured, the strongest first.
        replicates: Number of futures in which every lever was measured.
        pair_replicates: Number of the other futures in which the pairs were measured.
        failed: Number of futures left out because a run of some variant failed.
        beside: Name of the measure that is reported beside the outcome; "" if there is none.
        beside_said: Its mean in words.
        base_beside: That measure without a lever; None if there is none.
        sides: Names of the measures whose changes are reported as side effects; all yes/no.
        base_sides: Those measures without a lever.
        scenario: Name of the scenario.
        turns: Turns of a run.
    """

    outcome: str
    said: str
    share: bool
    seat: str
    seat_name: str
    base: Interval
    singles: tuple[Single, ...]
    pairs: tuple[Pair, ...]
    replicates: int
    pair_replicates: int = 0
    failed: int = 0
    beside: str = ""
    beside_said: str = ""
    base_beside: Interval | None = None
    sides: tuple[str, ...] = ()
    base_sides: tuple[Interval, ...] = ()
    scenario: str = ""
    turns: int = 0

    def _card(self) -> tuple[str, ...]:
        return f"{self.label}, {self.seat_name}", *self.findings()

    @property
    def own(self) -> tuple[Single, ...]:
        """Levers of the seat itself: its conduct or its means, set from outside."""
        return tuple(item for item in self.singles if item.lever.puller == self.seat)

    @property
    def others(self) -> tuple[Single, ...]:
        """Levers of other actors."""
        return tuple(item for item in self.singles if item.lever.puller != self.seat)

    @property
    def shown(self) -> tuple[Single, ...]:
        """The levers that a table or figure shows, the strongest first.

        These are the strongest of all, and of every actor the strongest lever that raises the
        outcome and the strongest that lowers it.
        """
        theirs, own = in_turns(self.others), in_turns(self.own)
        mine = min(len(own), max(SHOWN // OWN_SHARE, SHOWN - len(theirs)))
        keys = {item.lever.key for item in (*theirs[: SHOWN - mine], *own[:mine])}
        best: dict[tuple[str, bool], str] = {}
        for item in self.singles:
            best.setdefault((item.lever.puller, item.raises), item.lever.key)
        keys |= set(best.values())
        return tuple(item for item in self.singles if item.lever.key in keys)

    @property
    def label(self) -> str:
        """The outcome in a few words, such as "recommitted" or "stance: broker"."""
        name, _, stance = self.outcome.partition("=")
        label = measure_of(name).label
        return f"{label}: {STANCE_WORDS[stance].label}" if stance else label

    def findings(self) -> list[str]:
        """Return the findings as sentences that can be quoted, each with its n and interval."""
        return findings(self)

    def facts(self) -> dict[str, Any]:
        """Return the ranking as plain values, for programs."""
        return {
            "scenario": self.scenario,
            "turns": self.turns,
            "outcome": self.outcome,
            "said": self.said,
            "seat": self.seat,
            "base": _ends(self.base),
            "beside": self.beside,
            "base_beside": _ends(self.base_beside) if self.base_beside else None,
            "side_effects": {
                name: _ends(base) for name, base in zip(self.sides, self.base_sides, strict=True)
            },
            "replicates": self.replicates,
            "pair_replicates": self.pair_replicates,
            "failed": self.failed,
            "findings": self.findings(),
            "levers": [
                {key: None if pd.isna(value) else value for key, value in row.items()}
                for row in self.frame().to_dict("records")
            ],
        }

    def frame(self) -> pd.DataFrame:
        """Return a table with a row for each lever, and after them for each pair.

        If a measure is reported beside the outcome, the column with its name follows `value`. Each
        side effect has four columns: the mean with the lever, its difference, and its interval.
        """
        rows = [_row(self, item) for item in self.singles]
        table = pd.DataFrame([*rows, *(_pair_row(self, pair) for pair in self.pairs)])
        if self.beside or table.empty:
            return table.rename(columns={"beside": self.beside})
        return table.drop(columns="beside")

    def number(self, value: float) -> str:
        """Return a value of the outcome in words, such as "36.4 %" for a share."""
        return mean_words(value, share=self.share)

    @property
    def heads(self) -> tuple[str, ...]:
        """Headings of `values`: the outcome and, if there is one, the measure beside it."""
        return (self.label, measure_of(self.beside).label) if self.beside else (self.label,)

    @property
    def side_labels(self) -> tuple[str, ...]:
        """Names of the side effects in words, such as "full offensive"."""
        return tuple(measure_of(name).label for name in self.sides)

    def values(self, item: Single | Pair) -> tuple[str, ...]:
        """Return the values of a lever or pair in words, one for each of `heads`."""
        beside = (mean_words(item.beside, share=True),) if self.beside else ()
        return self.number(item.value), *beside

    def interval(self, found: Interval) -> str:
        """Return a value of the outcome with its interval, such as "36.4 % [34.3, 38.5]"."""
        return interval_words(found, share=self.share)

    def change(self, found: Estimate) -> str:
        """Return a difference with its interval, such as "+8.3 points [+6.1, +10.4]"."""
        return change_words(found.difference, found.low, found.high, share=self.share)


def in_turns(items: Sequence[Single]) -> list[Single]:
    """Levers that raise the outcome and levers that lower it, alternating."""
    return alternate(
        [item for item in items if item.raises], [item for item in items if not item.raises]
    )


def alternate(first: Sequence[T], second: Sequence[T]) -> list[T]:
    """Items of two sequences, alternating; then the rest of the longer one."""
    turns = [item for two in zip(first, second, strict=False) for item in two]
    shorter = min(len(first), len(second))
    return [*turns, *first[shorter:], *second[shorter:]]


def _ends(found: Interval) -> dict[str, float]:
    return dict(zip(("value", "low", "high"), found, strict=True))


def _row(ranking: Ranking, item: Single) -> dict[str, Any]:
    lever = item.lever
    return {
        "kind": lever.kind,
        "who": lever.who,
        "lever": lever.key,
        "with": "",
        "what": item.said,
        "given": item.given,
        **_effect(item),
        **_sides(ranking, item),
        "impossible": "; ".join(event.said for event in item.barred),
        "interaction": np.nan,
        "interaction_low": np.nan,
        "interaction_high": np.nan,
        "cost": lever.cost.amount,
        "cost_unit": " ".join(filter(None, (lever.cost.unit, lever.cost.note))),
        "runs": ranking.replicates,
    }


def _pair_row(ranking: Ranking, pair: Pair) -> dict[str, Any]:
    first, second = pair.first.lever, pair.second.lever
    return {
        "kind": "pair",
        "who": f"{first.who} and {second.who}",
        "lever": first.key,
        "with": second.key,
        "what": f"{pair.first.said}; {pair.second.said}",
        "given": np.nan,
        **_effect(pair),
        **_sides(ranking, pair),
        "impossible": "",
        "interaction": pair.interaction.difference,
        "interaction_low": pair.interaction.low,
        "interaction_high": pair.interaction.high,
        "cost": np.nan,
        "cost_unit": f"{first.cost.said}; {second.cost.said}",
        "runs": ranking.pair_replicates,
    }


def _effect(item: Single | Pair) -> dict[str, Any]:
    return {
        "value": item.value,
        "beside": item.beside,
        "difference": item.effect.difference,
        "low": item.effect.low,
        "high": item.effect.high,
        "moves": item.effect.moves,
    }


def _sides(ranking: Ranking, item: Single | Pair) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, side in zip(ranking.sides, item.sides, strict=True):
        found[name] = side.value
        found[f"{name}_difference"] = side.effect.difference
        found[f"{name}_low"], found[f"{name}_high"] = side.effect.low, side.effect.high
    return found

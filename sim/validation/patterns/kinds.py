"""The kinds of checks: what each needs to be played, and the effect that it measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np

from sim.analysis.estimates import (
    Estimate,
    Floats,
    correlation_of,
    gap_of,
    mean_of,
    ratio_of,
)
from sim.validation.patterns.declared import Changes, Check, Pattern
from sim.validation.patterns.plays import Plays, Setting

HOLDS, FAILS, UNCLEAR, REPORTED = "holds", "fails", "not clear", "reported"
VERDICTS = (FAILS, UNCLEAR, HOLDS, REPORTED)
"""Verdicts, losses first."""


@dataclass(frozen=True)
class World:
    """The circumstances under which checks are made.

    Attributes:
        name: Name of the circumstances.
        turns: Turns of a run.
        runs: Futures at every point.
        more: Futures of patterns whose effect is small.
        changes: Changes of every scenario; a pattern's own changes win over them.
        negate: Paths of numbers whose sign is turned.
    """

    name: str
    turns: int
    runs: int
    more: int
    changes: Changes = field(default_factory=dict)
    negate: tuple[str, ...] = ()

    def setting(self, pattern: Pattern, *changes: Changes) -> Setting:
        """Return the setting of a pattern with changes of its own."""
        together: dict[str, Any] = dict(self.changes)
        for change in changes:
            together = {k: v for k, v in together.items() if k not in change} | dict(change)
        return Setting.of(pattern.scenario, together, self.turns, self.negate)

    def count(self, pattern: Pattern) -> int:
        """Return the number of futures at every point of a pattern."""
        return self.more if pattern.more else self.runs


@dataclass(frozen=True)
class Found:
    """What a check found.

    Attributes:
        check: The check.
        values: Value at each point, with the point in words.
        effect: The effect; NaN if the runs say nothing about it.
        low: Low end of its interval.
        high: High end.
        spread: Standard deviation of what is measured; the effect is divided by it; 0 if unknown.
        verdict: One of `VERDICTS`.
        note: What else is to be said, in a few words; "" if nothing.
    """

    check: Check
    values: tuple[tuple[str, float], ...]
    effect: float
    low: float
    high: float
    spread: float
    verdict: str
    note: str = ""


def verdict_of(check: Check, low: float, high: float) -> str:
    """Return the verdict on a check whose effect has the interval from low to high.

    It holds if the interval lies where it is expected, fails if all of it lies elsewhere.
    """
    if check.report:
        return REPORTED
    if isnan(low) or isnan(high):
        return UNCLEAR
    if check.strict:
        if low > check.low and high < check.high:
            return HOLDS
        return FAILS if high < check.low or low > check.high else UNCLEAR
    if low >= check.low and high <= check.high:
        return HOLDS
    return FAILS if high < check.low or low > check.high else UNCLEAR


def found_of(
    check: Check,
    values: tuple[tuple[str, float], ...],
    estimate: Estimate,
    confidence: float,
    note: str = "",
) -> Found:
    """Return what a check found, from the estimate of its effect."""
    low, high = estimate.interval(confidence)
    verdict = verdict_of(check, low, high)
    return Found(check, values, estimate.value, low, high, estimate.spread, verdict, note)


def needed(
    pattern: Pattern, check: Check, world: World, *, ends_only: bool = False
) -> Iterator[Setting]:
    """Yield the settings that a check needs; without the points between if they are not asked."""
    outer = pattern.across or ({},)
    chosen = _ends(check, len(pattern.points)) if ends_only else range(len(pattern.points))
    for across in (outer[0], outer[-1]) if ends_only else outer:
        for k in chosen:
            yield world.setting(pattern, across, pattern.points[k])


def _ends(check: Check, points: int) -> tuple[int, int]:
    """Return the numbers of the two points that a check compares."""
    first, last = check.given.get("between", (0, points - 1))
    return first, last


def measured(
    pattern: Pattern,
    check: Check,
    world: World,
    plays: Plays,
    confidence: float,
    *,
    ends_only: bool = False,
) -> Found:
    """Return what a check found in the runs that were played."""
    reading = _Reading(pattern, check, world, plays)
    if check.kind == "interaction":
        values, effect = reading.interaction(ends_only)
    elif check.kind in ("trend", "same"):
        values, effect = reading.trend(ends_only)
    else:
        values, effect = reading.alone()
    return found_of(check, values, effect, confidence)


Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _Reading:
    """Reads what one check needs off the runs."""

    pattern: Pattern
    check: Check
    world: World
    plays: Plays

    def trend(self, ends_only: bool) -> tuple[Values, Estimate]:
        first, last = _ends(self.check, len(self.pattern.points))
        if self.check.kind == "same":
            return self._same()
        points = sorted({first, last}) if ends_only else [*range(len(self.pattern.points))]
        found = {k: self._at(self.pattern.points[k]) for k in points}
        values = tuple((self.pattern.at[k], found[k].value) for k in points)
        return values, found[last] - found[first]

    def interaction(self, ends_only: bool) -> tuple[Values, Estimate]:
        outer = self.pattern.across
        chosen = (outer[0], outer[-1]) if ends_only else outer
        ends = self.pattern.points[0], self.pattern.points[-1]
        rises = [self._at(across, ends[1]) - self._at(across, ends[0]) for across in chosen]
        said = ["at " + ", ".join(f"{value:g}" for value in across.values()) for across in chosen]
        values = tuple(zip(said, (rise.value for rise in rises), strict=True))
        return values, rises[0] - rises[-1]

    def alone(self) -> tuple[Values, Estimate]:
        """Return the values and the effect of a check of the scenario as it is."""
        given, kind = self.check.given, self.check.kind
        if kind == "level":
            found = self._at(*self.pattern.points)
            return (("", found.value),), found
        if kind == "compare":
            own = self._at(*self.pattern.points)
            other = self._rate(given["other"], given.get("other_per"), *self.pattern.points)
            values = (("first", own.value), ("second", other.value))
            return values, own - other.times(given.get("times", 1.0))
        if kind == "within":
            return self._within()
        return self._persistence()

    def _within(self) -> tuple[Values, Estimate]:
        given = self.check.given
        split, values = (
            self._read(given[key], *self.pattern.points) for key in ("split", "outcome")
        )
        failed, quiet = split > given["above"], split < given["below"]
        told = tuple(
            (name, float(values[group].mean()) if group.any() else float("nan"))
            for name, group in (("after one", failed), ("without", quiet))
        )
        return told, gap_of(values, failed, quiet)

    def _persistence(self) -> tuple[Values, Estimate]:
        lags = self.check.given["lags"]
        series = self._read(self.check.given["outcome"], *self.pattern.points)
        found = [correlation_of(series, lag) for lag in lags]
        values = tuple((f"lag {lag}", one.value) for lag, one in zip(lags, found, strict=True))
        return values, found[0] if len(found) == 1 else found[0] - found[1]

    def _same(self) -> tuple[Values, Estimate]:
        equal: Any = True
        for name in self.check.given["outcomes"]:
            ends = [self._read(name, point) for point in self.pattern.points]
            equal = equal & (ends[0] == ends[-1])
        found = mean_of(np.asarray(equal, dtype=float))
        return (("", found.value),), found

    def _at(self, *changes: Changes) -> Estimate:
        return self._rate(self.check.given["outcome"], self.check.given.get("per"), *changes)

    def _rate(self, outcome: str, per: str | None, *changes: Changes) -> Estimate:
        events = self._read(outcome, *changes)
        return mean_of(events) if per is None else ratio_of(events, self._read(per, *changes))

    def _read(self, name: str, *changes: Changes) -> Floats:
        setting = self.world.setting(self.pattern, *changes)
        return self.plays.read(setting, name, self.world.count(self.pattern))


def effect_signed(found: Found) -> tuple[float, float, float]:
    """Return effect, low and high, turned so that the expected direction is positive.

    For a check with an expected value they are measured from the value nearest to failing. NaN for
    a check with two expected ends.
    """
    check = found.check
    if check.sign == 0:
        return float("nan"), float("nan"), float("nan")
    if check.sign > 0:
        return found.effect - check.low, found.low - check.low, found.high - check.low
    return check.high - found.effect, check.high - found.high, check.high - found.low

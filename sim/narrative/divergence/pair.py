"""Two records of the same actors, ties and theatres, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sim.narrative.cast import Cast
from sim.record import Record, RecordError, Ruling, TurnRecord, Why
from sim.scenario.differences import Change, differences
from sim.vocabulary import DESKS

NOTABLE = {"war": 0.02, "mission": 0.1, "base": 0.02, "test": 0.02}
"""Least difference in a result, by rule, for which a ruling in both records counts as different."""
ORDER, REPLY, RULING = "order", "reply", "ruling"


class Step(NamedTuple):
    """An order, reply or ruling in a turn, to be compared between two records.

    `kind` is "order" (given by the desk `desk` of `who`), "reply" (of the guarantor, `who`) or
    "ruling" (by `rule`, about `who`, a theatre, tie or actor).
    """

    turn: int
    kind: str
    who: str
    rule: str = ""
    desk: str = ""


@dataclass(frozen=True)
class RecordPair:
    """Two records of the same actors, ties and theatres."""

    first: Record
    second: Record

    def __post_init__(self) -> None:
        """Refuse records of different actors, ties or theatres."""
        if self.first.columns != self.second.columns:
            raise RecordError(
                "the two records have other actors, ties or theatres: "
                f"{self.first.scenario['name']} and {self.second.scenario['name']}; "
                "compare two runs of one quarrel"
            )

    @cached_property
    def cast(self) -> Cast:
        """Names for both records."""
        return Cast(self.first.scenario)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Differences between the two scenarios."""
        return differences(self.first.scenario, self.second.scenario)

    @property
    def same_chance(self) -> bool:
        """Whether both were played on the same draws."""
        return (self.first.seed, self.first.replicate) == (self.second.seed, self.second.replicate)

    @property
    def turns(self) -> int:
        """Number of turns that both records have."""
        return min(len(self.first.turns_played), len(self.second.turns_played))

    def date(self, turn: int) -> str:
        """Date of a turn."""
        return self.first.turns_played[turn].date

    def at(self, turn: int) -> tuple[TurnRecord, TurnRecord]:
        """A turn in both records."""
        return self.first.turns_played[turn], self.second.turns_played[turn]

    def why(self, turn: int, actor: str, desk: str) -> tuple[Why, Why] | None:
        """The decisions of a desk of an actor in both records; None if one of them is missing."""
        one, other = (played.why.get(actor, {}).get(desk) for played in self.at(turn))
        return None if one is None or other is None else (one, other)

    def values(self, path: str, moment: int) -> tuple[float, float]:
        """A state variable in both records; moment 0 is the start, moment k is after k turns."""
        one, other = self._series(path)
        return one[moment], other[moment]

    def gap(self, path: str, moment: int) -> float:
        """Gap (first minus second) in a state variable."""
        one, other = self.values(path, moment)
        return one - other

    def _series(self, path: str) -> tuple[list[float], list[float]]:
        if path not in self._cache:
            self._cache[path] = (self.first.series(path), self.second.series(path))
        return self._cache[path]

    @cached_property
    def _cache(self) -> dict[str, tuple[list[float], list[float]]]:
        return {}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step that differs, in order of play."""
        return tuple(step for turn in range(self.turns) for step in self._differing(turn))

    @cached_property
    def step_set(self) -> frozenset[Step]:
        """The steps that differ as a set, for quick look-ups."""
        return frozenset(self.steps)

    def _differing(self, turn: int) -> Iterator[Step]:
        one, other = self.at(turn)
        mine, theirs = self.rulings(turn)
        shocks = [key for key in dict.fromkeys([*mine, *theirs]) if key[0] in ("shock", "mandate")]
        rest = [key for key in dict.fromkeys([*mine, *theirs]) if key not in shocks]
        for rule, subject in shocks:
            if _otherwise(mine.get((rule, subject)), theirs.get((rule, subject))):
                yield Step(turn, RULING, subject, rule)
        for actor in one.orders:
            for desk in reversed(DESKS):  # the diplomacy desk decides first
                if one.orders[actor].of(desk) != other.orders[actor].of(desk):
                    yield Step(turn, ORDER, actor, desk=desk)
        for actor in one.orders:
            replies = (one.orders[actor].reply, other.orders[actor].reply)
            if None not in replies and replies[0] != replies[1]:
                yield Step(turn, REPLY, actor)
        for rule, subject in rest:
            if _otherwise(mine.get((rule, subject)), theirs.get((rule, subject))):
                yield Step(turn, RULING, subject, rule)

    def rulings(
        self, turn: int
    ) -> tuple[dict[tuple[str, str], Ruling], dict[tuple[str, str], Ruling]]:
        """Rulings of a turn in both records, by rule and subject."""
        one, other = (
            {(ruling.rule, ruling.subject): ruling for ruling in played.rulings}
            for played in self.at(turn)
        )
        return one, other

    @property
    def identical(self) -> bool:
        """Whether the two runs are equal in everything that was played."""
        return (
            self.first.initial == self.second.initial
            and self.first.turns_played == self.second.turns_played
            and self.first.resolve == self.second.resolve
            and self.first.outcome == self.second.outcome
        )


def _otherwise(one: Ruling | None, other: Ruling | None) -> bool:
    """Whether a ruling was made in one record only, or has notably different results.

    A base request that only stays open does not count if it is in one record only, nor do talks
    without a treaty or a small change in the peacekeepers.
    """
    if one is None or other is None:
        ruling = one or other
        return ruling is not None and not _is_drift(ruling)
    least = NOTABLE.get(one.rule, 0.5)
    return any(
        abs(one.result[name] - other.result.get(name, 0.0)) >= least
        for name in one.result
        if name not in ("clock", "request", "control")
    )


def _is_drift(ruling: Ruling) -> bool:
    if ruling.rule == "base":
        return not ruling.inputs.get("grant", 0.0) > 0.0
    if ruling.rule == "treaty":
        return not ruling.result["treaty"] > 0.0
    if ruling.rule == "mission":
        moved = (abs(ruling.result[name] - ruling.inputs[name]) for name in ruling.inputs)
        return max(moved) < NOTABLE["mission"]
    return False

"""Search for the orders, replies and rulings that opened a gap in a state variable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sim.narrative.divergence.pair import ORDER, REPLY, RULING, RecordPair, Step
from sim.narrative.divergence.swaps import Swap, Swaps
from sim.narrative.divergence.wiring import Target, Wiring

DEEPEST = 4
"""Largest number of state variables that are followed back, one to the next."""
LEAST_SHARE = 0.1
"""A cause counts if its effect is at least this share of the largest effect."""
NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Openings:
    """Finds the steps that opened gaps in state between two records."""

    pair: RecordPair

    @cached_property
    def wiring(self) -> Wiring:
        """Sources of every number of a turn, in the scenario of the first record."""
        return Wiring(self.pair.first)

    @cached_property
    def swaps(self) -> Swaps:
        """Turns of both records played again with one thing swapped."""
        return Swaps(self.pair, self.wiring)

    def of(self, path: str, moment: int, *, most: int, depth: int = DEEPEST) -> tuple[Step, ...]:
        """Steps that opened the gap in a state variable as it stands at a moment.

        The search goes back to the last moment without a gap. It then looks for causes in the
        turns that widened the gap most. At most `most` steps are returned.
        """
        gap = self.pair.gap(path, moment) if path in self.pair.first.columns else 0.0
        if abs(gap) <= NEGLIGIBLE:
            return ()
        sign = 1.0 if gap > 0 else -1.0
        gaps = [sign * self.pair.gap(path, k) for k in range(moment + 1)]
        begin = max((k for k, width in enumerate(gaps) if width <= NEGLIGIBLE), default=0)
        turns = sorted(range(begin, moment), key=lambda k: gaps[k] - gaps[k + 1])
        widening = [k for k in turns if gaps[k + 1] - gaps[k] > LEAST_SHARE * gaps[moment]]
        found: list[Step] = []
        for turn in widening or turns[:1]:
            here = self._of_turn(path, turn, sign, depth)
            found += [step for step in dict.fromkeys(here) if step not in found]
            if len(found) >= most:
                break
        return tuple(found[:most])

    def _of_turn(self, path: str, turn: int, sign: float, depth: int) -> list[Step]:
        """Steps that widened a gap in one turn, the largest effect first."""
        parts = [(sign * part, source) for part, source in self._parts(path, turn)]
        largest = max((part for part, _ in parts), default=0.0)
        least = max(LEAST_SHARE * largest, NEGLIGIBLE)
        found: list[Step] = []
        for part, source in sorted(parts, key=lambda item: -item[0]):
            if part < least:
                continue
            if isinstance(source, Step):
                found.append(self._through(source, path))
            elif depth:
                moment = self.moment(source, turn)
                found += self.of(source, moment, most=1, depth=depth - 1)
        return found or self._ruled(path, turn)

    def _parts(self, path: str, turn: int) -> list[tuple[float, Step | str]]:
        """How much each difference in a turn adds to the gap in a variable at the end of the turn.

        Differences are steps of the turn, and state variables at the start of the turn.
        """
        feed, swaps = self.wiring.feed(path), self.swaps
        found: list[tuple[float, Step | str]] = [
            (swaps.part(path, turn, Swap("order", step.who, step.desk)), step)
            for step in self.sending(turn, feed.targets)
        ]
        if feed.reply:
            found += [(swaps.part(path, turn, Swap("reply")), step) for step in self.replies(turn)]
        if not self.pair.same_chance:
            found += [
                (swaps.part(path, turn, Swap("luck")), step) for step in self._ruled(path, turn)
            ]
        found += [
            (swaps.part(path, turn, Swap("state", source)), source)
            for source in feed.paths
            if source in self.pair.first.columns and abs(swaps.gap(source, turn)) > NEGLIGIBLE
        ]
        return found

    def moment(self, path: str, turn: int) -> int:
        """The moment at which a variable has the value that the seats read in a turn.

        It is `turn` for the value before the turn, `turn` + 1 for the value after it.
        """
        return turn + 1 if self.wiring.set_at_opening(path) else turn

    def _through(self, step: Step, path: str) -> Step:
        """The ruling through which an order or a reply moved a variable; else the step itself.

        A ruling about the very subject of the variable is skipped: it explains no more than the
        order does.
        """
        for ruling in self._ruled(path, step.turn):
            made_on = self.wiring.made_on(ruling.rule, ruling.who)
            about_it = bool(ruling.who) and ruling.who in path.split(".")
            entered = (step.kind == REPLY and made_on.reply) or (
                step.kind == ORDER and bool(self.differing(step, made_on.targets))
            )
            if entered and not about_it:
                return ruling
        return step

    def _ruled(self, path: str, turn: int) -> list[Step]:
        """Differing rulings of a turn that decide or feed a variable."""
        return [
            step
            for step in self.steps_at(turn)
            if step.kind == RULING and self.wiring.goes_by(path, step.rule, step.who)
        ]

    def sending(self, turn: int, targets: frozenset[Target]) -> tuple[Step, ...]:
        """Orders of a turn whose efforts on one of these targets differ."""
        return tuple(
            step
            for step in self.steps_at(turn)
            if step.kind == ORDER and self.differing(step, targets)
        )

    def differing(self, step: Step, targets: Iterable[Target]) -> list[Target]:
        """Those targets on which the two orders of a step have different efforts."""
        one, other = self.efforts(step)
        return [target for target in targets if one.get(target, 0.0) != other.get(target, 0.0)]

    def efforts(self, step: Step) -> tuple[dict[Target, float], dict[Target, float]]:
        """Efforts of the two orders of a step."""
        one, other = (
            self.wiring.efforts(record.scenario, step.who, played.orders[step.who].of(step.desk))
            for record, played in zip(
                (self.pair.first, self.pair.second), self.pair.at(step.turn), strict=True
            )
        )
        return one, other

    def replies(self, turn: int) -> tuple[Step, ...]:
        """Replies of a turn that differ."""
        return tuple(step for step in self.steps_at(turn) if step.kind == REPLY)

    def steps_at(self, turn: int) -> tuple[Step, ...]:
        """All steps of a turn that differ."""
        return self._by_turn.get(turn, ())

    @cached_property
    def _by_turn(self) -> dict[int, tuple[Step, ...]]:
        found: dict[int, tuple[Step, ...]] = {}
        for step in self.pair.steps:
            found[step.turn] = (*found.get(step.turn, ()), step)
        return found

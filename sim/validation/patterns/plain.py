"""Checks of conduct that are played turn by turn: reactions to an attack, and dead orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np

from sim.analysis.estimates import log_odds_ratio, normal_width
from sim.experiment.crew import usable_cores
from sim.experiment.executors import hire
from sim.experiment.intervals import wilson
from sim.validation.kept import Arrays, Kept
from sim.validation.patterns.conduct import best_orders, reactions, role_orders
from sim.validation.patterns.declared import Check, Pattern
from sim.validation.patterns.kinds import Found, verdict_of
from sim.validation.patterns.plays import Watch, loaded
from sim.validation.patterns.quantities import order_names
from sim.vocabulary import DESKS

PAIRS_AT_ONCE, RUNS_AT_ONCE = 25, 10
"""Pairs, and runs, that one task plays, which takes a second or three."""

Task = tuple[Callable[..., Arrays], tuple[Any, ...], int]
"""A function, its arguments, and the number of runs that it plays."""


@dataclass(frozen=True)
class Share:
    """How often an order was the best one.

    Attributes:
        order: The order, as ROLE.ORDER.
        best: Decisions in which it was the best one.
        legal: Decisions in which it was legal.
        low: Low end of the interval of the share.
        high: High end.
    """

    order: str
    best: int
    legal: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of decisions; 0 if the order was never legal."""
        return self.best / self.legal if self.legal else 0.0


class PlainPlays:
    """Plays tasks in processes of their own, for plain Python holds the interpreter's lock.

    Args:
        seed: Seed of all chance.
        kept: Folder in which counts are kept.
        jobs: Processes; all cores if None. With one, this process plays.
        watch: Called with the number of runs played since the last call.
    """

    def __init__(self, seed: int, kept: Kept, *, jobs: int | None, watch: Watch) -> None:
        self._seed = seed
        self._kept = kept
        self._jobs = jobs or usable_cores()
        self._watch = watch

    def orders(self, pattern: Pattern, pairs: int) -> Arrays:
        """Return the orders after the attack of a pattern and after quiet, see `reactions`."""
        attack = pattern.given["attack"]
        what, at_turn = attack["challenger"], attack["at"]
        after = max(check.given["turns"] for check in pattern.checks)
        key = {"reactions": pattern.scenario, "attack": attack, "after": after, "pairs": pairs}

        def play() -> Arrays:
            tasks = [
                (
                    reactions,
                    (pattern.scenario, self._seed, first, count, what, at_turn, after),
                    count,
                )
                for first, count in _blocks(pairs, PAIRS_AT_ONCE)
            ]
            return {"orders": np.concatenate([done["orders"] for done in self._done(tasks)])}

        return self._kept.arrays(self._key(key, pattern.scenario), play)

    def best(self, scenario: str, runs: int, turns: int, patch: str = "") -> Arrays:
        """Return how often each order of a scenario was the best one, see `best_orders`."""
        key = {"best": scenario, "runs": runs, "turns": turns, "patch": patch}

        def play() -> Arrays:
            tasks = [
                (best_orders, (scenario, self._seed, first, count, turns, patch), count)
                for first, count in _blocks(runs, RUNS_AT_ONCE)
            ]
            found = self._done(tasks)
            return {name: np.sum([done[name] for done in found], axis=0) for name in found[0]}

        return self._kept.arrays(self._key(key, scenario), play)

    def _key(self, key: Mapping[str, Any], scenario: str) -> dict[str, Any]:
        return {**key, "seed": self._seed, "scenario": loaded(scenario).hash}

    def _done(self, tasks: list[Task]) -> list[Arrays]:
        """Play tasks and return their results in order."""
        if self._jobs == 1 or len(tasks) == 1:
            return [self._one(task) for task in tasks]
        found: dict[int, Arrays] = {}
        with hire("processes", jobs=self._jobs) as crew:
            waiting = {
                crew.executor.submit(play, *given): k for k, (play, given, _) in enumerate(tasks)
            }
            for done in as_completed(waiting):
                found[waiting[done]] = done.result()
                self._watch(tasks[waiting[done]][2])
        return [found[k] for k in range(len(tasks))]

    def _one(self, task: Task) -> Arrays:
        play, given, runs = task
        found = play(*given)
        self._watch(runs)
        return found


def _blocks(runs: int, size: int) -> list[tuple[int, int]]:
    return [(first, min(size, runs - first)) for first in range(0, runs, size)]


def reaction_found(pattern: Pattern, check: Check, orders: Any, confidence: float) -> Found:
    """Return the odds ratio of orders after an attack against quiet, with its interval.

    Pairs, not orders, are taken to be independent. The effect is the ratio; its spread is that of
    its logarithm.

    Args:
        pattern: The pattern.
        check: A check of the kind `reaction`.
        orders: Orders, see `reactions`.
        confidence: Level of the interval.
    """
    scenario, given = loaded(pattern.scenario), check.given
    names, first = order_names(scenario), list(scenario.actors).index(given["actor"]) * len(DESKS)
    wanted = [k for k, name in enumerate(names) if name in given["orders"]]
    own = orders[:, :, : given["turns"], first : first + len(DESKS)]
    hits = np.isin(own, wanted).any(axis=3).sum(axis=2).astype(float)
    chances = np.full(len(hits), float(given["turns"]))
    ratio = log_odds_ratio(hits[:, 0], hits[:, 1], chances)
    low, high = (exp(end) for end in ratio.interval(confidence))
    values = (
        ("after an attack", float(hits[:, 0].mean() / given["turns"])),
        ("after quiet", float(hits[:, 1].mean() / given["turns"])),
    )
    return Found(
        check, values, exp(ratio.value), low, high, ratio.spread, verdict_of(check, low, high)
    )


def shares_of(scenario: str, counts: Iterable[Arrays], confidence: float) -> tuple[Share, ...]:
    """Return how often each order was the best one, in the scenario in which it was most often so.

    Args:
        scenario: Name of a scenario; all have the same menus.
        counts: Counts of every scenario, see `best_orders`.
        confidence: Level of the intervals (Wilson's).
    """
    held, found = list(counts), []
    for k, order in enumerate(role_orders(loaded(scenario))):
        if order.endswith(".hold"):
            continue
        tried = [_share(order, int(c["best"][k]), int(c["legal"][k]), confidence) for c in held]
        found.append(max(tried, key=lambda one: (one.low, one.high)))
    return tuple(found)


def _share(order: str, best: int, legal: int, confidence: float) -> Share:
    if not legal:
        return Share(order, 0, 0, 0.0, 1.0)
    low, high = wilson(best, legal, normal_width(confidence))
    return Share(order, best, legal, float(low), float(high))


def alive_found(check: Check, shares: Iterable[Share], least: float) -> Found:
    """Return the number of dead orders, from surely dead to possibly dead.

    An order is surely dead if the whole interval of its share lies below ``least``; it is possibly
    dead if not all of it lies above.
    """
    given = check.given
    asked = [
        one
        for one in shares
        if (one.order in given["only"] if "only" in given else one.order not in given["except"])
    ]
    below = [one for one in asked if one.share < least]
    surely = sum(one.high < least for one in asked)
    possibly = sum(one.low < least for one in asked)
    values = tuple((one.order, one.share) for one in sorted(asked, key=lambda one: one.share)[:5])
    low, high = float(surely), float(possibly)
    note = "dead: " + ", ".join(one.order for one in below) if below else ""
    return Found(
        check, values, float(len(below)), low, high, 0.0, verdict_of(check, low, high), note
    )

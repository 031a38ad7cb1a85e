"""Playing coded cases, and reading off each future how far the patron went for its client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.validation.decisions.coding import TEMPLATE, Rule, place_of
from sim.validation.decisions.rows import RUNGS, Floats
from sim.validation.kept import Kept
from sim.vocabulary import DESKS

if TYPE_CHECKING:
    from sim.scenario import Scenario

BLOCK = 64
"""Cases played in one call."""
FIGHTS = RUNGS - 1
Watch = Callable[[int], None]
"""Called with the number of futures played since the last call."""
Counts = npt.NDArray[np.int64]
"""How many futures end on each rung, axes [case, rung]."""


def template(doctrine: str = "", changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the template, with one doctrine for all actors if one is named, and with changes.

    Args:
        doctrine: Doctrine of all actors; "" for that of the template.
        changes: New values by path.
    """
    from sim.scenario import load_scenario

    held = load_scenario(place_of(TEMPLATE))
    every = {f"actors.{key}.doctrine": doctrine for key in held.actors if doctrine}
    made = {**every, **(changes or {})}
    return held.replace(made) if made else held


def rungs_of(
    courses: npt.NDArray[Any], acts: npt.NDArray[Any], replies: npt.NDArray[Any], sustained: int
) -> Counts:
    """Return the rung of every future.

    It is the highest rung that courses reached or passed in `sustained` quarters, or that an act
    reached once; if the patron defended its client, it is 3.

    >>> one_quarter = np.array([[[0, 1], [2, 0], [0, 1], [0, 0]]])
    >>> rungs_of(one_quarter, np.zeros((1, 4, 2)), np.zeros((1, 4, 1)), 2)
    array([1])

    Args:
        courses: Rung of the course of each desk of the patron, axes [future, quarter, desk].
        acts: Rung of its act; 0 where the desk's order is a course; the same axes.
        replies: 1 where the patron defended, axes [future, quarter, theatre].
        sustained: Quarters that a course must be kept up, from 1 to all.
    """
    quarters = np.sort(np.maximum(courses, acts).max(axis=2), axis=1)
    kept = np.maximum(quarters[:, -sustained], acts.max(axis=(1, 2)))
    found: Counts = np.where(replies.any(axis=(1, 2)), FIGHTS, kept).astype(np.int64)
    return found


class Cases:
    """Cases to be played: the template with one doctrine, made ready for the kernel.

    Args:
        rule: The coding rule.
        doctrine: Doctrine of all actors; "" for that of the template.
        changes: Other values of the template, by path.
        kept: Where results are kept.
        jobs: Threads; all cores if None.
    """

    def __init__(
        self,
        rule: Rule,
        *,
        doctrine: str = "",
        changes: Mapping[str, object] | None = None,
        kept: Kept | None = None,
        jobs: int | None = None,
    ) -> None:
        from sim.engine.batch import Batch

        self.rule = rule
        self.kept = kept or Kept()
        self.jobs = jobs
        turns = int(rule.reading["turns"])
        self._batch = Batch(template(doctrine, changes), rule.paths, turns=turns, conduct=True)
        scenario = self._batch.scenario
        self.hash = scenario.hash
        self._desks = list(scenario.actors).index(scenario.guarantor) * len(DESKS)
        rungs, acts = rule.reading["rungs"], set(rule.reading["acts"])
        self._courses = _by_place(scenario, rungs)
        self._acts = _by_place(scenario, {key: rungs[key] * (key in acts) for key in rungs})

    def check(self, values: Floats) -> None:
        """Raise ValueError if a case cannot be played; the message says which and why."""
        for k, fault in enumerate(self._batch.check(values)):
            if fault:
                raise ValueError(f"case {k + 1}: {fault}")

    def counts(
        self, values: Floats, *, futures: int, seed: int, watch: Watch = lambda futures: None
    ) -> Counts:
        """Return how many futures of every case end on each rung, axes [case, rung].

        All cases have the same random draws. The numbers do not depend on the number of threads.

        Args:
            values: Numbers of the template, axes [case, path of the rule].
            futures: Futures of each case.
            seed: Seed of all chance.
            watch: Called with the number of futures played since the last call.
        """
        from sim.experiment.executors import hire

        blocks = [values[k : k + BLOCK] for k in range(0, len(values), BLOCK)]
        with hire("threads", jobs=self.jobs) as crew:
            waiting = [crew.executor.submit(self._block, one, futures, seed) for one in blocks]
            found = []
            for done, one in zip(waiting, blocks, strict=True):
                found.append(done.result())
                watch(futures * len(one))
        return np.concatenate(found)

    def _block(self, values: Floats, futures: int, seed: int) -> Counts:
        from hashlib import sha256

        key = {
            "what": "decisions",
            "scenario": self.hash,
            "paths": list(self.rule.paths),
            "values": sha256(np.ascontiguousarray(values).tobytes()).hexdigest(),
            "futures": futures,
            "seed": seed,
            "reading": dict(self.rule.reading),
        }
        return self.kept.arrays(key, lambda: {"counts": self._play(values, futures, seed)})[
            "counts"
        ]

    def _play(self, values: Floats, futures: int, seed: int) -> Counts:
        played = self._batch.play(values, seed=seed, first=0, count=futures)
        sustained = int(self.rule.reading["sustained"])
        first, last = self._desks, self._desks + len(DESKS)
        found = np.zeros((len(values), RUNGS), np.int64)
        for k, orders in enumerate(played.orders[..., first:last]):
            ranks = rungs_of(
                self._courses[orders], self._acts[orders], played.replies[k], sustained
            )
            found[k] = np.bincount(ranks, minlength=RUNGS)
        return found


def _by_place(scenario: Scenario, rungs: Mapping[str, int]) -> npt.NDArray[np.int8]:
    """Return the rung of each action by its place in the encoded scenario; 0 if not the patron's.

    The list holds the menus of all desks of all actors, in file order.
    """
    from sim.engine.numbers import desk_menu

    return np.array(
        [
            rungs[name] if actor.role == "guarantor" else 0
            for actor in scenario.actors.values()
            for desk in DESKS
            for name in desk_menu(scenario, actor.role, desk)
        ],
        np.int8,
    )


def chances(counts: Counts) -> Floats:
    """Return probabilities of the rungs from counts: half a future is added to each rung.

    No rung is thus called impossible because it did not come in some hundred futures (Jeffreys).

    >>> chances(np.array([[2, 0, 0, 0]])).round(3).tolist()
    [[0.625, 0.125, 0.125, 0.125]]
    """
    added = counts + 0.5
    found: Floats = added / added.sum(axis=1, keepdims=True)
    return found

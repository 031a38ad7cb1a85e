"""The experiment: an immutable object in which every value is filled in and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sim.cards import Card, Line, dotted
from sim.experiment.shares import Shares, moved_with
from sim.measures import label_of
from sim.scenario.problems import choices
from sim.words import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.experiment.beginning import Beginning, Orders
    from sim.experiment.calibration import CalibrationEntry
    from sim.experiment.designs import Design
    from sim.scenario import Scenario

Keep = Literal["outcomes", "quantiles", "trajectories"]
Stored = Literal["all", "named"]

MOST_NAMES = 6
"""Most policies, numbers or outcomes that a card names."""
HASH_FORMAT = 1
"""Version of the data that `Experiment.hash` is taken of; raise it if that data changes."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that varies: its path, its range, and its levels if it takes only those.

    `whole` says that the number counts something, so that it takes whole values only. `title` is
    what the experiment calls it, "" if it gives no name of its own.
    """

    path: str
    low: float
    high: float
    levels: tuple[float, ...] | None = None
    whole: bool = False
    title: str = ""

    def whole_values(self) -> tuple[float, ...]:
        """Return all values of a factor that takes whole values only; empty for any other."""
        return tuple(map(float, range(int(self.low), int(self.high) + 1))) if self.whole else ()


@dataclass(frozen=True)
class Policy:
    """A scenario with a named set of changes applied.

    With several scenarios the name is SCENARIO/POLICY; `changes` are those of the policy alone. If
    runs begin in a turn of another run, `orders` are given in that turn, by actor and desk.
    """

    name: str
    scenario: Scenario
    title: str = ""
    changes: Mapping[str, Any] | None = None
    orders: Orders = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Until:
    """Add replicates until half the 95 % interval of an outcome is below `half_width`."""

    outcome: str
    half_width: float
    minimum: int
    cap: int


@dataclass(frozen=True, slots=True)
class Replicates:
    """The number of futures at each point: fixed, or as many as an outcome needs to be known."""

    fixed: int | None = None
    until: Until | None = None

    @property
    def cap(self) -> int:
        """Largest number of replicates that a point can get."""
        if self.until is not None:
            return self.until.cap
        assert self.fixed is not None  # one of the two is given
        return self.fixed


class Points(NamedTuple):
    """The design as numbers.

    `values` [point, path] are the numbers for the kernel: the factors, and the numbers that move
    with them. `factor_values` [point, factor] are the columns of the factors in a table of runs.
    """

    paths: tuple[str, ...]
    factors: tuple[str, ...]
    values: NDArray[np.float64]
    factor_values: NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Experiment(Card):
    """A question put to a scenario, with everything needed to play it."""

    name: str
    title: str
    question: str
    seed: int
    turns: int | None
    outcomes: tuple[str, ...]
    keep: Keep
    keep_paths: tuple[str, ...]
    factors: tuple[Factor, ...]
    policies: tuple[Policy, ...]
    design: Design
    replicates: Replicates
    text: str
    document: Mapping[str, Any]
    columns: Stored = "all"
    calibration: CalibrationEntry | None = None
    beginning: Beginning | None = None

    def _card(self) -> tuple[Line, ...]:
        policies = ((policy.name, policy.title) for policy in self.policies)
        told = (f"{name} ({title})" if title else name for name, title in policies)
        document = self.policies[0].scenario.document
        asked = (label_of(name, document) for name in self.outcomes)
        until = "up to " if self.replicates.until else ""
        futures = f"{until}{counted(self.replicates.cap, 'future')}"
        return (
            f"{self.name}: {self.title}",
            self.question,
            ("Scenario", dotted(dict.fromkeys(p.scenario.name for p in self.policies), MOST_NAMES)),
            ("Policies", dotted(told, MOST_NAMES)),
            ("Numbers varied", dotted((factor.path for factor in self.factors), MOST_NAMES)),
            ("Asked about", dotted(asked, MOST_NAMES)),
            (
                "Size",
                f"{counted(len(self.policies), 'policy')} x {counted(self.size, 'setting')} x "
                f"{futures} = {until}{counted(self.most_runs, 'run')}",
            ),
        )

    @property
    def size(self) -> int:
        """Number of points of the design."""
        return self.design.size(self.factors)

    @property
    def most_runs(self) -> int:
        """Largest number of runs: policies x points x replicates."""
        return len(self.policies) * self.size * self.replicates.cap

    def points(self) -> Points:
        """Return the design as numbers. It is computed once, and the arrays are read-only."""
        return self._points

    @cached_property
    def _points(self) -> Points:
        names = tuple(factor.path for factor in self.factors)
        settings = self.design.values(self.factors) + 0.0  # -0 is 0, here and in a rerun
        paths, values = self.shares.expand(names, settings)
        for array in (settings, values):
            array.setflags(write=False)
        return Points(paths, names, values, settings)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Order of play: a permutation of the points whose first ones spread over the design."""
        import numpy as np

        order = np.asarray(self.design.order(self.factors), dtype=np.int64)
        order.setflags(write=False)
        return order

    def changes(self, point: int) -> dict[str, float]:
        """Return the settings of a point by path, in the form that `scenario.replace` takes."""
        points = self.points()
        return dict(zip(points.paths, points.values[point].tolist(), strict=True))

    @property
    def shares(self) -> Shares:
        """The numbers that move with the factors, because they are shares of the same whole."""
        return moved_with([factor.path for factor in self.factors], self.policies[0].scenario)

    def with_seed(self, seed: int) -> Experiment:
        """Return the experiment with another seed of the runs; the points of the design stay."""
        return replace(self, seed=seed)

    def with_replicates(self, futures: int) -> Experiment:
        """Return the experiment with as many futures, from 1, at each point under each policy.

        The futures are the first ones of the whole experiment.

        Raises:
            ValueError: It is not from 1 to 2^32.
        """
        from sim.engine.draws import REPLICATE_LIMIT

        if not 1 <= futures <= REPLICATE_LIMIT:
            raise ValueError(f"replicates = {futures}: must be from 1 to 2^32")
        return replace(self, replicates=Replicates(fixed=futures))

    def with_policies(self, *names: str) -> Experiment:
        """Return the experiment with some of its policies alone; the first is the baseline.

        Raises:
            ValueError: There is no such policy, or none is named.
        """
        known = {policy.name: policy for policy in self.policies}
        if not names:
            raise ValueError(f"with_policies(): name at least one of {', '.join(known)}")
        for name in names:
            if name not in known:
                raise ValueError(f"policy {name}: no such policy{choices(name, list(known))}")
        return replace(self, policies=tuple(known[name] for name in dict.fromkeys(names)))

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of everything that determines the results.

        Names, titles and questions are not part of it, except the names of policies, which are in
        the table of runs. The points of the design are part of it, not the way it was written.
        """
        points = self.points()
        said: dict[str, Any] = {
            "format": HASH_FORMAT,
            "seed": self.seed,
            "turns": self.turns,
            "outcomes": self.outcomes,
            "keep": [self.keep, *self.keep_paths],
            "policies": [[policy.name, policy.scenario.hash] for policy in self.policies],
            "replicates": _numbers_of(self.replicates),
            "paths": points.paths,
            "factors": points.factors,
        }
        if self.columns != "all":  # so that other experiments keep the hashes that they had
            said["columns"] = self.columns
        if self.design.apart:
            said["apart"] = True
        if self.beginning is not None:
            said["beginning"] = [self.beginning.sha256, self.beginning.turn]
            said["orders"] = [policy.orders for policy in self.policies]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
        digest.update(points.values.astype("<f8").tobytes())
        return digest.hexdigest()


def _numbers_of(replicates: Replicates) -> list[Any]:
    until = replicates.until
    if until is None:
        return [replicates.fixed]
    return [until.outcome, until.half_width, until.minimum, until.cap]

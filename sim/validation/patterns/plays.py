"""Playing the settings that checks need, each once, however many checks read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import astuple, dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.estimates import Floats
from sim.engine.numbers import number_places
from sim.experiment.executors import hire
from sim.experiment.shares import moved_with
from sim.scenario import Scenario, load_scenario
from sim.validation.kept import Arrays, Kept
from sim.validation.patterns.quantities import Reader, needs_conduct, watched

if TYPE_CHECKING:
    from sim.engine.batch import Batch

BLOCK = 1000
"""Runs that one call of the kernel plays at most, which takes about half a second."""

Watch = Callable[[int], None]
"""Called with the number of runs played since the last call."""


@dataclass(frozen=True, order=True)
class Setting:
    """One scenario with changes: what is played at one point.

    Attributes:
        scenario: Name of a shipped scenario.
        changes: Changes by path, sorted, without those that change nothing.
        turns: Turns of a run.
        negate: Paths of numbers whose sign is turned after the changes, beyond what a scenario may
            hold.
    """

    scenario: str
    changes: tuple[tuple[str, Any], ...]
    turns: int
    negate: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, name: str, changes: Mapping[str, Any], turns: int, negate: tuple[str, ...] = ()
    ) -> Setting:
        """Return the setting of a scenario with changes, in which a path may hold `*`.

        `*` stands for every actor, number or other name at that place. Shares of a whole that are
        not named keep their proportions. Later changes win over earlier ones.
        """
        base, numbers = loaded(name), _numbers(name)
        full: dict[str, Any] = {}
        for pattern, value in changes.items():
            for path in _paths(pattern, base):
                full[path] = value
        shares = [path for path in full if ".factions." in path and path.startswith("actors.")]
        if len(shares) == 1:
            full |= _moved(base, shares[0], float(full[shares[0]]))
        kept = [(p, v) for p, v in full.items() if p not in numbers or numbers[p] != v]
        return cls(name, tuple(sorted(kept, key=lambda pair: pair[0])), turns, negate)


class PlayError(ValueError):
    """A setting that cannot be played. The message is one line."""


@cache
def loaded(name: str) -> Scenario:
    """Return a shipped scenario."""
    return load_scenario(name)


@cache
def _numbers(name: str) -> Mapping[str, float]:
    return loaded(name).numbers()


def _paths(pattern: str, scenario: Scenario) -> list[str]:
    if "*" not in pattern:
        return [pattern]
    if pattern.startswith("actors.*."):
        return [pattern.replace("*", actor, 1) for actor in scenario.actors]
    return [path for path in scenario.numbers() if fnmatchcase(path, pattern)]


def _moved(scenario: Scenario, path: str, value: float) -> dict[str, float]:
    paths, values = moved_with([path], scenario).expand((path,), np.array([[value]]))
    return dict(zip(paths, values[0].tolist(), strict=True))


@dataclass(frozen=True, order=True)
class Group:
    """What settings must share so that one batch can play them as its points.

    Attributes:
        scenario: Name of a shipped scenario.
        fixed: Changes that cannot vary from point to point, by path.
        turns: Turns of a run.
        negate: Paths of numbers whose sign is turned.
        watched: State variables that are kept for every turn.
        conduct: Whether orders and replies are kept.
        runs: Runs at every point.
    """

    scenario: str
    fixed: tuple[tuple[str, Any], ...]
    turns: int
    negate: tuple[str, ...]
    watched: tuple[str, ...]
    conduct: bool
    runs: int


@dataclass(frozen=True)
class Point:
    """A setting as a point of a batch: its numbers by path, and the quantities that are read."""

    setting: Setting
    numbers: Mapping[str, float]
    names: tuple[str, ...]


class Plays:
    """Collects what has to be played, plays it, and gives it back.

    Args:
        seed: Seed of all chance; replicate k has the same random draws at every setting.
        kept: Folder in which quantities are kept, one file for every few settings.
        jobs: Threads; all cores if None.
        watch: Called with the number of runs played since the last call.
    """

    def __init__(
        self, seed: int, kept: Kept, *, jobs: int | None = None, watch: Watch = lambda runs: None
    ) -> None:
        self._seed = seed
        self._kept = kept
        self._jobs = jobs
        self._watch = watch
        self._wanted: dict[Setting, tuple[int, set[str]]] = {}
        self._found: dict[Setting, Arrays] = {}

    def want(self, setting: Setting, names: Iterable[str], runs: int) -> None:
        """Note that quantities of so many runs of a setting will be read."""
        most, known = self._wanted.get(setting, (0, set()))
        self._wanted[setting] = (max(most, runs), known | set(names))

    @property
    def planned(self) -> int:
        """Number of runs that are noted and not yet played."""
        return sum(runs for runs, _ in self._wanted.values())

    def play(self) -> None:
        """Play all that was noted; what was played before is forgotten."""
        self._found = {}
        tasks = sorted(self._tasks(), key=lambda task: -task[0].runs * len(task[1]))
        with hire("threads", jobs=self._jobs) as crew:
            waiting = [crew.executor.submit(self._play, *task) for task in tasks]
            for done in as_completed(waiting):
                self._found |= done.result()
        self._wanted = {}

    def read(self, setting: Setting, name: str, runs: int) -> Floats:
        """Return a quantity of the first runs of a setting that was played."""
        found: Floats = self._found[setting][name][:runs]
        return found

    def _tasks(self) -> Iterator[tuple[Group, list[Point], tuple[str, ...]]]:
        """Yield the points that one call plays, with their group and the paths it varies."""
        groups: dict[Group, list[Point]] = {}
        for setting, (runs, names) in self._wanted.items():
            group, point = _placed(setting, tuple(sorted(names)), runs)
            groups.setdefault(group, []).append(point)
        for group, points in groups.items():
            paths = tuple(sorted({path for point in points for path in point.numbers}))
            size = max(BLOCK // max(group.runs, 1), 1)
            for first in range(0, len(points), size):
                yield group, points[first : first + size], paths

    def _play(
        self, group: Group, points: list[Point], paths: tuple[str, ...]
    ) -> dict[Setting, Arrays]:
        key = {
            "scenario": loaded(group.scenario).hash,
            "group": astuple(group),
            "points": [[sorted(point.numbers.items()), point.names] for point in points],
            "seed": self._seed,
        }
        told: list[int] = []
        held = self._kept.arrays(key, lambda: self._computed(group, points, paths, told))
        if not told:
            self._watch(group.runs * len(points))
        return {
            point.setting: {name: held[f"{k} {name}"] for name in point.names}
            for k, point in enumerate(points)
        }

    def _computed(
        self, group: Group, points: list[Point], paths: tuple[str, ...], told: list[int]
    ) -> Arrays:
        """Play points; ``told`` receives the numbers of runs that were told of on the way."""
        blocks = []
        for first in range(0, group.runs, BLOCK):
            count = min(BLOCK, group.runs - first)
            blocks.append(played(group, points, paths, seed=self._seed, first=first, count=count))
            told.append(count * len(points))
            self._watch(told[-1])
        return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _placed(setting: Setting, names: tuple[str, ...], runs: int) -> tuple[Group, Point]:
    """Return the group of a setting, and its point in it."""
    base = loaded(setting.scenario)
    able = _varying(setting.scenario)
    numbers = {path: float(value) for path, value in setting.changes if path in able}
    fixed = tuple((path, value) for path, value in setting.changes if path not in able)
    group = Group(
        setting.scenario,
        fixed,
        setting.turns,
        setting.negate,
        watched(names, base),
        needs_conduct(names),
        runs,
    )
    return group, Point(setting, numbers, names)


@cache
def _varying(name: str) -> frozenset[str]:
    """Return the paths of the numbers that may vary from point to point of a batch."""
    return frozenset(number_places(loaded(name)))


@lru_cache(maxsize=8)
def _ready(group: Group, paths: tuple[str, ...]) -> tuple[Scenario, Batch]:
    """Return the scenario of a group and its batch, in which these paths vary."""
    from sim.engine.batch import Batch

    base = loaded(group.scenario)
    scenario = base.replace(dict(group.fixed)) if group.fixed else base
    varying = (*(path for path in paths if path not in group.negate), *group.negate)
    return scenario, Batch(
        scenario, varying, turns=group.turns, trajectories=group.watched, conduct=group.conduct
    )


def played(
    group: Group,
    points: Sequence[Point],
    paths: tuple[str, ...],
    *,
    seed: int,
    first: int,
    count: int,
) -> dict[str, Floats]:
    """Play runs of settings and return their quantities, by number of the point and name.

    Args:
        group: What the settings share.
        points: The settings.
        paths: Paths of all numbers that the points may change.
        seed: Seed of all chance.
        first: First replicate.
        count: Number of replicates.

    Raises:
        PlayError: A setting cannot be played.
    """
    scenario, batch = _ready(group, paths)
    numbers = scenario.numbers()
    values = np.array(
        [[point.numbers.get(path, numbers[path]) for path in batch.paths] for point in points]
    ).reshape(len(points), len(batch.paths))
    if any(faults := batch.check(values)):
        raise PlayError(next(fault for fault in faults if fault))
    if group.negate:
        values[:, -len(group.negate) :] *= -1.0
    outcome = batch.play(values, seed=seed, first=first, count=count, exact=True)
    found: dict[str, Floats] = {}
    for k, point in enumerate(points):
        reader = Reader(scenario, batch.columns, group.watched, outcome, k, point.numbers)
        found |= {f"{k} {name}": reader.read(name) for name in point.names}
    return found

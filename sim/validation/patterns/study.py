"""The whole study of patterns: in the model as it is, and in the model changed.

Changed are the weights, the rules of choice, and the mechanisms, each of which is removed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.problems import choices
from sim.validation.kept import Kept
from sim.validation.patterns.declared import (
    PLAIN,
    Check,
    Declared,
    Negative,
    Pattern,
    PatternsError,
    Removed,
    declared,
)
from sim.validation.patterns.kinds import FAILS, HOLDS, Found, World, found_of, measured, needed
from sim.validation.patterns.plain import (
    PlainPlays,
    Share,
    alive_found,
    reaction_found,
    shares_of,
)
from sim.validation.patterns.plays import Plays
from sim.validation.patterns.removal import Removal, dead_orders, removal_of
from sim.validation.patterns.worlds import (
    base_world,
    doctrine_worlds,
    followed_worlds,
    negative_world,
    perturbed_worlds,
    removed_world,
)

Progress = Callable[[int, int], None]
"""Called with the number of runs played so far and the number planned."""
FULL, QUICK = "full", "quick"


@dataclass
class Result:
    """A check with all that was found of it.

    Attributes:
        pattern: Its pattern.
        found: What the check found in the model as it is.
        draws: Random draws of weights and efforts in which it was made.
        clear: Draws in which it held or failed.
        held: Draws in which it held.
        doctrines: Verdict by rule of choice.
    """

    pattern: Pattern
    found: Found
    draws: int = 0
    clear: int = 0
    held: int = 0
    doctrines: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """A negative control, and what became of the patterns.

    Attributes:
        negative: The control.
        failed: Checks that held in the model and fail here.
        unclear: Checks that held in the model and are not clear here.
        survived: Checks that should fail and do not.
    """

    negative: Negative
    failed: tuple[str, ...]
    unclear: tuple[str, ...]
    survived: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """All results.

    Attributes:
        declared: What was declared.
        size: Name of the size.
        results: One for each check, in the order of the file.
        removals: One for each mechanism that was removed.
        controls: One for each negative control.
        orders: How often each order was the best one.
    """

    declared: Declared
    size: str
    results: tuple[Result, ...]
    removals: tuple[Removal, ...]
    controls: tuple[Control, ...]
    orders: tuple[Share, ...]


def study_patterns(
    *,
    source: Path | None = None,
    size: str = FULL,
    only: Sequence[str] = (),
    keep: Path | None = None,
    jobs: int | None = None,
    watch: Progress = lambda done, of: None,
) -> Study:
    """Play and judge the declared patterns.

    Args:
        source: File of patterns; the shipped one if None.
        size: "full", or "quick" for a size that shows that everything works and no more.
        only: Identifiers of the patterns to evaluate, without perturbations and removals; all if
            empty.
        keep: Folder in which results of play are kept, so that the study can be resumed.
        jobs: Threads and processes; all cores if None. The results do not depend on it.
        watch: Called with the number of runs played so far and the number planned.

    Raises:
        PatternsError: The file of patterns is not valid, or there is no such pattern.
    """
    held = declared(source)
    names = [pattern.id for pattern in held.patterns]
    for name in only:
        if name not in names:
            raise PatternsError(f"{name}: no such pattern{choices(name, names)}")
    return _Run(held, size, tuple(only), Kept(keep), jobs, watch).study()


class _Run:
    """One run of the study: what is planned, played and found."""

    def __init__(
        self,
        held: Declared,
        size: str,
        only: tuple[str, ...],
        kept: Kept,
        jobs: int | None,
        watch: Progress,
    ) -> None:
        self._held, self._size, self._only = held, size, only
        self._kept, self._jobs, self._watch = kept, jobs, watch
        self._sizes = held.sizes[size]
        self._done = self._planned = 0
        self._checks = [
            (pattern, check) for pattern, check in held.checks() if not only or pattern.id in only
        ]
        self._shares: tuple[Share, ...] = ()

    def study(self) -> Study:
        """Play everything and return the results."""
        base = base_world(self._held, self._size)
        again = () if self._only else self._again()
        self._planned = sum(self._plan(world, ends_only=True).planned for world in again)
        self._planned += self._plan(base).planned + self._plain_runs()
        results = {found.check.id: Result(p, found) for p, found in self._founds(base)}
        for pattern, found in self._plain():
            results[found.check.id] = Result(pattern, found)
        ordered = tuple(results[check.id] for _, check in self._checks)
        removals: tuple[Removal, ...] = ()
        controls: tuple[Control, ...] = ()
        if not self._only:
            self._doctrines(results)
            self._perturb(results)
            removals, controls = self._removals(ordered), self._controls(ordered)
        return Study(self._held, self._size, ordered, removals, controls, self._shares)

    # --- planning and playing ---------------------------------------------------------------------

    def _again(self) -> tuple[World, ...]:
        held, size = self._held, self._size
        removed = [removed_world(held, size, one) for one in held.removed if one.change]
        return (
            *doctrine_worlds(held, size),
            *perturbed_worlds(held, size),
            *(removed if self._sizes["removed_runs"] else ()),
            *(
                (negative_world(held, size, one) for one in held.negative)
                if self._sizes["removed_runs"]
                else ()
            ),
        )

    def _plan(self, world: World, *, ends_only: bool = False) -> Plays:
        plays = self._new_plays()
        for pattern, check in self._checks:
            if check.kind not in PLAIN:
                for setting in needed(pattern, check, world, ends_only=ends_only):
                    plays.want(setting, check.outcomes, world.count(pattern))
        return plays

    def _new_plays(self) -> Plays:
        return Plays(self._held.seed, self._kept, jobs=self._jobs, watch=self._add)

    def _founds(self, world: World, *, ends_only: bool = False) -> list[tuple[Pattern, Found]]:
        """Play a world and return what every check of the kernel found in it."""
        plays = self._plan(world, ends_only=ends_only)
        plays.play()
        level = self._held.confidence
        return [
            (pattern, measured(pattern, check, world, plays, level, ends_only=ends_only))
            for pattern, check in self._checks
            if check.kind not in PLAIN
        ]

    def _plain_runs(self) -> int:
        runs = 0
        for pattern in {pattern.id: pattern for pattern, _ in self._checks}.values():
            if "attack" in pattern.given:
                runs += self._sizes["pairs"]
            if "best" in pattern.given:
                runs += self._sizes["best_runs"] * len(pattern.given["best"]["scenarios"])
        return runs

    def _plain(self) -> list[tuple[Pattern, Found]]:
        """Play what is played in plain Python, and return what its checks found."""
        plays = self._plain_plays()
        found = []
        for pattern in {pattern.id: pattern for pattern, _ in self._checks}.values():
            if "attack" in pattern.given:
                orders = plays.orders(pattern, self._sizes["pairs"])["orders"]
                for check in pattern.checks:
                    one = reaction_found(pattern, check, orders, self._held.confidence)
                    found.append((pattern, one))
            if "best" in pattern.given:
                best, runs = pattern.given["best"], self._sizes["best_runs"]
                counts = [plays.best(name, runs, best["turns"]) for name in best["scenarios"]]
                self._shares = shares_of(pattern.scenario, counts, self._held.confidence)
                for check in pattern.checks:
                    found.append((pattern, alive_found(check, self._shares, best["least"])))
        return found

    def _plain_plays(self) -> PlainPlays:
        return PlainPlays(self._held.seed, self._kept, jobs=self._jobs, watch=self._add)

    def _add(self, runs: int) -> None:
        self._done += runs
        self._watch(self._done, max(self._planned, self._done))

    # --- once more, under other circumstances -----------------------------------------------------

    def _doctrines(self, results: dict[str, Result]) -> None:
        for world in doctrine_worlds(self._held, self._size):
            for _, found in self._founds(world, ends_only=True):
                results[found.check.id].doctrines[world.name] = found.verdict

    def _perturb(self, results: dict[str, Result]) -> None:
        for world in perturbed_worlds(self._held, self._size):
            for _, found in self._founds(world, ends_only=True):
                result = results[found.check.id]
                result.draws += 1
                result.clear += found.verdict in (HOLDS, FAILS)
                result.held += found.verdict == HOLDS

    def _removals(self, base: Sequence[Result]) -> tuple[Removal, ...]:
        if not self._sizes["removed_runs"]:
            return ()
        found = []
        for removed in self._held.removed:
            if removed.patch:
                found.append(self._patched(removed))
                continue
            world = removed_world(self._held, self._size, removed)
            without = {one.check.id: one for _, one in self._founds(world, ends_only=True)}
            found.append(removal_of(removed, base_of(base), without, self._follows(removed)))
        return tuple(found)

    def _follows(self, removed: Removed) -> tuple[Found, ...]:
        if not removed.follows:
            return ()
        full, cut = followed_worlds(self._held, self._size, removed)
        pattern = self._held.patterns[0]
        plays = self._new_plays()
        for world in (full, cut):
            for check in removed.follows:
                plays.want(world.setting(pattern), check.outcomes, world.runs)
        plays.play()
        return tuple(self._followed(check, full, cut, plays) for check in removed.follows)

    def _followed(self, check: Check, full: World, cut: World, plays: Plays) -> Found:
        from sim.analysis.estimates import mean_of, ratio_of

        pattern, found = self._held.patterns[0], []
        for world in (full, cut):
            setting, per = world.setting(pattern), check.given.get("per")
            events = plays.read(setting, check.given["outcome"], world.runs)
            found.append(
                mean_of(events)
                if per is None
                else ratio_of(events, plays.read(setting, per, world.runs))
            )
        values = (("with it", found[0].value), ("without it", found[1].value))
        return found_of(check, values, found[1] - found[0], self._held.confidence)

    def _patched(self, removed: Removed) -> Removal:
        pattern = next(one for one in self._held.patterns if "best" in one.given)
        turns, runs = pattern.given["best"]["turns"], self._sizes["removed_best_runs"]
        counts = self._plain_plays().best(pattern.scenario, runs, turns, removed.patch)
        whole = self._plain_plays().best(pattern.scenario, self._sizes["best_runs"], turns)
        level = self._held.confidence
        return dead_orders(
            removed,
            shares_of(pattern.scenario, [whole], level),
            shares_of(pattern.scenario, [counts], level),
        )

    def _controls(self, base: Sequence[Result]) -> tuple[Control, ...]:
        if not self._sizes["removed_runs"]:
            return ()
        held = {one.found.check.id for one in base if one.found.verdict == HOLDS}
        controls = []
        for negative in self._held.negative:
            world = negative_world(self._held, self._size, negative)
            found = [one for _, one in self._founds(world, ends_only=True)]
            fails = [one.check.id for one in found if one.verdict == FAILS and one.check.id in held]
            unclear = [
                one.check.id
                for one in found
                if one.verdict not in (FAILS, HOLDS) and one.check.id in held
            ]
            survived = [name for name in negative.fails if name not in fails]
            controls.append(Control(negative, tuple(fails), tuple(unclear), tuple(survived)))
        return tuple(controls)


def base_of(results: Sequence[Result]) -> dict[str, tuple[Pattern, Found]]:
    """Return the pattern and what was found in the model, by check."""
    return {one.found.check.id: (one.pattern, one.found) for one in results}

"""`sim.levers`: what would change an actor's mind, and at what cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.levers import Ranking, base_of, candidates, measure, screen
from sim.experiment.levers import Lever, can_pull, find_levers, pulled
from sim.experiment.trials import check_outcome, is_share, play_variants

if TYPE_CHECKING:
    from sim.experiment import Experiment
    from sim.experiment.table import Values
    from sim.scenario import Scenario

REPLICATES = 2000
"""Futures in which levers and pairs are measured, unless asked otherwise."""
SCREENED = 10
"""The screening plays one future for so many of the measurement."""
LEAST_SCREENED = 50
"""Futures of the screening at the least, though never more than of the measurement."""
SINGLES = 15
"""Levers that are measured after the screening."""
PAIRS = 8
"""Pairs that are measured, unless asked otherwise."""
SEED = 2020

Watch = Callable[[int, int], None]
"""Told how many runs have been played, and how many there will be."""


@dataclass(frozen=True)
class Ground:
    """What levers are tried on: a scenario, how long it is played, and the policies named for it.

    `name` is that of the experiment or scenario.
    """

    name: str
    scenario: Scenario
    levers: tuple[Lever, ...]
    turns: int | None
    seed: int


def levers(
    source: Experiment | Scenario | str | Path,
    *,
    seat: str | None = None,
    outcome: str = "recommitted",
    replicates: int = REPLICATES,
    pairs: int = PAIRS,
    singles: int = SINGLES,
    turns: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Ranking:
    """Rank single levers and pairs of them by how far they move an outcome.

    All levers are screened in a tenth as many futures; the strongest, and pairs of those, are then
    measured in `replicates` fresh ones, which had no part in the choice.

    Args:
        source: An experiment or a scenario, or the name or path of one; see `ground_of`.
        seat: Id of the actor whose mind is asked about, and whose own levers are ranked apart; the
            guarantor if None.
        outcome: A measure of a run, `end.PATH`, or `stance=NAME`.
        replicates: Futures of the measurement, at least 2.
        pairs: How many pairs to measure; 0 for none.
        singles: How many levers to measure.
        turns: Turns of a run; the experiment's or scenario's own number if None.
        seed: Seed of all chance; the experiment's own if None, or 2020 for a scenario.
        jobs: Threads; all cores if None. The result does not depend on it.
        watch: Told of progress in runs.

    Raises:
        ScenarioError: The source is not valid.
        ValueError: No such seat or outcome, or a number out of range.
    """
    ground = ground_of(source, seed)
    who = _seat(ground.scenario, seat)
    check_outcome(outcome, ground.scenario)
    _check(replicates, pairs, singles, turns)
    length = ground.turns if turns is None else turns
    few = max(replicates // SCREENED, min(LEAST_SCREENED, replicates))
    most = min(singles, len(ground.levers))
    counted = _Counted(watch, (1 + len(ground.levers)) * few + (1 + most + pairs) * replicates)
    trial = _Trial(ground.scenario, outcome, ground.seed, length, jobs, counted.add)
    return _ranked(
        trial, ground.levers, who, few=few, replicates=replicates, singles=most, pairs=pairs
    )


def _ranked(
    trial: _Trial,
    found: Sequence[Lever],
    seat: str,
    *,
    few: int,
    replicates: int,
    singles: int,
    pairs: int,
) -> Ranking:
    """Screen levers in `few` futures, and measure the strongest in `replicates` others."""
    share = is_share(trial.outcome)
    rng = np.random.default_rng([trial.seed, replicates])
    tried = trial.play([(), *((lever,) for lever in found)], 0, few)
    screened = screen(found, tried, share=share, rng=rng)
    chosen, both = candidates(screened, seat, singles=singles, pairs=pairs)
    both = tuple(pair for pair in both if can_pull(trial.scenario, *pair))
    values = trial.play([(), *((lever,) for lever in chosen), *both], few, replicates)
    alone, together, failed = measure(chosen, both, values, share=share, rng=rng)
    return Ranking(
        outcome=trial.outcome,
        share=share,
        seat=seat,
        seat_name=trial.scenario.actors[seat].name,
        base=base_of(values, share=share),
        singles=alone,
        pairs=together,
        screened=screened,
        replicates=replicates - failed,
        screening=few,
        failed=failed,
    )


@dataclass(frozen=True)
class _Trial:
    """What all variants of a study share: what is played, how long, and on which chance."""

    scenario: Scenario
    outcome: str
    seed: int
    turns: int | None
    jobs: int | None
    watch: Callable[[int], None]

    def play(self, variants: Sequence[tuple[Lever, ...]], first: int, count: int) -> Values:
        """The outcome with each set of levers pulled [variant, replicate]."""
        return play_variants(
            [pulled(self.scenario, *variant) for variant in variants],
            self.outcome,
            seed=self.seed,
            first=first,
            count=count,
            turns=self.turns,
            jobs=self.jobs,
            watch=self.watch,
        )


def ground_of(source: Experiment | Scenario | str | Path, seed: int | None = None) -> Ground:
    """What levers are tried on.

    Of an experiment, the first policy is the ground and the others are levers; its factors stay
    where the scenario has them. A name is first looked up among experiments; a file is read as what
    it is: an experiment asks about a `scenario`.

    Raises:
        ScenarioError: It is neither.
    """
    from sim.experiment import Experiment
    from sim.scenario import Scenario, load_scenario

    loaded = source if isinstance(source, Experiment | Scenario) else _experiment(source)
    if loaded is None:
        loaded = load_scenario(source)  # type: ignore[arg-type]
    if isinstance(loaded, Scenario):
        return Ground(
            loaded.name, loaded, find_levers(loaded), None, SEED if seed is None else seed
        )
    first, *others = loaded.policies
    same = tuple(policy for policy in others if policy.scenario.name == first.scenario.name)
    return Ground(
        loaded.name,
        first.scenario,
        find_levers(first.scenario, same),
        loaded.turns,
        loaded.seed if seed is None else seed,
    )


def _experiment(source: object) -> Experiment | None:
    """The experiment of that name or path; None if there is none, or it is a scenario's file."""
    import tomllib

    from sim.experiment import load_experiment
    from sim.scenario import shipped

    name = str(source)
    if name in shipped.paths(shipped.EXPERIMENTS):
        return load_experiment(name)
    try:
        document = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return load_experiment(name) if isinstance(document.get("scenario"), str | list) else None


def _seat(scenario: Scenario, seat: str | None) -> str:
    from sim.scenario.problems import choices

    if seat is None:
        return scenario.guarantor
    if seat not in scenario.actors:
        raise ValueError(f"no actor '{seat}'{choices(seat, list(scenario.actors))}")
    return seat


def _check(replicates: int, pairs: int, singles: int, turns: int | None) -> None:
    for name, value, least in (
        ("replicates", replicates, 2),
        ("pairs", pairs, 0),
        ("singles", singles, 1),
        ("turns", 1 if turns is None else turns, 1),
    ):
        if value < least:
            raise ValueError(f"{name} = {value}: must be at least {least}")


class _Counted:
    """Adds up the runs that have been played, for whoever watches."""

    def __init__(self, watch: Watch, planned: int) -> None:
        self._watch, self._planned, self._done = watch, planned, 0

    def add(self, runs: int) -> None:
        """Count some more runs."""
        self._done += runs
        self._watch(self._done, self._planned)

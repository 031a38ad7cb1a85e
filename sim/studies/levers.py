"""`sim.levers`: rank the changes that would change an actor's decision, with their costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.lever_effects import (
    Asked,
    Measured,
    choose_pairs,
    measure_levers,
    measure_pairs,
    members,
)
from sim.analysis.levers import Pair, Ranking
from sim.analysis.sensitivity.response import in_words
from sim.experiment.barred import barred
from sim.experiment.levers import Lever, can_pull, find_levers, pulled
from sim.experiment.outcomes import check_outcome, is_share
from sim.experiment.trials import play_variants
from sim.measures import RECOMMITTED
from sim.words import STANCE_WORDS

if TYPE_CHECKING:
    from sim.experiment import Experiment
    from sim.scenario import Scenario

REPLICATES = 2000
"""Futures in which every lever, and then every pair, is measured, by default."""
PAIRS = 8
"""Pairs that are measured, by default."""
SEED = 2020
"""Seed for a scenario, which has none of its own."""

Watch = Callable[[int, int], None]
"""Called with the number of runs played so far and the number planned."""


@dataclass(frozen=True)
class Ground:
    """The starting point of a study of levers.

    Attributes:
        name: Name of the experiment or scenario.
        scenario: The scenario with no lever pulled.
        levers: The levers of the scenario.
        turns: Turns of a run; the scenario's own number if None.
        seed: Seed of all chance.
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
    outcome: str = RECOMMITTED,
    replicates: int = REPLICATES,
    pairs: int = PAIRS,
    turns: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Ranking:
    """Rank single levers and pairs of them by how far they move an outcome.

    Every lever is measured in the same `replicates` futures. Pairs of the strongest ones are then
    measured in as many other futures, so that the choice does not bias the measurement.

    Args:
        source: An experiment or a scenario, or the name or path of one; see `ground_of`.
        seat: Id of the actor whose decision the study asks about; its own levers are ranked
            separately. The guarantor if None.
        outcome: A measure of a run, `end.PATH`, or `stance=NAME`. Beside "recommitted" the ranking
            reports "offered", and the other way round; and always the measures of `SIDE_EFFECTS`.
        replicates: Futures in which every lever is measured, at least 2.
        pairs: Number of pairs to measure; 0 for none.
        turns: Turns of a run; the experiment's or scenario's own number if None.
        seed: Seed of all chance; the experiment's own if None, or 2020 for a scenario.
        jobs: Threads; all cores if None. The result does not depend on it.
        watch: Called with the number of runs played so far and the number planned.

    Returns:
        The ranking, with intervals.

    Raises:
        ScenarioError: The source is not valid.
        ValueError: No such seat or outcome, or a number out of range.
    """
    ground = ground_of(source, seed)
    who = _seat(ground.scenario, seat)
    check_outcome(outcome, ground.scenario)
    _check(replicates, pairs, turns)
    length = ground.turns if turns is None else turns
    # A pair brings two levers of its own at most, and all pairs share the runs with no lever.
    together = 3 * pairs + 1 if pairs else 0
    counted = Counted(watch, (1 + len(ground.levers) + together) * replicates)
    asked = Asked(outcome, is_share(outcome))
    trial = _Trial(ground.scenario, asked, ground.seed, length, jobs, replicates, counted.add)
    return _ranked(trial, ground.levers, who, pairs)


def _ranked(trial: _Trial, found: Sequence[Lever], seat: str, pairs: int) -> Ranking:
    """Measure every lever, choose pairs, measure these in other futures; return the ranking."""
    scenario, asked = trial.scenario, trial.asked
    rng = np.random.default_rng([trial.seed, trial.replicates])
    alone = trial.play([(), *((lever,) for lever in found)], first=0)
    singles = measure_levers(
        found, alone, rng, lambda lever: barred(pulled(scenario, lever), scenario)
    )
    chosen = choose_pairs(singles, seat, pairs, lambda one, two: can_pull(scenario, one, two))
    both: tuple[Pair, ...] = ()
    played, failed = 0, alone.failed
    if chosen:
        variants: list[tuple[Lever, ...]] = [(item.lever,) for item in members(chosen)]
        variants += [(one.lever, other.lever) for one, other in chosen]
        together = trial.play([(), *variants], first=trial.replicates)
        both, played = measure_pairs(chosen, together, rng), together.replicates
        failed += together.failed
    turns = trial.turns or scenario.calendar.turns
    document = scenario.document
    return Ranking(
        outcome=asked.outcome,
        said=_said(asked.outcome, turns, document),
        share=asked.share,
        seat=seat,
        seat_name=scenario.actors[seat].name,
        base=alone.base,
        singles=singles,
        pairs=both,
        replicates=alone.replicates,
        pair_replicates=played,
        failed=failed,
        beside=asked.beside,
        beside_said=in_words(asked.beside, turns, document) if asked.beside else "",
        base_beside=alone.base_beside,
        sides=asked.sides,
        base_sides=alone.base_sides,
        scenario=scenario.name,
        turns=turns,
    )


def _said(outcome: str, turns: int, document: Mapping[str, Any]) -> str:
    """Return the mean of an outcome in words."""
    name, _, stance = outcome.partition("=")
    if stance:
        return f"the share of runs whose stance is {STANCE_WORDS[stance].noun}"
    return in_words(name, turns, document)


@dataclass(frozen=True)
class _Trial:
    """What all variants of a study have in common: scenario, measures, seed, length, futures."""

    scenario: Scenario
    asked: Asked
    seed: int
    turns: int | None
    jobs: int | None
    replicates: int
    watch: Callable[[int], None]

    def play(self, variants: Sequence[tuple[Lever, ...]], *, first: int) -> Measured:
        """Return what came of each set of levers, in the futures from `first` on."""
        trials = play_variants(
            [pulled(self.scenario, *variant) for variant in variants],
            self.asked.names,
            seed=self.seed,
            first=first,
            count=self.replicates,
            turns=self.turns,
            jobs=self.jobs,
            counted=[variant[0].counted if len(variant) == 1 else {} for variant in variants],
            watch=self.watch,
        )
        return Measured.of(trials, self.asked)


def ground_of(source: Experiment | Scenario | str | Path, seed: int | None = None) -> Ground:
    """Return the starting point of a study of levers.

    Of an experiment, the first policy is the scenario with no lever pulled, and the other policies
    are levers. Its factors keep the values of the scenario.

    Args:
        source: An experiment or a scenario, or the name or path of one. A name is looked up among
            the experiments first. A file is an experiment if it has the key `scenario`.
        seed: Seed of all chance; the experiment's own if None, or 2020 for a scenario.

    Raises:
        ScenarioError: The source is neither an experiment nor a scenario, or is not valid.
    """
    from sim.experiment import Experiment
    from sim.scenario import Scenario, load_scenario

    loaded = source if isinstance(source, Experiment | Scenario) else experiment_of(source)
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


def experiment_of(source: object) -> Experiment | None:
    """Return the experiment of a name or path; None if there is none, or it is a scenario."""
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


def _check(replicates: int, pairs: int, turns: int | None) -> None:
    for name, value, least in (
        ("replicates", replicates, 2),
        ("pairs", pairs, 0),
        ("turns", 1 if turns is None else turns, 1),
    ):
        if value < least:
            raise ValueError(f"{name} = {value}: must be at least {least}")


class Counted:
    """Adds up the runs that have been played, and reports the sum after each addition."""

    def __init__(self, watch: Watch, planned: int) -> None:
        self._watch, self._planned, self._done = watch, planned, 0

    def add(self, runs: int) -> None:
        """Add a number of runs and report the new sum."""
        self._done += runs
        self._watch(self._done, self._planned)

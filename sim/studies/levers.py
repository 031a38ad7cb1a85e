"""`sim.levers`: rank the changes that would change an actor's decision, with their costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.contrasts import base_of
from sim.analysis.levers import Ranking, candidates, measure, screen
from sim.experiment.levers import Lever, can_pull, find_levers, pulled
from sim.experiment.trials import check_outcome, is_share, play_variants
from sim.measures import BESIDE, RECOMMITTED

if TYPE_CHECKING:
    from sim.experiment import Experiment
    from sim.experiment.table import Values
    from sim.scenario import Scenario

REPLICATES = 2000
"""Futures in which levers and pairs are measured, by default."""
MEASURED_PER_SCREENED = 10
"""Futures of the measurement for each future of the screening."""
LEAST_SCREENED = 50
"""Fewest futures of the screening, unless the measurement has fewer."""
SINGLES = 15
"""Levers that are measured after the screening, by default."""
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
    singles: int = SINGLES,
    turns: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Ranking:
    """Rank single levers and pairs of them by how far they move an outcome.

    All levers are screened in a tenth of the futures. The strongest ones, and pairs of them, are
    then measured in `replicates` other futures, so that the choice does not bias the measurement.

    Args:
        source: An experiment or a scenario, or the name or path of one; see `ground_of`.
        seat: Id of the actor whose decision the study asks about; its own levers are ranked
            separately. The guarantor if None.
        outcome: A measure of a run, `end.PATH`, or `stance=NAME`. Beside "recommitted" the ranking
            reports "offered", and the other way round.
        replicates: Futures of the measurement, at least 2.
        pairs: Number of pairs to measure; 0 for none.
        singles: Number of levers to measure, at least 1.
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
    _check(replicates, pairs, singles, turns)
    length = ground.turns if turns is None else turns
    few = max(replicates // MEASURED_PER_SCREENED, min(LEAST_SCREENED, replicates))
    most = min(singles, len(ground.levers))
    counted = Counted(watch, (1 + len(ground.levers)) * few + (1 + most + pairs) * replicates)
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
    """Screen levers in `few` futures, measure the strongest in others, and return the ranking."""
    share = is_share(trial.outcome)
    rng = np.random.default_rng([trial.seed, replicates])
    tried, tried_beside = trial.play([(), *((lever,) for lever in found)], 0, few)
    screened = screen(found, tried, share=share, rng=rng, beside=tried_beside)
    chosen, both = candidates(screened, seat, singles=singles, pairs=pairs)
    both = tuple(pair for pair in both if can_pull(trial.scenario, *pair))
    values, beside = trial.play([(), *((lever,) for lever in chosen), *both], few, replicates)
    alone, together, failed = measure(chosen, both, values, share=share, rng=rng, beside=beside)
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
        beside=BESIDE.get(trial.outcome, ""),
        base_beside=None if beside is None else base_of(beside, share=True),
        scenario=trial.scenario.name,
        turns=trial.turns or trial.scenario.calendar.turns,
    )


@dataclass(frozen=True)
class _Trial:
    """The scenario, outcome, seed and length that all variants of a study have in common."""

    scenario: Scenario
    outcome: str
    seed: int
    turns: int | None
    jobs: int | None
    watch: Callable[[int], None]

    def play(
        self, variants: Sequence[tuple[Lever, ...]], first: int, count: int
    ) -> tuple[Values, Values | None]:
        """Return the outcome with each set of levers pulled [variant, replicate].

        The second value is the measure that is reported beside the outcome, None if there is none.
        """
        wanted = [self.outcome, *filter(None, [BESIDE.get(self.outcome)])]
        found = play_variants(
            [pulled(self.scenario, *variant) for variant in variants],
            wanted,
            seed=self.seed,
            first=first,
            count=count,
            turns=self.turns,
            jobs=self.jobs,
            watch=self.watch,
        )
        return found[0], found[1] if len(wanted) > 1 else None


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


def _check(replicates: int, pairs: int, singles: int, turns: int | None) -> None:
    for name, value, least in (
        ("replicates", replicates, 2),
        ("pairs", pairs, 0),
        ("singles", singles, 1),
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

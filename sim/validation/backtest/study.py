"""Play the half-years of the record, and score the model and the baselines on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.scoring.scores import brier
from sim.experiment.intervals import wilson
from sim.scenario import Scenario, load_scenario
from sim.studies.levers import Counted
from sim.validation.backtest import baselines, fighting
from sim.validation.backtest.mapping import (
    LEVEL_OF_STANCE,
    levels_of,
    stance_levels,
    watched,
)
from sim.validation.backtest.metrics import Gain, Scored, gain, scored, shares
from sim.validation.backtest.panel import BACKTEST, BEFORE, RUN_UP, Row, panel
from sim.validation.backtest.targets import OFFENSIVE, STANCE, TARGETS, Target
from sim.validation.futures import Futures, play_futures

Floats = npt.NDArray[np.float64]

FUTURES, QUICK = 10_000, 400
"""Futures of each scenario: in the full run, and for a quick look."""
SEED = 2020
"""Seed of all chance, by default."""
KNOWN, SHOCK, EARLIER = "karabakh-2020", "karabakh-2020-ukraine", "karabakh-2016"
"""Scenarios: what was known in November 2020, the same given the shock of 2022, and end of 2015."""
MODEL, GIVEN = "model", "model_shock"
"""The model, and the model that is told of the shock of 2022; the baselines have other names."""
OTHERWISE = {**LEVEL_OF_STANCE, "mixed": LEVEL_OF_STANCE["accommodate"]}
"""Another reading of a mixed stance, to show how much hangs on the reading."""

Watch = Callable[[int, int], None]
"""Called with the number of futures played so far and the number planned."""


@dataclass(frozen=True, eq=False)
class Answer:
    """Forecasts of one target and their scores.

    Attributes:
        target: The target.
        record: The level that came, by half-year.
        chances: Probability of every level, axes [half-year, level], by forecaster.
        scores: Scores by forecaster.
        gains: What the model gains over each baseline, by (forecaster, baseline).
        repaired: What the model gains by being told of the shock; None in the run-up.
        otherwise: Mean ranked probability score with a mixed stance read as accommodation, by
            forecaster; empty but for the stance.
    """

    target: Target
    record: tuple[int, ...]
    chances: Mapping[str, Floats]
    scores: Mapping[str, Scored]
    gains: Mapping[tuple[str, str], Gain]
    repaired: Gain | None
    otherwise: Mapping[str, float]


@dataclass(frozen=True)
class Period:
    """All targets over one stretch of the record.

    Attributes:
        name: Such as "2021-25".
        half_years: Names of its half-years.
        events: What happened in each.
        answers: One for every target.
    """

    name: str
    half_years: tuple[str, ...]
    events: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, eq=False)
class Fighting:
    """Forecasts of a deadly month in a half-year, and their Brier scores.

    Attributes:
        half_years: Names of the half-years.
        happened: Whether it came, 1 or 0.
        chances: Probability by half-year, by forecaster.
        briers: Mean Brier score by forecaster.
        gains: What the model gains over each benchmark, by (forecaster, benchmark).
    """

    half_years: tuple[str, ...]
    happened: Floats
    chances: Mapping[str, Floats]
    briers: Mapping[str, float]
    gains: Mapping[tuple[str, str], Gain]


@dataclass(frozen=True, eq=False)
class Backtest:
    """The backtest: two periods, and the fighting beside the benchmarks of VIEWS.

    Attributes:
        seed: Seed of all chance.
        futures: Futures of each scenario.
        hashes: Hash of each scenario, by name.
        within: Largest half-width of the 95 % Monte Carlo interval of a probability.
        backtest: 2021 to 2025.
        run_up: 2016 to 2020.
        fighting: The fighting of 2021 to 2023.
    """

    seed: int
    futures: int
    hashes: Mapping[str, str]
    within: float
    backtest: Period
    run_up: Period
    fighting: Fighting


def backtest(
    *,
    seed: int = SEED,
    futures: int = FUTURES,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Backtest:
    """Play three scenarios of twenty quarters and score them on the record.

    Args:
        seed: Seed of all chance, [0, 2^64).
        futures: Futures of each scenario, at least 1.
        jobs: Threads; all cores if None. The result does not depend on it.
        watch: Called with the number of futures played so far and the number planned.

    Raises:
        ValueError: Seed or number of futures out of range.
    """
    if futures < 1:
        raise ValueError(f"futures = {futures}: must be at least 1")
    scenarios = {name: load_scenario(name) for name in (KNOWN, SHOCK, EARLIER)}
    counted = Counted(watch, futures * len(scenarios))
    played = {
        name: play_futures(
            scenario, watched(scenario), seed=seed, count=futures, jobs=jobs, watch=counted.add
        )
        for name, scenario in scenarios.items()
    }
    return judged(played, panel(), seed=seed, futures=futures, hashes=_hashes(scenarios))


def judged(
    played: Mapping[str, Futures],
    rows: Sequence[Row],
    *,
    seed: int,
    futures: int,
    hashes: Mapping[str, str],
) -> Backtest:
    """Return the backtest of futures that have been played, by name of scenario."""
    before, run_up, scored_rows = (
        [row for row in rows if row.use == use] for use in (BEFORE, RUN_UP, BACKTEST)
    )
    told = {MODEL: played[KNOWN], GIVEN: played[SHOCK]}
    half = futures / 2
    low, high = wilson(half, futures)
    later = _period("2021-25", told, scored_rows, run_up)
    return Backtest(
        seed=seed,
        futures=futures,
        hashes=dict(hashes),
        within=(high - low) / 2,
        backtest=later,
        # Nobody knew these frequencies beforehand: for the run-up they are hindsight.
        run_up=_period("2016-20", {MODEL: played[EARLIER]}, run_up, run_up, last=before[-1]),
        fighting=_fighting(later),
    )


def _hashes(scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    return {name: scenario.hash for name, scenario in scenarios.items()}


def _period(
    name: str,
    told: Mapping[str, Futures],
    rows: Sequence[Row],
    seen: Sequence[Row],
    *,
    last: Row | None = None,
) -> Period:
    """Return the answers of a period.

    Args:
        name: Name of the period.
        told: Futures, by forecaster.
        rows: The half-years that are scored.
        seen: The half-years whose frequencies are the climatology.
        last: The half-year that persistence goes on with; the last one seen if None.
    """
    for futures in told.values():
        assert [half.name for half in futures.half_years] == [row.half_year for row in rows]
    levels = {who: levels_of(futures) for who, futures in told.items()}
    answers = []
    for target in TARGETS:
        chances = {
            who: shares(held[target.name].astype(float), len(target.levels))
            for who, held in levels.items()
        }
        otherwise = (
            {who: stance_levels(futures, OTHERWISE) for who, futures in told.items()}
            if target is STANCE
            else {}
        )
        before = (last or seen[-1]).levels[target.name]
        chances |= _baselines(target, before, [row.levels[target.name] for row in seen], len(rows))
        record = tuple(row.levels[target.name] for row in rows)
        answers.append(_answer(target, record, chances, otherwise))
    return Period(
        name=name,
        half_years=tuple(row.half_year for row in rows),
        events=tuple(row.events for row in rows),
        answers=tuple(answers),
    )


def _baselines(target: Target, last: int, seen: Sequence[int], count: int) -> dict[str, Floats]:
    levels = len(target.levels)
    made = (
        baselines.persistence(last, levels, count),
        baselines.climatology(seen, levels, count),
        baselines.uniform(levels, count),
    )
    return dict(zip(baselines.NAMES, made, strict=True))


def _answer(
    target: Target,
    record: tuple[int, ...],
    chances: Mapping[str, Floats],
    otherwise: Mapping[str, npt.NDArray[np.int64]],
) -> Answer:
    scores = {who: scored(given, record) for who, given in chances.items()}
    each = {who: score.by_half_year for who, score in scores.items()}
    players = [who for who in (MODEL, GIVEN) if who in chances]
    return Answer(
        target=target,
        record=record,
        chances=chances,
        scores=scores,
        gains={
            (who, other): gain(each[who], each[other])
            for who in players
            for other in baselines.NAMES
        },
        repaired=gain(each[GIVEN], each[MODEL]) if GIVEN in each else None,
        otherwise={
            who: scored(shares(levels.astype(float), len(target.levels)), record).rps
            for who, levels in otherwise.items()
        },
    )


def _fighting(period: Period) -> Fighting:
    """Return the fighting of the half-years that the benchmarks have forecast."""
    came = fighting.happened()
    answer = next(one for one in period.answers if one.target is OFFENSIVE)
    places = [period.half_years.index(half) for half in fighting.HALF_YEARS]
    chances = {
        who: answer.chances[who][places][:, fighting.LEAST_LEVEL :].sum(axis=1)
        for who in (MODEL, GIVEN)
    }
    benchmarks = fighting.benchmarks()
    each = {who: brier(given, came) for who, given in (chances | dict(benchmarks)).items()}
    return Fighting(
        half_years=fighting.HALF_YEARS,
        happened=came,
        chances=chances | dict(benchmarks),
        briers={who: float(score.mean()) for who, score in each.items()},
        gains={
            (who, other): gain(each[who], each[other]) for who in chances for other in benchmarks
        },
    )

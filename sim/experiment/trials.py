"""Trials: outcomes of many variants of a scenario, or of many moments of a run, on equal draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine.batch import Batch
from sim.experiment.executors import hire
from sim.experiment.play import Recipe, Task, batch_of, play_rows
from sim.experiment.table import Columns, Values
from sim.experiment.units import Unit
from sim.measures import MEASURE_NAMES, STANCE, Kind, kind_of
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from sim.engine.batch import Played
    from sim.engine.opening import Opening
    from sim.scenario import Scenario

BLOCK = 512
"""Replicates played in one call, which takes some tenths of a second."""

Watch = Callable[[int], None]
"""Called with the number of runs played since the last call."""
Orders = Mapping[str, Mapping[str, str]]
"""Orders by desk, by actor."""


class Trials(NamedTuple):
    """What came of the variants; NaN in a run that failed.

    Attributes:
        values: The outcomes [outcome, variant, replicate].
        given: Share of the quarters of a run in which the orders that are counted were given, all
            of them at once [variant, replicate]; NaN if none are counted for the variant.
    """

    values: Values
    given: Values


def check_outcome(outcome: str, scenario: Scenario) -> None:
    """Check that an outcome exists and has a mean over runs.

    Raises:
        ValueError: It does not. The message names outcomes that do.
    """
    name, equals, stance = outcome.partition("=")
    columns = batch_of(Recipe.of(scenario, paths=(), turns=None)).columns
    if equals and name == STANCE:
        if stance not in STANCES:
            raise ValueError(f"stance={stance}: the stances are {', '.join(STANCES)}")
        return
    if outcome == STANCE:
        raise ValueError(f"stance: say which, stance={STANCES[0]} or another of the stances")
    if outcome in columns and kind_of(outcome) is Kind.TURN:
        raise ValueError(f"{outcome}: a turn may never come; take one that every run has")
    if outcome not in columns:
        from sim.scenario.problems import guess

        usual = [name for name in columns if name in MEASURE_NAMES]
        hint = guess(outcome, list(columns)) or f"; the measures are {', '.join(usual)}"
        raise ValueError(f"no outcome is called '{outcome}'{hint}")


def is_share(outcome: str) -> bool:
    """Whether an outcome is a yes or no, so that its mean is a probability."""
    return "=" in outcome or kind_of(outcome) is Kind.YES_NO


def play_variants(
    scenarios: Sequence[Scenario],
    outcomes: Sequence[str],
    *,
    seed: int,
    first: int,
    count: int,
    turns: int | None = None,
    jobs: int | None = None,
    counted: Sequence[Orders] = (),
    watch: Watch = lambda runs: None,
) -> Trials:
    """Return outcomes of every variant, and how often orders were given.

    Replicate k has the same random draws in every variant. The numbers do not depend on `jobs`.

    Args:
        scenarios: The variants.
        outcomes: Measures of a run, `end.PATH`, or `stance=NAME`, which is 1 in runs with that
            stance and 0 in others.
        seed: Seed of all chance.
        first: First replicate.
        count: Replicates of each variant.
        turns: Turns of a run; the scenario's own number if None.
        jobs: Threads; all cores if None.
        counted: For each variant the orders to count, which may be none; for no variant if empty.
        watch: Called with the number of runs played since the last call.
    """
    wanted = list(counted) or [{}] * len(scenarios)
    recipes = [
        Recipe.of(scenario, paths=(), turns=turns, conduct=bool(orders))
        for scenario, orders in zip(scenarios, wanted, strict=True)
    ]

    def play(k: int, start: int, number: int) -> Values:
        values, shares = _play(recipes[k], outcomes, wanted[k], seed, first + start, number)
        return np.vstack([values, shares])

    found = np.full((len(outcomes) + 1, len(scenarios), count), np.nan)
    _in_blocks(play, found, jobs, watch)
    return Trials(found[:-1], found[-1])


def play_moments(
    scenario: Scenario,
    moments: Sequence[Opening],
    outcome: str,
    *,
    seed: int,
    first: int,
    count: int,
    turns: int | None = None,
    jobs: int | None = None,
    watch: Watch = lambda runs: None,
) -> Values:
    """Return an outcome of the futures of every moment [moment, replicate].

    Replicate k has the same random draws at every moment. The numbers do not depend on `jobs`.

    Args:
        scenario: The scenario of the run whose moments they are.
        moments: The moments. The outcome is that of the whole run, with what was played before.
        outcome: As for `play_variants`.
        seed: Seed of all chance.
        first: First replicate.
        count: Futures of each moment.
        turns: Turns of a run; the scenario's own number if None.
        jobs: Threads; all cores if None.
        watch: Called with the number of futures played since the last call.

    Raises:
        ValueError: A run is over at one of the moments.
    """
    batch = Batch(scenario, turns=turns)

    def play(k: int, start: int, number: int) -> Values:
        played = batch.play([[]], seed=seed, first=first + start, count=number, opening=moments[k])
        return _values(played.outcomes[0], batch.columns, outcome)[np.newaxis]

    found = np.full((1, len(moments), count), np.nan)
    _in_blocks(play, found, jobs, watch)
    values: Values = found[0]
    return values


def _in_blocks(
    play: Callable[[int, int, int], Values], found: Values, jobs: int | None, watch: Watch
) -> None:
    """Fill `found` [row, variant, replicate] by `play(variant, first replicate, number)`."""
    count = found.shape[2]
    blocks = [(start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    with hire("threads", jobs=jobs) as crew:
        waiting = {
            crew.executor.submit(play, k, start, number): (k, start)
            for k in range(found.shape[1])
            for start, number in blocks
        }
        for done in as_completed(waiting):
            k, start = waiting[done]
            values = done.result()
            found[:, k, start : start + values.shape[1]] = values
            watch(values.shape[1])


def _play(
    recipe: Recipe, outcomes: Sequence[str], counted: Orders, seed: int, first: int, count: int
) -> tuple[Values, Values]:
    """Return the outcomes [outcome, replicate] and the share of quarters with the orders."""
    batch = batch_of(recipe)
    columns = batch.columns
    rows, played = play_rows(
        Task(
            unit=Unit(policy=0, group=0, block=0, points=(0,), first=first, count=count),
            recipe=recipe,
            values=np.zeros((1, 0)),
            factors=np.zeros((1, 0)),
            columns=Columns((), columns),
            policies=("variant",),
            seed=seed,
            n_points=1,
            cap=first + count,
            keep="outcomes",
            identity="",
            main="",
            watched="",
        )
    )
    values = [_values(rows.outcomes[0], columns, outcome) for outcome in outcomes]
    return np.array(values), _given(batch, played, counted)


def _given(batch: Batch, played: Played, counted: Orders) -> Values:
    """Return the share of quarters in which all counted orders were given [replicate]."""
    failed = np.isnan(played.outcomes[0, :, 0])
    if not counted:
        return np.full(len(failed), np.nan)
    at_once = np.ones(played.orders[0, :, :, 0].shape, bool)
    for actor, orders in counted.items():
        for desk, order in orders.items():
            column, names = batch.orders_of(actor, desk)
            at_once &= played.orders[0, :, :, column] == names[order]
    return np.where(failed, np.nan, at_once.mean(axis=1))


def _values(played: Values, columns: Sequence[str], outcome: str) -> Values:
    """Return one outcome of runs [run, column], for `stance=NAME` 1 and 0."""
    name, equals, stance = outcome.partition("=")
    values = played[:, columns.index(name)]
    if not equals:
        return values
    return np.where(np.isnan(values), np.nan, values == STANCES.index(stance))

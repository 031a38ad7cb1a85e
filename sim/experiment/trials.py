"""Trials: outcomes of many variants of a scenario, played with the same random draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.experiment.executors import hire
from sim.experiment.play import Recipe, Task, batch_of, play_rows
from sim.experiment.table import Columns, Values
from sim.experiment.units import Unit
from sim.measures import MEASURE_NAMES, STANCE, Kind, kind_of
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    from sim.engine.batch import Batch, Played
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
    found = np.full((len(outcomes), len(scenarios), count), np.nan)
    given = np.full((len(scenarios), count), np.nan)
    wanted = list(counted) or [{}] * len(scenarios)
    recipes = [
        Recipe.of(scenario, paths=(), turns=turns, conduct=bool(orders))
        for scenario, orders in zip(scenarios, wanted, strict=True)
    ]
    blocks = [(start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    with hire("threads", jobs=jobs) as crew:
        waiting = {
            crew.executor.submit(_play, recipe, outcomes, wanted[k], seed, first + start, number): (
                k,
                start,
            )
            for k, recipe in enumerate(recipes)
            for start, number in blocks
        }
        for done in as_completed(waiting):
            k, start = waiting[done]
            values, shares = done.result()
            found[:, k, start : start + len(shares)] = values
            given[k, start : start + len(shares)] = shares
            watch(len(shares))
    return Trials(found, given)


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

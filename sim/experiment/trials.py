"""Trials: outcomes of many variants of a scenario, on equal draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.experiment.blocks import Watch, in_blocks
from sim.experiment.outcomes import outcome_of
from sim.experiment.play import Recipe, Task, batch_of, play_rows
from sim.experiment.table import Columns, Values
from sim.experiment.units import Unit

if TYPE_CHECKING:
    from sim.engine.batch import Batch, Played
    from sim.scenario import Scenario

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
    in_blocks(play, found, jobs, watch)
    return Trials(found[:-1], found[-1])


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
    values = [outcome_of(rows.outcomes[0], columns, outcome) for outcome in outcomes]
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

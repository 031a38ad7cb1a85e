"""Play one run of a sweep again, with a record that gives the reasons of every decision."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment import part
from sim.experiment.faults import ResultsError
from sim.experiment.part import PartError
from sim.experiment.results import Results, load_results
from sim.experiment.table import FAILED, Rows, first_draw
from sim.experiment.units import Layout

if TYPE_CHECKING:
    from sim.play.game import Game
    from sim.record import Record
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Rerun:
    """A run that was played again in plain Python.

    `settings` are the numbers of the scenario at the run's point, by path. `differences` are the
    outcomes that differ from the table: name, value in the table, value now. There are none unless
    the results were made by other rules.
    """

    record: Record
    policy: str
    point: int
    replicate: int
    settings: Mapping[str, float]
    differences: tuple[tuple[str, Any, Any], ...]


def rerun(folder: str | Path, run: int) -> Rerun:
    """Play a run of a folder of results again, and compare every bit of its outcomes.

    Args:
        folder: The folder of results.
        run: Number of the run in the table.

    Raises:
        ResultsError: The run does not exist, is not stored, or failed.
    """
    results = load_results(folder)
    layout = results.store.schedule().layout
    policy, point, replicate = _place(folder, run, layout)
    row = _row(results, layout, policy, point, replicate, run)
    if row["status"] == FAILED:
        raise ResultsError(f"{folder}: run {run} could not be played: {row['error']}")
    settings = _settings(results, point)
    drawn = replicate
    if results.store.manifest.apart:
        drawn += first_draw(point, layout.cap)
    game = _play(results, policy, settings, drawn)
    again = _row_of(game, results, layout, policy, point, replicate)
    differences = tuple(
        (name, row[name], again[name])
        for name in results.store.manifest.columns.outcomes
        if _bits(row[name]) != _bits(again[name])
    )
    name = results.store.manifest.policies[policy]
    return Rerun(game.record(), name, point, drawn, settings, differences)


def _place(folder: str | Path, run: int, layout: Layout) -> tuple[int, int, int]:
    """Return the policy, point and replicate of a run, as numbers."""
    if not 0 <= run < layout.runs:
        raise ResultsError(f"{folder}: run {run}: runs are numbered from 0 to {layout.runs - 1}")
    cell, replicate = divmod(run, layout.cap)
    policy, point = divmod(cell, layout.points)
    return policy, point, replicate


def _row(
    results: Results, layout: Layout, policy: int, point: int, replicate: int, run: int
) -> dict[str, Any]:
    """Return the row of a run, read from its part."""
    group, block = layout.group_of(point), layout.block_of(replicate)
    path = results.store.part(layout.unit(block, group, policy, ()))
    try:
        table = part.read(path, identity=results.store.manifest.hash, unit=path.stem)
    except PartError as fault:
        reason = f"run {run} is not stored: its part is {fault}"
        raise ResultsError(f"{results.store.folder}: {reason}") from None
    found = np.flatnonzero(table["run"].to_numpy() == run)
    if not len(found):
        raise ResultsError(f"{results.store.folder}: run {run} was not needed, so never played")
    row: dict[str, Any] = table.slice(int(found[0]), 1).to_pylist()[0]
    return row


def _settings(results: Results, point: int) -> dict[str, float]:
    """Return the numbers of the scenario at a point, by path."""
    design = results.design
    return {path: float(design.at[point, path]) for path in results.manifest["design"]["paths"]}


def _play(results: Results, policy: int, settings: Mapping[str, float], replicate: int) -> Game:
    from sim.play.game import Game
    from sim.scenario import from_document

    entry = results.manifest["policies"][policy]
    scenario: Scenario = from_document(entry["document"])
    scenario = scenario.replace(settings) if settings else scenario
    seed, turns = results.manifest["seed"], entry["turns"]
    begins = results.store.beginning()
    if begins is None:
        game = Game(scenario, seed=seed, replicate=replicate, turns=turns, record=True)
    else:
        game = begins.game(scenario, entry["orders"], seed=seed, replicate=replicate, turns=turns)
    game.play()
    return game


def _row_of(
    game: Game, results: Results, layout: Layout, policy: int, point: int, replicate: int
) -> dict[str, Any]:
    """Return the row of the table for a finished game."""
    from sim.engine.outcome import measure_thresholds
    from sim.measures import END, RESOLVE, SPELLS

    spells = [0.0] * len(SPELLS)
    measure_thresholds(game.turns, game.table.log, game.encoded.p, spells)
    outcomes = {
        **game.measures(),
        **dict(zip(SPELLS, spells, strict=True)),
        RESOLVE: game.resolve,
        **{END + path: number for path, number in game.state().items()},
    }
    manifest = results.store.manifest
    rows = Rows(
        policy=policy,
        policies=manifest.policies,
        points=(point,),
        factors=np.zeros((1, len(manifest.columns.factors))),
        first=replicate,
        seed=results.manifest["seed"],
        names=tuple(outcomes),
        outcomes=np.array([[list(outcomes.values())]], np.float64),
        errors={},
        n_points=layout.points,
        cap=layout.cap,
        apart=manifest.apart,
    )
    row: dict[str, Any] = rows.table(manifest.columns).to_pylist()[0]
    return row


def _bits(value: Any) -> Any:
    """Return the bits of a number, so that -0.0 differs from 0.0; any other value unchanged."""
    return struct.pack("<d", value) if isinstance(value, float) else value

"""One run of a scenario in one call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.play.arguments import as_scenario
from sim.play.game import Game
from sim.play.seats import Sitter
from sim.record import Record
from sim.scenario import Scenario
from sim.scenario.ensemble import Ensemble, as_ensemble


def run(
    scenario: Scenario | str | Path,
    *,
    seed: int,
    replicate: int = 0,
    turns: int | None = None,
    seats: Mapping[str, Sitter] | None = None,
    ensemble: Ensemble | str | Path | None = None,
    member: int | None = None,
) -> Record:
    """Play a scenario once and return the record.

    Args:
        scenario: A scenario, the path of a scenario file, or the name of a shipped one.
        seed: Seed of all chance, a whole number in [0, 2^64).
        replicate: Number of the run among the runs of this seed, in [0, 2^32). Each can be played
            without the others.
        turns: Number of turns to play; that of the scenario if None.
        seats: Seats that decide instead of the scenario's doctrines, by actor.
        ensemble: Calibrated settings, or their file; the run plays one of them.
        member: Which one, from 0; if None, (seed + replicate) mod the number of members.

    Raises:
        ScenarioError: The scenario or the ensemble is not valid, or they do not fit.
        TypeError: An argument has the wrong type.
        ValueError: Seed, replicate, turns or member are out of range, or a seat is for an unknown
            actor.
    """
    if ensemble is None and member is not None:
        raise ValueError(f"member = {member}: give the ensemble that it belongs to")
    if ensemble is not None:
        settings = as_ensemble(ensemble)
        chosen = settings.member_of(seed, replicate) if member is None else member
        scenario = as_scenario(scenario, settings.changes(chosen))
    game = Game(scenario, seed=seed, replicate=replicate, turns=turns, seats=seats, record=True)
    game.play()
    return game.record()

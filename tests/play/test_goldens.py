"""Golden playthroughs: a shipped scenario's run, told in numbers, compared line by line.

`tests/goldens/README.md` says how to write them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.record import Record
from sim.scenario import Scenario
from sim.scenario.shipped import scenario_paths

GOLDENS = Path(__file__).parents[1] / "goldens"
SEED = 2020
WRITE = os.environ.get("MARCHLAND_GOLDENS") == "write"


def watched(scenario: Scenario) -> list[str]:
    """The state variables that a trace shows."""
    guarantee = f"ties.{scenario.guarantor}-{scenario.defender}"
    paths = [
        f"{guarantee}.{name}" for name in ("commitment", "influence", "pledge", "belief_client")
    ]
    if scenario.sponsor:
        sponsorship = f"ties.{scenario.sponsor}-{scenario.challenger}"
        paths += [f"{sponsorship}.{name}" for name in ("influence", "cadre", "presence")]
    paths += [f"theatres.{theatre}.control" for theatre in scenario.theatres]
    main = next(iter(scenario.theatres))
    paths += [f"theatres.{main}.{name}" for name in ("heat", "mission", "integrity")]
    paths += [f"actors.{scenario.challenger}.capability", f"actors.{scenario.defender}.standing"]
    return [*paths, "world.tension", "factions.guarantor"]


def trace(record: Record, scenario: Scenario) -> Iterator[str]:
    """The run, a line a fact."""
    paths = watched(scenario)
    yield f"{scenario.name}, seed {record.seed}, replicate {record.replicate}"
    yield f"resolve {record.resolve}"
    yield "start"
    yield from state_lines(record, record.initial, paths)
    for turn in record.turns_played:
        yield f"{turn.date}: {turn.stance}"
        for actor, order in turn.orders.items():
            reply = f", reply: {order.reply}" if order.reply else ""
            yield f"  {actor} {order.action}{reply}"
        for ruling in turn.rulings:
            if ruling.rule not in ("mission", "attribution"):
                results = ", ".join(f"{name} {value:.6g}" for name, value in ruling.result.items())
                yield f"  {ruling.rule} {ruling.subject}: {results}"
        yield from state_lines(record, turn.state, paths)
    yield f"outcome {record.outcome.stance}: {record.outcome.reason}"
    for name, value in record.outcome.measures.items():
        yield f"  {name} = {value:.6g}" if isinstance(value, float) else f"  {name} = {value}"


def state_lines(record: Record, state: tuple[float, ...], paths: list[str]) -> Iterator[str]:
    for path in paths:
        yield f"    {path} = {state[record.column(path)]:.6g}"


@pytest.mark.parametrize("name", sorted(scenario_paths()))
def test_the_run_is_the_one_on_file(name: str) -> None:
    scenario = sim.load_scenario(name)
    lines = list(trace(sim.run(scenario, seed=SEED), scenario))
    path = GOLDENS / f"{name}.txt"
    if WRITE:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert path.is_file(), f"no golden run of {name}; {GOLDENS / 'README.md'} says how to write it"
    assert lines == path.read_text(encoding="utf-8").splitlines()


def test_every_golden_belongs_to_a_scenario() -> None:
    assert {path.stem for path in GOLDENS.glob("*.txt")} == set(scenario_paths())

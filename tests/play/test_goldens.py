"""Golden playthroughs: a shipped scenario's run, told in numbers, compared line by line.

`tests/goldens/README.md` says how to write them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import sim
from sim.record import Record
from sim.scenario import Scenario
from sim.scenario.shipped import scenario_paths

GOLDENS = Path(__file__).parents[1] / "goldens"
FILES = sorted(GOLDENS.glob("*.txt"))
VERSIONS = GOLDENS / "versions.json"
"""By version of the model, the digests of its golden runs by scenario."""
SEED = 2020
WRITE = os.environ.get("MARCHLAND_GOLDENS") == "write"


def watched(scenario: Scenario) -> list[str]:
    """The state variables that a playthrough shows."""
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
    paths += [f"actors.{scenario.challenger}.{name}" for name in ("readiness", "menace")]
    paths += [f"actors.{scenario.defender}.disillusion", f"theatres.{main}.danger"]
    return [*paths, "world.tension", "world.alarm", "factions.hawks"]


def playthrough(record: Record, scenario: Scenario) -> Iterator[str]:
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
            yield f"  {actor} {order.security}, {order.diplomacy}{reply}"
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


def behaviour(lines: list[str]) -> Iterator[str]:
    """The lines of a playthrough that say what happened: orders, rulings and states."""
    for line in lines:
        if line.startswith("outcome "):
            return
        yield line


def digests(playthroughs: dict[str, list[str]]) -> dict[str, str]:
    """SHA-256 (hex) of what happens in each playthrough, by name of its scenario."""
    return {
        name: sha256("\n".join(behaviour(lines)).encode("utf-8")).hexdigest()
        for name, lines in sorted(playthroughs.items())
    }


def of_models() -> dict[str, dict[str, str]]:
    """Digests of the goldens of every version of the model, by name of their scenario."""
    found: dict[str, dict[str, str]] = json.loads(VERSIONS.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def playthroughs() -> dict[str, list[str]]:
    scenarios = {name: sim.load_scenario(name) for name in sorted(scenario_paths())}
    return {
        name: list(playthrough(sim.run(scenario, seed=SEED), scenario))
        for name, scenario in scenarios.items()
    }


@pytest.mark.skipif(not WRITE, reason="writes: only when asked to")
def test_write_the_runs(playthroughs: dict[str, list[str]]) -> None:
    known, version = of_models(), str(sim.MODEL_VERSION)
    before, after = known.setdefault(version, {}), digests(playthroughs)
    changed = [name for name in after if before.setdefault(name, after[name]) != after[name]]
    if changed:
        pytest.fail(
            f"these are not the runs of model {version}, {', '.join(changed)}: raise "
            "MODEL_VERSION, then write"
        )
    VERSIONS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    for name, lines in playthroughs.items():
        (GOLDENS / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", sorted(scenario_paths()))
def test_the_run_is_the_one_on_file(name: str, playthroughs: dict[str, list[str]]) -> None:
    path = GOLDENS / f"{name}.txt"
    assert path.is_file(), f"no golden run of {name}; {GOLDENS / 'README.md'} says how to write it"
    assert playthroughs[name] == path.read_text(encoding="utf-8").splitlines()


def test_the_runs_on_file_are_those_of_this_version_of_the_model() -> None:
    files = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in FILES}
    known = of_models()
    assert digests(files) == known[str(sim.MODEL_VERSION)], "raise MODEL_VERSION"
    assert max(map(int, known)) == sim.MODEL_VERSION


def test_every_golden_belongs_to_a_scenario() -> None:
    assert {path.stem for path in FILES} == set(scenario_paths())

"""The hash of a scenario: it sees what is played, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.scenario import (
    Scenario,
    from_document,
    scenario_paths,
)

UNPLAYED = [
    ('source = "guess", confidence = "C", note = "n"', 'source = "other", confidence = "A"'),
    ("low = 3, high = 5", "low = 2, high = 9"),
    ("capability = { value = 4, ", "capability = { value = 4.0, "),
    ("standing = 0.6\nstanding_norm = 0.6", "standing_norm = 6e-1\nstanding = 0.60"),
    ("base_request = 0\n", "base_request = -0.0\n"),
    ('title = "Quarrel over the ford"', 'title = "Other"'),
    ('name = "Anvil"', 'name = "Hammer"'),
    ("location = [2, 48]", "location = [3, 48]"),
    ('text = "A storm far away."', 'text = "A gale."'),
    ('text = "Dell will hold."', 'text = "Dell will not."'),
    ('at = "2002-Q2"', "at = 4"),
    ("doctrines.stand-firm", "doctrines.other]\nkind = 'random'\n[doctrines.stand-firm"),
]


@pytest.mark.parametrize(("old", "new"), UNPLAYED)
def test_the_hash_does_not_see_what_is_not_played(bench, quarrel, old: str, new: str) -> None:
    bench.edit(old, new)
    assert bench.load().hash == quarrel.hash


def test_the_hash_does_not_depend_on_the_order_of_events(bench, quarrel) -> None:
    text = bench.text()
    a, b, c = (text.index(key) for key in ("[events.storm]", "[events.council]", "[claims.Q1]"))
    bench.write("quarrel.toml", text[:a] + text[b:c] + text[a:b] + text[c:])
    assert bench.load().hash == quarrel.hash


PLAYED = [
    ("consent = true", "consent = false"),
    ('doctrine = "level_k"', 'doctrine = "logit_eu"'),
    ("shock = false", "shock = true"),
    ("turns = 12", "turns = 13"),
    ("clock = 20", "clock = 19"),
    ("heat = { ford = 0.3, ridge = 0.6 }", "heat = { ford = 0.3 }"),
    ("theatres.ridge.heat > 0.15", "theatres.ridge.heat >= 0.15"),
    ('reply = "own"', 'reply = "defend"'),
    ('"world.shock" = true', '"world.shock" = false'),
    ("at = 5", "at = 6"),
    ('provider = "ANV"', 'provider = "BEL"'),
]


@pytest.mark.parametrize(("old", "new"), PLAYED)
def test_the_hash_sees_what_is_played(bench, quarrel, old: str, new: str) -> None:
    bench.edit(old, new)
    assert bench.load().hash != quarrel.hash


def test_the_hash_sees_every_number(quarrel: Scenario) -> None:
    hashes = {quarrel.hash}
    # Shares that sum to one cannot change alone.
    bound = ("factions.", "security_weight", "actions.challenger", ".hold.", ".at", ".set.")
    numbers = {
        path: value
        for path, value in quarrel.numbers().items()
        if path.startswith("parameters.") or not any(part in path for part in bound)
    }
    for path, value in numbers.items():
        closer = 0.5 if value == 0 or value > 1 else 0.75
        new = value * closer if value else 0.01
        if path in ("calendar.turns", "mission.clock", "mission.term"):
            new = int(value) - 1
        if path.endswith(".line"):
            new = -1 if value == 0 else 0
        hashes.add(quarrel.replace({path: new}).hash)
    assert len(hashes) == len(numbers) + 1


def test_the_hash_sees_the_order_of_theatres(quarrel: Scenario) -> None:
    document = quarrel.document
    document["theatres"] = dict(reversed(document["theatres"].items()))
    assert from_document(document).hash != quarrel.hash


def test_the_hash_is_the_same_in_another_process(quarrel: Scenario, bench) -> None:
    code = "from sim.scenario import load_scenario; print(load_scenario('quarrel.toml').hash)"
    root = str(next(iter(scenario_paths().values())).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": root, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == quarrel.hash

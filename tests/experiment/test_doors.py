"""One check at every door: files, `replace`, the engine's settings, experiments and batches."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.engine.settings import Settings
from sim.experiment import ExperimentError, load_experiment
from sim.scenario import ScenarioError, load_scenario

SCENARIO = load_scenario("karabakh-2020")
TEXT = """
name = "door"
title = "Door"
question = "Is it let in?"
scenario = "karabakh-2020"
turns = 1
seed = 1
outcomes = ["offensive"]
factors = [{{ path = "{path}", levels = [{allowed}, {value}] }}]
design = {{ kind = "grid" }}
replicates = {{ fixed = 1 }}
"""
CASES = [
    ("actions.challenger.offensive.cost", 0, 0.3),
    ("actions.guarantor.hold.cost", 0, 0.3),
    ("mission.clock", 3, 2.5),
    ("mission.term", 4, 0),
    ("parameters.recommit_quarters", 4, 2.5),
    ("parameters.bulwark", 1, -5.0),
]
# Below, at and above the bounds of most numbers, and no whole number.
VALUES = (-1.0, 0.0, 2.5, 1e9)


@pytest.mark.parametrize(("path", "allowed", "value"), CASES)
def test_a_value_is_refused_at_every_door(
    path: str, allowed: float, value: float, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError, match=r"hold is always open|must be"):
        SCENARIO.replace({path: value})
    ok, refused = Settings(SCENARIO, [path]).check([[allowed], [value]])
    assert ok is None
    assert refused is not None
    assert refused.startswith(f"{path} = {value:g}: must be ")
    with pytest.raises(ValueError, match=rf"vary: 1 of 2 points .* {path} = "):
        sim.batch(SCENARIO, replicates=1, seed=1, turns=1, vary={path: [allowed, value]})
    file = tmp_path / "door.toml"
    file.write_text(TEXT.format(path=path, allowed=allowed, value=value), "utf-8")
    with pytest.raises(ExperimentError, match=f"{path} must be "):
        load_experiment(file)


@pytest.mark.parametrize("value", VALUES)
def test_what_the_limits_refuse_replace_refuses(value: float) -> None:
    """One change of all numbers names each for its own fault; those that it does not name alone."""
    faults = {path: SCENARIO.limits(path).fault(value) for path in SCENARIO.numbers()}
    refused = {path: fault for path, fault in faults.items() if fault}
    assert refused
    with pytest.raises(ScenarioError) as caught:
        SCENARIO.replace(dict.fromkeys(refused, value))
    named = {
        path
        for path, fault in refused.items()
        if f"{path} = {value:.12g}: {fault}" in map(str, caught.value.problems)
    }
    assert len(named) > 40
    for path in refused.keys() - named:
        with pytest.raises(ScenarioError):
            SCENARIO.replace({path: value})


@pytest.mark.parametrize("value", VALUES)
def test_what_the_limits_let_in_replace_lets_in(value: float) -> None:
    """The other way round, for what the kernel can vary and no rule joins to other numbers."""
    let_in = [
        path
        for path in SCENARIO.numbers()
        if path.startswith(("actions.", "mission.", "parameters."))
        if ".efforts." not in path and not path.endswith(".line")
        if not SCENARIO.limits(path).fault(value)
    ]
    assert len(let_in) > 40 or value == 1e9
    changed = SCENARIO.replace(dict.fromkeys(let_in, value))
    assert {changed.numbers()[path] for path in let_in} <= {value}

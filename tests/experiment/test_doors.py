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


def test_the_doors_agree_on_every_number() -> None:
    for path, now in SCENARIO.numbers().items():
        for value in (-1.0, 0.0, 2.5, 1e9):
            if not SCENARIO.limits(path).fault(value):
                continue
            try:
                SCENARIO.replace({path: value})
            except ScenarioError:
                continue
            pytest.fail(f"{path} = {value} (now {now}) is let in by replace alone")


def test_what_replace_refuses_by_itself_is_outside_the_limits() -> None:
    """The other way round, for what the kernel can vary and no rule joins to other numbers."""
    for path in SCENARIO.numbers():
        if not path.startswith(("actions.", "mission.", "parameters.")) or ".efforts." in path:
            continue
        for value in (-1.0, 0.0, 2.5, 1e9):
            try:
                SCENARIO.replace({path: value})
            except ScenarioError:
                assert SCENARIO.limits(path).fault(value), (path, value)

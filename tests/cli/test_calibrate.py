"""`sim calibrate`, and the commands that take what it writes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command
from tests.scenario.bench import QUARREL
from tests.validation.calibration.conftest import text_of


def test_it_writes_an_ensemble_that_other_commands_take(sim: Command, tmp_path: Path) -> None:
    file, out = tmp_path / "tiny.toml", tmp_path / "out"
    file.write_text(text_of(), encoding="utf-8")
    ended = sim("calibrate", file, "--out", out, "--jobs", 1)
    assert ended.status == 0
    assert "parameters.war_cost" in ended.out
    facts = json.loads((out / "facts.json").read_text())
    assert facts["runs"] == 24
    for name in ("marginals", "ranks", "bands"):
        assert (out / f"calibration-{name}.svg").stat().st_size > 1000
    first = (out / "facts.json").read_bytes(), (out / "ensemble.json").read_bytes()
    again = sim("calibrate", file, "--out", out, "--jobs", 1, "--json")
    assert json.loads(again.out) == facts
    assert ((out / "facts.json").read_bytes(), (out / "ensemble.json").read_bytes()) == first

    ensemble = out / "ensemble.json"
    played = sim("run", QUARREL, "--ensemble", ensemble, "--seed", 5, "--turns", 1)
    assert played.status == 0
    assert f"--ensemble {ensemble} --member {5 % 4}" in played.err
    missing = sim("run", QUARREL, "--ensemble", ensemble, "--seed", 5, "--member", 4)
    assert (missing.status, "from 0 to 3" in missing.err) == (2, True)
    twice = sim(
        "run", QUARREL, "--ensemble", ensemble, "--set", "parameters.war_cost=2", "--seed", 1
    )
    assert (twice.status, "give one of them" in twice.err) == (2, True)


def test_mistakes_are_one_line(sim: Command, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("{}")
    for arguments, said in (
        (("calibrate", "recommit-baseline", "--out", tmp_path / "x"), "no table [calibration]"),
        (("calibrate", "karabakh-2020"), "a scenario, not an experiment"),
        (("calibrate", "calibrate-karabakh", "--jobs", 0), "--jobs 0"),
        (("calibrate", "calibrate-karabakh", "--out", tmp_path), "facts.json would be replaced"),
        (("run", "karabakh-2020", "--member", 1), "by --ensemble"),
        (("run", "karabakh-2020", "--ensemble", tmp_path / "no.json"), "`sim calibrate` writes it"),
        (("sweep", "why-recommit", "--ensemble", tmp_path / "facts.json"), "no ensemble"),
    ):
        ended = sim(*arguments)
        assert (ended.status, ended.out) == (2, "")
        (line,) = ended.err.splitlines()
        assert said in line

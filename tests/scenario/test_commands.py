"""`sim check`, `sim show` and `sim list`, and what they print."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer

from sim.cli.check import check
from sim.cli.listing import list_shipped
from sim.cli.show import show
from sim.scenario import ScenarioError, load_scenario, scenario_paths
from sim.scenario.catalogue import listing
from sim.scenario.shipped import EXPERIMENTS, paths

ROOT = Path(__file__).parents[2]


def test_check_says_ok(bench, capsys) -> None:
    check(["quarrel.toml"])
    assert capsys.readouterr().out == "quarrel.toml: ok, Quarrel over the ford\n"


def test_check_goes_on_after_a_fault(bench, capsys) -> None:
    bench.write("bad.toml", 'extends = "quarrel.toml"\n[parameters]\n§bulwark = -1\n')
    with pytest.raises(typer.Exit) as caught:
        check(["bad.toml", "quarrel.toml", "sub/unlike.txt"])
    assert caught.value.exit_code == 2
    said = capsys.readouterr()
    assert said.out == "quarrel.toml: ok, Quarrel over the ford\n"
    assert said.err == (
        f"{bench.place}: parameters.bulwark = -1: must be from 0 to 20\n"
        "sub/unlike.txt: no such file\n"
    )


def test_show_prints_the_brief(bench, capsys) -> None:
    show("quarrel.toml")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Quarrel over the ford (quarrel)"
    assert "12 quarters, 2001 Q2 to 2004 Q1" in " ".join(lines)
    tables: dict[str, list[str]] = {}
    for line in filter(str.strip, lines):
        tables.setdefault(line.split()[0], line.split())
    assert tables["ANV"][:5] == ["ANV", "Anvil", "guarantor", "logit_eu", "4"]
    assert tables["ANV-DELL"][1:3] == ["0.48", "0.45"]
    assert tables["ridge"][1:3] == ["0", "0.4"]
    assert tables["bulwark"][1:6] == ["1.2", "0", "2.4", "How", "a"]  # what it means
    assert "  parameters.bulwark = 1.2 (0 to 2.4) [C] guess" in lines
    weights = " ".join(lines[lines.index("Utility weights") :]).split("ANV: ")[1].split(": ")[0]
    anvil = load_scenario("quarrel.toml").utility["ANV"]
    assert f" {anvil.factions.brokers.mission:g}," in weights.split("factions.brokers.mission")[1]
    assert tables["dissensus_noise"][1:4] == ["0.4", "-", "-"]
    assert "Peacekeepers: Anvil; mandate in force, 20 turns to renewal" in lines
    assert "  actors.ANV.capability = 4 (3 to 5) [C] guess" in lines
    assert "  DELL  mobilise  hold" in lines[lines.index("Opening courses") :]
    assert "  defender, security: courses hold, mobilise; acts provoke" in lines
    assert "  defender, diplomacy: courses hold" in lines
    storm = next(number for number, line in enumerate(lines) if "A storm far away." in line)
    assert lines[storm] == "  2002 Q2: A storm far away."
    assert "A new council" in lines[storm + 1]


def test_show_without_peacekeepers(bench, capsys) -> None:
    bench.edit('[mission]\nprovider = "ANV"\nmandate = true\nclock = 20\nterm = 20\n', "")
    bench.edit("mission = 1\n", "mission = 0\n")
    show("quarrel.toml")
    assert "Peacekeepers: none" in capsys.readouterr().out


def test_show_for_programs(bench, capsys) -> None:
    show("quarrel.toml", as_json=True)
    data = json.loads(capsys.readouterr().out)
    scenario = load_scenario("quarrel.toml")
    assert data["hash"] == scenario.hash
    assert {path: entry["value"] for path, entry in data["numbers"].items()} == scenario.numbers()
    assert data["actors"]["DELL"]["opening"] == {"security": "mobilise", "diplomacy": "hold"}
    assert data["menus"]["defender"] == {
        "security": {"hold": "course", "mobilise": "course", "provoke": "act"},
        "diplomacy": {"hold": "course"},
    }
    assert data["numbers"]["parameters.bulwark"] == {
        "value": 1.2,
        "low": 0,
        "high": 2.4,
        "source": "guess",
        "note": "bulwark",
        "confidence": "C",
    }
    assert data["numbers"]["parameters.dissensus_noise"] == {"value": 0.4}


def test_show_passes_faults_on(bench) -> None:
    with pytest.raises(ScenarioError, match=r"none\.toml: no such file"):
        show("none.toml")


def test_list_prints_everything_shipped(capsys) -> None:
    list_shipped()
    text = capsys.readouterr().out
    scenarios, experiments = text.removeprefix("Scenarios\n").split("Experiments\n")
    assert [line.split()[0] for line in scenarios.splitlines()] == list(scenario_paths())
    assert "recommit-baseline" in experiments.split()
    assert "karabakh-2020" in scenario_paths()
    for line in scenarios.splitlines():
        name, _, title = line.strip().partition("  ")
        assert title.strip() == load_scenario(name).title


def test_list_for_programs(capsys) -> None:
    list_shipped(as_json=True)
    entries = json.loads(capsys.readouterr().out)
    for kind, folder in (("scenario", scenario_paths()), ("experiment", paths(EXPERIMENTS))):
        listed = {entry["name"]: entry["path"] for entry in entries if entry["kind"] == kind}
        assert listed == {name: str(path) for name, path in folder.items()}
        assert listed


def test_a_faulty_scenario_is_listed_as_such(bench, monkeypatch) -> None:
    shutil.copytree(ROOT / "scenarios" / "common", bench.folder / "common")
    bench.write("broken.toml", "x = ")
    monkeypatch.setattr("sim.scenario.shipped.folder", lambda *_: bench.folder)
    titles = {entry["name"]: entry["title"] for entry in listing()}
    assert titles["quarrel"] == "Quarrel over the ford"
    assert titles["broken"].startswith("faulty: ")

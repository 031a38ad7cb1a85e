"""What the shell offers at the tab key, asked as the shells ask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim as library
from sim.cli.app import main
from sim.plots import catalogue, names
from tests.scenario.bench import QUARREL

TEXT = """
name = "small"
title = "A small sweep"
question = "Who stands by whom?"
scenario = "{scenario}"
turns = 1
seed = 5
outcomes = ["offensive"]
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 2 }}]
[design]
kind = "grid"
[policies.plain]
[policies.quiet]
[policies.quite]
[replicates]
fixed = 1
"""


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working folder with results in `out dir`, a record in `record` and a file `kar.toml`."""
    place = tmp_path_factory.mktemp("completion")
    (place / "kar.toml").write_text(TEXT.format(scenario=QUARREL), encoding="utf-8")
    library.sweep(place / "kar.toml", place / "out dir", jobs=1)
    (place / "kar.csv").write_text("serial\n", encoding="utf-8")
    (place / "record").mkdir()
    library.run(QUARREL, seed=1, turns=1).save(place / "record" / "record.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        yield place


def in_bash(line: str) -> dict[str, str]:
    """The variables with which bash asks; words with spaces are quoted on the line."""
    before = line.rpartition(" ")[0].replace("out dir", "out_dir").split()
    return {"_SIM_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": f"{len(before)}"}


def in_zsh(line: str) -> dict[str, str]:
    return {"_SIM_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}


def in_fish(line: str) -> dict[str, str]:
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return {"_SIM_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": line, **action}


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        (in_zsh("sim plot 'out dir' tor"), ["tornado"]),
        (in_fish("sim compare 'out dir' --policies plain qui"), ["quiet", "quite"]),
    ],
)
def test_a_shell_asks_the_program(asked: dict[str, str], offered: list[str]) -> None:
    root = str(Path(library.__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, "-m", "sim"],
        env={**os.environ, "PYTHONPATH": root, **asked},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for name in offered:
        assert name in ended.stdout
    assert len(ended.stdout.splitlines()) == len(offered), ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sim run karabakh-2020", ["karabakh-2020-ukraine", "karabakh-2020"]),
        ("sim sweep kar", ["kar.toml"]),
        ("sim sweep why", ["why-recommit"]),
        ("sim show libya", ["libya-2019"]),
        ("sim check recommit-dr", ["recommit-drivers"]),
        ("sim levers libya", ["libya-2019"]),
        ("sim injects kar", ["karabakh-2020", "kar.toml", "kar.csv"]),
        ("sim case egypt-1973", ["egypt-1973"]),
        ("sim plot record his", ["histories"]),
        ("sim plot 'out dir' --outcome offensive --policy p", ["plain"]),
        ("sim plot 'out dir' fan --outcome treat", ["treaty"]),
        ("sim compare 'out dir' --policies ", ["plain", "quiet", "quite"]),
        ("sim compare 'out dir' --against quie", ["quiet"]),
        ("sim compare 'out dir:plain' --outcome recommitted", ["recommitted"]),
        ("sim discover 'out dir' --policy qui", ["quiet", "quite"]),
        ("sim summary 'out dir' --by par", ["parameters.bulwark"]),
        ("sim explain record --actor C", ["CRAG"]),
        ("sim plot nowhere tor", ["tornado"]),
        ("sim plot nowhere --policy p", []),
        ("sim explain nowhere --actor R", []),
        ("sim run ./", []),
    ],
)
def test_names_are_offered(
    line: str, offered: list[str], monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    for name, value in in_bash(line).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.split() == offered


def test_the_names_of_the_figures_are_those_of_the_catalogue() -> None:
    for held, listed in (
        (catalogue.OF_RESULTS, names.OF_RESULTS),
        (catalogue.OF_RECORD, names.OF_RECORD),
    ):
        assert tuple(entry.name for entry in held) == listed

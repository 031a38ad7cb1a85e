"""`sim check` and `sim show` take experiments as they take scenarios."""

from __future__ import annotations

import json
import shutil

import pytest
import typer

from sim.cli.check import check
from sim.cli.show import show
from sim.experiment import ExperimentError


def test_check_tells_them_apart_by_content(bench, capsys) -> None:
    shutil.copy("study.toml", "unspoilt.toml")
    bench.edit("seed = 7", "§seed = -7")
    with pytest.raises(typer.Exit) as caught:
        check(["unspoilt.toml", "study.toml", "quarrel.toml"])
    assert caught.value.exit_code == 2
    said = capsys.readouterr()
    assert said.out == (
        "unspoilt.toml: ok, A small study\nquarrel.toml: ok, Quarrel over the ford\n"
    )
    assert said.err == f"{bench.place}: seed = -7: must be from 0 to 1.84467e+19\n"


def test_show(bench, capsys) -> None:
    show("study.toml")
    text = capsys.readouterr().out
    assert text.startswith("A small study (study)\nDoes Anvil stand by Dell?\n")
    assert text.endswith("2 policies x 8 points x 5 replicates: 80 runs\n")
    show("study.toml", as_json=True)
    assert json.loads(capsys.readouterr().out)["points"] == 8


def test_a_misspelt_name_is_guessed_among_experiments() -> None:
    with pytest.raises(ExperimentError, match=r"did you mean 'moscow-postures'\?"):
        show("moscow-posture")

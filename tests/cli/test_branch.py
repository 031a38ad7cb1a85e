"""`sim branch` tells, keeps, goes on and refuses; other commands work on its folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import sim as marchland
from tests.cli.conftest import Command
from tests.engine.pencil import pencil


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of a short run."""
    path = tmp_path_factory.mktemp("runs") / "record.json"
    marchland.run(pencil(), seed=7, turns=3).save(path)
    return path


@pytest.fixture(scope="module")
def kept(short: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a branch of it, in which the challenger orders anything."""
    from sim.cli import main

    path = tmp_path_factory.mktemp("kept") / "branch"
    words = ["branch", str(short), "--turn", "1", "--seat", "CHA=random", "--runs", "4"]
    with pytest.raises(SystemExit) as caught:
        main([*words, "--out", str(path)])
    assert caught.value.code == 0
    return path


def test_a_branch_is_told(sim: Command, short: Path) -> None:
    ended = sim("branch", short, "--turn", 1, "--set", "world.tension=0.9", "--runs", 2)
    assert ended.status == 0, ended.err
    told = " ".join(ended.out.split())
    assert "is set to 0.9 in 2000 Q2" in told
    assert "(unchanged) second " in told and "(branch) set otherwise" in told
    assert "nan" not in ended.out
    assert "--out DIR" in ended.err
    alone = sim("branch", short, "--turn", 2, "--runs", 2, "--json")
    facts = json.loads(alone.out)
    assert facts["comparison"] is None
    assert facts["beginning"]["turn"] == 2


def test_other_commands_work_on_the_folder(sim: Command, kept: Path, tmp_path: Path) -> None:
    shown = sim("results", kept, "--verify")
    assert shown.status == 0, shown.err
    assert "begins      2000 Q2 (turn 1) of a run of seed 7, replicate 0: opening.json" in shown.out
    assert "All runs go on from 2000 Q2 of one run" in " ".join(sim("summary", kept).out.split())
    assert "CHA" in sim("compare", kept).out
    assert "4 of 8 runs" in sim("runs", kept, "--where", 'policy == "branch"').out
    again = sim("rerun", kept, "--run", 5)
    assert "bit for bit" in again.err
    assert "It branches off the run of seed 7, replicate 0, in 2000 Q2" in " ".join(
        again.out.split()
    )


def test_a_branch_goes_on_from_its_folder(sim: Command, kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    shutil.copytree(kept, folder)
    part = sorted((folder / "runs").iterdir())[-1]
    data = part.read_bytes()
    part.unlink()
    assert f"sim branch {folder} --resume" in sim("results", folder).err
    assert sim("branch", folder, "--resume").status == 0
    assert part.read_bytes() == data
    (folder / "opening.json").unlink()
    checked = sim("results", folder, "--verify")
    assert checked.status == 2
    assert "opening.json: no such file" in checked.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--runs", "4"), "--turn T: say in which turn the branch begins"),
        (("--turn", "99"), "--turn: no turn '99' in this record: its turns are 0"),
        (("--turn", "1", "--runs", "1"), "--runs 1: expected a whole number from 2"),
        (("--turn", "1", "--order", "CHA"), "--order CHA: expected --order ARM=mobilise"),
        (("--turn", "1", "--order", "CHA=foo"), "--order CHA=foo: no such order (allowed: hold"),
        (("--turn", "1", "--set", "world.tension=7"), "--set world.tension = 7: must be from 0"),
        (("--turn", "1", "--set", "a=1", "--set", "a=2"), "--set a=2: a is given twice"),
        (("--turn", "1", "--seat", "XX=random"), "--seat XX=random: no actor 'XX'"),
        (
            ("--turn", "1", "--seat", "CHA=random", "--seat", "CHA=level_k"),
            "has a doctrine already",
        ),
        (("--turn", "1", "--turns", "1"), "--turns = 1: the branch begins in turn 1"),
        (("--turn", "1", "--outcome", "foo"), "--outcome foo: no outcome is called 'foo'"),
        (("--turn", "1", "--outcome", "stance=broker"), "to compare stances: stance"),
        (("--turn", "1", "--seat", "CHA=fixed:hold"), "sim: the changes change nothing"),
        (("--turn", "1", "--overwrite"), "--overwrite: name the folder of the results with --out"),
        (("--turn", "1", "--resume"), "--resume needs only the folder, which holds the rest"),
        (("--resume",), "record.json: no results: manifest.json is missing"),
    ],
)
def test_a_mistake_gives_one_line(
    sim: Command, short: Path, words: tuple[str, ...], said: str
) -> None:
    ended = sim("branch", short, *words)
    assert ended.status == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_results_do_not_go_into_the_folder_of_a_run(sim: Command, short: Path) -> None:
    folder = short.parent
    before = sorted(folder.iterdir())
    ended = sim("branch", short, "--turn", 1, "--runs", 2, "--out", folder)
    assert (ended.status, len(ended.err.splitlines())) == (2, 1)
    assert "it holds a run or a game (record.json); name another folder" in ended.err
    assert sorted(folder.iterdir()) == before


def test_a_state_variable_is_told_in_words(sim: Command, short: Path) -> None:
    for path in ("world.treaty", "world.shock"):
        ended = sim("branch", short, "--turn", 1, "--runs", 2, "--set", f"{path}=true")
        assert ended.status == 0, ended.err
        assert path.partition(".")[2] in ended.out
        assert "orld." not in ended.out.partition("set otherwise")[0]


def test_a_folder_is_not_taken_twice(sim: Command, short: Path, kept: Path) -> None:
    words = ("--turn", 1, "--seat", "CHA=random", "--runs", 4, "--out", kept)
    ended = sim("branch", short, *words)
    assert ended.status == 2
    assert f"complete it with sim branch {kept} --resume, or add --overwrite" in ended.err
    assert sim("branch", short, *words, "--overwrite").status == 0

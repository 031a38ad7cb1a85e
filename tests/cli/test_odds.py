"""`sim odds` tells, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a short run."""
    from sim.cli import main

    path = tmp_path_factory.mktemp("runs") / "short"
    with pytest.raises(SystemExit) as caught:
        main(["run", "libya-2019", "--seed", "7", "--turns", "2", "--quiet", "--out", str(path)])
    assert caught.value.code == 0
    return path


def test_the_odds_are_told_and_written(sim: Command, short: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = sim("odds", short, "--runs", 2, "--split", 1, "--json", "--out", out)
    assert ended.status == 0, ended.err
    facts = json.loads(ended.out)
    assert facts == json.loads((out / "odds.json").read_text())
    assert [row["turn"] for row in facts["odds"]] == [0, 1, 2]
    assert {path.name for path in out.iterdir()} == {
        "odds.json", "odds.csv", "odds.png", "odds.svg",
    }  # fmt: skip
    ended = sim("odds", short, "--runs", 2, "--split", 0)
    assert ended.status == 0, ended.err
    assert "decisions" not in facts
    assert facts["odds"][0]["date"] in ended.out
    assert "nan" not in ended.out


def test_the_legal_orders_of_a_turn_are_told_and_written(
    sim: Command, short: Path, tmp_path: Path
) -> None:
    words = ("odds", short, "--runs", 2, "--split", 0, "--turn", "2020-Q1", "--out", tmp_path / "o")
    ended = sim(*words, "--outcome", "end.world.tension")
    assert ended.status == 0, ended.err
    decided = json.loads((tmp_path / "o" / "odds.json").read_text())["decisions"]
    lines = [line.split() for line in ended.out.splitlines()]
    for one in decided:
        assert one["turn"] == 1
        assert "answer" not in one
        for other in one["alternatives"]:
            told = [one["actor"], other["desk"], other["order"], *(["<"] if other["given"] else [])]
            assert [line for line in lines if line[: len(told)] == told], told
    assert "nan" not in ended.out


def test_a_folder_without_a_record_says_what_it_holds(
    sim: Command, short: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    assert sim("branch", short, "--turn", 1, "--runs", 2, "--out", kept).status == 0
    for command in (("odds",), ("branch", "--turn", "1"), ("replay",)):
        name, *options = command
        ended = sim(name, kept, *options)
        assert (ended.status, len(ended.err.splitlines())) == (2, 1)
        assert f"sim rerun {kept} --run 0 --out DIR" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--turn", "9"), "--turn: no turn '9' in this record: its turns are 0"),
        (("--runs", "1"), "--runs 1: expected a whole number from 2"),
        (("--split", "-1"), "--split -1: expected a whole number from 0"),
        (("--jobs", "0"), "--jobs 0: expected a whole number from 1"),
        (("--outcome", "stance"), "--outcome stance: say which, stance=recommit"),
    ],
)
def test_a_mistake_gives_one_line(
    sim: Command, short: Path, words: tuple[str, ...], said: str
) -> None:
    ended = sim("odds", short, *words)
    assert ended.status == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_foreign_files_are_not_replaced(sim: Command, short: Path, tmp_path: Path) -> None:
    (tmp_path / "odds.json").write_text('{"my": "own"}')
    ended = sim("odds", short, "--runs", 2, "--out", tmp_path)
    assert ended.status == 2
    assert (tmp_path / "odds.json").read_text() == '{"my": "own"}'

"""`sim injects` checks, tells and converts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_list_is_told_as_a_table(sim: Command) -> None:
    ended = sim("injects", "karabakh-2020")
    assert ended.status == 0, ended.err
    head, blank, columns, *rows = ended.out.splitlines()
    assert head == "South Caucasus after November 2020: 9 injects, 8 planned and 1 held"
    assert blank == ""
    assert columns.split() == ["serial", "when", "to", "title", "status"]
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "3a", "4", "5", "6", "7", "8"]
    assert "  when ruling war (always)  " in rows[6]


def test_a_list_goes_to_csv_and_back(sim: Command) -> None:
    told = sim("injects", "karabakh-2020", "--to", "a/mine.csv")
    assert (told.status, told.err) == (0, "\nwritten: a/mine.csv\n")
    back = sim("injects", "a/mine.csv", "--scenario", "karabakh-2020", "--to", "mine.toml")
    assert (back.status, back.out) == (0, told.out)
    first, again = (
        json.loads(sim("injects", name, "--json").out) for name in ("karabakh-2020", "mine.toml")
    )
    assert first == again
    assert [one["trigger"] for one in first["injects"]][:2] == ["2021-Q2", "2021-Q4"]
    assert first["injects"][0]["add"] == {"theatres.border.heat": 0.15}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mine.csv",), "sim: mine.csv: for which scenario? Add --scenario NAME"),
        (
            ("mine.toml",),
            'sim: mine.toml: for which scenario? Add --scenario NAME, or scenario = "NAME" at its '
            "top",
        ),
        (("karabakh-2020", "--to", "a.xlsx"), "sim: --to a.xlsx: must end in .toml or .csv"),
        (
            ("karabakh-2020", "--to", "mine.csv"),
            "sim: --to mine.csv: there is such a file; name another, or add --overwrite",
        ),
        (("karabakh-2020", "--to", "folder.csv"), "sim: --to folder.csv: is a folder; name a file"),
        (
            ("mine.csv", "--scenario", "karabakh-2020"),
            "mine.csv:2:1: inject.1.to = \"ARMM\": no such actor; did you mean 'ARM'? (allowed: "
            "all, control, RUS, TUR, AZE, ARM, WST, IRN)",
        ),
    ],
)
def test_a_mistake_gives_one_line(sim: Command, words: tuple[str, ...], said: str) -> None:
    Path("mine.csv").write_text("serial,to,title,text\n1,ARMM,A,B\n", encoding="utf-8")
    Path("mine.toml").write_text("inject = []\n", encoding="utf-8")
    Path("folder.csv").mkdir()
    ended = sim("injects", *words)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.splitlines() == [said]


def test_check_names_the_command_for_a_list(sim: Command) -> None:
    Path("my list.toml").write_text("inject = []\n", encoding="utf-8")
    ended = sim("check", "my list.toml")
    assert (ended.status, ended.out) == (2, "")
    said = "my list.toml: a list of injects; `sim injects 'my list.toml'` checks it"
    assert ended.err.splitlines() == [said]


def test_a_file_is_replaced_only_if_asked(sim: Command) -> None:
    Path("mine.csv").write_text("mine", encoding="utf-8")
    assert sim("injects", "karabakh-2020", "--to", "mine.csv").status == 2
    assert Path("mine.csv").read_text(encoding="utf-8") == "mine"
    assert sim("injects", "karabakh-2020", "--to", "mine.csv", "--overwrite").status == 0
    assert sim("injects", "mine.csv", "--scenario", "karabakh-2020").status == 0

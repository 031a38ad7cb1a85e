"""`sim plot` from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_sweep import TEXT, mistake


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import sim

    folder = tmp_path_factory.mktemp("plot")
    (folder / "fords.toml").write_text(TEXT, encoding="utf-8")
    sim.sweep(folder / "fords.toml", folder / "out")
    return folder / "out"


def test_all_that_fits_is_drawn_with_its_table(sim, swept: Path) -> None:
    ended = sim("plot", swept)
    assert ended.status == 0
    listed = json.loads(sim("plot", swept, "--list", "--json").out)
    fits = {entry["name"] for entry in listed if entry["fits"]}
    drawn = {path.stem for path in (swept / "figures").glob("*.png")}
    assert drawn == fits == {path.stem for path in (swept / "figures").glob("*.csv")}
    assert f"outcome-shares: {swept / 'figures' / 'outcome-shares.png'}" in ended.out
    assert "\nNext:\n  sim plot" in ended.err


def test_the_list_says_why_a_figure_does_not_fit(sim, swept: Path) -> None:
    ended = sim("plot", swept, "--list")
    entries = json.loads(sim("plot", swept, "--list", "--json").out)
    assert len(ended.out.splitlines()) == len(entries)
    for line, entry in zip(ended.out.splitlines(), entries, strict=True):
        assert line.startswith(entry["name"])
        assert ("(no: it " in line) != entry["fits"]


def test_formats_names_and_a_folder_of_ones_own(sim, swept: Path, tmp_path: Path) -> None:
    arguments = ("outcome-shares", "--format", "svg", "--format", "pdf", "--out", tmp_path / "a b")
    told = json.loads(sim("plot", swept, *arguments, "--outcome", "treaty", "--json").out)
    (facts,) = told
    assert facts["figure"] == "outcome-shares"
    assert [Path(path).name for path in facts["files"]] == [
        f"outcome-shares-treaty.{ending}" for ending in ("svg", "pdf", "csv")
    ]
    assert all(Path(path).is_file() for path in facts["files"])
    assert "n = 8 runs a row" in facts["caption"]


def test_a_record_by_folder_or_file(sim, folder: Path, tmp_path: Path) -> None:
    ended = sim("plot", folder / "record.json", "--format", "svg", "--out", tmp_path)
    assert ended.status == 0
    for name in ("timeline", "histories", "ties"):
        assert (tmp_path / f"{name}.svg").read_bytes() == (folder / f"{name}.svg").read_bytes()
        assert (tmp_path / f"{name}.csv").read_bytes() == (folder / f"{name}.csv").read_bytes()
    assert sim("plot", folder, "ties", "--turn", "3", "--out", tmp_path).status == 0
    assert (tmp_path / "ties-turn-3.png").is_file()


def test_a_record_is_drawn_beside_itself(sim, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "record.json", tmp_path / "mine.json")
    assert sim("plot", tmp_path / "mine.json", "ties").status == 0
    assert (tmp_path / "ties.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["outcome-share"], "figure outcome-share: no such figure of results; did you mean"),
        (["timeline"], "figure timeline: it is drawn of a record"),
        (["--format", "gif"], "--format gif: expected one of png, svg, pdf"),
        (["outcome-shares", "--outcome", "trety"], "did you mean 'treaty'?"),
    ],
)
def test_mistakes(sim, swept: Path, arguments: list[str], said: str) -> None:
    assert said in mistake(sim("plot", swept, *arguments))


def test_a_folder_with_nothing_in_it(sim, tmp_path: Path) -> None:
    said = mistake(sim("plot", tmp_path))
    assert "neither results (manifest.json) nor a record (record.json) is in it" in said
    assert "nowhere" in mistake(sim("plot", tmp_path / "nowhere"))


def test_a_slip_is_found_before_anything_is_drawn(sim, swept: Path, tmp_path: Path) -> None:
    assert mistake(sim("plot", swept, "outcome-shares", "shares", "--out", tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written(sim, swept: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = mistake(sim("plot", swept, "outcome-shares", "--out", tmp_path / "file"))
    assert "cannot be written" in said


def test_what_cannot_be_drawn_as_asked_is_left_out_unless_it_was_named(sim, swept, tmp_path):
    out = tmp_path / "all"
    ended = sim("plot", swept, "--outcome", "tests", "--out", out)
    assert ended.status == 0
    assert "outcome-shares is left out: outcome tests: a count, and this figure" in ended.err
    assert (out / "policy-differences-tests.png").is_file()
    assert not list(out.glob("outcome-shares*"))
    assert "a count" in mistake(sim("plot", swept, "outcome-shares", "--outcome", "tests"))


def test_a_choice_that_does_not_exist_is_a_mistake_whatever_is_drawn(sim, swept, folder):
    assert "did you mean 'treaty'?" in mistake(sim("plot", swept, "--outcome", "trety"))
    assert "no such policy; did you mean 'shy'?" in mistake(sim("plot", swept, "--policy", "shi"))
    said = mistake(sim("plot", folder, "--outcome", "treaty"))
    assert "a record is of one run" in said

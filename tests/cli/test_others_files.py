"""A folder may hold other people's files: none of them is ever replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.output import holds_our_json, refuse_to_replace

LETTER = b"Dear colleague"


@pytest.mark.parametrize("name", ["record.json", "chronicle.txt", "timeline.png", "ties.csv"])
@pytest.mark.parametrize("more", [(), ("--overwrite",)])
def test_a_run_replaces_no_file_of_others(sim, tmp_path: Path, name: str, more) -> None:
    (tmp_path / name).write_bytes(LETTER)
    ended = sim("run", "karabakh-2020", "--seed", 7, "--turns", 1, "--out", tmp_path, "-q", *more)
    assert ended.status == 2
    assert name in ended.err
    assert ended.err.count("\n") == 1
    assert "name another folder, or move that away" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == LETTER


def test_a_run_replaces_its_own(sim, undrawn, folder: Path) -> None:
    again = sim("run", "karabakh-2020", "--seed", 7, "--quiet", "--out", folder)
    assert again.status == 0, again.err


@pytest.mark.parametrize("name", ["ties.png", "ties.csv"])
def test_a_figure_replaces_no_file_of_others(sim, folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(LETTER)
    ended = sim("plot", folder, "ties", "--out", tmp_path)
    assert ended.status == 2
    assert name in ended.err
    assert (tmp_path / name).read_bytes() == LETTER
    (tmp_path / name).unlink()
    for _ in range(2):
        assert sim("plot", folder, "ties", "--out", tmp_path).status == 0


def test_levers_look_before_anything_is_played(sim, tmp_path: Path) -> None:
    (tmp_path / "ranking.csv").write_bytes(LETTER)
    ended = sim("levers", "karabakh-2020", "--out", tmp_path)
    assert ended.status == 2
    assert "ranking.csv" in ended.err
    assert (tmp_path / "ranking.csv").read_bytes() == LETTER


def test_what_is_ours_is_told_by_its_keys(tmp_path: Path) -> None:
    file = tmp_path / "comparison.json"
    assert not holds_our_json(file, "first")
    for text, ours in (('{"first": 1}', True), ('["first"]', False), ("{", False), ("7", False)):
        file.write_text(text, encoding="utf-8")
        assert holds_our_json(file, "first") == ours
    refuse_to_replace(tmp_path, ["comparison.json"], ours=True)
    refuse_to_replace(tmp_path, ["elsewhere.json"], ours=False)

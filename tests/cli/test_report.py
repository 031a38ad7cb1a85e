"""`sim report` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.content import Prose, Report, Section
from tests.report.conftest import swept


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    swept(folder)
    return folder / "out"


def mistake(ended) -> str:
    """The one line of a command that failed through the user's mistake."""
    assert ended.status == 2, ended
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    return ended.err


def test_a_folder_of_results(sim, results: Path) -> None:
    ended = sim("report", results, "--robustness", results)
    assert ended.status == 0, ended.err
    assert ended.out == f"{results / 'report.html'}\n"
    assert "Next: open it in a browser" in ended.err
    assert f"sim summary {results}" in ended.err
    first = (results / "report.html").read_bytes()
    assert first.startswith(b"<!DOCTYPE html>")
    assert sim("report", results, "--robustness", results).status == 0
    assert (results / "report.html").read_bytes() == first


def test_a_record_or_its_folder(sim, folder: Path, tmp_path: Path) -> None:
    for name, source in (("a.html", folder), ("b.html", folder / "record.json")):
        ended = sim("report", source, "--out", tmp_path / name)
        assert ended.status == 0, ended.err
        assert "sim replay" in ended.err
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_a_report_is_told_by_is_near_its_beginning() -> None:
    from sim.cli.output import BEGINNING, GENERATOR

    html = Report("T" * 500, "Q", "M", (Section("S", (Prose("p"),)),)).to_html()
    assert GENERATOR in html.encode()[:BEGINNING]


def test_mistakes(sim, results: Path, folder: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.html"
    letter.write_text("<p>Dear colleague", encoding="utf-8")
    said = mistake(sim("report", results, "--out", letter))
    assert "there is a file of that name that is no report" in said
    assert letter.read_text(encoding="utf-8") == "<p>Dear colleague"
    assert f"name a file, such as {tmp_path}" in mistake(sim("report", results, "--out", tmp_path))
    said = mistake(sim("report", results, "--out", tmp_path / "x.pdf"))
    assert "a report is HTML; name it x.html" in said
    assert "no such file or folder" in mistake(sim("report", tmp_path / "nothing"))
    assert "neither results nor a record" in mistake(sim("report", tmp_path))
    said = mistake(sim("report", folder, "--robustness", results, "--out", tmp_path / "r.html"))
    assert "--robustness: for a folder of results" in said
    said = mistake(sim("report", folder, "--levers", results, "--out", tmp_path / "r.html"))
    assert "--levers: for a folder of results" in said
    said = mistake(sim("report", results, "--levers", tmp_path, "--out", tmp_path / "r.html"))
    assert f"{tmp_path}: no ranking.json in it; name a folder that `sim levers" in said
    below = letter / "deep.html"
    assert "cannot be written" in mistake(sim("report", results, "--out", below))

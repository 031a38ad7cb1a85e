"""Half a sweep, or one without a policy: every command says so before anything else."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import sim as marchland
from sim.plots import catalogue
from tests.report.conftest import swept

SAID = "Incomplete sweep: 8 of 16 runs are there (plain: 8 of 8 runs; dice: none of 8 runs)."


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16 runs of two policies at two points."""
    folder = tmp_path_factory.mktemp("whole")
    swept(folder)
    return folder / "out"


@pytest.fixture(scope="module")
def half(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the second policy."""
    folder = tmp_path_factory.mktemp("half") / "out"
    shutil.copytree(whole, folder)
    (part,) = folder.glob("runs/*policy001.parquet")
    part.unlink()
    return folder


def plain(text: str) -> str:
    """Text with its lines joined."""
    return " ".join(text.split())


def test_a_table_begins_with_it(sim, half: Path, whole: Path) -> None:
    ended = sim("summary", half)
    assert ended.status == 0, ended.err
    assert plain(ended.out).startswith(SAID)
    assert f"sim sweep EXPERIMENT --out {half} --seed " in ended.out
    assert json.loads(sim("summary", half, "--json").out)["missing"] == SAID
    assert "Incomplete" not in sim("summary", whole).out


def test_a_figure_has_it_in_its_caption(sim, half: Path, whole: Path, tmp_path: Path) -> None:
    ended = sim("plot", half, "outcome-shares", "--out", tmp_path)
    assert ended.status == 0, ended.err
    assert plain(ended.out).startswith(SAID)
    drawn = catalogue.draw(marchland.load_results(half), "outcome-shares")
    assert drawn.caption.startswith(SAID)
    drawn = catalogue.draw(marchland.load_results(whole), "outcome-shares")
    assert "Incomplete" not in drawn.caption


def test_a_report_has_it_at_its_head(half: Path) -> None:
    from sim.report.content import Prose, Report, Section
    from sim.report.of_results import report_results

    report = report_results(marchland.load_results(half, ()), made_on=date(2026, 11, 29))
    assert report.missing.startswith(SAID)
    html = report.to_html()
    assert SAID in html[: html.index("<nav")]
    other = Report("T", "Q", "M", (Section("S", (Prose("p"),)),))
    assert 'class="missing"' not in other.to_html()


def test_a_comparison_has_it_first(sim, half: Path, whole: Path) -> None:
    ended = sim("compare", f"{whole}:plain", f"{half}:plain")
    assert ended.status == 0, ended.err
    assert plain(ended.out).startswith(plain(f"{half}: {SAID}"))
    assert ended.out.count("Incomplete") == 1
    found = marchland.compare(f"{whole}:plain", f"{half}:plain")
    assert found.findings()[0] == f"{half}: {SAID}"


def test_without_the_first_policy_there_is_nothing_to_report(sim, whole: Path, tmp_path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(whole, folder)
    (part,) = folder.glob("runs/*policy000.parquet")
    part.unlink()
    ended = sim("report", folder)
    assert ended.status == 2
    assert "no runs of the policy plain yet" in ended.err
    assert "Incomplete sweep" in ended.err
    assert sim("summary", folder).status == 0
    ended = sim("plot", folder, "--out", tmp_path / "figures")
    assert ended.status == 0, ended.err
    assert "is left out" in ended.err

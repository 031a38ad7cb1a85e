"""The gallery shows every figure of the catalogue, and its pictures are of what it says."""

from __future__ import annotations

import csv
import re
from itertools import zip_longest

import pytest

from sim.experiment import load_experiment
from sim.plots.catalogue import OF_RECORD, OF_RESULTS
from tests.docs.pages import ROOT, script
from tests.docs.reduced import BASE, REPLICATES, TURNS, reduced

PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
NAMES = [entry.name for entry in (*OF_RESULTS, *OF_RECORD)]


def test_every_figure_has_its_section_and_no_section_is_of_none() -> None:
    assert set(SECTIONS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_section_shows_tells_and_says_how(name: str) -> None:
    section = SECTIONS[name]
    assert re.search(r"^!\[.{20,}\]\(figures/\S+\.png\)$", section, re.MULTILINE)
    assert len(re.sub(r"```.*?```|!\[.*?\)", "", section, flags=re.DOTALL).split()) >= 15


@pytest.mark.parametrize("name", [entry.name for entry in OF_RESULTS])
def test_a_figure_of_results_has_its_command(name: str) -> None:
    assert re.search(rf"^sim plot out/\S+ {name}\b", SECTIONS[name], re.MULTILINE)


def test_pictures_are_made_of_known_figures_and_experiments() -> None:
    module = script("figures/remake.py")
    assert {shown.figure for shown in module.GALLERY} == {entry.name for entry in OF_RESULTS}
    assert {shown.experiment for shown in module.GALLERY} == set(module.REPLICATES)


@pytest.mark.parametrize("name", ["recommit-phase", "armenia-options", "recommit-drivers"])
def test_sweeps_of_pages_are_played_small(name: str) -> None:
    whole = load_experiment(name)
    small = reduced(whole)
    # A grid of two factors, one point for every policy, or a Saltelli design.
    points = {
        "recommit-phase": 9,
        "armenia-options": 12,
        "recommit-drivers": BASE * (len(whole.factors) + 2),
    }
    assert (small.turns, small.most_runs) == (TURNS, points[name] * REPLICATES)


@pytest.mark.slow
def test_the_pictures_show_what_comes_out() -> None:
    for name, drawn in script("figures/remake.py").gallery():
        path = ROOT / "docs" / "figures" / f"gallery-{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            kept = list(csv.reader(file))
        for old, new in zip_longest(kept, drawn.rows):
            assert [_cell(x) for x in old] == [_cell(x) for x in new], f"{name}: remake it"


def _cell(value: object) -> object:
    """A cell to nine digits, whether it was read or made."""
    text = "" if value is None else str(value)
    try:
        return round(float(text), 9)
    except ValueError:
        return text

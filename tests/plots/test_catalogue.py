"""The catalogue: what fits, what is said of what does not, and what every entry must give."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text

import sim
from sim.experiment.table import STATUSES
from sim.experiment.titles import changes_beside
from sim.plots import catalogue, style
from sim.plots.entry import Choice, Drawn, FigureError, stem
from sim.plots.saving import save
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_record import busy_record
from tests.scenario.bench import QUARREL

TEXT = """
name = "fords"
title = "Fords"
question = "Does the bulwark matter?"
scenario = "{scenario}"
turns = 2
seed = 5
outcomes = ["offensive", "recommitment_index", "recommitted"]
{factors}
{policies}
[replicates]
fixed = {replicates}
"""
GRID = """
factors = [
  {{ path = "parameters.bulwark", low = 0, high = 2, levels = 3 }},
  {{ path = "parameters.resolve_prior", low = 0, high = 1, levels = 3 }},
]
design = {{ kind = "grid" }}
""".replace("{{", "{").replace("}}", "}")
POLICIES = """
[policies.plain]
title = "Nothing is changed"
[policies.shy]
title = "A challenger that waits"
set = { "actors.ANV.doctrine" = "fixed:hold" }
"""


def swept(folder: Path, **parts: object) -> sim.Results:
    """The results of a small sweep."""
    values = {"scenario": QUARREL, "factors": "", "policies": "", "replicates": 12, **parts}
    folder.mkdir()
    (folder / "fords.toml").write_text(TEXT.format(**values), encoding="utf-8")
    sim.sweep(folder / "fords.toml", folder / "out")
    return sim.load_results(folder / "out")


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """Two policies at one point."""
    return swept(tmp_path_factory.mktemp("policies") / "x", policies=POLICIES)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """One policy on a grid of two factors."""
    return swept(tmp_path_factory.mktemp("grid") / "x", factors=GRID, replicates=2)


CODE = re.compile(r"\b(parameters|actors|ties|theatres|utility)\.\w|\bshy\b")
"""Paths of numbers and the name of a policy that has a title: only small and grey in figures."""


def is_complete(drawn: Drawn) -> None:
    """What every figure owes its reader."""
    assert drawn.title
    assert drawn.caption.endswith(".")
    assert drawn.alt.endswith(".")
    head, *rows = drawn.rows
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert all(isinstance(name, str) for name in head)
    assert not faults(drawn.figure)
    assert not CODE.search(" ".join((drawn.title, drawn.caption, drawn.alt)))
    for text in drawn.figure.findobj(Text):
        if CODE.search(text.get_text()):
            assert text.get_color() == style.FAINT, text.get_text()


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.OF_RESULTS])
def test_every_figure_of_results_is_complete_or_says_why_not(name, policies, grid) -> None:
    for results in (policies, grid):
        if why := catalogue.find(results, name).fits(results):
            assert "\n" not in why
            with pytest.raises(FigureError, match=f"figure {name} does not fit: it "):
                catalogue.draw(results, name)
        else:
            is_complete(catalogue.draw(results, name))


def test_the_scenario_is_marked_only_where_it_is_played_as_it_is(tmp_path: Path) -> None:
    changed = swept(tmp_path / "x", factors=f'set = {{ "world.tension" = 0.4 }}\n{GRID}')
    assert changes_beside(changed, "baseline") == {"world.tension": 0.4}
    assert "Cross" not in catalogue.draw(changed, "phase-diagram").figure.texts[1].get_text()


def test_the_scenario_is_marked_where_nothing_else_is_changed(grid: sim.Results) -> None:
    assert not changes_beside(grid, "baseline")
    assert "Cross: the scen" in catalogue.draw(grid, "phase-diagram").figure.texts[1].get_text()


@cache
def of_busy_record(name: str) -> Drawn:
    """A figure of six busy turns."""
    return catalogue.draw(busy_record(6), name)


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.OF_RECORD])
def test_every_figure_of_a_record_is_complete(name: str) -> None:
    is_complete(of_busy_record(name))


def test_names_are_unique_and_kebab_case() -> None:
    for entries in (catalogue.OF_RESULTS, catalogue.OF_RECORD):
        names = [entry.name for entry in entries]
        assert len(set(names)) == len(names)
        assert all(name.replace("-", "").isalnum() and name == name.lower() for name in names)


def test_what_fits_is_what_can_be_drawn(policies: sim.Results) -> None:
    fits = catalogue.fitting(policies)
    assert "outcome-shares" in fits
    assert catalogue.fitting(busy_record(2))[:3] == ("timeline", "histories", "ties")
    others = {entry.name for entry in catalogue.OF_RESULTS if not entry.extra} - {*fits}
    assert all(catalogue.find(policies, name).fits(policies) for name in others)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("outcome-share", "no such figure of results; did you mean 'outcome-shares'?"),
        ("timeline", "it is drawn of a record, and this is results"),
    ],
)
def test_a_wrong_name(policies: sim.Results, name: str, said: str) -> None:
    with pytest.raises(FigureError, match=said.replace("?", r"\?")):
        catalogue.draw(policies, name)


def test_a_figure_of_results_is_none_of_a_record() -> None:
    with pytest.raises(FigureError, match="it is drawn of results, and this is a record"):
        catalogue.draw(busy_record(2), "outcome-shares")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(outcome="offensiv"), "no such outcome; did you mean 'offensive'?"),
        (Choice(outcome="tests"), "outcome tests: a count, and this figure is of a yes/no"),
        (Choice(outcome="x"), "no such outcome (allowed: recommitted, held_at_end"),
    ],
)
def test_a_wrong_choice(policies: sim.Results, choice: Choice, said: str) -> None:
    with pytest.raises(FigureError) as caught:
        catalogue.draw(policies, "outcome-shares", choice)
    assert said in str(caught.value)


def test_a_turn_that_is_not_in_the_record() -> None:
    assert catalogue.draw(busy_record(6), "ties", Choice(turn="3")).name == "ties-turn-3"
    with pytest.raises(FigureError, match="no turn '60' in this record"):
        catalogue.draw(busy_record(6), "ties", Choice(turn="60"))


def test_saved_files_bear_the_choice_and_leave_others_alone(policies, tmp_path: Path) -> None:
    drawn = catalogue.draw(policies, "outcome-shares", Choice(outcome="treaty"))
    files = save(drawn, tmp_path / "new", formats=("png", "svg", "pdf"))
    assert [path.name for path in files] == [
        f"outcome-shares-treaty.{kind}" for kind in ("png", "svg", "pdf", "csv")
    ]
    heads = (b"\x89PNG", b"<?xml", b"%PDF")
    assert all(p.read_bytes().startswith(h) for p, h in zip(files[:3], heads, strict=True))
    with files[-1].open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == [
            tuple("" if cell is None else str(cell) for cell in row) for row in drawn.rows
        ]


def test_saving_twice_gives_the_same_bytes(policies: sim.Results, tmp_path: Path) -> None:
    every = ("png", "svg", "pdf")
    first, second = (
        save(catalogue.draw(policies, "outcome-shares"), tmp_path / name, formats=every)
        for name in ("one", "two")
    )
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_stem_keeps_dots_and_loses_what_file_systems_dislike() -> None:
    assert stem("fan", Choice(path="ties.RUS-ARM.commitment")) == "fan-ties.RUS-ARM.commitment"
    assert stem("fan", Choice(policy="karabakh/plain", turn="2022 Q1")) == (
        "fan-karabakh-plain-turn-2022-Q1"
    )


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.OF_RECORD])
def test_golden_figures_of_a_record(name: str) -> None:
    check(of_busy_record(name).figure, f"record-{name}")


def test_a_figure_of_runs_that_all_failed_says_so(policies: sim.Results, monkeypatch) -> None:
    class Failed(sim.Results):
        @property
        def table(self) -> pd.DataFrame:
            whole = super().table
            return whole.assign(status=pd.Categorical(["failed"] * len(whole), STATUSES))

    monkeypatch.setattr(sim.Results, "narrow", lambda self, names: Failed(self.store, names))
    for name in catalogue.fitting(policies):
        with pytest.raises(FigureError, match="came to its end; nothing to draw"):
            catalogue.draw(policies, name)


def test_two_scenarios_in_one_sweep_share_no_names(tmp_path: Path) -> None:
    text = TEXT.replace('scenario = "{scenario}"', 'scenario = ["karabakh-2020", "{scenario}"]')
    (tmp_path / "two.toml").write_text(
        text.format(scenario=QUARREL, factors="", policies="", replicates=3), encoding="utf-8"
    )
    sim.sweep(tmp_path / "two.toml", tmp_path / "out")
    results = sim.load_results(tmp_path / "out")
    for name in catalogue.fitting(results):
        drawn = catalogue.draw(results, name)
        is_complete(drawn)
    title = catalogue.draw(results, "outcome-shares").title
    assert title.startswith("The challenger launches a full offensive")
    ours = Choice(outcome="end.ties.RUS-ARM.commitment")
    with pytest.raises(FigureError, match="no policy has runs to pair with"):
        catalogue.draw(results, "policy-differences", ours)

"""Results that leave nothing to tell: one replicate, one point, constants, what never happens.

Every figure, section, statistic and command must do without what cannot be known. Warnings are
errors here, so a division by nothing shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import load_experiment
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.plots import catalogue
from sim.report import of_results
from sim.report.content import Block, Folded, Items, Picture, Table
from sim.report.pictures import Gallery
from tests.analysis.sensitivity.made_results import leave

TEXT = """
name = "made"
title = "Made up"
question = "Does it matter?"
scenario = "karabakh-2020"
turns = 8
seed = 5
outcomes = ["recommitted", "recommitment_index", "offensive", "stance", "first_offensive"]
factors = [
  {{ path = "parameters.bulwark"{bulwark} }},
  {{ path = "parameters.resolve_prior"{prior} }},
]
[design]
{design}
[replicates]
fixed = {replicates}
[policies.base]
[policies.other]
set = {{ "ties.TUR-AZE.presence" = 0.5 }}
"""
RANGES = {"bulwark": ", low = 0, high = 2, levels = 3", "prior": ", low = 0, high = 1, levels = 3"}
NO_RANGES = {"bulwark": "", "prior": ""}
NOT_A_NUMBER = re.compile(r"(?<![\w./-])[-+−]?nan(?![\w.])|(?:\[|-)inf")


@dataclass(frozen=True)
class Case:
    """A design, how often a point is played, and how often the yes or no outcomes come."""

    design: str
    replicates: int
    comes: str  # "never", "always", "rarely", "often"

    def results(self, folder: Path, *, policies: int = 2) -> Results:
        """Results of it that are made up, of the first policies alone."""
        ranges = NO_RANGES if "points =" in self.design and "list" in self.design else RANGES
        text = TEXT.format(design=self.design, replicates=self.replicates, **ranges)
        (folder / "made.toml").write_text(text, encoding="utf-8")
        return leave(
            folder / "out",
            load_experiment(folder / "made.toml"),
            dict.fromkeys(("recommitted", "offensive", "recommitment_index"), self._came),
            keep=lambda unit: unit.policy < policies,
        )

    def _came(self, settings: np.ndarray, points: np.ndarray, replicates: np.ndarray) -> np.ndarray:
        shape = (len(points), len(replicates))
        if self.comes in ("never", "always"):
            return np.full(shape, float(self.comes == "always"))
        if self.comes == "rarely":
            return ((points[:, None] == 3) & (replicates[None, :] == 1)).astype(float)
        return ((points[:, None] + replicates[None, :]) % 2).astype(float)


GRID = 'kind = "grid"'
POINT = 'kind = "list"\npoints = [[1.0, 0.5]]'
CASES = {
    "grid, one replicate": Case(GRID, 1, "often"),
    "grid, never": Case(GRID, 3, "never"),
    "grid, rarely": Case(GRID, 6, "rarely"),
    "saltelli, one replicate": Case('kind = "saltelli"\nbase = 8', 1, "often"),
    "saltelli, rarely": Case('kind = "saltelli"\nbase = 8', 6, "rarely"),
    "morris, one replicate": Case('kind = "morris"\ntrajectories = 5', 1, "often"),
    "morris, rarely": Case('kind = "morris"\ntrajectories = 5', 6, "rarely"),
    "hypercube, one replicate": Case('kind = "latin-hypercube"\npoints = 40', 1, "often"),
    "one point, one replicate": Case(POINT, 1, "always"),
    "one point": Case(POINT, 5, "never"),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return request.param.results(tmp_path_factory.mktemp("made"))


def texts(block: Block) -> list[str]:
    """All that a block says."""
    if isinstance(block, Table):
        return [block.caption, *block.head, *(cell for row in block.rows for cell in row)]
    if isinstance(block, Folded):
        return [text for inner in block.blocks for text in texts(inner)]
    if isinstance(block, Items):
        return [text for entry in block.entries for text in entry]
    if isinstance(block, Picture):
        return [block.caption]
    return [block.text]


def test_every_figure(made: Results) -> None:
    for name in catalogue.fitting(made):
        try:
            drawn = catalogue.draw(made, name)
        except ResultsError as error:
            assert "\n" not in str(error)
            continue
        for text in (drawn.title, drawn.caption, drawn.alt):
            assert not NOT_A_NUMBER.search(text), (name, text)


def test_every_section(made: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_results, "gallery", lambda source: Gallery({}, {}))
    for section in of_results.report_results(made, made_on=date(2026, 11, 29)).sections:
        for text in [text for block in section.blocks for text in texts(block)]:
            assert not NOT_A_NUMBER.search(text), (section.heading, text)


@pytest.mark.parametrize(
    "words",
    [
        ("summary",),
        ("summary", "--by", "point"),
        ("sensitivity", "--outcome", "all"),
        ("compare",),
        ("discover", "--outcome", "offensive"),
        ("summary", "--json"),
        ("sensitivity", "--outcome", "all", "--json"),
    ],
    ids=" ".join,
)
def test_every_command(made: Results, words: tuple[str, ...], capsys) -> None:
    from sim.cli import main

    with pytest.raises(SystemExit) as ended:
        main([words[0], str(made.store.folder), *words[1:]])
    printed = capsys.readouterr()
    assert ended.value.code in (0, 2), printed.err
    assert "internal error" not in printed.err
    assert not NOT_A_NUMBER.search(printed.out)
    assert "NaN" not in printed.out


@pytest.mark.parametrize("command", ["sensitivity", "discover"])
def test_half_a_sweep_says_so_before_what_is_found(command: str, tmp_path: Path, capsys) -> None:
    from sim.cli import main

    half = CASES["hypercube, one replicate"].results(tmp_path, policies=1)
    for more in ((), ("--json",)):
        with pytest.raises(SystemExit) as ended:
            main([command, str(half.store.folder), "--outcome", "offensive", *more])
        printed = capsys.readouterr()
        assert ended.value.code == 0, printed.err
        said = "Incomplete sweep: 40 of 80 runs are there"
        assert said in printed.out if more else printed.out.startswith(said)

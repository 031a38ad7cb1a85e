"""Our notebooks run to their end, and show what they keep."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.docs.notebooks import (
    NOTEBOOKS,
    PNG,
    TEXT,
    Notebook,
    code_cells,
    differences,
    load,
    played,
    prose,
)
from tests.docs.pages import ROOT, links

LARGEST = 700_000
"""Most bytes of a notebook with what it shows."""
OF_THE_MACHINE = re.compile(r"0x[0-9a-f]{6}|/(?:home|root|tmp|usr|work)/|\b\d\d:\d\d:\d\d\b")
RESULT = re.compile(r"\d\s?%|\b\d+\.\d")
"""A number in a sentence that only a run can know."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def outputs(notebook: Notebook, kind: str) -> list[dict[str, object]]:
    every = [output for cell in code_cells(notebook) for output in cell["outputs"]]
    return [output["data"] for output in every if kind in output.get("data", {})]


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["many-futures.ipynb", "one-run.ipynb"]


def test_it_runs_and_shows_what_it_keeps(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = load(path)
    fresh = played(kept, path.name)
    again = f"python -m tests.docs.requote {path.name} writes it anew"
    assert list(differences(kept, fresh)) == [], again


def test_what_is_stale_is_noticed(path: Path) -> None:
    kept = load(path)
    assert list(differences(kept, load(path))) == []
    told, drawn = load(path), load(path)
    outputs(told, TEXT)[0][TEXT] = ["<Scenario: another>"]
    first, second, *_ = outputs(drawn, PNG)
    first[PNG] = second[PNG]
    for stale in (told, drawn):
        assert len(list(differences(kept, stale))) == 1


def test_a_cell_that_raises_is_noticed() -> None:
    bad = {"cell_type": "code", "id": "bad", "source": ["1 / 0"], "outputs": []}
    with pytest.raises(ZeroDivisionError):
        played({"cells": [bad]}, "made up")


def test_it_keeps_what_every_machine_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < LARGEST
    notebook = load(path)
    for data in outputs(notebook, PNG):
        data[PNG] = ""
    assert OF_THE_MACHINE.findall(json.dumps(notebook)) == []
    for cell in code_cells(notebook):
        assert cell["execution_count"] is None
        assert cell["outputs"], f"{cell['id']} shows nothing"


def test_its_sentences_quote_no_result(path: Path) -> None:
    """Results stand in what is played, where they cannot go stale."""
    assert [said for said in prose(load(path)) if RESULT.search(said)] == []


def test_its_links_lead_somewhere(path: Path) -> None:
    for said in prose(load(path)):
        for target in links(said):
            assert (path.parent / target).exists(), target


def test_the_readme_lists_it(path: Path) -> None:
    listed = links((ROOT / "README.md").read_text(encoding="utf-8"))
    assert str(path.relative_to(ROOT)) in listed

"""The examples of scenarios/README.md are scenarios that can be played."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load_scenario
from tests.docs.pages import ROOT, Example, examples

GUIDE = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
FILES = [example for example in examples(GUIDE) if example.language == "toml"]


def test_the_guide_has_examples() -> None:
    assert len(FILES) >= 3


@pytest.mark.parametrize("example", FILES, ids=lambda example: f"line {example.line}")
def test_an_example_is_a_scenario(example: Example, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(example.text, encoding="utf-8")
    scenario = load_scenario(file)
    assert f'name = "{scenario.name}"' in example.text

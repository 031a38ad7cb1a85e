"""The version is written once; the pages that must say it too say the same."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

import sim
from sim.cli import main

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_distribution_has_the_version_of_the_package() -> None:
    assert version("marchland") == sim.__version__


def test_the_citation_names_this_version() -> None:
    found = re.search(r"^version: (\S+)$", read("CITATION.cff"), re.MULTILINE)
    assert found and found[1] == sim.__version__


def test_the_changes_begin_with_this_version_and_tell_its_model() -> None:
    heading, text = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1].split("\n", 1)
    assert heading.split()[0] == sim.__version__
    assert f"Model {sim.MODEL_VERSION}" in text


def test_the_command_says_both_versions(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert printed == f"marchland {sim.__version__}, model {sim.MODEL_VERSION}\n"

"""The page of the validation is what its commands find; here they play a reduced size."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from sim.validation.decisions import study
from sim.validation.facts import PARTS, facts_of
from sim.validation.freeze import SHOWN, frozen
from sim.validation.headline import headlines
from tests.docs.pages import script
from tests.validation.decisions.small import make_small


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the page."""
    return script("make_validation.py")


def test_the_page_is_made_from_the_shipped_facts(maker: ModuleType) -> None:
    found = {part: facts for part in PARTS if (facts := facts_of(part)) is not None}
    assert set(found) == set(PARTS)
    kept = maker.PAGE.read_text(encoding="utf-8")
    assert kept == maker.page(found), "make validate PARTS=page writes it anew"


def test_the_page_prints_the_hash_of_what_was_frozen(maker: ModuleType) -> None:
    text = maker.PAGE.read_text(encoding="utf-8")
    for part in PARTS:
        assert frozen(part).digest[:SHOWN] in text
        assert all(change.reason in text for change in frozen(part).changes)


def test_the_readme_has_the_headlines(maker: ModuleType, tmp_path: Path) -> None:
    copy = tmp_path / "README.md"
    copy.write_text(maker.README.read_text(encoding="utf-8"), encoding="utf-8")
    found = {part: facts for part in PARTS if (facts := facts_of(part)) is not None}
    maker.put_in_readme(found, copy)
    written = copy.read_text(encoding="utf-8")
    assert written == maker.README.read_text(encoding="utf-8")
    assert headlines(found).losses[0] in written


def test_losses_stand_first(maker: ModuleType) -> None:
    text = maker.PAGE.read_text(encoding="utf-8")
    told = headlines()
    assert told.losses
    assert told.gains
    places = [text.index(sentences[0]) for sentences in (told.losses, told.gains, told.unknown)]
    assert places == sorted(places)


def test_every_figure_of_the_page_is_there(maker: ModuleType) -> None:
    text = maker.PAGE.read_text(encoding="utf-8")
    shown = {part.split(")")[0] for part in text.split("](figures/validation/")[1:]}
    assert shown
    assert shown == {path.name for path in maker.FIGURES.glob("*.svg")}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_validated_at_a_reduced_size(
    maker: ModuleType, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_small(monkeypatch, study.Size(8, 4, 4, False))
    facts = maker.validate(part, tmp_path, "--quick")
    section = importlib.import_module(f"sim.validation.{part}.page").markdown(facts)
    assert section.startswith("## ")
    shown = {end.split(")")[0] for end in section.split("](figures/validation/")[1:]}
    maker.copy_figures(part, tmp_path, tmp_path / "figures")
    assert shown <= {path.name for path in (tmp_path / "figures").glob("*.svg")}
    assert maker.page({part: facts}).count(section.strip()) == 1

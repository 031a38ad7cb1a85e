"""The API page is the one that the sources make, and tells every public name."""

from __future__ import annotations

from types import ModuleType

import pytest

import sim
from tests.docs.pages import ROOT, script


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the page."""
    return script("make_api.py")


def test_the_page_is_up_to_date(maker: ModuleType) -> None:
    kept = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert maker.page() == kept, "make regenerate writes it anew"


def test_every_public_function_and_class_is_told() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    missing = [
        name
        for name in sim.__all__
        if callable(getattr(sim, name)) and f"\n## `sim.{name}`\n" not in text
    ]
    assert missing == []

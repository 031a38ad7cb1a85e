"""Links between our pages lead somewhere, and every page is on the README's list."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in links(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        there = found.exists()
        if there and anchor:
            there = anchor in anchors(found.read_text(encoding="utf-8"))
        if not there:
            broken.append(target)
    assert broken == []


def test_every_page_is_listed_in_the_readme() -> None:
    listed = set(links((ROOT / "README.md").read_text(encoding="utf-8")))
    pages = {str(page.relative_to(ROOT)) for page in PAGES} - {"README.md"}
    assert pages <= listed


def test_anchors_are_made_as_on_the_web() -> None:
    assert anchors("# How to read an outcome\n## 7.3 War, and tests\n") == {
        "how-to-read-an-outcome",
        "73-war-and-tests",
    }

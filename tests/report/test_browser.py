"""Reports in a real browser: complete, silent, off the network, and readable on any screen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim.report import make_report
from sim.report.content import Block, Folded, Heading, Items, Picture, Prose, Report, Section, Table
from sim.report.glossary import meanings
from tests.report.browser import NAMES, VARIABLE, Visit, browsing, find_browser

WHITE = "rgb(255, 255, 255)"

MISSING = (
    f"no browser of the Chromium family was found; install one (Debian: apt-get install chromium) "
    f"or name its path in {VARIABLE}"
)

TOO_WIDE = """() => {
  const inside = element => element.closest('.scroll, pre');
  return [...document.querySelectorAll('body *')]
    .filter(element => !inside(element) && !element.matches('.skip'))
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .map(element => element.tagName + ': ' + element.textContent.slice(0, 60));
}"""

FAINT = """() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const paper = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('svg')) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(paper(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + ': ' + walker.currentNode.data.slice(0, 60));
  }
  return found;
}"""

FIGURES = """() => [...document.querySelectorAll('figure')].map(figure => {
  const svg = figure.querySelector('svg');
  const box = svg.getBoundingClientRect();
  const named = svg.getAttribute('aria-labelledby').split(' ')
    .every(id => document.getElementById(id)?.textContent.trim());
  return {
    id: figure.id, width: box.width, height: box.height, named,
    shapes: svg.querySelectorAll('path, use, image, text').length,
    caption: figure.querySelector('figcaption').textContent.trim(),
  };
})"""

LOST = """() => {
  const names = [...document.querySelectorAll('[id]')].map(element => element.id);
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  const used = [...document.querySelectorAll('[href^="#"]')]
    .map(element => element.getAttribute('href').slice(1));
  for (const element of document.querySelectorAll('svg *'))
    for (const {value} of element.attributes)
      for (const [, name] of value.matchAll(/url\\(["']?#([^)"']+)/g)) used.push(name);
  return [...twice, ...used.filter(name => !names.includes(name))];
}"""

SIZES = """() => {
  const size = name => [...document.querySelectorAll(name)]
    .map(element => parseFloat(getComputedStyle(element).fontSize));
  return [size('section p, section li'), size('figcaption, caption, td, .made')];
}"""

DEAD = """() => [...document.querySelectorAll('summary')].filter(
  summary => summary.checkVisibility() && !summary.nextElementSibling.checkVisibility()
).map(summary => summary.textContent)"""

OUTLINE = """() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])"""


A4_MARGIN, THREE_LINES = 42.5, 42.0
"""Points: the lower margin of a page, and the least that a heading has of it below its top."""
PICTURE = Picture(
    name="one",
    title="A figure",
    caption="What it says.",
    svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"></svg>',
    width=6.0,
)
FILLER = [Prose("Words of a paragraph. " * 30)] * 8


def opened_page(
    browser, folder: Path, blocks: list[Block], sections: tuple[Section, ...] = ()
) -> Visit:
    """A page with these sections, or of one section with these blocks."""
    made = sections or (Section("One", tuple(blocks)),)
    report = Report("Title", "Question?", "Made of x.", made)
    path = folder / "page.html"
    path.write_text(report.to_html(), encoding="utf-8")
    return Visit(browser, path)


def headings(visit: Visit) -> list[tuple[str, int, float]]:
    """Title of each heading on paper, the number of its page, and the points of the page below it.

    They are read from the outline of the printed document.
    """
    visit.seen(media="print")
    printed = visit.page.pdf(format="A4", outline=True, tagged=True).decode("latin-1")
    found = re.findall(r"/Title \(([^)]*)\)\s+/Dest \[(\d+) 0 R /XYZ [\d.]+ ([\d.]+) 0\]", printed)
    return [(title, int(page), float(top) - A4_MARGIN) for title, page, top in found]


@pytest.fixture(scope="module")
def browser():
    executable = find_browser()
    if executable is None:
        pytest.skip(MISSING)
    with browsing(executable) as opened:
        yield opened


@pytest.fixture(scope="module", params=["results", "record"])
def written(request, tmp_path_factory) -> tuple[Path, int]:
    """A report in a file, and how many figures it must show."""
    report = make_report(request.getfixturevalue(request.param))
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    path.write_text(report.to_html(), encoding="utf-8")
    blocks = [block for part in report.sections for block in part.blocks]
    return path, sum(isinstance(block, Picture) for block in blocks)


@pytest.fixture(scope="module")
def opened(browser, written) -> Iterator[Visit]:
    page = Visit(browser, written[0])
    yield page
    page.close()


@pytest.fixture
def visit(opened: Visit) -> Visit:
    """The page on a wide, light screen."""
    opened.seen()
    return opened


def test_every_figure_is_there_with_its_words(visit: Visit, written: tuple[Path, int]) -> None:
    figures = visit.ask(FIGURES)
    assert len(figures) == written[1] > 0
    for figure in figures:
        assert figure["width"] > 200, figure
        assert figure["height"] > 50, figure
        assert figure["shapes"] > 5, figure
        assert figure["named"], figure
        assert figure["caption"], figure


def test_names_are_given_once_and_lead_somewhere(visit: Visit) -> None:
    assert visit.ask(LOST) == []


def test_headings_step_down_one_by_one(visit: Visit) -> None:
    levels = visit.ask(OUTLINE)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("width", [320, 360, 768, 1200])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    visit.seen(width=width)
    assert visit.ask("() => document.documentElement.scrollWidth") <= width
    assert visit.ask(TOO_WIDE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_paper(visit: Visit, scheme: str) -> None:
    visit.seen(scheme=scheme)
    # Folded text is part of the page too.
    visit.ask("() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert visit.ask(FAINT) == []
    paper = visit.ask("() => getComputedStyle(document.body).backgroundColor")
    assert (paper == WHITE) == (scheme == "light")


def test_it_prints_dark_on_white(visit: Visit) -> None:
    visit.seen(scheme="dark", media="print")
    assert visit.ask("() => getComputedStyle(document.querySelector('nav')).display") == "none"
    assert visit.ask("() => getComputedStyle(document.body).backgroundColor") == WHITE
    assert visit.ask(FAINT) == []


def test_paper_has_its_text_larger_than_its_captions(visit: Visit) -> None:
    visit.seen(media="print")
    text, captions = visit.ask(SIZES)
    assert min(text) > max(captions)


def test_nothing_is_folded_shut_on_paper(visit: Visit) -> None:
    visit.ask("() => document.querySelectorAll('details').forEach(fold => { fold.open = false; })")
    assert visit.ask(DEAD) != []
    visit.seen(media="print")
    assert visit.ask(DEAD) == []


def test_headings_stand_where_they_should_on_paper(visit: Visit) -> None:
    placed = headings(visit)
    assert len(placed) > 5
    assert [title for title, _, below in placed if below < THREE_LINES] == []
    first = [title for title, page, _ in placed if page == placed[0][1]]
    if "Key judgements" in first:
        # They have the first page to themselves, with the title.
        assert len(first) == 3, first


def test_it_is_silent_and_asks_for_nothing(visit: Visit) -> None:
    # The last test of a page: what any of the others provoked counts too.
    assert visit.complaints == []
    assert [address for address in visit.requests if not address.startswith("data:")] == []


def test_a_figure_can_be_enlarged_on_a_phone(browser, tmp_path: Path) -> None:
    visited = opened_page(browser, tmp_path, [*FILLER, PICTURE, *FILLER])
    visited.seen(width=390)
    width = "() => document.querySelector('figure svg').getBoundingClientRect().width"
    assert 300 < visited.ask(width) < 390
    visited.page.get_by_label("Enlarge: A figure").click()
    assert visited.ask(width) == pytest.approx(1.2 * 6 * 96, abs=1)
    box = visited.page.locator(".paper").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    visited.page.get_by_text("Close").click()
    assert 300 < visited.ask(width) < 390
    # The reader is back at the figure.
    assert -1 < visited.page.locator("figure").bounding_box()["y"] < 400
    visited.close()


def test_a_table_shows_where_there_is_more_of_it(browser, tmp_path: Path) -> None:
    wide = Table("Wide", tuple("abcdefgh"), (("a long name", *["1,234,567.89"] * 7),) * 4)
    narrow = Table("Narrow", ("a", "b"), (("x", "1"),) * 4)
    visited = opened_page(browser, tmp_path, [wide, narrow])
    name = visited.page.locator("tbody th").first

    def most_like_paper(place: int, green: int) -> int:
        """How far the pixel most like paper, in the last columns of a box, is from its green."""
        box = visited.page.locator(".scroll").nth(place).bounding_box()
        clip = {**box, "x": box["x"] + box["width"] - 3, "width": 2}
        picture = Image.open(io.BytesIO(visited.page.screenshot(clip=clip))).convert("RGB")
        return int(np.abs(np.asarray(picture)[:, :, 1].astype(int) - green).min())

    for scheme, green in (("light", 0xFF), ("dark", 0x19)):
        visited.seen(width=390, scheme=scheme)
        visited.ask("() => document.querySelector('.scroll').scrollTo(0, 0)")
        left = name.bounding_box()["x"]
        assert most_like_paper(0, green) > 25
        assert most_like_paper(1, green) == 0
        visited.ask("() => document.querySelector('.scroll').scrollTo(10000, 0)")
        assert most_like_paper(0, green) == 0
        # The names of the rows stay in sight.
        assert name.bounding_box()["x"] == left
    visited.close()


def test_a_term_is_explained_where_it_stands(browser, tmp_path: Path) -> None:
    visited = opened_page(browser, tmp_path, [Prose("Of a doctrine and of a desk.")])
    assert meanings()["desk"] in visited.page.locator("#words").inner_text()
    told = visited.page.locator("#word-desk")
    for width in (390, 1280):
        visited.seen(width=width)
        assert not told.is_visible()
        visited.page.get_by_role("button", name="desk").click()
        assert meanings()["desk"] in told.inner_text()
        box = told.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= width
        visited.page.keyboard.press("Escape")
    assert not told.is_visible()
    # By the keyboard alone.
    visited.page.get_by_role("button", name="doctrine").focus()
    visited.page.keyboard.press("Enter")
    assert visited.page.locator("#word-doctrine").is_visible()
    visited.seen(media="print")
    assert not visited.page.locator("#word-doctrine").is_visible()
    assert visited.page.locator("#words").is_visible()
    visited.close()


TALL = Prose("A paragraph of some length. " * 20)
TOGETHER: dict[str, tuple[tuple[Block, ...], float]] = {
    # What follows a heading, and how many points of the page it needs below its top.
    "Figure": ((Prose("See:"), PICTURE), 0.9 * 4 * 72),
    "Table": ((Prose("See:"), Table("Caption", ("a", "b"), (("x", "1"),) * 12)), 12 * 12.0),
    "List": ((Prose("See:"), Items((("One.", "Text."),) * 3)), 2 * 12.0),
    "Fold": ((Folded("See", (Table("C", ("a",), (("x",),) * 12),)),), 12 * 12.0),
}


def test_what_belongs_together_stays_on_a_page(browser, tmp_path: Path) -> None:
    made: list[Block] = []
    for kind, (blocks, _) in TOGETHER.items():
        # Many places on a page, so that some of them are near its end.
        for place in range(12):
            made += [TALL] * 5 + [Prose("One line.")] * place + [Heading(kind), *blocks]
    visited = opened_page(browser, tmp_path, made)
    placed = headings(visited)
    visited.close()
    for kind, (_, needed) in TOGETHER.items():
        below = [points for title, _, points in placed if title == kind]
        assert len(below) == 12
        assert min(below) > needed, kind


def test_the_first_page_is_full_before_a_second_begins(browser, tmp_path: Path) -> None:
    line = Prose("One line.")
    future = (Heading("One future"), line, Items((("2021 Q1.", "It."),) * 8), line, line)
    second = Section("The answer", tuple(FILLER))
    for count, fits in ((5, True), (13, None), (14, None), (60, False)):
        judged = Items((("Head.", "A sentence that can be quoted alone. " * 6),) * count)
        first = Section("Key judgements", (Prose("The lead.", lead=True), line, judged, *future))
        visited = opened_page(browser, tmp_path, [], (first, second))
        pages = {title: (page, below) for title, page, below in headings(visited)}
        visited.close()
        assert pages["Key judgements"][0] == pages["Title"][0], count
        if fits is not None:
            assert (pages["One future"][0] == pages["Title"][0]) == fits, count
        # The illustration is not divided, and the rest of the report begins a page.
        assert pages["One future"][1] > 11 * 12.0, count
        assert pages["The answer"][0] not in (pages["Title"][0], pages["One future"][0]), count


def test_the_checks_find_what_they_look_for(browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!DOCTYPE html><title>t</title><body style='background:#fff'>"
        "<p id=a style='color:#aaa'>faint</p><p id=a>twice</p><a href='#b'>lost</a>"
        "<div style='width:900px'>wide</div><img src='http://127.0.0.1:9/x.png'>"
        "<script>console.error('no')</script>",
        encoding="utf-8",
    )
    visited = Visit(browser, page)
    visited.seen(width=360)
    assert [text.split(": ")[1] for text in visited.ask(FAINT)] == ["faint"]
    assert visited.ask(LOST) == ["a", "b"]
    assert any("wide" in text for text in visited.ask(TOO_WIDE))
    assert any("x.png" in address for address in visited.requests)
    assert any("no" in text for text in visited.complaints)
    visited.close()


def test_the_makefile_looks_for_the_same_browsers() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    assert f"BROWSERS := {' '.join(NAMES)}\n" in makefile


def test_a_name_without_a_browser_behind_it_is_none(tmp_path: Path, monkeypatch) -> None:
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\necho 'install the snap first'\nexit 1\n", encoding="utf-8")
    stub.chmod(0o755)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert find_browser() != str(stub)


def test_a_browser_may_be_named_or_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/opt/browser")
    assert find_browser() == "/opt/browser"
    monkeypatch.setenv(VARIABLE, "none")
    assert find_browser() is None
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("PATH", "")
    assert find_browser() is None

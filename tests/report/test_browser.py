"""Reports in a real browser: complete, silent, off the network, and readable on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from sim.report import make_report
from sim.report.content import Picture
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

OUTLINE = """() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])"""


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
    assert visit.page.pdf(format="A4").startswith(b"%PDF")
    visit.seen(scheme="dark", media="print")
    assert visit.ask("() => getComputedStyle(document.querySelector('nav')).display") == "none"
    assert visit.ask("() => getComputedStyle(document.body).backgroundColor") == WHITE
    assert visit.ask(FAINT) == []


def test_it_is_silent_and_asks_for_nothing(visit: Visit) -> None:
    # The last test of a page: what any of the others provoked counts too.
    assert visit.complaints == []
    assert [address for address in visit.requests if not address.startswith("data:")] == []


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

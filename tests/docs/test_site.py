"""Our pages as a site: complete, as the code host shows them, and without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from markdown_it import MarkdownIt

from tests.docs.notebooks import NOTEBOOKS
from tests.docs.pages import PAGES, ROOT, script
from tests.report.browser import browsing, find_browser

DOCS = ROOT / "docs"
LOADING = {"src", "srcset", "data", "poster"}
"""Attributes by which an element of a page loads a file."""
OTHERS = [
    ROOT / name
    for name in (
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "experiments/README.md",
        "scenarios/cases/README.md",
    )
]
"""Pages of the site beside those that other tests read."""
COMPARED = {"h1", "h2", "h3", "h4", "li", "table", "td", "pre", "code", "img", "em", "strong"}
BUILD = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir"]


class Elements(HTMLParser):
    """The elements of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def held(self, *names: str) -> Iterator[str]:
        """The values of these attributes."""
        yield from (held[name] for _, held in self.found for name in names if name in held)


@cache
def elements(page: Path) -> Elements:
    return Elements(page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """What makes the pages of the site from ours."""
    return script("site_files.py")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [*BUILD, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def place(page: Path) -> str:
    """Path of a page in the site, without its ending."""
    top = DOCS if page.is_relative_to(DOCS) else ROOT
    return str(page.relative_to(top).with_suffix("")).replace("README", "index")


def loaded(read: Elements) -> Iterator[str]:
    """What the elements of a page load; where they only link to does not count."""
    yield from read.held(*LOADING)
    yield from (held["href"] for tag, held in read.found if tag == "link")


def loaded_by_style(text: str) -> Iterator[str]:
    yield from re.findall(r"""(?:url\(|@import)\s*["']?([^"')]+)""", text)


def foreign(addresses: Iterator[str]) -> set[str]:
    return {
        one for one in addresses if re.match(r"(?:https?:|ftp:)?//", one.strip(), re.IGNORECASE)
    }


def test_the_site_has_every_page(site: Path) -> None:
    for page in [*PAGES, *OTHERS, *NOTEBOOKS]:
        assert (site / f"{place(page)}.html").is_file(), page
    assert list(site.rglob("*.py")) == [site / "seats" / "bot.py"]


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        assert foreign(loaded(elements(page))) == set(), page
    for style in [*pages, *site.rglob("*.css")]:
        assert foreign(loaded_by_style(style.read_text(encoding="utf-8"))) == set(), style


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://a.example/b.js"></script>',
        '<link rel="stylesheet" href="//a.example/b.css">',
        '<img src="HTTP://a.example/b.png">',
        "<style>@import 'https://a.example/b.css'</style>",
        "<style>p { background: url(https://a.example/b.png) }</style>",
    ],
)
def test_what_comes_from_elsewhere_is_noticed(html: str) -> None:
    assert len(foreign(loaded(Elements(html))) | foreign(loaded_by_style(html))) == 1


def test_a_link_to_elsewhere_loads_nothing() -> None:
    html = '<a href="https://a.example">a</a><img src="b.png"><img src="data:image/png;base64,//">'
    assert foreign(loaded(Elements(html))) == set()


def test_links_to_our_files_lead_to_them(site: Path) -> None:
    """MkDocs checks links between pages; here, those to scenarios, figures and all other files."""
    for page in set(site.rglob("*.html")) - {site / "404.html"}:  # a server sends it for any place
        for target in {one.partition("#")[0] for one in elements(page).held("href", "src")}:
            if target and not re.match(r"\w+:", target):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_has_in_the_site_what_the_code_host_shows(page: Path, site: Path) -> None:
    """Both read Markdown, each in its way: a list or a block can be lost in one of them."""
    text = page.read_text(encoding="utf-8")
    there = MarkdownIt("commonmark").enable("table").render(text)
    html = (site / f"{place(page)}.html").read_text(encoding="utf-8")
    here = html[html.index('role="main"') : html.index("<footer")]
    wanted, found = (
        Counter(tag for tag, _ in Elements(one).found if tag in COMPARED) for one in (there, here)
    )
    assert found == wanted


@pytest.mark.parametrize(
    ("link", "in_the_site"),
    [
        ("../README.md", "README.md"),
        ("../scenarios/README.md#levels", "scenarios/README.md#levels"),
        ("../scenarios/taiwan.toml", "scenarios/taiwan.toml"),
        ("odd.md#73-war", "odd.md#section-73-war"),
        ("#1-first", "#section-1-first"),
        ("#first", "#first"),
        ("notebooks/one-run.ipynb", "notebooks/one-run.md"),
        ("https://a.example/1#2", "https://a.example/1#2"),
        ("gone.md", "gone.md"),
    ],
)
def test_links_lead_from_the_place_in_the_site(
    hook: ModuleType, link: str, in_the_site: str
) -> None:
    moved = hook.moved(f"[a]({link})\n```\n[a](../README.md)\n```\n", DOCS / "faq.md", "faq.md")
    assert moved == f"[a]({in_the_site})\n```\n[a](../README.md)\n```\n"


def test_links_of_the_front_page_lead_from_its_place(hook: ModuleType) -> None:
    assert hook.moved("[a](docs/faq.md)", ROOT / "README.md", "README.md") == "[a](faq.md)"
    below = ROOT / "scenarios" / "README.md"
    assert hook.moved("[a](../docs/faq.md)", below, "scenarios/README.md") == "[a](../faq.md)"


def test_search_works_in_a_page_that_is_opened_as_a_file(site: Path) -> None:
    executable = find_browser()
    if executable is None:
        pytest.skip("no browser: `make browser` installs one")
    with browsing(executable) as browser:
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(10_000)
        page.goto((site / "odd.html").as_uri())
        page.click("[data-bs-target='#mkdocs_search_modal']")
        page.wait_for_selector("#mkdocs-search-query:focus")
        page.keyboard.type("bulwark")
        page.wait_for_selector("#mkdocs-search-results a")
        found = page.get_attribute("#mkdocs-search-results a", "href")
        assert (site / found.partition("#")[0]).is_file()
        assert complaints == []

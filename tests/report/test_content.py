"""Blocks, and the page that they make."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sim.report.content import Code, Folded, Heading, Items, Picture, Prose, Report, Section, Table
from sim.report.page import named
from sim.report.wording import interval, number
from sim.words import counted, percent

NASTY = '<script>alert("x")</script> & `a<b`'


def page(*blocks) -> str:
    section = Section("A heading", tuple(blocks))
    return Report("Title", "Question?", "Made of `x`.", (section,)).to_html()


class Outline(HTMLParser):
    """Tags as they open and close, and whatever is out of place."""

    VOID = ("meta", "link", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def outline(html: str) -> Outline:
    parsed = Outline()
    parsed.feed(html)
    parsed.close()
    assert not parsed.open
    assert not parsed.faults
    return parsed


EVERY_BLOCK = (
    Prose("Plain words.", lead=True),
    Heading("Below"),
    Items((("Head.", "Text."), ("", "Text alone."))),
    Table("A caption", ("Name", "Value"), (("a", "1.5"), ("b", "-2"))),
    Picture("one", "A figure", "What it says.", "<svg></svg>", 6.0, Table("c", ("x",), (("1",),))),
    Code("a\n  b", "Some code"),
    Folded("More", (Prose("Inside."), Code("c", "Code"))),
)


def test_every_block_closes_what_it_opens() -> None:
    parsed = outline(page(*EVERY_BLOCK))
    tags = [tag for tag, _ in parsed.seen]
    assert tags.count("h1") == 1
    assert [tag for tag in tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h3"]
    assert "figcaption" in tags
    assert tags.count("table") == tags.count("caption") == 2


def test_text_is_never_markup() -> None:
    html = page(
        Prose(NASTY),
        Items(((NASTY, NASTY),)),
        Table(NASTY, (NASTY,), ((NASTY,),)),
        Picture("p", NASTY, NASTY, "<svg></svg>", 6.0),
        Code(NASTY, NASTY),
        Folded(NASTY, (Prose(NASTY),)),
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    outline(html)


def test_headers_say_what_they_are_headers_of() -> None:
    html = page(Table("Caption", ("Name", "Value"), (("a", "1.5"), ("b", "x"))))
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row">') == 2


def test_a_row_as_wide_as_its_head() -> None:
    with pytest.raises(ValueError, match="Caption: 2 cells under 1 columns"):
        Table("Caption", ("one",), (("a", "b"),))


@pytest.mark.parametrize(
    ("cells", "numeric"),
    [
        (("1", "2.5", "-3"), True),
        (("36.3 %", "35.4 to 37.3 %"), True),
        (("+0.25", "-0.1 to 0.2"), True),
        (("2.8 % (2.0 to 4.0 %)", ""), True),
        (("4.1e-05",), True),
        (("64 %", "< 1 %", "0 to < 1 %"), True),
        (("< a",), False),
        (("2023 Q4",), False),
        (("1", "never"), False),
        (("", ""), False),
        ((), False),
    ],
)
def test_columns_of_numbers(cells, numeric) -> None:
    table = Table("c", ("x",), tuple((cell,) for cell in cells))
    assert table.numeric == (numeric,)


def test_a_figure_is_never_much_larger_than_it_was_drawn() -> None:
    small, wide = (Picture("p", "t", "c", "<svg></svg>", width) for width in (5.0, 10.0))
    assert (small.widest, wide.widest) == (36.0, 72.0)  # five inches are 30 rem


def test_backticks_make_names() -> None:
    assert named("set `a.b` now") == "set <code>a.b</code> now"
    assert named("an odd ` one, 5 %") == "an odd ` one, 5\N{NO-BREAK SPACE}%"


def test_the_page_may_fetch_nothing_and_runs_nothing() -> None:
    html = page(*EVERY_BLOCK)
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html)
    assert "@import" not in html
    assert 'lang="en"' in html


def test_numbers_in_words() -> None:
    assert (percent(0.0, digits=1), percent(0.12345, digits=1)) == ("0.0 %", "12.3 %")
    assert (number(0.0), number(-0.0001), number(1234.5)) == ("0", "-0.0001", "1,234")
    assert interval(-0.25, 1) == "-0.25 to 1"
    assert counted(0, "run") == "0 runs"

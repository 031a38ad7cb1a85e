"""Words that a report explains: read from the glossary of the pages, marked where they occur."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.report.content import Items, Picture, Prose, Report, Section
from sim.report.glossary import EXPLAINED, Glossary
from sim.scenario.glossary import meanings

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"


def marked(text: str) -> list[str]:
    """The terms that are marked in a text, as they are written there."""
    return re.findall(r">([^<]+)</button>", Glossary().mark(text, "here"))


def report(*sections: tuple[str, str]) -> str:
    made = tuple(Section(heading, (Prose(text),)) for heading, text in sections)
    return Report("Title", "Question?", "Made of nothing.", made).to_html()


def test_every_term_is_in_the_glossary_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(EXPLAINED) <= set(meanings())
    assert [term for term in EXPLAINED if rows.count(term) != 1] == []


def test_every_row_of_the_glossary_is_read() -> None:
    # A row has a bar at its start, its end and in between; those of heads and rules are left out.
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    heads = [row for row in rows if set(row) <= set("|- ") or row.startswith("| term |")]
    assert len(rows) - len(heads) == len(meanings())
    assert not [text for text in meanings().values() if "](" in text or ".md" in text]


@pytest.mark.parametrize("term", EXPLAINED)
def test_a_term_is_found_by_its_own_name(term: str) -> None:
    # "density, coverage, mass" has the first of its names alone.
    said = term.partition(",")[0]
    assert [found.lower() for found in marked(f"On {said} in words.")] == [said.lower()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Russia recommits; it recommitted, a recommitment.", ["recommits"]),
        ("Sobol indices of the recommitment index", ["Sobol indices", "recommitment index"]),
        ("(commitment) and the guarantor's course", ["commitment", "guarantor", "course"]),
        ("of course, a racecourse: actors.RUS.factions.hawks, bulwark.x, non-review", []),
        ("P(recommitted), policy", ["recommitted"]),
    ],
)
def test_which_words_are_terms(text: str, found: list[str]) -> None:
    assert marked(text) == found


def test_marking_leaves_the_text_as_it_is() -> None:
    text = 'A "desk" (guarantor), the sponsor\'s <b> & courses; a swing.'
    html = Glossary().mark(text, "here")
    plain = re.sub(r"</?(?:button|span)[^>]*>", "", html)
    assert plain == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(
        "'", "&#39;"
    ).replace('"', "&#34;")


def test_a_term_is_marked_once_in_a_section_and_explained_once_in_a_page() -> None:
    html = report(("One", "A desk, a desk and a stance."), ("Two", "A desk."))
    assert html.count('popovertarget="word-desk"') == 2
    assert html.count('popovertarget="word-stance"') == 1
    assert html.count('id="word-desk"') == html.count("<dt>desk</dt>") == 1
    assert html.index("<dt>desk</dt>") < html.index("<dt>stance</dt>")
    meaning = meanings()["desk"]
    assert html.count(f"<dd>{meaning}</dd>") == 1


def test_names_and_titles_are_not_marked() -> None:
    section = Section("The desk", (Prose("Set `desk` to 1."), Items((("Stance.", "None."),))))
    picture = Picture("p", "A swing", "No word.", "<svg></svg>", 6.0)
    html = Report("A lever", "Which doctrine?", "", (section, Section("B", (picture,)))).to_html()
    assert "popover" not in html.partition("</style>")[2]
    assert "Words used here" not in html

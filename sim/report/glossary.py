"""The glossary of a report: words that it uses in a sense of their own, each with its meaning.

The meanings are those of `sim.scenario.glossary`. Here is only which of its terms a report
explains, and in which forms they occur. Left out are words that reports also use in their everyday
sense, such as "test", "point" or "turn".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from sim.scenario.glossary import meanings

EXPLAINED: Mapping[str, str] = {
    "alarm": "alarm",
    "audience cost": "audience costs?",
    "base rate": "base rates?",
    "bulwark": "bulwark",
    "chronicle": "chronicle",
    "commitment": "commitment",
    "common random numbers": "common random numbers",
    "control desk": "control desks?",
    "course": "(?<!of )courses?",
    "cross tie": "cross ties?",
    "desk": "desks?",
    "density, coverage, mass": "density",
    "dissensus": "dissensus",
    "doctrine": "doctrines?",
    "elementary effect": "elementary effects?",
    "faction": "factions?",
    "factor": "factors?",
    "guarantor": "guarantors?",
    "hit": "hits?",
    "lever": "levers?",
    "moral hazard": "moral hazard",
    "noise floor": "noise floor",
    "patron, client": "patrons?|clients?",
    "probe": "probes?",
    "quasi-p-value": "quasi-p(?:-values?)?",
    "readiness": "readiness",
    "recommit": "recommit(?:s|ted|ment)?",
    "recommitment index": "recommitment index",
    "red line": "red lines?",
    "relapse": "relapses?",
    "replicate": "replicates?",
    "resolve": "resolve",
    "review": "review(?:s|ed)?",
    "Sobol index": "Sobol ind(?:ex|ices)",
    "sheet": "sheets?",
    "sponsor": "sponsors?",
    "challenger": "challengers?",
    "defender": "defenders?",
    "stance": "stances?",
    "suitor": "suitors?",
    "swing": "swings?",
    "theatre": "theatres?",
}
"""Terms of the glossary that a report explains, with the forms of each as a regular expression."""

_FORMS = "|".join(
    # The longest first, so that "recommitment index" is not taken for "recommitment".
    f"(?P<t{list(EXPLAINED).index(term)}>{EXPLAINED[term]})"
    for term in sorted(EXPLAINED, key=len, reverse=True)
)
_ANY = re.compile(
    r"(?P<before>(?:(?<!\S)[^\s\w]+)?)"  # a bracket or quotation mark before the term
    rf"(?<![\w.-])(?P<term>{_FORMS})(?!\w|[.-]\w)"  # not a part of a path such as `a.resolve`
    r"(?P<after>(?:[^\s\w]+\w?(?!\S))?)",  # the marks after it, or the end of a genitive
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A term and its meaning; backticks mark names, as in other texts of a report."""

    term: str
    meaning: str

    @property
    def anchor(self) -> str:
        """The name of its explanation in the page.

        >>> Word("Sobol index", "").anchor
        'word-sobol-index'
        """
        return "word-" + re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")


@dataclass
class Glossary:
    """Marks the terms in the texts of one page, and keeps those that it has marked."""

    _marked: set[tuple[str, str]] = field(default_factory=set)

    @property
    def words(self) -> tuple[Word, ...]:
        """The terms that were marked, in the order of the alphabet."""
        used = sorted({term for _, term in self._marked}, key=str.lower)
        return tuple(Word(term, meanings()[term]) for term in used)

    def mark(self, text: str, place: str) -> Markup:
        """Return escaped text in which each term is a button that opens its explanation.

        Args:
            text: Plain text without names.
            place: A part of the page; a term is marked where it first occurs in it.
        """
        pieces, end = [], 0
        for found in _ANY.finditer(text):
            term = next(term for group, term in enumerate(EXPLAINED) if found[f"t{group}"])
            if (place, term) in self._marked or found.start("before") < end:
                continue
            self._marked.add((place, term))
            pieces += [escape(text[end : found.start("before")]), _button(term, found)]
            end = found.end("after")
        return Markup("").join([*pieces, escape(text[end:])])


def _button(term: str, found: re.Match[str]) -> Markup:
    """Return a found term as a button, kept on one line with the marks beside it."""
    word = Word(term, meanings()[term])
    button = Markup(
        '<button type="button" class="term" popovertarget="{}" title="{}">{}</button>'
    ).format(word.anchor, word.meaning.replace("`", ""), found["term"])
    before, after = found["before"], found["after"]
    if not before + after:
        return button
    return Markup('<span class="kept">{}{}{}</span>').format(before, button, after)

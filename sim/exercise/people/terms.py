"""What the words on a sheet mean: the terms of the glossary, and the numbers by their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from sim.scenario.glossary import meanings
from sim.state_words import VARIABLE_WORDS

_OF = re.compile(r"\s*\([^)]*\)$")
"""The end of a term that says of what it is: "act (of a desk)"."""


def meaning_of(word: str) -> str:
    """Return what a word means, after the word that the glossary has for it; "" if nobody says.

    >>> meaning_of("heat")
    'heat: Intensity of incidents along the front line; it decays every quarter.'
    >>> meaning_of("suspension")
    'suspension (frozen): Degree to which the client has suspended the alliance.'
    """
    term = terms().get(word.lower())
    if term is None:
        return ""
    same = word.lower() in _parts(term)
    return f"{word.lower()}{'' if same else f' ({term})'}: {meanings()[term].replace('`', '')}"


@cache
def terms() -> Mapping[str, str]:
    """Return the term of the glossary that explains a word, by word in lower case."""
    found = {part: term for term in meanings() for part in _parts(term)}
    for key, words in VARIABLE_WORDS.items():
        spoken = key.replace("_", " ")
        names = [words.name, words.column, spoken, *spoken.split()]
        term = next((found[name] for name in names if name in found), None)
        if term is not None:
            found |= {
                name: term for name in (words.name, words.column, spoken) if name not in found
            }
    return found


def _parts(term: str) -> list[str]:
    return [part.lower() for part in _OF.sub("", term).split(", ")]

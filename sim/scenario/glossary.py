"""The meanings of the terms of Marchland, from `docs/glossary.md`, which a wheel brings along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from sim.scenario import shipped

_ROW = re.compile(r"^\| (?P<term>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_REFERENCE = re.compile(r"; see \[[^\]]+\]\([^)]+\)")


def parse(text: str) -> dict[str, str]:
    r"""Return the meaning of each term of a glossary in Markdown: rows of tables with two columns.

    Links become their words, and a pointer to another page at the end of a meaning is left out.

    >>> parse("| term | meaning |\n| --- | --- |\n| tie | A relation; see [more](a.md). |")
    {'tie': 'A relation.'}
    """
    rows = [(row["term"].strip(), row["meaning"].strip()) for row in _ROW.finditer(text)]
    return {
        term: _LINK.sub(r"\1", _REFERENCE.sub("", meaning))
        for term, meaning in rows
        if term != "term" and term.strip("-")
    }


@cache
def meanings() -> Mapping[str, str]:
    """Return the meaning of each term of the glossary of the program."""
    path = shipped.folder("docs") / "glossary.md"
    return parse(path.read_text(encoding="utf-8"))

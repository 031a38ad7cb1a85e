"""The section on the conditions of an outcome: the box of scenario discovery, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.analysis.discovery import Discovery, DiscoveryError, discover
from sim.measures import RECOMMITTED, Kind, kind_of
from sim.report.content import Block, Items, Prose, Section, Table
from sim.report.drivers import factor_cell
from sim.report.wording import number
from sim.words import percent

if TYPE_CHECKING:
    from sim.report.study import Study


def conditions(study: Study, figures: Sequence[Block]) -> Section:
    """Return the section on the ranges of factors with the outcome, under the first policy."""
    outcome = outcome_to_find(study)
    try:
        found = discover(study.results, outcome)
    except DiscoveryError as error:
        told: tuple[Block, ...] = (
            Prose(f"Not available here: {study.without_folder(error)}."),
            *figures,
        )
    else:
        told = (*_found(found), *figures, *cautions(found))
    return Section("Under which conditions", told)


def outcome_to_find(study: Study) -> str:
    """Return the experiment's first outcome that is a yes or no; recommitment if none is."""
    flags = [name for name in study.outcomes if kind_of(name) is Kind.YES_NO]
    return flags[0] if flags else RECOMMITTED


def _found(found: Discovery) -> tuple[Block, ...]:
    told = [Prose(text) for text in (*found.sentences, found.tree_sentence)]
    return (*told, restrictions_table(found))


def cautions(found: Discovery) -> tuple[Block, ...]:
    """Return the warnings about the discovery; nothing if there are none."""
    if not found.notes:
        return ()
    return Prose("Before you lean on it:"), Items(tuple(("", note) for note in found.notes))


def restrictions_table(found: Discovery) -> Table:
    """Return the table of the boxes' restrictions, with the tests of each."""
    several = len(found.boxes) > 1
    rows = []
    for row in found.restrictions.to_dict("records"):
        again = row["found_again"]
        said = (
            "at least" if row["side"] == "low" else "at most",
            number(row["bound"]),
            f"{row['quasi_p']:.2g}",
            percent(row["without"], digits=1),
            percent(again, digits=1) if isfinite(again) else "",
        )
        path = row["factor"]
        which = (f"box {row['box']}: " if several else "") + factor_cell(found.names[path], path)
        rows.append((which, *said))
    return Table(
        f"What the box asks for, so that {found.happens}. Density without: what the share inside "
        "would be without that condition. Found again: in how many random halves of the points the "
        "search restricts the same factor",
        ("Factor", "", "Bound", "Quasi-p", "Density without", "Found again"),
        tuple(rows),
    )

"""Dates from a scenario's document, the mapping that manifests and records hold."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.documents import Document

__all__ = ["Document", "dates", "shared_document"]


def shared_document(policies: Sequence[Document]) -> Document:
    """Return the document of a manifest's policies if all play one scenario; else an empty one.

    >>> shared_document([{"scenario": "a", "document": {"x": 1}}, {"scenario": "b"}])
    {}
    """
    same = len({policy["scenario"] for policy in policies}) == 1
    document: Document = policies[0]["document"] if same else {}
    return document


def dates(document: Document, turns: int) -> tuple[str, ...]:
    """Return the quarter of every turn, such as "2021 Q1".

    >>> dates({"calendar": {"start": "2020-Q4"}}, 2)
    ('2020 Q4', '2021 Q1')
    """
    year, quarter = document["calendar"]["start"].split("-Q")
    first = 4 * int(year) + int(quarter) - 1
    return tuple(f"{t // 4} Q{t % 4 + 1}" for t in range(first, first + turns))

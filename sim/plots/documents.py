"""Numbers and dates from a scenario's document, the mapping that manifests and records hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]


def shared_document(policies: Sequence[Document]) -> Document:
    """Return the document of a manifest's policies if all play one scenario; else an empty one.

    >>> shared_document([{"scenario": "a", "document": {"x": 1}}, {"scenario": "b"}])
    {}
    """
    same = len({policy["scenario"] for policy in policies}) == 1
    document: Document = policies[0]["document"] if same else {}
    return document


def number_at(document: Document, path: str) -> float | None:
    """Return the number at a path, given plainly or with its source; None if there is none.

    >>> number_at({"parameters": {"bulwark": {"value": 0.8, "low": 0.0}}}, "parameters.bulwark")
    0.8
    """
    found: Any = document
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    value = found.get("value") if isinstance(found, Mapping) else found
    return float(value) if isinstance(value, int | float) else None


def dates(document: Document, turns: int) -> tuple[str, ...]:
    """Return the quarter of every turn, such as "2021 Q1".

    >>> dates({"calendar": {"start": "2020-Q4"}}, 2)
    ('2020 Q4', '2021 Q1')
    """
    year, quarter = document["calendar"]["start"].split("-Q")
    first = 4 * int(year) + int(quarter) - 1
    return tuple(f"{t // 4} Q{t % 4 + 1}" for t in range(first, first + turns))

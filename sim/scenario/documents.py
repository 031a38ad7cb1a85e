"""Numbers from a scenario's document, the mapping that manifests and records hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]


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

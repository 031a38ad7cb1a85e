"""The catalogue of shipped files, made without reading more than their titles."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import shipped
from sim.scenario.problems import ScenarioError
from sim.scenario.sources import merge_chain, read_chain


def listing(shelf: str = shipped.SCENARIOS) -> list[dict[str, str]]:
    """Kind, name, title and path of every file of a shelf, in order of name.

    A faulty one is listed too, with its first fault for a title.
    """
    kind = shelf.removesuffix("s")
    return [
        {"kind": kind, "name": name, "title": _title(path), "path": str(path)}
        for name, path in shipped.paths(shelf).items()
    ]


def _title(path: Path) -> str:
    try:
        return str(merge_chain(read_chain(path, str(path))).get("title", ""))
    except ScenarioError as error:
        return f"faulty: {error.problems[0]}"

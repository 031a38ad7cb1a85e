"""The catalogue of shipped files; only their titles are read."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import shipped
from sim.scenario.problems import ScenarioError
from sim.scenario.sources import merge_chain, read_chain


def listing(shelf: str = shipped.SCENARIOS) -> list[dict[str, str]]:
    """Return kind, name, title and path of every file in a folder of shipped files, by name.

    A file with errors is listed too; its first error is given in place of the title.

    Args:
        shelf: Name of the folder, `scenarios` or `experiments`.
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

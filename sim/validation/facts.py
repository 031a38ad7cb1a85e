"""What the last full validation found, as it is shipped with the program.

`make validate` writes one file of facts for each part. The page `docs/validation.md`, the README
and the limits of every report are made from these files, so a score is written in one place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.record.files import write_file
from sim.scenario import shipped
from sim.validation.freeze import FOLDER

PARTS = ("patterns", "decisions", "backtest", "calibration")
"""Parts of the validation, in the order of the page."""

Facts = dict[str, Any]


def folder() -> Path:
    """Return the folder of the shipped files of facts."""
    return shipped.folder(shipped.EXPERIMENTS) / FOLDER / "facts"


def facts_of(part: str) -> Facts | None:
    """Return the shipped facts of a part; None if it has not been validated yet.

    Args:
        part: One of `PARTS`.
    """
    try:
        found: Facts = json.loads((folder() / f"{part}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def keep_facts(part: str, facts: Facts, where: Path | None = None) -> Path:
    """Write the facts of a part, and return the path of the file.

    Args:
        part: One of `PARTS`.
        facts: Values that JSON can hold; no NaN.
        where: Folder to write to; that of the shipped facts if None.
    """
    place = folder() if where is None else where
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{part}.json"
    text = json.dumps(facts, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)
    write_file(path, text.encode() + b"\n")
    return path

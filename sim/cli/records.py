"""Finding the record a command was pointed at."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.record import Record

RECORD_NAME = "record.json"
"""The name of the record file in the folder that `sim run --out` writes."""

RecordPath = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD", help="A record file, or the folder that `sim run --out` wrote."
    ),
]


def open_record(path: Path) -> "Record":
    """The record at `path`, or in the folder `path`. Raises RecordError."""
    from sim.record import load_record

    return load_record(path / RECORD_NAME if path.is_dir() else path)

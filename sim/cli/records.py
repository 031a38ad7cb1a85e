"""Find and read the record that a command names."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.record import Record

RecordPath = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD", help="A record file, or the folder that `sim run --out` wrote."
    ),
]


def open_record(path: Path) -> "Record":
    """The record at `path`, or in the folder `path`. Raises RecordError.

    Its scenario is read as well: whatever tells a record relies on names and phrases in there.
    """
    from sim.record import RecordError, load_record
    from sim.record.files import RECORD_NAME
    from sim.scenario import ScenarioError, from_document

    file = path / RECORD_NAME if path.is_dir() else path
    if path.is_dir() and not file.exists():
        _without_record(path)
    record = load_record(file)
    try:
        from_document(record.scenario)
    except ScenarioError as error:
        first = str(error).partition("\n")[0]
        raise RecordError(f"{file}: its scenario is not valid: {first}") from error
    return record


def _without_record(folder: Path) -> None:
    """Raise RecordError if a folder holds something else of this program than a record."""
    from sim.exercise.log import LOG_NAME
    from sim.experiment.manifest_file import NAME
    from sim.record import RecordError

    if (folder / LOG_NAME).exists():
        raise RecordError(f"{folder}: no turn of this game is closed yet; there is no record")
    if (folder / NAME).exists():
        again = shlex.join(["sim", "rerun", str(folder), "--run", "0", "--out", "DIR"])
        raise RecordError(f"{folder}: results of many runs; to get the record of one: {again}")

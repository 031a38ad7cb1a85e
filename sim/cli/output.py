"""The folder that `sim run --out` writes: the record, the chronicle and the figures of one run."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.mistakes import UserError
from sim.cli.printing import json_text

if TYPE_CHECKING:
    from sim.record import Record

CHRONICLE_NAME = "chronicle.txt"
GENERATOR = b'content="marchland report"'
"""Text that identifies a page written by this program; it stands near the start of the file."""
BEGINNING = 1000
"""Number of bytes of a file in which `GENERATOR` is looked for."""
ENDINGS = (".html", ".htm")


@contextmanager
def writing(path: Path, option: str = "--out") -> Iterator[None]:
    """Write files inside it. If one cannot be written, UserError names the option and its path."""
    try:
        yield
    except OSError as error:
        raise UserError(f"{option} {path}: cannot be written: {error.strerror}") from error


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON; a number that is not finite is null. Raises OSError."""
    from sim.record.files import write_file

    write_file(path, json_text(value).encode() + b"\n")


def refuse_to_replace(folder: Path, names: Iterable[str], *, ours: bool) -> None:
    """Raise UserError if a folder holds files of these names that this program did not write.

    `ours` says that this program wrote them, so they may be replaced.
    """
    others = [] if ours else [name for name in names if (folder / name).exists()]
    if others:
        raise UserError(
            f"--out {folder}: {', '.join(others)} would be replaced, and this program did not "
            "write it; name another folder, or move that away"
        )


def holds_our_json(path: Path, *keys: str) -> bool:
    """Whether this program wrote a JSON file: the file holds an object with these keys."""
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(held, dict) and all(key in held for key in keys)


def folder_to_write(path: Path, names: Iterable[str], *, ours: bool) -> Path:
    """Make the folder of `--out`, before anything is played, and return it.

    Raises UserError if it cannot be made, or holds files of these names that this program did not
    write; `ours` as for `refuse_to_replace`.
    """
    refuse_to_replace(path, names, ours=ours)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"--out {path}: cannot be made: {error.strerror}") from error
    return path


def page_to_write(target: Path) -> Path:
    """Return the path of a page that is to be written, and make its folder.

    Raises UserError if the path is a folder, does not end in .html or .htm, or is a file that is no
    page of this program.
    """
    if target.is_dir():
        raise UserError(f"--out {target}: a folder; name a file, such as {target / 'report.html'}")
    if target.suffix.lower() not in ENDINGS:
        raise UserError(f"--out {target}: a report is HTML; name it {target.stem}.html")
    if target.exists() and GENERATOR not in target.read_bytes()[:BEGINNING]:
        raise UserError(f"--out {target}: there is a file of that name that is no report")
    make_parent(target)
    return target


def make_parent(target: Path) -> None:
    """Make the folder of a file of `--out`. Raises UserError if it cannot be made."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)


def pictures(*stems: str) -> tuple[str, ...]:
    """Names of the files of figures that are saved as PNG and SVG, with their tables."""
    return tuple(f"{stem}.{ending}" for stem in stems for ending in ("png", "svg", "csv"))


class Folder:
    """A folder for the files of one run. It is made before anything is played.

    Raises UserError if the folder cannot be made, or if the path is a file.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.path = path
        self.overwrite = overwrite
        try:
            path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UserError(f"--out {path}: there is a file of that name, not a folder") from None
        except OSError as error:
            raise UserError(f"--out {path}: cannot be made: {error.strerror}") from error

    @property
    def record(self) -> Path:
        """Path of the record."""
        from sim.record.files import RECORD_NAME

        return self.path / RECORD_NAME

    def save(self, record: "Record") -> None:
        """Write record.json, chronicle.txt and the figures.

        Raises UserError if the folder holds a different run and may not be overwritten, if it
        holds files of those names that this program did not write, or if a file cannot be written.
        """
        from sim.narrative.chronicle import chronicle
        from sim.plots import save_run_figures
        from sim.plots.run_figures import RUN_FIGURES
        from sim.record.files import RECORD_NAME, write_file

        data = record.to_bytes()
        figures = [f"{one.name}.{end}" for one in RUN_FIGURES for end in ("png", "svg", "csv")]
        ours = holds_our_json(self.record, "format", "scenario_hash", "turns_played")
        names = (RECORD_NAME, CHRONICLE_NAME, *figures)
        refuse_to_replace(self.path, names, ours=ours)
        with writing(self.path):
            if not self.overwrite and self.record.exists() and self.record.read_bytes() != data:
                raise UserError(
                    f"--out {self.path}: it holds a different run; "
                    "name another folder, or add --overwrite to replace that run"
                )
            write_file(self.record, data)
            write_file(self.path / CHRONICLE_NAME, chronicle(record).encode("utf-8"))
            save_run_figures(record, self.path)

"""The results store: a folder of Parquet parts, one a unit, beside the manifest and the design.

    DIR/manifest.json
    DIR/design.parquet
    DIR/runs/block00000-group000000-policy000.parquet ...
    DIR/fans/ or DIR/trajectories/, parts of the same names, if the experiment keeps them

Each file is written under a temporary name, brought to the disk and renamed, so it is there whole
or not at all, and each carries a digest of its own bytes. There is no log, no lock and no
appending: a sweep is finished when no name is missing. A file of any other name is none of ours:
it is neither read nor removed, only named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.experiment import part
from sim.experiment.faults import ResultsError, one_line
from sim.experiment.manifest import Manifest, read_manifest
from sim.experiment.manifest_file import NAME
from sim.experiment.part import PartError
from sim.experiment.play import Finished, tally
from sim.experiment.schedule import Schedule, Tally
from sim.experiment.units import Unit
from sim.record.files import write_file

DESIGN = "design.parquet"
RUNS = "runs"
TRACES = ("fans", "trajectories")
SUFFIX = ".parquet"
POINT, PLACE = "point", "order"
"""Columns of the design beside its numbers: the point, and its place in the order of play."""
DRAFTS = f".*{SUFFIX}.*.part"
"""Names of parts that are being written."""


@dataclass(frozen=True)
class Store:
    """A folder of results whose manifest is known."""

    folder: Path
    manifest: Manifest

    @property
    def runs(self) -> Path:
        """Folder of the parts with the table of runs."""
        return self.folder / RUNS

    @property
    def traces(self) -> Path | None:
        """Folder of the parts with bands or trajectories; None if there are none."""
        return None if self.manifest.traces is None else self.folder / self.manifest.traces

    def part(self, unit: Unit) -> Path:
        """Where the runs of a unit are."""
        return self.runs / f"{unit.name}{SUFFIX}"

    def parts(self, below: Path, which: str = "*") -> list[Path]:
        """The parts in one of the folders whose names match a pattern, in order."""
        layout = self.manifest.layout()
        return [path for path in sorted(below.glob(which + SUFFIX)) if layout.has(path.stem)]

    def strays(self) -> tuple[str, ...]:
        """Names of files among the parts that are no parts of this sweep."""
        layout, found = self.manifest.layout(), []
        for below in (self.runs, self.traces):
            if below is None or not below.is_dir():
                continue
            for path in sorted(below.iterdir()):
                ours = path.suffix == SUFFIX and layout.has(path.stem)
                if not (ours or path.match(DRAFTS)):
                    found.append(path.relative_to(self.folder).as_posix())
        return tuple(found)

    def put(self, finished: Finished) -> None:
        """Write the parts of a unit; the runs last, for they say that it is done.

        Raises:
            ResultsError: They cannot be written. What was there before is untouched.
        """
        path = self.part(finished.unit)
        try:
            if self.traces is not None and finished.traces is not None:
                write_file(self.traces / path.name, finished.traces)
            write_file(path, finished.runs)
        except OSError as error:
            raise cannot_write(self.folder, error, resumable=True) from error

    def forget(self, units: Iterable[Unit]) -> None:
        """Remove the parts of units, the last first. Raises ResultsError if that cannot be done."""
        try:
            for unit in sorted(units, key=lambda unit: unit.name, reverse=True):
                self.part(unit).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error, resumable=True) from error

    def look(self, unit: Unit, *, verify: bool) -> Tally:
        """The tally of a unit whose parts are there and sound, from its rows.

        Every byte of its runs is held against their digest. Of bands and trajectories that is done
        with `verify`, else only their end is looked at.

        Raises:
            PartError: A part is missing, damaged, or not of this unit.
        """
        path, stamps = self.part(unit), {"identity": self.manifest.hash, "unit": unit.name}
        main, watched = self.manifest.outcomes[0], self.manifest.watched
        table = part.read(path, columns=sorted({POINT, "status", main, watched}), **stamps)
        if not np.array_equal(table[POINT].to_numpy(), np.repeat(unit.points, unit.count)):
            raise PartError("of other points")
        if self.traces is not None:
            (part.whole if verify else part.glance)(self.traces / path.name, **stamps)
        return tally(table, unit=unit, main=main, watched=watched)

    def read(self, path: Path, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a part, or some columns of them.

        Raises:
            ResultsError: The part cannot be used; says which and why.
        """
        try:
            return part.read(path, identity=self.manifest.hash, unit=path.stem, columns=columns)
        except PartError as error:
            raise ResultsError(f"{path}: {error}; sim sweep ... --resume plays it again") from None

    def design(self) -> pa.Table:
        """The design: a row a point. Raises ResultsError if it cannot be used."""
        path = self.folder / DESIGN
        try:
            return part.read(path, identity=self.manifest.hash, unit=path.stem)
        except PartError as error:
            raise ResultsError(f"{path}: {error}; sim sweep ... --resume makes it again") from None

    def schedule(self) -> Schedule:
        """The schedule of the whole sweep, as the manifest has it."""
        return self.manifest.schedule(np.argsort(self.design()[PLACE].to_numpy()))


def open_store(folder: Path) -> Store:
    """The results in a folder. Raises ResultsError if there are none."""
    manifest = read_manifest(folder)
    if manifest is None:
        missing = "no such folder" if not folder.exists() else f"no results: {NAME} is missing"
        raise ResultsError(f"{folder}: {missing}")
    return Store(folder, manifest)


def left_aside(strays: Sequence[str], shown: int = 3) -> str:
    """The line that names files that are no parts of a sweep.

    >>> left_aside(["runs/._a.parquet"])
    'left aside, for it is no part of this sweep: runs/._a.parquet'
    """
    they_are = "it is no part" if len(strays) == 1 else "they are no parts"
    more = f" and {len(strays) - shown:,} more" if len(strays) > shown else ""
    return f"left aside, for {they_are} of this sweep: {', '.join(strays[:shown])}{more}"


def cannot_write(folder: Path, error: OSError, *, resumable: bool = False) -> ResultsError:
    """The one line for a disk that does not take what was computed."""
    return ResultsError(f"{folder}: cannot be written: {one_line(error)}", resumable=resumable)

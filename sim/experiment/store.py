"""The results store: a folder with the manifest, the design, and a Parquet part for each unit.

    DIR/manifest.json
    DIR/design.parquet
    DIR/runs/block00000-group000000-policy000.parquet ...
    DIR/quantiles/ or DIR/trajectories/, parts of the same names, if the experiment keeps them

Each file is written under a temporary name, flushed to the disk and renamed, so it exists
completely or not at all, and each holds a digest of its own bytes. There is no log, no lock, and
nothing is appended to a file: a sweep is complete if no part is missing. A file with any other name
does not belong to the sweep: it is reported, but neither read nor removed.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.experiment import part
from sim.experiment.beginning import Beginning, read_beginning
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
TRAJECTORY_FOLDERS = ("quantiles", "trajectories")
SUFFIX = ".parquet"
POINT, PLACE = "point", "order"
"""Columns of the design besides its numbers: the point, and its place in the order of play."""
DRAFTS = f".*{SUFFIX}.*.part"
"""Pattern of the temporary names of parts that are being written."""


@dataclass(frozen=True)
class Store:
    """A folder of results with its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def runs(self) -> Path:
        """Folder of the parts with the table of runs."""
        return self.folder / RUNS

    @property
    def trajectories(self) -> Path | None:
        """Folder of the parts with quantiles or trajectories; None if only outcomes are kept."""
        keep = self.manifest.keep
        return None if keep == "outcomes" else self.folder / keep

    @property
    def resume(self) -> str:
        """The command that plays what is missing; EXPERIMENT, if it is a file, is not known."""
        if self.manifest.beginning is not None:
            return shlex.join(["sim", "branch", str(self.folder), "--resume"])
        from sim.scenario.shipped import EXPERIMENTS, paths

        shipped = self.manifest.name in paths(EXPERIMENTS)
        words = ["sim", "sweep", self.manifest.name if shipped else "EXPERIMENT"]
        words += ["--out", str(self.folder), "--seed", str(self.manifest.content["seed"])]
        words += ["--ensemble", "FILE"] if self.manifest.ensemble is not None else []
        return shlex.join([*words, "--resume"])

    def part(self, unit: Unit) -> Path:
        """Path of the part with the runs of a unit."""
        return self.runs / f"{unit.name}{SUFFIX}"

    def parts(self, below: Path, which: str = "*") -> list[Path]:
        """Return the parts in the folder `below` whose names match a pattern, in order of name."""
        layout = self.manifest.layout()
        return [path for path in sorted(below.glob(which + SUFFIX)) if layout.has(path.stem)]

    def strays(self) -> tuple[str, ...]:
        """Return the names of files in the folders of parts that do not belong to this sweep."""
        layout, found = self.manifest.layout(), []
        for below in (self.runs, self.trajectories):
            if below is None or not below.is_dir():
                continue
            for path in sorted(below.iterdir()):
                ours = path.suffix == SUFFIX and layout.has(path.stem)
                if not (ours or path.match(DRAFTS)):
                    found.append(path.relative_to(self.folder).as_posix())
        return tuple(found)

    def put(self, finished: Finished) -> None:
        """Write the parts of a unit. The runs come last, because they mark the unit as done.

        Raises:
            ResultsError: A part cannot be written. What was stored before is unchanged.
        """
        path = self.part(finished.unit)
        try:
            if self.trajectories is not None and finished.trajectories is not None:
                write_file(self.trajectories / path.name, finished.trajectories)
            write_file(path, finished.runs)
        except OSError as error:
            raise cannot_write(self.folder, error, resumable=True) from error

    def forget(self, units: Iterable[Unit]) -> None:
        """Remove the runs of units, the last unit first. Raises ResultsError if that fails."""
        try:
            for unit in sorted(units, key=lambda unit: unit.name, reverse=True):
                self.part(unit).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error, resumable=True) from error

    def look(self, unit: Unit, *, verify: bool) -> Tally:
        """Check the stored parts of a unit and return its tally, computed from its rows.

        Every byte of its runs is checked against their digest. Quantiles and trajectories are
        checked in the same way with `verify`; without it, only their last bytes are.

        Raises:
            PartError: A part is missing, damaged, or not of this unit.
        """
        path, stamps = self.part(unit), {"identity": self.manifest.hash, "unit": unit.name}
        main, watched = self.manifest.outcomes[0], self.manifest.watched
        table = part.read(path, columns=sorted({POINT, "status", main, watched}), **stamps)
        if not np.array_equal(table[POINT].to_numpy(), np.repeat(unit.points, unit.count)):
            raise PartError("of other points")
        if self.trajectories is not None:
            (part.whole if verify else part.glance)(self.trajectories / path.name, **stamps)
        return tally(table, unit=unit, main=main, watched=watched)

    def read(self, path: Path, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of a part, with all columns or some.

        Raises:
            ResultsError: The part cannot be used. The message says which part and why.
        """
        try:
            return part.read(path, identity=self.manifest.hash, unit=path.stem, columns=columns)
        except PartError as error:
            raise self._unusable(path, error) from None

    def size(self, path: Path) -> int:
        """Return the number of rows of a part. Raises ResultsError if the part cannot be used."""
        try:
            return part.size(path)
        except PartError as error:
            raise self._unusable(path, error) from None

    def design(self) -> pa.Table:
        """Return the design, one row for each point. Raises ResultsError if it cannot be used."""
        path = self.folder / DESIGN
        try:
            return part.read(path, identity=self.manifest.hash, unit=path.stem)
        except PartError as error:
            raise self._unusable(path, error) from None

    def beginning(self) -> Beginning | None:
        """Return the turn in which all runs begin; None if they begin as their scenario says.

        Raises:
            ResultsError: The record of the run that they go on from cannot be used.
        """
        facts = self.manifest.beginning
        return None if facts is None else read_beginning(self.folder, facts)

    def schedule(self) -> Schedule:
        """Return the schedule of the whole sweep, made from the manifest and the design."""
        return self.manifest.schedule(np.argsort(self.design()[PLACE].to_numpy()))

    def _unusable(self, path: Path, error: PartError) -> ResultsError:
        return ResultsError(f"{path}: {error}; to make it again: {self.resume}")


def open_store(folder: Path) -> Store:
    """Return the results in a folder. Raises ResultsError if there are none."""
    manifest = read_manifest(folder)
    if manifest is None:
        missing = "no such folder" if not folder.exists() else f"no results: {NAME} is missing"
        raise ResultsError(f"{folder}: {missing}")
    return Store(folder, manifest)


def strays_line(strays: Sequence[str], shown: int = 3) -> str:
    """Return the line that names files which do not belong to a sweep.

    >>> strays_line(["runs/._a.parquet"])
    'left aside, because it does not belong to this sweep: runs/._a.parquet'
    """
    they_do = "it does" if len(strays) == 1 else "they do"
    more = f" and {len(strays) - shown:,} more" if len(strays) > shown else ""
    return (
        f"left aside, because {they_do} not belong to this sweep: {', '.join(strays[:shown])}{more}"
    )


def cannot_write(folder: Path, error: OSError, *, resumable: bool = False) -> ResultsError:
    """Return the error for a file that cannot be written."""
    return ResultsError(f"{folder}: cannot be written: {one_line(error)}", resumable=resumable)

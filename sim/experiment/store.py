"""The results store: a folder of Parquet parts, one a unit, beside the manifest and the design.

    DIR/manifest.json
    DIR/design.parquet
    DIR/runs/block00000-group000000-policy000.parquet ...
    DIR/fans/ or DIR/trajectories/, parts of the same names, if the experiment keeps them

Each file is written under a temporary name, brought to the disk and renamed, so it is there whole
or not at all. There is no log, no lock and no appending: a sweep is finished when no name is
missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.experiment import part
from sim.experiment.faults import ResultsError, one_line
from sim.experiment.manifest import NAME, Manifest, difference, read_manifest
from sim.experiment.play import Finished, tally
from sim.experiment.schedule import Schedule, Tally
from sim.experiment.units import Unit
from sim.record.files import write_file

if TYPE_CHECKING:
    from sim.experiment.plan import Plan

DESIGN = "design.parquet"
RUNS = "runs"
TRACES = ("fans", "trajectories")
POINT, PLACE = "point", "order"
"""Columns of the design beside its numbers: the point, and its place in the order of play."""

Note = Callable[[str], None]


def _silent(text: str) -> None:
    """Keep a remark to oneself."""


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
        return self.runs / f"{unit.name}.parquet"

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

    def fault(self, unit: Unit) -> str:
        """Why a unit has to be played: "missing", or what is wrong with its parts; "" if not."""
        wanted = {"identity": self.manifest.hash, "unit": unit.name}
        path = self.part(unit)
        found = part.fault(path, **wanted)
        if not found and self.traces is not None:
            found = part.fault(self.traces / path.name, **wanted)
        return found

    def tally(self, unit: Unit) -> Tally:
        """The tally of a unit that is there, from its rows. Raises OSError if they are damaged."""
        main, watched = self.manifest.outcomes[0], self.manifest.watched
        table = part.read(self.part(unit), sorted({"status", main, watched}))
        return tally(table, unit=unit, main=main, watched=watched)

    def check(self, unit: Unit) -> None:
        """Read all of a unit's parts that are there. Raises OSError if any of it is damaged."""
        path = self.part(unit)
        part.check(path)
        if self.traces is not None:
            part.check(self.traces / path.name)

    def design(self) -> pa.Table:
        """The design: a row a point. Raises ResultsError if it cannot be read."""
        path = self.folder / DESIGN
        try:
            return part.read(path)
        except OSError as error:
            raise ResultsError(f"{path}: cannot be read: {one_line(error)}") from error

    def schedule(self) -> Schedule:
        """The schedule of the whole sweep, as the manifest has it."""
        places = self.design()[PLACE].to_numpy()
        return self.manifest.schedule(np.argsort(places))


def open_store(folder: Path) -> Store:
    """The results in a folder. Raises ResultsError if there are none."""
    manifest = read_manifest(folder)
    if manifest is None:
        missing = "no such folder" if not folder.exists() else f"no results: {NAME} is missing"
        raise ResultsError(f"{folder}: {missing}")
    return Store(folder, manifest)


def begin_store(
    folder: Path,
    plan: Plan,
    manifest: Manifest,
    *,
    resume: bool = False,
    overwrite: bool = False,
    note: Note = _silent,
) -> Store:
    """The folder for a sweep, made or found, with nothing of another sweep in it.

    Args:
        folder: Where the results go.
        plan: What is to be played.
        manifest: Its manifest.
        resume: Go on with what is there, if it is of this very sweep.
        overwrite: Remove the results that are there first, whatever they are of.
        note: Told of anything unusual that was put right.

    Raises:
        ResultsError: The folder holds what may not be touched, or cannot be written.
    """
    theirs = read_manifest(folder)
    if theirs is None:
        _check_free(folder)
    elif overwrite:
        _erase(folder)
    elif theirs.hash != manifest.hash:
        raise ResultsError(
            f"{folder}: {difference(theirs, manifest)}; "
            "name another folder with --out, or add --overwrite to replace what is there"
        )
    elif not resume:
        raise ResultsError(
            f"{folder}: it holds this very sweep already; "
            "add --resume to complete it, or --overwrite to begin again"
        )
    else:
        _note_versions(theirs, manifest, note)
        manifest = theirs
    store = Store(folder, manifest)
    try:
        for below in (store.runs, store.traces):
            if below is not None:
                below.mkdir(parents=True, exist_ok=True)
                _sweep_up(below)
        if theirs is None or overwrite:
            write_file(folder / DESIGN, design_part(plan, manifest))
            write_file(folder / NAME, manifest.to_bytes())
        _check_writable(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return store


def design_part(plan: Plan, manifest: Manifest) -> bytes:
    """The design as Parquet: point, place in the order of play, factors, what moves with them."""
    order = plan.layout.order
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    table: dict[str, Any] = {POINT: np.arange(len(order), dtype=np.int32), PLACE: place}
    for k, name in enumerate(plan.columns.factors):
        table[name] = np.ascontiguousarray(plan.factor_values[:, k])
    for k, path in enumerate(plan.recipes[0].paths):
        table.setdefault(path, np.ascontiguousarray(plan.values[:, k]))
    return part.to_bytes(pa.table(table), identity=manifest.hash, unit="design")


def cannot_write(folder: Path, error: OSError, *, resumable: bool = False) -> ResultsError:
    """The one line for a disk that does not take what was computed."""
    return ResultsError(f"{folder}: cannot be written: {one_line(error)}", resumable=resumable)


def _check_free(folder: Path) -> None:
    """Refuse a folder whose runs nobody can say the meaning of."""
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: there is a file of that name, not a folder")
    if any(folder.glob(f"{RUNS}/*.parquet")):
        raise ResultsError(f"{folder}: it holds runs, but no {NAME} that says of what")


def _erase(folder: Path) -> None:
    """Remove results, the manifest last of all, so that what is left can still be told apart."""
    try:
        for below in (RUNS, *TRACES):
            for path in folder.glob(f"{below}/*.parquet"):
                path.unlink()
        (folder / DESIGN).unlink(missing_ok=True)
        (folder / NAME).unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error


def _sweep_up(folder: Path) -> None:
    """Remove drafts of processes that were killed."""
    for path in folder.glob(".*.parquet.*.part"):
        owner = path.name.rsplit(".", 2)[1]
        if not (owner.isdigit() and _alive(int(owner))):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_writable(folder: Path) -> None:
    """Find out before anything is played."""
    probe = folder / RUNS / f".probe.{os.getpid()}"
    probe.write_bytes(b"")
    probe.unlink()


def _note_versions(theirs: Manifest, ours: Manifest, note: Note) -> None:
    for name, version in ours.content["versions"].items():
        before = theirs.content["versions"].get(name)
        if before != version:
            note(f"begun with {name} {before}, resumed with {version}")

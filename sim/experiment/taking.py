"""Take over a folder for a sweep.

Whether the sweep may use the folder is checked before anything is played. The folder is changed
only when units can be played. Later, another sweep with --overwrite may take the same folder, or
somebody may delete it. The first sweep notices this by the time at which the manifest was written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.experiment import part
from sim.experiment.beginning import COPY
from sim.experiment.faults import ResultsError
from sim.experiment.manifest import Manifest, difference, read_manifest
from sim.experiment.manifest_file import NAME
from sim.experiment.part import PartError
from sim.experiment.store import (
    DESIGN,
    DRAFTS,
    PLACE,
    POINT,
    RUNS,
    SUFFIX,
    TRAJECTORY_FOLDERS,
    Store,
    cannot_write,
)
from sim.record.files import RECORD_NAME, write_file

if TYPE_CHECKING:
    from sim.experiment.plan import Plan

Note = Callable[[str], None]


def _silent(text: str) -> None:
    """Ignore the remark."""


@dataclass(frozen=True)
class Taking:
    """A folder that a sweep may use, and in which nothing has been changed so far.

    Attributes:
        store: The folder with the manifest of this sweep.
        plan: The plan of the sweep.
        theirs: The manifest that is in the folder; None if there is none.
        resumes: Whether the sweep continues with the results in the folder.
        note: Called with a line about anything unusual that was repaired.
    """

    store: Store
    plan: Plan
    theirs: Manifest | None
    resumes: bool
    note: Note

    def take(self) -> Claim:
        """Write manifest and design of the sweep, and remove the results of any other sweep.

        Raises:
            ResultsError: The folder cannot be written.
        """
        folder, store = self.store.folder, self.store
        try:
            if self.theirs is not None and not self.resumes:
                _erase(folder, self.theirs)
            for below in (store.runs, store.trajectories):
                if below is not None:
                    below.mkdir(parents=True, exist_ok=True)
                    _sweep_up(below, DRAFTS)
            _sweep_up(folder, DRAFTS)
            _sweep_up(folder, f".{NAME}.*.part")
            self._write_design()
            self._write_beginning()
            if self.theirs is None or not self.resumes:
                write_file(folder / NAME, store.manifest.to_bytes())
            return Claim.of(folder)
        except OSError as error:
            raise cannot_write(folder, error) from error

    def _write_design(self) -> None:
        """Write the design, unless it is stored already and undamaged."""
        path, identity = self.store.folder / DESIGN, self.store.manifest.hash
        if not part.is_sound(path, identity=identity, unit=path.stem):
            if self.resumes:
                self.note(f"{DESIGN}: missing or damaged; made again")
            write_file(path, design_part(self.plan, self.store.manifest))

    def _write_beginning(self) -> None:
        """Write the copy of the record in which the runs begin, unless it is there, undamaged."""
        begins = self.plan.experiment.beginning
        if begins is None:
            return
        path = self.store.folder / COPY
        if not (path.is_file() and path.read_bytes() == begins.copy):
            if self.resumes:
                self.note(f"{COPY}: missing or changed; written again")
            write_file(path, begins.copy)


@dataclass(frozen=True)
class Claim:
    """A folder that a sweep has taken over, with the time at which its manifest was written.

    `written` is that time in nanoseconds.
    """

    folder: Path
    written: int

    @classmethod
    def of(cls, folder: Path) -> Claim:
        """Return the claim on a folder that has a manifest."""
        return cls(folder, (folder / NAME).stat().st_mtime_ns)

    def check(self) -> None:
        """Raise ResultsError if the folder no longer belongs to this sweep."""
        try:
            if (self.folder / NAME).stat().st_mtime_ns == self.written:
                return
            how = f"another sweep has taken it (its {NAME} was written anew)"
        except OSError:
            how = f"it was emptied or removed (its {NAME} is gone)"
        raise ResultsError(
            f"{self.folder}: {how}, so this sweep has stopped and what it had stored there may be "
            "lost; play it into another folder with --out"
        )


def prepare(
    folder: Path,
    plan: Plan,
    manifest: Manifest,
    *,
    resume: bool = False,
    overwrite: bool = False,
    note: Note = _silent,
) -> Taking:
    """Check that a sweep may use a folder, without changing its content.

    Args:
        folder: Folder for the results.
        plan: The plan of the sweep.
        manifest: The manifest of the plan.
        resume: Continue with the results in the folder, if they are of this sweep.
        overwrite: Replace the results in the folder, of whatever sweep they are.
        note: Called with a line about anything unusual that was repaired.

    Raises:
        ResultsError: The folder holds something that may not be replaced, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: there is a file of that name, not a folder")
    if (folder / RECORD_NAME).exists() and not (folder / NAME).exists():
        raise ResultsError(
            f"{folder}: it holds a run or a game ({RECORD_NAME}); name another folder with --out"
        )
    ours = Store(folder, manifest)
    try:
        theirs = read_manifest(folder)
        if theirs is None:
            _check_free(ours)
    except ResultsError as error:
        if not (resume and _all_of(ours)):
            raise ResultsError(f"{error}; {_ways_out(ours)}") from error
        note(f"{NAME}: missing or changed, while all parts are of this sweep; written anew")
        theirs = None
    if theirs is not None and not overwrite:
        _check_same(folder, theirs, manifest, resume=resume)
        _note_versions(theirs, manifest, note)
        ours = Store(folder, theirs)
    _check_writable(ours)
    return Taking(ours, plan, theirs, resume, note)


def design_part(plan: Plan, manifest: Manifest) -> bytes:
    """Return the part with the design: point, place in the order of play, and all numbers."""
    order = plan.layout.order
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    table: dict[str, Any] = {POINT: np.arange(len(order), dtype=np.int32), PLACE: place}
    for k, name in enumerate(plan.columns.factors):
        table[name] = np.ascontiguousarray(plan.factor_values[:, k])
    for k, path in enumerate(plan.recipes[0].paths):
        table.setdefault(path, np.ascontiguousarray(plan.values[:, k]))
    return part.to_bytes(pa.table(table), identity=manifest.hash, unit=Path(DESIGN).stem)


def _check_free(store: Store) -> None:
    """Raise ResultsError if the folder holds runs although it has no manifest."""
    if any(store.runs.glob(f"*{SUFFIX}")):
        raise ResultsError(f"{store.folder}: it holds runs, but no {NAME} that says of what")


def _all_of(store: Store) -> bool:
    """Whether the folder holds parts with runs, and all of them belong to this sweep."""
    found = store.parts(store.runs)
    try:
        for path in found:
            part.glance(path, identity=store.manifest.hash, unit=path.stem)
    except PartError:
        return False
    return bool(found)


def _ways_out(store: Store) -> str:
    anew = "if the runs are of this very sweep, --resume writes it anew; else "
    if store.manifest.beginning is not None:  # a branch is resumed from its manifest alone
        anew = ""
    files = f"{store.runs} and {store.folder / NAME}"
    return f"{anew}name another folder with --out, or delete {files}"


def _check_same(folder: Path, theirs: Manifest, ours: Manifest, *, resume: bool) -> None:
    if theirs.hash != ours.hash:
        raise ResultsError(
            f"{folder}: {difference(theirs, ours)}; "
            "name another folder with --out, or add --overwrite to replace what is there"
        )
    if not resume:
        how = "add --resume to complete it, or --overwrite"
        if ours.beginning is not None:
            how = f"complete it with {Store(folder, theirs).resume}, or add --overwrite"
        raise ResultsError(f"{folder}: it holds this very sweep already; {how} to begin again")


def _check_writable(store: Store) -> None:
    """Raise ResultsError if files cannot be written in the folder."""
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        for below in (store.folder, store.runs):
            if below.is_dir():
                probe = below / f".probe{SUFFIX}.{os.getpid()}.part"
                probe.write_bytes(b"")
                probe.unlink()
    except OSError as error:
        raise cannot_write(store.folder, error) from error


def _erase(folder: Path, theirs: Manifest) -> None:
    """Remove results, but not their manifest, which is replaced later."""
    gone = Store(folder, theirs)
    for below in (RUNS, *TRAJECTORY_FOLDERS):
        for path in gone.parts(folder / below):
            path.unlink(missing_ok=True)


def _sweep_up(folder: Path, drafts: str) -> None:
    """Remove the temporary files of processes that no longer exist."""
    for path in folder.glob(drafts):
        owner = path.name.rsplit(".", 2)[1]
        if not (owner.isdigit() and _alive(int(owner))):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # where signal 0 is Ctrl-C: no process can be asked
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _note_versions(theirs: Manifest, ours: Manifest, note: Note) -> None:
    for name, version in ours.content["versions"].items():
        before = theirs.content["versions"].get(name)
        if before != version:
            note(f"begun with {name} {before}, resumed with {version}")

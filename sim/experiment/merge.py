"""Join shards: copy the parts of one sweep from several folders into one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.experiment import part
from sim.experiment.beginning import COPY
from sim.experiment.faults import ResultsError
from sim.experiment.manifest import difference, read_manifest
from sim.experiment.manifest_file import NAME
from sim.experiment.part import PartError
from sim.experiment.results import Survey, survey
from sim.experiment.store import DESIGN, RUNS, Store, cannot_write, open_store
from sim.record.files import write_file


def merge(folders: Sequence[str | Path], out: str | Path) -> Survey:
    """Copy the results in some folders into the folder `out`, and return a survey of it.

    A part that is in several folders is copied once, since it is the same in all. The folders do
    not change. With all shards, `out` equals the folder that one sweep without shards would make.

    Raises:
        ResultsError: The folders hold different sweeps, a part is damaged, or `out` holds others.
    """
    stores = [open_store(Path(folder)) for folder in folders]
    first = stores[0]
    for other in stores[1:]:
        if other.manifest.hash != first.manifest.hash:
            reason = difference(other.manifest, first.manifest)
            raise ResultsError(f"{other.folder}: not of the same sweep as {first.folder}: {reason}")
    joined = Store(Path(out), first.manifest)
    theirs = read_manifest(joined.folder)
    if theirs is not None and theirs.hash != first.manifest.hash:
        raise ResultsError(f"{out}: {difference(theirs, first.manifest)}; name another folder")
    if theirs is None and any(joined.folder.glob(f"{RUNS}/*")):
        raise ResultsError(f"{out}: it holds runs, but no {NAME} that says of what")
    try:
        joined.folder.mkdir(parents=True, exist_ok=True)
        _copy(Path(DESIGN), stores, joined)
        if begins := first.beginning():
            write_file(joined.folder / COPY, begins.copy)
        if theirs is None:
            write_file(joined.folder / NAME, first.manifest.to_bytes())
        for store in stores:
            # The parts of the table of runs come last, because they mark a unit as done.
            for below in (store.trajectories, store.runs):
                for path in store.parts(below) if below is not None else ():
                    _copy(path.relative_to(store.folder), [store], joined)
    except OSError as error:
        raise cannot_write(joined.folder, error) from error
    return survey(joined)


def _copy(name: Path, stores: Sequence[Store], joined: Store) -> None:
    """Copy a part from the first folder in which it is good, unless the target is good already."""
    stamps = {"identity": joined.manifest.hash, "unit": name.stem}
    target = joined.folder / name
    if part.is_sound(target, **stamps):
        return
    faults = []
    for store in stores:
        try:
            data = part.whole(store.folder / name, **stamps)
        except PartError as fault:
            faults.append(f"{store.folder / name}: {fault}; to repair it: {store.resume}")
            continue
        target.parent.mkdir(exist_ok=True)
        write_file(target, data)
        return
    raise ResultsError(faults[0])

"""Joining shards: the parts of one sweep that were played apart, in one folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.experiment import part
from sim.experiment.faults import ResultsError, one_line
from sim.experiment.manifest import NAME, difference, read_manifest
from sim.experiment.results import Survey, survey
from sim.experiment.store import DESIGN, RUNS, TRACES, Store, cannot_write, open_store
from sim.record.files import write_file


def merge(folders: Sequence[str | Path], out: str | Path) -> Survey:
    """Join the results in some folders into the folder `out`, and say what is there then.

    A part that is in several folders is taken once; it is the same in all. The folders are left as
    they are, and the result is the folder that one unsharded sweep would have left.

    Raises:
        ResultsError: The folders hold different sweeps, a part is damaged, or `out` is taken.
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
        for store in stores:
            _copy(store, joined)
    except OSError as error:
        raise cannot_write(joined.folder, error) from error
    return survey(joined)


def _copy(store: Store, joined: Store) -> None:
    """Copy manifest, design and parts; the table of runs last, for its parts mean "done"."""
    for name in (DESIGN, NAME):
        if not (joined.folder / name).exists():
            joined.folder.mkdir(parents=True, exist_ok=True)
            write_file(joined.folder / name, (store.folder / name).read_bytes())
    for below in (*TRACES, RUNS):
        for path in sorted(store.folder.glob(f"{below}/*.parquet")):
            fault = part.fault(path, identity=store.manifest.hash, unit=path.stem)
            try:
                if not fault:
                    part.check(path)
            except OSError as error:
                fault = f"damaged ({one_line(error)})"
            if fault:
                raise ResultsError(f"{path}: {fault}; sim sweep ... --resume plays it again")
            target = joined.folder / below / path.name
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                write_file(target, path.read_bytes())

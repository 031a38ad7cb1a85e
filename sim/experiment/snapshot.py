"""What has been read of a folder of results: every column once, and every answer once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from sim.experiment.faults import ResultsError
from sim.experiment.frames import Filling, Order
from sim.experiment.store import Store

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")


class Snapshot:
    """The runs that a folder holds when they are first read.

    Columns that have been read are kept, and parts that are stored later are left aside. All that
    is computed from a snapshot is therefore of the same runs, and holds as long as it does. It may
    be used from several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._parts: list[Path] = []
        self._sizes: list[int] = []
        self._order: Order | None = None
        self._frames: list[pd.DataFrame] = []
        self._answers: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[type[Snapshot], tuple[Store]]:
        """A copy in another process reads for itself."""
        return Snapshot, (self._store,)

    def table(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return the runs in order of `run`, with these columns; only new ones are read.

        Args:
            columns: Columns, in order; on first use `run` is one of them. Unknown ones are ignored.

        Raises:
            ResultsError: No run is stored yet, or a part cannot be used.
        """
        import pandas as pd

        with self._lock:
            known = {name for frame in self._frames for name in frame.columns}
            every = self._store.manifest.columns.names
            wanted = [name for name in columns if name in every]
            if new := [name for name in wanted if name not in known]:
                self._frames.append(self._read(new))
            pieces = [
                frame[found]
                for frame in self._frames
                if (found := [name for name in wanted if name in frame.columns])
            ]
        return pieces[0] if len(pieces) == 1 else pd.concat(pieces, axis=1)[wanted]

    def once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """Return the answer to a question about these runs; it is worked out the first time only.

        Args:
            question: All that the answer depends on, besides the results.
            answer: Function that works it out. What it raises is not kept.
        """
        with self._lock:
            if question not in self._answers:
                self._answers[question] = answer()
            found: Answer = self._answers[question]
            return found

    def _read(self, columns: Sequence[str]) -> pd.DataFrame:
        if not self._frames:
            self._parts = self._store.parts(self._store.runs)
            self._sizes = [self._store.size(path) for path in self._parts]
        filling = fill(self._store, self._parts, self._sizes, columns)
        frame = filling.finish(self._order)
        self._order = filling.order
        return frame


def read_frame(store: Store, parts: Sequence[Path], columns: Sequence[str] | None) -> pd.DataFrame:
    """Return the runs of some parts, with some columns (`run` among them) or all.

    Raises:
        ResultsError: There is no part, or one cannot be used.
    """
    return fill(store, parts, [store.size(path) for path in parts], columns).finish()


def fill(
    store: Store, parts: Sequence[Path], sizes: Sequence[int], columns: Sequence[str] | None
) -> Filling:
    """Return the data of parts, whose numbers of rows are known, in the order of the parts.

    Raises:
        ResultsError: There is no part, or one cannot be used.
    """
    filling: Filling | None = None
    for path, size in zip(parts, sizes, strict=True):
        rows = store.read(path, columns)
        if rows.num_rows != size:
            raise ResultsError(f"{path}: it was changed while it was read; read the results again")
        filling = filling or Filling(rows.schema, sum(sizes), store.manifest.policies)
        filling.add(rows)
    if filling is None:
        raise ResultsError(f"{store.folder}: no runs yet; to go on: {store.resume}")
    return filling

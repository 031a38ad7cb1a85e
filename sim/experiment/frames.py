"""Tables of runs as data frames, filled part by part, so that no run is in memory twice.

Neighbouring columns of one type are the rows of one array. Pandas takes such an array as it is: a
frame of two hundred columns is a few dozen arrays, and none of them is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.experiment.table import KEYS, STATUSES
from sim.measures import STANCE, Kind, kind_of
from sim.vocabulary import STANCES

if TYPE_CHECKING:
    import pandas as pd

WORDS: Mapping[str, Sequence[str]] = {STANCE: STANCES, "status": STATUSES}
"""All words of the columns of texts that have the same words in every experiment."""

Order = NDArray[np.intp]


def to_frame(table: pa.Table, policies: Sequence[str] = ()) -> pd.DataFrame:
    """Return an Arrow table of runs as a data frame in order of `run`; see `Filling`."""
    filling = Filling(table.schema, table.num_rows, policies)
    filling.add(table)
    return filling.finish()


class Filling:
    """A data frame that is being filled: texts as categories, nulls as missing values.

    A column of yes or no, or of whole numbers, that has missing values gets the pandas type that
    allows them (`boolean`, `Int32`), so that `mean()` ignores them.

    Args:
        schema: Schema of the Arrow tables that will be added.
        rows: Number of their rows, all together.
        policies: All words of the column `policy`; if none are given, those that occur.

    Attributes:
        order: After `finish`: where each row of the frame stood among the rows added.
    """

    def __init__(self, schema: pa.Schema, rows: int, policies: Sequence[str] = ()) -> None:
        self.order: Order | None = None
        self._rows = rows
        self._filled = 0
        self._blocks: list[tuple[list[str], NDArray[Any]]] = []
        self._texts: dict[str, list[pa.Array]] = {}
        self._missing: dict[str, NDArray[np.bool_]] = {}
        self._fixed = {**WORDS, "policy": policies} if policies else WORDS
        self._words: dict[str, list[str]] = {}
        for kind, fields in groupby(schema, key=_stored_as):
            names = [field.name for field in fields]
            if kind is None:
                self._texts.update({name: [] for name in names})
            self._blocks.append((names, np.empty((len(names), 0 if kind is None else rows), kind)))
        self._values = {
            name: row
            for names, block in self._blocks
            for name, row in zip(names, block, strict=True)
        }
        for field in schema:
            if pa.types.is_dictionary(field.type):
                self._words[field.name] = list(self._fixed.get(field.name, ()))
            elif field.type in (pa.bool_(), pa.int32()) and _may_be_missing(field.name):
                self._missing[field.name] = np.zeros(rows, np.bool_)

    def add(self, table: pa.Table) -> None:
        """Add the rows of a table that has the columns of the schema."""
        rows = slice(self._filled, self._filled + table.num_rows)
        for name, column in zip(table.column_names, table.columns, strict=True):
            if name in self._texts:
                self._texts[name] += column.chunks
            elif name in self._words:
                self._values[name][rows] = self._codes(name, column)
            else:
                self._put(name, column, rows)
        self._filled += table.num_rows

    def finish(self, order: Order | None = None) -> pd.DataFrame:
        """Return the frame in order of `run`; nothing can be added afterwards.

        Args:
            order: The order of the rows, from a table of the same runs, if this one lacks `run`.
        """
        import pandas as pd

        if "run" in self._values:
            order = np.argsort(self._values["run"], kind="stable")
        if order is not None and (np.diff(order) != 1).any():
            # One column at a time, so that no more than one is in memory twice.
            for name in self._values.keys() - self._texts.keys():
                self._values[name][:] = self._values[name][order]
            for missing in self._missing.values():
                missing[:] = missing[order]
            self._texts = {
                name: pa.chunked_array(chunks, pa.string()).take(order).chunks
                for name, chunks in self._texts.items()
            }
        self.order = order
        return pd.concat(list(self._pieces()), axis=1)

    def _codes(self, name: str, column: pa.ChunkedArray) -> NDArray[Any]:
        """Return the codes of texts, -1 for a missing one."""
        words, found = self._words[name], []
        for chunk in column.chunks:
            own = chunk.dictionary.to_pylist()
            if name not in self._fixed:
                words += [word for word in own if word not in words]
            codes = [words.index(word) if word in words else -1 for word in own]
            found.append(np.array([*codes, -1])[chunk.indices.fill_null(len(own)).to_numpy()])
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def _put(self, name: str, column: pa.ChunkedArray, rows: slice) -> None:
        values = self._values[name]
        if column.null_count and values.dtype != np.float64:
            missing = self._missing.setdefault(name, np.zeros(self._rows, np.bool_))
            missing[rows] = pc.is_null(column).to_numpy()
            column = column.fill_null(pa.scalar(0).cast(column.type))
        values[rows] = column.to_numpy()

    def _pieces(self) -> Iterator[pd.DataFrame]:
        """Yield the columns from left to right, neighbours of one array together."""
        import pandas as pd

        for names, block in self._blocks:
            for plain, places in groupby(
                range(len(names)), key=lambda at: self._is_plain(names[at])
            ):
                if not plain:
                    for at in places:
                        yield pd.DataFrame({names[at]: self._special(names[at])}, copy=False)
                    continue
                first, *others = places
                end = first + 1 + len(others)
                yield pd.DataFrame(block[first:end].T, columns=names[first:end], copy=False)

    def _is_plain(self, name: str) -> bool:
        return not (name in self._texts or name in self._words or name in self._missing)

    def _special(self, name: str) -> Any:
        """Return a column whose type is one of pandas, not of NumPy."""
        import pandas as pd

        if name in self._texts:
            column = pa.chunked_array(self._texts[name], pa.string())
            return pa.table({name: column}).to_pandas(use_threads=False)[name]
        values = self._values[name]
        if name in self._words:
            return pd.Categorical.from_codes(values, self._words[name])
        missing = self._missing[name]
        if values.dtype == np.bool_:
            return pd.arrays.BooleanArray(values, missing)
        return pd.arrays.IntegerArray(values, missing)


def _stored_as(field: pa.Field) -> Any:
    """Return the NumPy type in which a column is stored; None for a text that is no category."""
    if pa.types.is_dictionary(field.type):
        return np.int16
    return None if pa.types.is_string(field.type) else field.type.to_pandas_dtype()


def _may_be_missing(column: str) -> bool:
    """Whether runs that did not fail can have nothing in a column."""
    return column not in KEYS and kind_of(column) is Kind.TURN

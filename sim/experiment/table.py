"""The table of runs, with one row for each run: its columns and types in Arrow.

Columns, in order: `run`, `policy`, `point`, `replicate`, `seed`; the factors, named by path; the
outcomes; `status` ("ok" or "failed") and `error` (why the run failed, null otherwise). The outcomes
of a run that failed are null. The turn of an event that never happened is null too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.measures import Kind, kind_of
from sim.vocabulary import STANCES

KEYS = ("run", "policy", "point", "replicate", "seed")
ENDS = ("status", "error")
OK, FAILED = "ok", "failed"
STATUSES = (OK, FAILED)

Values = NDArray[np.float64]
Errors = Mapping[tuple[int, int], str]
"""Why a run failed, by index of the point and of the replicate within the unit."""

Place = TypeVar("Place", int, NDArray[np.int64])

NOT_FINITE = "an outcome is not a finite number"


_TYPES = {
    Kind.CATEGORY: pa.dictionary(pa.int8(), pa.string()),
    Kind.YES_NO: pa.bool_(),
    Kind.TURN: pa.int32(),
    Kind.COUNT: pa.int32(),
    Kind.SHARE: pa.float64(),
    Kind.NUMBER: pa.float64(),
}


@dataclass(frozen=True)
class Columns:
    """The columns of a table of runs that depend on the experiment.

    If scenarios have different actors, `outcomes` are the outcomes of all scenarios; a run has null
    for outcomes that its scenario does not have.
    """

    factors: tuple[str, ...]
    outcomes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All columns in order."""
        return (*KEYS, *self.factors, *self.outcomes, *ENDS)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the table."""
        words = pa.dictionary(pa.int32(), pa.string())
        fields = [("run", pa.int64()), ("policy", words), ("point", pa.int32())]
        fields += [("replicate", pa.int64()), ("seed", pa.uint64())]
        fields += [(name, pa.float64()) for name in self.factors]
        fields += [(name, _TYPES[kind_of(name)]) for name in self.outcomes]
        fields += [("status", pa.dictionary(pa.int8(), pa.string())), ("error", pa.string())]
        return pa.schema(fields)


def first_draw(point: Place, cap: int) -> Place:
    """Return the replicate at which the draws of a point begin, if each point has its own.

    >>> first_draw(3, 50)
    150
    """
    return point * cap


@dataclass(frozen=True)
class Rows:
    """The data from which the table of one unit's runs is made.

    Attributes:
        policy: Index of the policy.
        policies: Names of all policies.
        points: Design points, by number.
        factors: Their settings [point, factor].
        first: First replicate.
        seed: Seed of all chance.
        names: Outcomes that the policy's scenario has.
        outcomes: Outcomes of the runs [point, replicate, outcome of ``names``].
        errors: Why runs failed.
        n_points: Points of the whole design.
        cap: Largest number of replicates of a point.
        apart: Whether each point has replicates of its own.
    """

    policy: int
    policies: tuple[str, ...]
    points: tuple[int, ...]
    factors: Values
    first: int
    seed: int
    names: tuple[str, ...]
    outcomes: Values
    errors: Errors
    n_points: int
    cap: int
    apart: bool = False

    def keys(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the run, point and replicate of every row."""
        n, count = self.outcomes.shape[:2]
        point = np.repeat(np.asarray(self.points, np.int64), count)
        replicate = np.tile(np.arange(self.first, self.first + count, dtype=np.int64), n)
        run = (self.policy * self.n_points + point) * self.cap + replicate
        drawn = replicate + first_draw(point, self.cap) if self.apart else replicate
        return run, point, drawn

    def table(self, columns: Columns) -> pa.Table:
        """Return the runs as an Arrow table, ordered by point and replicate."""
        run, point, replicate = self.keys()
        count, rows = self.outcomes.shape[1], len(run)
        error, failed = self._errors()
        arrays = [
            pa.array(run),
            _words(np.full(rows, self.policy, np.int32), self.policies),
            pa.array(point.astype(np.int32)),
            pa.array(replicate),
            pa.array(np.full(rows, self.seed, np.uint64)),
        ]
        arrays += [
            pa.array(np.repeat(self.factors[:, k], count)) for k in range(len(columns.factors))
        ]
        flat = dict(zip(self.names, self.outcomes.reshape(rows, -1).T, strict=True))
        arrays += [
            _outcome(flat[name], kind_of(name), failed)
            if name in flat
            else pa.nulls(rows, _TYPES[kind_of(name)])
            for name in columns.outcomes
        ]
        arrays += [_words(failed.astype(np.int8), STATUSES), error]
        return pa.Table.from_arrays(arrays, schema=columns.schema)

    def _errors(self) -> tuple[pa.Array, NDArray[np.bool_]]:
        """Return the error of every row, and whether it failed; it fails if an outcome is NaN."""
        n, count = self.outcomes.shape[:2]
        failed: NDArray[np.bool_] = np.logical_not(np.isfinite(self.outcomes).all(axis=2))
        for place in self.errors:
            failed[place] = True
        texts: list[str | None] = [None] * (n * count)
        for i, j in zip(*np.nonzero(failed), strict=True):
            texts[i * count + j] = self.errors.get((int(i), int(j)), NOT_FINITE)
        return pa.array(texts, pa.string()), failed.ravel()


def _words(codes: NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()))


def _outcome(values: Values, of: Kind, failed: NDArray[np.bool_]) -> pa.Array:
    """Return the column of one outcome. The values of failed runs are ignored."""
    if of in (Kind.SHARE, Kind.NUMBER):
        return pa.array(values, mask=failed if failed.any() else None)
    whole = np.where(failed, 0.0, values).astype(np.int32)
    if of is Kind.YES_NO:
        return pa.array(whole != 0, mask=failed)
    if of is Kind.TURN:
        return pa.array(whole, mask=failed | (whole < 0))
    if of is Kind.CATEGORY:
        codes = pa.array(whole.astype(np.int8), mask=failed)
        return pa.DictionaryArray.from_arrays(codes, pa.array(STANCES, pa.string()))
    return pa.array(whole, mask=failed)

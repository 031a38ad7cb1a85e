"""A table of runs in groups, worked on as a whole: a group costs no pass of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.analysis.replicates import Draws

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Grouped:
    """Runs, those of a group together.

    Attributes:
        runs: The table, sorted by group; within a group as it was.
        group: Group of each run [run].
        keys: What the runs of a group have in common: columns [group].
        groups: Number of groups.
    """

    runs: pd.DataFrame
    group: NDArray[np.int64]
    keys: Mapping[str, Sequence[Any]]
    groups: int

    @classmethod
    def of(cls, table: pd.DataFrame, by: Iterable[str]) -> Grouped:
        """The groups of a table by some columns, in order; one group for no columns."""
        names = list(by)
        if not names:
            return cls(table, np.zeros(len(table), np.int64), {}, 1)
        grouper = table.groupby(names, observed=True, sort=True)
        code, index = grouper.ngroup().to_numpy(np.int64), grouper.size().index
        order = np.argsort(code, kind="stable")
        order = order[code[order] >= 0]
        keys = {name: index.get_level_values(name).tolist() for name in names}
        return cls(table.take(order), code[order], keys, len(index))

    def take(self, places: ArrayLike) -> Grouped:
        """Some of the runs, by place; groups may be left without any."""
        at = np.asarray(places)
        return Grouped(self.runs.take(at), self.group[at], self.keys, self.groups)

    def only(self, which: pd.Series) -> Grouped:
        """The runs for which it is true."""
        return self.take(np.flatnonzero(which.to_numpy(bool)))

    @cached_property
    def draws(self) -> Draws:
        """The draws of chance behind the runs."""
        return Draws.by_group(self.runs["replicate"], self.group, self.groups)

    def rows(self, columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """A table with a row for each group and, within it, for each of some mappings.

        Args:
            columns: From the name of a column to its values [group], or to one value for all.
        """
        if not columns or not self.groups:
            return pd.DataFrame()
        each = len(columns)
        table: dict[str, Any] = {
            name: np.repeat(np.array(values, object), each) for name, values in self.keys.items()
        }
        for name in columns[0]:
            cells = [np.broadcast_to(np.asarray(one[name]), self.groups) for one in columns]
            table[name] = np.stack(cells, axis=1).ravel()
        return pd.DataFrame(table).infer_objects()

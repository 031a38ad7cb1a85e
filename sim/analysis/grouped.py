"""A table of runs in groups, so that statistics of all groups are computed in one pass."""

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
    """Runs sorted by group.

    Attributes:
        runs: The table, sorted by group; within a group the order is kept.
        group: Group of each run [run].
        keys: Values of the grouping columns, by column [group].
        groups: Number of groups.
    """

    runs: pd.DataFrame
    group: NDArray[np.int64]
    keys: Mapping[str, Sequence[Any]]
    groups: int

    @classmethod
    def of(cls, table: pd.DataFrame, by: Iterable[str]) -> Grouped:
        """Group a table by some columns, in ascending order; without columns, in one group."""
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
        """Return some of the runs, by place and in the order of groups, which may become empty."""
        at = np.asarray(places)
        return Grouped(self.runs.take(at), self.group[at], self.keys, self.groups)

    def only(self, which: pd.Series) -> Grouped:
        """Return the runs for which `which` is true."""
        return self.take(np.flatnonzero(which.to_numpy(bool)))

    @cached_property
    def draws(self) -> Draws:
        """The draws of chance of the runs."""
        return Draws.by_group(self.runs["replicate"], self.group, self.groups)

    def rows(self, columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return a table with a row for each group and, within a group, for each mapping.

        Args:
            columns: Mappings from a column name to its values [group], or to one value for all.
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

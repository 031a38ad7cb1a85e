"""Read results: the table of runs, the design and the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

from sim.cards import Card, Line, dotted
from sim.experiment.completeness import shortfall
from sim.experiment.experiment import MOST_NAMES
from sim.experiment.faults import ResultsError
from sim.experiment.part import PartError
from sim.experiment.schedule import Schedule
from sim.experiment.snapshot import Snapshot, read_frame
from sim.experiment.store import POINT, Store, open_store
from sim.experiment.table import KEYS
from sim.experiment.units import Unit
from sim.measures import label_of
from sim.words import counted, joined

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")


@dataclass(frozen=True, repr=False)
class Results(Card):
    """A folder of results, as it was when its runs were first read.

    Attributes:
        store: The folder.
        columns: Columns to read besides `run`, `policy`, `point`, `replicate`, `seed` and
            `status`; all columns if None.
    """

    store: Store
    columns: tuple[str, ...] | None = None

    def _card(self) -> tuple[Line, ...]:
        manifest, said = self.store.manifest, self.manifest["experiment"]
        try:
            played, missing = self.played, self.missing
        except ResultsError as error:
            played, missing = "", str(error)
        factors = [factor["path"] for factor in self.manifest["design"]["factors"]]
        document = self.manifest["policies"][0]["document"]
        asked = (label_of(name, document) for name in manifest.outcomes)
        return (
            f"{said['name']}: {said['title']} ({self.store.folder})",
            said["question"],
            missing,
            ("Runs", played),
            ("Policies", dotted(manifest.policies, MOST_NAMES)),
            ("Numbers varied", dotted(factors, MOST_NAMES)),
            ("Asked about", dotted(asked, MOST_NAMES)),
            ("Shares, intervals", "sim.summary(results)"),
        )

    @property
    def played(self) -> str:
        """How many runs are stored, of how many quarters, at how many settings, in words.

        Raises:
            ResultsError: The design cannot be read.
        """
        *turns, most = sorted({policy["turns"] for policy in self.manifest["policies"]})
        length = joined([*map(str, turns), counted(most, "quarter")], "or")
        found = self._survey
        failed = f", {found.failed:,} failed" if found.failed else ""
        return (
            f"{counted(found.runs, 'run')} of {length}{failed}; "
            f"{counted(self.manifest['points'], 'setting')}, seed {self.manifest['seed']}"
        )

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Experiment, scenarios, versions, seeds and hashes, as in manifest.json."""
        return self.store.manifest.content

    def narrow(self, columns: Sequence[str]) -> Results:
        """Return the same results with only these columns in the table, besides the fixed ones.

        Columns that were read for one narrowed table are not read again for another.
        """
        narrowed = Results(self.store, tuple(columns))
        vars(narrowed)["_snapshot"] = self._snapshot  # as if the property had been asked already
        return narrowed

    def once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """Return the answer to a question about the runs; it is worked out the first time only.

        Args:
            question: All that the answer depends on, besides the results.
            answer: Function that works it out. What it raises is not kept.
        """
        return self._snapshot.once(question, answer)

    @cached_property
    def _snapshot(self) -> Snapshot:
        return Snapshot(self.store)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table of runs: one row for each run, in order of `run`.

        Raises:
            ResultsError: No run is stored yet, or a part cannot be used.
        """
        if self.columns is None:
            return read_frame(self.store, self.store.parts(self.store.runs), None)
        return self._snapshot.table(list(dict.fromkeys([*KEYS, *self.columns, "status"])))

    @cached_property
    def design(self) -> pd.DataFrame:
        """The design: one row for each point, with the factors and the numbers that move with them.

        Raises:
            ResultsError: The design cannot be read.
        """
        frame: pd.DataFrame = self.store.design().to_pandas(use_threads=False).set_index(POINT)
        return frame

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """State by turn: trajectories of every run, or quantiles, whichever the experiment keeps.

        Raises:
            ResultsError: The experiment keeps only outcomes, or a part cannot be used.
        """
        if self.store.trajectories is None:
            raise ResultsError(f"{self.store.folder}: only outcomes were kept")
        frame: pd.DataFrame = self._rows(self.store.trajectories).to_pandas(use_threads=False)
        return frame

    @cached_property
    def missing(self) -> str:
        """A sentence that says which runs of the sweep are missing; "" if there are none.

        Raises:
            ResultsError: The design cannot be read.
        """
        return shortfall(self._survey, self.store.manifest.policies)

    @cached_property
    def _survey(self) -> Survey:
        return survey(self.store)

    def _rows(self, folder: Path) -> pa.Table:
        found = [self.store.read(path) for path in self.store.parts(folder)]
        if not found:
            raise ResultsError(f"{self.store.folder}: no runs yet; to go on: {self.store.resume}")
        return in_order(pa.concat_tables(found))


def in_order(table: pa.Table) -> pa.Table:
    """Return a table in order of `run`, if it has that column, with one dictionary for texts."""
    whole = table.unify_dictionaries()
    if "run" not in table.column_names:
        return whole
    order = np.argsort(whole["run"].to_numpy(), kind="stable")
    return whole if (np.diff(order) == 1).all() else whole.take(order)


def load_results(folder: str | Path, columns: Sequence[str] | None = None) -> Results:
    """Return the results that a sweep has stored in a folder, whether or not it is complete.

    Args:
        folder: The folder.
        columns: Columns of the table to read, which saves memory with large results; all if None.

    Raises:
        ResultsError: There are no results in the folder, or no such column.
    """
    store = open_store(Path(folder))
    for name in columns or ():
        if name not in store.manifest.columns.names:
            from sim.scenario.problems import guess

            hint = guess(name, store.manifest.columns.names)
            raise ResultsError(f"{folder}: no column is called '{name}'{hint}")
    return Results(store, None if columns is None else tuple(columns))


@dataclass(frozen=True)
class Survey:
    """What a folder holds of a sweep.

    Attributes:
        units: Units planned so far; more may follow if replicates are decided during play.
        planned_runs: Runs of these units.
        done: Units that are stored.
        runs: Runs that are stored.
        failed: How many of them failed.
        missing: Units that must be played, each with the reason.
        strays: Names of files among the parts that do not belong to this sweep.
        runs_of: Stored runs by policy, which is given as an index into the policies.
    """

    units: int
    planned_runs: int
    done: int
    runs: int
    failed: int
    missing: tuple[tuple[Unit, str], ...]
    strays: tuple[str, ...]
    runs_of: Mapping[int, int]


def survey(store: Store, *, verify: bool = False) -> Survey:
    """Check every planned unit and return what is stored; with `verify`, check every byte.

    Raises:
        ResultsError: The design cannot be used.
    """
    schedule: Schedule = store.schedule()
    missing, done, runs, failed = [], 0, 0, 0
    runs_of: Counter[int] = Counter()
    while (unit := schedule.take()) is not None:
        try:
            tally = store.look(unit, verify=verify)
        except PartError as fault:
            missing.append((unit, str(fault)))
            continue
        schedule.finish(unit, tally)
        done, runs, failed = done + 1, runs + tally.runs, failed + tally.failed
        runs_of[unit.policy] += tally.runs
    planned = schedule.planned_units, schedule.planned_runs
    return Survey(*planned, done, runs, failed, tuple(missing), store.strays(), runs_of)

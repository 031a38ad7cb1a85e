"""The results that a report is about, with their scenario; few columns are in memory at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.measures import HEADLINES, SPELLS, STANCE
from sim.scenario import from_document

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario


@dataclass(frozen=True)
class Study:
    """A folder of results, read once for all sections.

    The `table` holds only the columns that the sections on outcomes read, so that a million runs
    fit into memory. Figures and analyses load their own columns.
    """

    results: Results

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of the first policy, with the changes of that policy."""
        return from_document(self.manifest["policies"][0]["document"])

    @property
    def manifest(self) -> Any:
        """The manifest's content."""
        return self.results.manifest

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, the baseline first."""
        return self.results.store.manifest.policies

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that the experiment asks about; the first is the main one."""
        return self.results.store.manifest.outcomes

    @property
    def factors(self) -> tuple[str, ...]:
        """Paths of the numbers that vary."""
        return self.results.store.manifest.columns.factors

    @property
    def ensemble(self) -> Mapping[str, Any] | None:
        """The ensemble that was played, or None: name, hash, scenario, experiment, members."""
        return self.results.store.manifest.ensemble

    @property
    def spells(self) -> list[str]:
        """Columns of the longest spell by threshold."""
        every = self.results.store.manifest.columns.outcomes
        return [name for name in every if name in SPELLS]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table of runs, with the columns that several sections read."""
        return self.load([*HEADLINES, STANCE, *self.outcomes, *self.spells])

    @cached_property
    def first(self) -> pd.DataFrame:
        """The runs of the first policy."""
        return self._runs_of(self.policies[0])

    def of_policy(self, policy: str) -> pd.DataFrame:
        """Return the runs of a policy."""
        return self.first if policy == self.policies[0] else self._runs_of(policy)

    def _runs_of(self, policy: str) -> pd.DataFrame:
        return self.table[(self.table["policy"] == policy).to_numpy()]

    @cached_property
    def replicates(self) -> int:
        """Number of draws of chance; each of them is used at every setting."""
        return int(self.table["replicate"].nunique())

    @cached_property
    def failed(self) -> int:
        """Number of failed runs, under all policies."""
        return int((self.table["status"] != OK).sum())

    def load(self, columns: Sequence[str]) -> pd.DataFrame:
        """Read the table with these columns of outcomes; unknown names are ignored."""
        every = self.results.store.manifest.columns.outcomes
        wanted = tuple(dict.fromkeys(name for name in columns if name in every))
        return self.results.narrow(wanted).table

    def load_with_factors(self, columns: Sequence[str]) -> pd.DataFrame:
        """Read the table with these columns and every factor."""
        return self.results.narrow((*self.factors, *columns)).table

    def without_folder(self, error: Exception | str) -> str:
        """Return the message of an error without the path of the folder."""
        return str(error).replace(f"{self.results.store.folder}: ", "").rstrip(".")

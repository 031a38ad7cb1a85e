"""What a report is about: results with the scenario behind them, and few columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
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

    The `table` holds the columns that the sections on outcomes read, whatever the experiment, so a
    million runs fit into memory; figures and analyses load their own.
    """

    results: Results

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of the first policy, with what that policy changes."""
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
    def spells(self) -> list[str]:
        """Columns of the longest spell by threshold."""
        every = self.results.store.manifest.columns.outcomes
        return [name for name in every if name in SPELLS]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a run, with the columns that several sections read."""
        return self.load([*HEADLINES, STANCE, *self.outcomes, *self.spells])

    @cached_property
    def first(self) -> pd.DataFrame:
        """The runs of the first policy."""
        return self.of_policy(self.policies[0])

    def of_policy(self, policy: str) -> pd.DataFrame:
        """The runs of a policy."""
        return self.table[(self.table["policy"] == policy).to_numpy()]

    @cached_property
    def replicates(self) -> int:
        """How many draws of chance there are: each is the same at every setting."""
        return int(self.table["replicate"].nunique())

    @cached_property
    def failed(self) -> int:
        """Runs that failed, under all policies."""
        return int((self.table["status"] != OK).sum())

    def load(self, columns: Sequence[str]) -> pd.DataFrame:
        """The table with some columns, read afresh."""
        every = self.results.store.manifest.columns.outcomes
        wanted = tuple(dict.fromkeys(name for name in columns if name in every))
        return Results(self.results.store, wanted).table

    def load_with_factors(self, columns: Sequence[str]) -> pd.DataFrame:
        """The table with some columns and every factor, read afresh."""
        return Results(self.results.store, (*self.factors, *columns)).table

    def without_folder(self, error: Exception | str) -> str:
        """What an error says, without where the folder happens to be."""
        return str(error).replace(f"{self.results.store.folder}: ", "").rstrip(".")

"""The results that a report is about, with their scenario; few columns are in memory at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.analysis.headline import Headline, headline, horizon_of, title_of, where_of
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.measures import (
    BORDER_ATTACKS,
    HEADLINES,
    HELD_AT_END,
    OFFENSIVE,
    RECOMMITTED,
    SPELLS,
    STANCE,
)
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
    def main(self) -> str:
        """The outcome that headlines are about: the main one; for the stance, recommitment."""
        return RECOMMITTED if self.outcomes[0] == STANCE else self.outcomes[0]

    @property
    def second_theatre(self) -> str:
        """Name of the second theatre; "" if the scenario has one only."""
        others = list(self.scenario.theatres.values())[1:]
        return others[0].name if others else ""

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
        always = (*HEADLINES, HELD_AT_END, OFFENSIVE, BORDER_ATTACKS, STANCE)
        return self.load([*always, *self.outcomes, *self.spells])

    @cached_property
    def first(self) -> pd.DataFrame:
        """The runs of the first policy."""
        return self._runs_of(self.policies[0])

    def of_policy(self, policy: str) -> pd.DataFrame:
        """Return the runs of a policy."""
        return self.first if policy == self.policies[0] else self._runs_of(policy)

    def title_of(self, policy: str) -> str:
        """Return the title of a policy, or its name if it has none."""
        return title_of(self.manifest, policy)

    def when(self, policy: str | None = None) -> str:
        """Return the time that the runs of a policy cover, such as "in 2021-2025".

        Of the first policy if None.
        """
        return horizon_of(self.manifest, policy or self.policies[0]).calendar.within()

    def under(self) -> str:
        """Return under which policy the futures were played, to follow what is counted.

        It begins with a comma; "" if there is one policy only.
        """
        if len(self.policies) == 1:
            return ""
        return f', under the policy "{self.title_of(self.policies[0])}"'

    def where(self, policy: str | None = None) -> str:
        """Return the conditions of a policy's runs, to follow what is counted; see `where_of`.

        Of the first policy if None.
        """
        return where_of(self.manifest, policy or self.policies[0])

    def headline(self, outcome: str, policy: str | None = None) -> Headline:
        """Return the share of the runs of a policy with an outcome, or its mean over them.

        Of the first policy if None; some run of the policy must have succeeded.
        """
        name = policy or self.policies[0]
        runs = self.of_policy(name) if outcome in self.table else self.load([outcome])
        found = headline(runs, self.manifest, name, outcome)
        assert found is not None
        return found

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

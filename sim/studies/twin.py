"""The twin of a run: the nearest run of the same draw of chance that ended otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.experiment.titles import factor_names, policy_titles
from sim.measures import STANCE, label_of
from sim.scenario.problems import guess
from sim.words import STANCE_WORDS, capitalised, counted, named, quoted

if TYPE_CHECKING:
    import pandas as pd

    from sim.narrative.divergence import Divergence


@dataclass(frozen=True)
class Twin:
    """A run of a sweep and its twin.

    Attributes:
        run: Number of the run.
        twin: Number of its twin.
        outcome: The outcome in which they differ.
        values: Its value in the run and in the twin.
        changes: What was set otherwise for the twin: name, value of the run, value of the twin.
        words: What the outcome and all that was set otherwise is called, by name.
        others: Number of runs of the same draw that ended otherwise, the twin among them.
        of: Number of all other runs of the same draw.
    """

    run: int
    twin: int
    outcome: str
    values: tuple[Any, Any]
    changes: tuple[tuple[str, Any, Any], ...]
    words: Mapping[str, str]
    others: int
    of: int

    def sentence(self) -> str:
        """Return in a sentence what was set otherwise and how both ended."""
        set_otherwise = "; ".join(
            f"{self.words[name]}, {self._said(before)} and {self._said(after)}"
            for name, before, after in self.changes
        )
        first, second = (self._said(value) for value in self.values)
        return (
            f"A is run {self.run}, B is run {self.twin}; they have the same draw of chance. Set "
            f"otherwise in A and B: {set_otherwise}. {capitalised(self.words[self.outcome])}: "
            f"{first} in A, {second} in B. Of the {counted(self.of, 'other run')} of this draw "
            f"{self.others:,} ended otherwise than A; B is the nearest of them."
        )

    def _said(self, value: Any) -> str:
        """A value in words: the title of a policy, a stance, yes or no, or a number."""
        if isinstance(value, str) and value in self.words:
            return self.words[value]
        return STANCE_WORDS[value].noun if value in STANCE_WORDS else _said(value)


def find_twin(results: Results, run: int, outcome: str = STANCE) -> Twin:
    """Return the nearest run of the same draw of chance with another value of an outcome.

    Nearest is the run with the fewest things set otherwise (the policy counts as one, every factor
    as one); then the one whose factors are least far away, each measured in units of its spread
    over the design; then the one with the smallest number.

    Args:
        results: A sweep with several policies or points.
        run: Number of a run in its table.
        outcome: An outcome of the runs.

    Raises:
        ResultsError: There is no such run or outcome, the run failed, or no run of the same draw
            ended otherwise.
    """
    columns, folder = results.store.manifest.columns, results.store.folder
    if outcome not in columns.outcomes:
        hint = guess(outcome, columns.outcomes)
        raise ResultsError(f"{folder}: no outcome is called '{outcome}'{hint}")
    frame = results.narrow([*columns.factors, outcome]).table
    good = frame[frame["status"] == OK]
    if run not in set(good["run"]):
        raise ResultsError(f"{folder}: run {run}: no such run is stored, or it failed")
    own = good[good["run"] == run].iloc[0]
    same_draw = good[(good["replicate"] == own["replicate"]) & (good["run"] != run)]
    ended = same_draw[_differs(same_draw[outcome], own[outcome])]
    if ended.empty:
        raise ResultsError(
            f"{folder}: run {run}: none of the {len(same_draw)} other runs of its draw has another "
            f"{outcome}; ask for another outcome with --outcome"
        )
    factors = list(columns.factors)
    spread = good[factors].std(ddof=0).to_numpy(float)
    apart = (ended[factors] - own[factors].astype(float)).to_numpy(float)
    far = np.sqrt(((apart / np.where(spread > 0, spread, 1)) ** 2).sum(axis=1))
    changes = (apart != 0).sum(axis=1) + (ended["policy"] != own["policy"]).to_numpy()
    nearest = ended.iloc[int(np.lexsort((ended["run"], far, changes))[0])]
    return Twin(
        run=run,
        twin=int(nearest["run"]),
        outcome=outcome,
        values=(own[outcome], nearest[outcome]),
        changes=tuple(
            (name, own[name], nearest[name])
            for name in ("policy", *factors)
            if own[name] != nearest[name]
        ),
        words=_words(results, outcome),
        others=len(ended),
        of=len(same_draw),
    )


def _words(results: Results, outcome: str) -> dict[str, str]:
    """Return what policies, factors and the outcome are called, by name."""
    document = results.manifest["policies"][0]["document"]
    policies = {
        name: named(quoted(title) if title != name else name, name)
        for name, title in policy_titles(results).items()
    }
    factors = {path: named(name, path) for path, name in factor_names(results).items()}
    return {"policy": "the policy", **factors, **policies, outcome: label_of(outcome, document)}


def told(results: Results, found: Twin) -> Divergence:
    """Play both runs again with their reasons, and return where they part.

    Raises:
        ResultsError: A run cannot be played again.
    """
    from sim.experiment.rerun import rerun
    from sim.narrative.divergence import diverge

    first, second = (rerun(results.store.folder, run).record for run in (found.run, found.twin))
    return diverge(first, second)


def _differs(values: pd.Series[Any], own: Any) -> pd.Series[bool]:
    """Return which values differ from one's own; a missing value differs from all others."""
    import pandas as pd

    if pd.isna(own):
        return values.notna()
    return (values != own).fillna(value=True).astype(bool)


def _said(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "never"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)

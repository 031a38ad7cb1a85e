"""Headlines: the share of the runs with an outcome, in a sentence that can be quoted.

The sentence says what is counted and in which years, from which length of time it counts, under
which policy and at how many settings, and gives the share with its 95 % interval and the number of
runs. Everything that prints a share as an answer takes its sentence from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.outcomes import numbers
from sim.analysis.replicates import Found, clustered_mean, clustered_share
from sim.experiment.intervals import FEW_DRAWS
from sim.experiment.table import OK
from sim.measures import (
    HELD_AT_END,
    RECOMMITTED,
    STANCE,
    Kind,
    When,
    clause_of,
    label_of,
    measure_of,
)
from sim.scenario.calendar import Calendar
from sim.scenario.documents import number_at
from sim.words import UNKNOWN, capitalised, counted, mean_words, share_and_range

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

QUARTERS = "parameters.recommit_quarters"
"""Path of the number of quarters in a row from which recommitment counts."""
YEAR = 4


@dataclass(frozen=True)
class Horizon:
    """The time that runs cover, and for how long recommitment must last in them.

    Attributes:
        calendar: The quarters that are played.
        least: Quarters in a row that count as recommitment; the fewest if settings differ in it.
        most: The most of them.
    """

    calendar: Calendar
    least: int
    most: int

    @property
    def spell(self) -> str:
        """For how long recommitment must last, such as "for at least a year (4 quarters in a row)".

        >>> Horizon(Calendar(start="2021-Q1", turns=20), 6, 6).spell
        'for at least 6 quarters in a row'
        """
        if self.least != self.most:
            return (
                f"for as long as each setting asks ({self.least} to {self.most} quarters in a row)"
            )
        years, rest = divmod(self.least, YEAR)
        if self.least <= 1:
            return "for at least a quarter"
        if rest:
            return f"for at least {self.least} quarters in a row"
        long = "a year" if years == 1 else f"{years} years"
        return f"for at least {long} ({self.least} quarters in a row)"

    def told(self, clause: str, when: When) -> str:
        """Return the clause of a yes or no with the time in which it is looked for."""
        return when.format(
            clause=clause,
            within=self.calendar.within(),
            spell=self.spell,
            start=self.calendar.date(0),
            end=self.calendar.end(),
        )


@dataclass(frozen=True)
class Headline:
    """The share of the runs of a policy with an outcome, or its mean over them.

    Attributes:
        policy: Name of the policy.
        outcome: Name of the outcome.
        event: What is counted or averaged, with its time, such as "Russia recommits to Armenia at
            some time in 2021-2025, for at least a year (4 quarters in a row)".
        where: The policy and the settings, to follow the event; "" for one policy and one setting.
        in_percent: Whether the value is a share.
        is_mean: Whether it is a mean over the runs, not the share of runs with a yes.
        found: The value with its 95 % interval.
        runs: Number of runs.
        end: End of the time that the runs cover, such as "2025".
        held: Of recommitment, the share of runs in which it holds at the end; else None.
    """

    policy: str
    outcome: str
    event: str
    where: str
    in_percent: bool
    is_mean: bool
    found: Found
    runs: int
    end: str
    held: Found | None = None

    @property
    def sentence(self) -> str:
        """The headline as one sentence, to be quoted."""
        return f"{capitalised(self.event)}{self.where}: {self.share_of_runs}{self.still}."

    @property
    def share_of_runs(self) -> str:
        """The value with its interval and the number of runs."""
        of = "on average over" if self.is_mean else "of"
        return f"{self._said(self.found)} {of} {counted(self.runs, 'run')}"

    @property
    def still(self) -> str:
        """The share in which recommitment still holds at the end, to follow; "" if not asked."""
        if self.held is None:
            return ""
        return f"; still so at the end of {self.end}: {_short(self.held)}"

    @property
    def value(self) -> str:
        """The value alone, in percent if it is a share."""
        return share_and_range(*self.found)[0] if self.in_percent else _number(self.found[0])

    def _said(self, found: Found) -> str:
        value, low, high = found
        if not self.in_percent:
            around = UNKNOWN if isnan(low) else " to ".join(_number(end) for end in (low, high))
            return f"{_number(value)} (95 % interval {around})"
        share, around = share_and_range(*found)
        return f"{share} (95 % interval {around})"


def headlines(results: Results, outcome: str | None = None) -> tuple[Headline, ...]:
    """Return the headline of an outcome under every policy that has runs, the first one first.

    Args:
        results: Results from `sim.load_results`; only the columns that are needed are read.
        outcome: An outcome; the experiment's main outcome if None.

    Raises:
        ResultsError: No run is stored yet, or a part cannot be used.
    """
    wanted = outcome or results.store.manifest.outcomes[0]
    table = results.narrow([_counted(wanted), HELD_AT_END]).table
    found = (
        headline(table, results.manifest, policy, wanted)
        for policy in results.store.manifest.policies
    )
    return tuple(one for one in found if one is not None)


def headline(
    table: pd.DataFrame, manifest: Mapping[str, Any], policy: str, outcome: str
) -> Headline | None:
    """Return the headline of an outcome under a policy; None if no run under it succeeded.

    Args:
        table: A table of runs with `policy`, `replicate`, `status`, the outcome and, for
            recommitment, `held_at_end`.
        manifest: Content of the manifest of the results.
        policy: Name of a policy.
        outcome: Name of an outcome; for the stance, recommitment is counted.
    """
    good = table[((table["policy"] == policy) & (table["status"] == OK)).to_numpy()]
    name = _counted(outcome)
    values, replicate = numbers(good[name]), good["replicate"].to_numpy()
    kind = measure_of(name).kind
    if kind is Kind.TURN:
        values = (~np.isnan(values)).astype(np.float64)
    known = int((~np.isnan(values)).sum())
    if not known:
        return None
    is_mean = kind not in (Kind.YES_NO, Kind.TURN)
    held = None
    if name == RECOMMITTED:
        held = clustered_share(numbers(good[HELD_AT_END]), replicate)
    return Headline(
        policy=policy,
        outcome=name,
        event=event_of(manifest, policy, name),
        where=where_of(manifest, policy),
        in_percent=kind.in_percent or kind is Kind.TURN,
        is_mean=is_mean,
        found=(clustered_mean if is_mean else clustered_share)(values, replicate),
        runs=known,
        end=horizon_of(manifest, policy).calendar.end(),
        held=held,
    )


def event_of(manifest: Mapping[str, Any], policy: str, outcome: str, *, brief: bool = False) -> str:
    """Return what an outcome counts or averages under a policy, with its time.

    With `brief` the years stand for all of the time, as in "Russia recommits to Armenia in
    2021-2025", for a text that has given the definition before.
    """
    horizon, measure = horizon_of(manifest, policy), measure_of(outcome)
    within, document = horizon.calendar.within(), _entry(manifest, policy)["document"]
    if measure.when is not None:
        clause = clause_of(outcome, document)
        return f"{clause} {within}" if brief else horizon.told(clause, measure.when)
    if measure.kind is Kind.TURN:
        return f"{label_of(outcome, document)}: comes at some time {within}"
    return f"{label_of(outcome, document)}, {within}"


def horizon_of(manifest: Mapping[str, Any], policy: str) -> Horizon:
    """Return the time that the runs of a policy cover."""
    entry = _entry(manifest, policy)
    calendar = Calendar(start=entry["document"]["calendar"]["start"], turns=int(entry["turns"]))
    varied = next((one for one in manifest["design"]["factors"] if one["path"] == QUARTERS), None)
    if varied is not None:
        return Horizon(calendar, ceil(varied["low"]), ceil(varied["high"]))
    needed = ceil(number_at(entry["document"], QUARTERS) or 1)
    return Horizon(calendar, needed, needed)


def where_of(manifest: Mapping[str, Any], policy: str) -> str:
    """Return the conditions of a policy's runs: its title if there are others, and the settings.

    They are to follow what is counted; "" for one policy and one setting.
    """
    under = ""
    if len(manifest["policies"]) > 1:
        under = f', under the policy "{title_of(manifest, policy)}"'
    return f"{under}{settings_of(manifest)}"


def settings_of(manifest: Mapping[str, Any]) -> str:
    """Return over which settings the runs were played, with a comma before; "" for one setting."""
    design, points = manifest["design"], int(manifest["points"])
    if held := design.get("ensemble"):
        return f", over an ensemble of {counted(int(held['members']), 'calibrated setting')}"
    if points == 1:
        return ""
    return f", over {counted(points, 'setting')} of {counted(len(design['factors']), 'number')}"


def title_of(manifest: Mapping[str, Any], policy: str) -> str:
    """Return the title of a policy, or its name if it has none."""
    return str(_entry(manifest, policy)["title"] or policy)


def cautions(manifest: Mapping[str, Any], draws: int) -> Iterator[str]:
    """Yield the sentences that belong under headlines over several settings or few draws.

    Args:
        manifest: Content of the manifest of the results.
        draws: Number of draws of chance.
    """
    if begins := manifest.get("beginning"):
        yield (
            f"All runs go on from {begins['date']} of one run (seed {begins['seed']}, replicate "
            f"{begins['replicate']}); what is measured counts its turns before, too."
        )
    if int(manifest["points"]) > 1 and not manifest["design"].get("ensemble"):
        yield (
            "A share over all settings says how much of their space an outcome fills; it is no "
            f"probability of anything. The intervals count the {counted(draws, 'draw')} of chance "
            "that all settings share, not the runs."
        )
    if draws < FEW_DRAWS:
        yield (
            f"{capitalised(counted(draws, 'draw'))} of chance "
            f"{'is' if draws == 1 else 'are'} few: play more before you quote a number."
        )


def quotation(results: Results, outcome: str | None = None) -> tuple[str, ...]:
    """Return the headlines of all policies and their cautions, a sentence or two each.

    See `headlines` for the arguments and errors.
    """
    found = headlines(results, outcome)
    draws = int(results.narrow([]).table["replicate"].nunique())
    return (*(one.sentence for one in found), *cautions(results.manifest, draws))


def _counted(outcome: str) -> str:
    """Return the outcome that is counted: for the stance, recommitment."""
    return RECOMMITTED if outcome == STANCE else outcome


def _entry(manifest: Mapping[str, Any], policy: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        entry for entry in manifest["policies"] if entry["name"] == policy
    )
    return found


def _short(found: Found) -> str:
    share, around = share_and_range(*found)
    return f"{share} ({around})"


def _number(value: float) -> str:
    return mean_words(value, share=False)

"""`sim.summary`: what came out of a sweep, in tables with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cards import Card, Line
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results, load_results
from sim.experiment.titles import heading, number_names, policy_titles
from sim.measures import (
    HEADLINES,
    ORDERED_OR_ARRIVED,
    SPELLS,
    Kind,
    kind_of,
    label_of,
    mean_label,
    measure_of,
    with_beside,
)
from sim.scenario.problems import choices
from sim.words import (
    STANCE_WORDS,
    capitalised,
    mean_words,
    named,
    numeral,
    percent_range,
)

if TYPE_CHECKING:
    import pandas as pd

BOOTSTRAP_SEED = 20
"""Seed of the bootstrap, fixed so that a summary is the same every time."""
SHORT = ("share", "mean")
"""The statistics of an outcome that a reader wants first; the others are quantiles."""


@dataclass(frozen=True, eq=False, repr=False)
class Summary(Card):
    """The outcomes of a sweep. All intervals are of 95 %; runs that failed are left out.

    Attributes:
        results: The results.
        by: Columns by which the runs are grouped.
        outcomes: A row for each group, outcome and statistic ("share", "mean", "q05" ...): `value`,
            `low`, `high`, `runs`, `failed`.
        recommitment: A row for each group and definition of recommitment: the `level` of commitment
            and the `turns` for which it is asked; `value`, `low`, `high`, `runs`.
        differences: A row for each policy after the first and each outcome: the `difference` from
            the first policy on the same chance, with `low`, `high` and `pairs`. Empty if there is
            one policy.
    """

    results: Results
    by: tuple[str, ...]
    outcomes: pd.DataFrame
    recommitment: pd.DataFrame
    differences: pd.DataFrame

    def _card(self) -> tuple[Line, ...]:
        said = self.results.manifest["experiment"]
        return (
            f"{said['name']}: {said['title']}",
            said["question"],
            self.results.missing,
            f"{self.results.played}.",
            *self._main(),
            ORDERED_OR_ARRIVED,
        )

    def _main(self) -> Iterator[Line]:
        """Yield the main outcome, and the one reported beside it, in each group."""
        short = self.outcomes[self.outcomes["statistic"].isin(SHORT)].to_dict("records")
        asked = dict.fromkeys(row["outcome"].partition(" ")[0] for row in short)
        for name in [name for name in with_beside([*asked][:1]) if name in asked]:
            yield f"{capitalised(measure_of(name).label)}, with its 95 % interval:"
            for row in short:
                outcome, _, stance = row["outcome"].partition(" ")
                if outcome == name:
                    group = group_words(self.results, self.by, row)
                    words = STANCE_WORDS[stance].label if stance else ""
                    head = ", ".join(filter(None, (group, words))) or "all runs"
                    yield head, told(row["value"], row["low"], row["high"], name)


def told(value: float, low: float, high: float, outcome: str) -> str:
    """Return a share or mean of an outcome with its interval, in words.

    >>> told(0.364, 0.351, 0.377, "recommitted"), told(2.5, 2.25, 2.75, "probes")
    ('36.4 % (35.1 to 37.7 %)', '2.5 (2.25 to 2.75)')
    """
    share = measure_of(outcome).kind.in_percent
    around = percent_range(low, high, digits=1) if share else f"{low:.3g} to {high:.3g}"
    return f"{mean_words(value, share=share)} ({around})"


def group_words(results: Results, by: Sequence[str], row: Mapping[str, Any]) -> str:
    """Return what a group of runs is called, with the names that one types; "" for all runs.

    Args:
        results: The results.
        by: The columns by which runs are grouped.
        row: A row of a table of a `Summary`.
    """
    titles, numbers = policy_titles(results), number_names(results)
    said = []
    for column in by:
        if column == "policy":
            said.append(named(titles[row[column]], row[column]))
        elif column in numbers:
            number = named(heading(numbers[column], column), column)
            said.append(f"{number} = {numeral(row[column], 'g')}")
        else:
            said.append(f"{column} {row[column]}")
    return ", ".join(said)


def outcome_words(document: Mapping[str, Any], outcome: str, statistic: str) -> tuple[str, str]:
    """Return what an outcome in a table of estimates is called, and the name that one types.

    Args:
        document: The scenario's document.
        outcome: Name of the outcome; of a stance, followed by which.
        statistic: Of what the estimate is: "share", "mean" or a quantile.
    """
    name, _, stance = outcome.partition(" ")
    if stance:
        return f"{label_of(name, document)}: {STANCE_WORDS[stance].label}", stance
    if kind_of(name) is Kind.TURN and statistic == "share":
        return f"{label_of(name, document)} comes", name
    return mean_label(name, document), name


def groupings(results: Results) -> tuple[str, ...]:
    """Return the columns by which the runs of results can be grouped."""
    return ("policy", "point", *results.store.manifest.columns.factors)


def summary(
    source: Results | str | Path,
    outcomes: Sequence[str] = (),
    *,
    by: Sequence[str] = ("policy",),
) -> Summary:
    """Return shares and means of the outcomes of a sweep, and in what its policies differ.

    Args:
        source: Results or their folder.
        outcomes: The outcomes. If empty, those of the experiment and the measures of recommitment.
        by: Columns to group by: "policy", "point" or paths of factors.

    Raises:
        ResultsError: There are no results, or no such outcome or column.
    """
    import numpy as np
    import pandas as pd

    from sim.analysis import outcomes as stats

    whole = source if isinstance(source, Results) else load_results(source)
    manifest = whole.store.manifest
    keys = (by,) if isinstance(by, str) else tuple(by)
    asked = [outcomes] if isinstance(outcomes, str) else list(outcomes)
    _check("by", keys, groupings(whole))
    _check("outcome", asked, manifest.columns.outcomes)
    wanted = list(dict.fromkeys(asked or [*HEADLINES, *manifest.outcomes]))
    spells = [name for name in manifest.columns.outcomes if name in SPELLS]
    varied = [name for name in keys if name in manifest.columns.factors]
    results = whole.narrow([*varied, *dict.fromkeys([*HEADLINES, *wanted, *spells])])
    table, (first, *others) = results.table, manifest.policies
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    apart = [name for name in keys if name != "policy"]
    return Summary(
        results=results,
        by=keys,
        outcomes=stats.summarise(table, wanted, rng=rng, by=keys),
        recommitment=stats.recommitment(table, by=keys),
        differences=(
            stats.paired_differences(table, wanted, baseline=first, by=apart)
            if others
            else pd.DataFrame()
        ),
    )


def _check(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise ResultsError(f"{what} = {name}: no such column{choices(name, list(known))}")

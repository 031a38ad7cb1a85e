"""The section on policies: differences from the first policy in runs with the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.comparison import crossing
from sim.analysis.outcomes import paired_differences
from sim.experiment.barred import made_impossible
from sim.experiment.table import OK
from sim.measures import BORDER_ATTACKS, HEADLINES, OFFENSIVE, STANCE, kind_of, mean_label
from sim.report.content import Block, Heading, Prose, Section, Table
from sim.report.wording import interval, number
from sim.words import UNKNOWN, capitalised, counted, joined, percent, points

if TYPE_CHECKING:
    from sim.report.study import Study


@dataclass(frozen=True)
class Difference:
    """The difference of an outcome between two policies, at the same settings with the same chance.

    `label` is what the outcome is called. `first` and `second` are means over `pairs` of runs that
    both policies have; `low` to `high` is the 95 % interval of `change`, second less first; those
    of all policies hold at once.
    """

    outcome: str
    label: str
    first: float
    second: float
    change: float
    low: float
    high: float
    pairs: int

    @property
    def moved(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def policies(study: Study, figures: Sequence[Block]) -> Section:
    """Return the section that compares every other policy with the first."""
    first, *others = study.policies
    blocks: list[Block] = [
        Prose(
            f"Each policy was played {study.when()}, at the same settings on the same draws of "
            f'chance as "{study.title_of(first)}", so a difference is due to the policy. The '
            f"intervals count draws of chance, of which there are {study.replicates:,}; one that "
            f"holds zero has not shown any difference.{_at_once(len(others))}"
        ),
        *_impossible(study, first),
        *figures,
    ]
    for other in others:
        blocks += _compared(study, other)
    return Section("What the policies change", tuple(blocks))


def _at_once(others: int) -> str:
    if others < 2:
        return ""
    return (
        f" For each outcome the intervals of all {others} policies hold at once (95 %, Bonferroni)."
    )


def differences(study: Study, other: str) -> tuple[Difference, ...]:
    """Return the differences of one policy from the first: recommitment, war, what was asked.

    They are worked out once for all sections.
    """
    return study.results.once((differences, other), lambda: _differences(study, other))


def _differences(study: Study, other: str) -> tuple[Difference, ...]:
    # The stance has no mean: `_changed_stance` compares it.
    asked = [name for name in study.outcomes if name != STANCE]
    border = (BORDER_ATTACKS,) if study.second_theatre else ()
    wanted = tuple(dict.fromkeys((*HEADLINES, OFFENSIVE, *border, *asked)))
    both = pd.concat([study.first, study.of_policy(other)], ignore_index=True)
    others = len(study.policies) - 1
    document = study.manifest["policies"][0]["document"]
    found = paired_differences(both, wanted, baseline=study.policies[0], together=others)
    return tuple(
        Difference(
            row["outcome"],
            mean_label(row["outcome"], document),
            row["first"],
            row["second"],
            row["difference"],
            row["low"],
            row["high"],
            row["pairs"],
        )
        for row in found.to_dict("records")
    )


def _compared(study: Study, other: str) -> tuple[Block, ...]:
    found = differences(study, other)
    heading = Heading(study.title_of(other))
    if not any(one.pairs for one in found):
        return heading, Prose("No setting and draw of chance was played under both.")
    told = Prose(f"{moved_sentence(found)} {_changed_stance(study, other)}".strip())
    return heading, told, *_impossible(study, other), differences_table(study, other, found)


def _impossible(study: Study, policy: str) -> tuple[Prose, ...]:
    """Return the sentence on what a policy makes impossible, which is no result of its runs."""
    said = made_impossible(study.results, policy)
    return (Prose(said),) if said else ()


def moved_sentence(found: Sequence[Difference]) -> str:
    """Return the sentences on outcomes that moved, with intervals, and those that did not."""
    moved = [f"{one.label} by {_change(one)} ({_bounds(one)})" for one in found if one.moved]
    still = [one.label for one in found if not one.moved]
    said = [f"Moved: {joined(moved)}."] if moved else []
    return " ".join([*said, *([f"Not shown to have moved: {joined(still)}."] if still else [])])


def _changed_stance(study: Study, other: str) -> str:
    """Return the sentences on futures that end in the same stance, and the commonest changes."""
    key = ["point", "replicate"]
    good = [runs[runs["status"] == OK] for runs in (study.first, study.of_policy(other))]
    one, two = (runs.set_index(key)[[STANCE]] for runs in good)
    both = one.index.intersection(two.index, sort=False)
    return " ".join(crossing(one.loc[both], two.loc[both]).sentences())


def differences_table(study: Study, other: str, found: Sequence[Difference]) -> Table:
    """Return the table of every outcome under both policies, with the difference."""
    return Table(
        f'"{study.title_of(other)}" compared with "{study.title_of(study.policies[0])}": shares of '
        f"runs, and means, {study.when(other)}, over {counted(found[0].pairs, 'pair')} of runs",
        ("Outcome", "Compared with", "Under this", "Difference", "95 % interval", "Pairs"),
        tuple(
            (
                f"{capitalised(one.label)} `{one.outcome}`",
                _value(one, one.first),
                _value(one, one.second),
                _change(one),
                _bounds(one),
                f"{one.pairs:,}",
            )
            for one in found
        ),
    )


def _value(one: Difference, value: float) -> str:
    return percent(value, digits=1) if kind_of(one.outcome).in_percent else number(value)


def _change(one: Difference) -> str:
    if isnan(one.change):
        return UNKNOWN
    if kind_of(one.outcome).in_percent:
        return f"{points(one.change)} points"
    return f"{one.change:+.3f}"


def _bounds(one: Difference) -> str:
    if isnan(one.low):  # a single replicate has no interval
        return UNKNOWN
    if kind_of(one.outcome).in_percent:
        return f"{points(one.low, sign=False)} to {points(one.high, sign=False)}"
    return interval(one.low, one.high)

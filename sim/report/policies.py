"""What the policies change, run by run on the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from sim.analysis.comparison import Comparison, Effect, compare_runs
from sim.analysis.outcomes import SHOWN_BESIDE
from sim.report.blocks import Block, Heading, Prose, Section, Table

if TYPE_CHECKING:
    from sim.report.study import Study

OUTCOME_ONLY = "stance"
"""Told by which futures change course, not by a mean."""


def policies(study: Study, figures: Sequence[Block]) -> Section:
    """Every other policy against the first."""
    first, *others = study.policies
    blocks: list[Block] = [
        Prose(
            f"Each policy was played at the same settings on the same draws of chance as "
            f"`{first}`, so a difference is due to the policy. Outcomes of one comparison are "
            "looked at together: with 95 % confidence none of those said to have moved did not "
            "(Holm's correction)."
        ),
        *figures,
    ]
    for other in others:
        blocks += _compared(compared(study, other))
    return Section("What the policies change", tuple(blocks))


def compared(study: Study, other: str) -> Comparison:
    """One policy against the first, in the outcomes asked about and in recommitment."""
    table = study.table
    first, second = (table[table["policy"] == name] for name in (study.policies[0], other))
    asked = [name for name in study.outcomes if name != OUTCOME_ONLY]
    wanted = tuple(dict.fromkeys((*SHOWN_BESIDE, *asked)))
    return compare_runs(first, second, wanted, names=(study.policies[0], other))


def _compared(found: Comparison) -> tuple[Block, ...]:
    heading = Heading(f"`{found.second}` against `{found.first}`")
    if found.identical or not found.effects:
        return heading, *(Prose(sentence) for sentence in found.findings())
    said = [found.findings()[0], *(found.crossing.sentences() if found.crossing else ())]
    return heading, Prose(" ".join(said)), effects_table(found)


def effects_table(found: Comparison) -> Table:
    """Every outcome under both, those that moved first."""
    return Table(
        f"{found.second} against {found.first}, run by run",
        ("Outcome", found.first, found.second, "Difference", "95 % interval", "p, Holm", "Pairs"),
        tuple(_row(effect) for effect in found.effects),
    )


def _row(effect: Effect) -> tuple[str, ...]:
    difference, _, spread = effect.change().partition(" [")
    bounds = spread.rstrip("]").replace(", ", " to ")
    if effect.same:
        difference, bounds = "the same in every pair", ""
    return (
        f"`{effect.outcome}`",
        effect.value(effect.first),
        effect.value(effect.second),
        difference,
        bounds,
        _p(effect.holm),
        f"{effect.runs:,}",
    )


def _p(value: float) -> str:
    if isnan(value):
        return ""
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")

"""Does the answer survive another rule of choice?"""

from __future__ import annotations

from sim.analysis.robustness import Effect, doctrine_policies, effects, verdicts
from sim.report.answer import policy_table
from sim.report.blocks import Block, Items, Prose, Section, Table
from sim.report.study import Study
from sim.report.wording import interval

HEADING = "Does it survive another rule of choice?"
OUTCOME = "recommitment_index"
MOST_FACTORS = 12
"""Factors whose signs a report compares; a screening of forty says nothing doctrine by doctrine."""


def robustness(study: Study, other: Study | None) -> Section:
    """Results under other doctrines: those of a second folder, else of this one's own policies."""
    if other is not None:
        return Section(HEADING, _compared(other, f"From the experiment `{_name(other)}`. "))
    if doctrine_policies(study.manifest["policies"]):
        return Section(HEADING, _compared(study, ""))
    return Section(
        HEADING,
        (
            Prose(
                "Not tried here: every policy of this experiment leaves the doctrines alone. Sweep "
                "`doctrine-robustness`, or an experiment of your own whose policies are "
                "doctrines, and name its folder with `--robustness`. A result that one rule "
                "of choice alone shows is a finding about that rule."
            ),
        ),
    )


def _compared(study: Study, opening: str) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Prose(
            f"{opening}A pattern that survives actors who choose at random is the physics of the "
            "model; one that only one doctrine shows is a finding about that doctrine. Levels are "
            "expected to differ; ask whether signs hold."
        ),
        policy_table(study),
    ]
    if 0 < len(study.factors) <= MOST_FACTORS:
        table = study.load_with_factors([OUTCOME])
        found = effects(table, study.factors, OUTCOME)
        if found:
            entries = tuple((f"`{factor}`", said + ".") for factor, said in verdicts(found))
            blocks += [
                Prose("What each factor does to the recommitment index, doctrine by doctrine:"),
                Items(entries),
                effects_table(found),
            ]
    return tuple(blocks)


def effects_table(found: tuple[Effect, ...]) -> Table:
    """Every effect with its interval."""
    return Table(
        "Change of the recommitment index from the least to the largest value of a factor, along "
        "the best straight line with the others held",
        ("Factor", "Policy", "Change", "95 % interval", "Runs"),
        tuple(
            (
                f"`{effect.factor}`",
                effect.policy,
                f"{effect.change:+.3f}",
                interval(effect.low, effect.high),
                f"{effect.runs:,}",
            )
            for effect in found
        ),
    )


def _name(study: Study) -> str:
    return str(study.manifest["experiment"]["name"])

"""The sections on outcomes, and on the dependence of P(recommit) on its definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.analysis.outcomes import recommitment
from sim.report.content import Block, Items, Prose, Section, Table
from sim.report.estimates import Estimate, estimates
from sim.report.wording import number
from sim.studies.summary import outcome_words
from sim.words import capitalised, counted, percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.study import Study

FEW_POLICIES = 6
"""Most policies whose outcomes a report shows in tables."""


def outcomes(study: Study, figures: Sequence[Block]) -> Section:
    """Return the section with every outcome, its interval and the figures."""
    tables = [outcome_table(study, policy) for policy in study.policies[:FEW_POLICIES]]
    blocks: list[Block] = [*_told_apart(study), *figures, *tables]
    if len(study.policies) > FEW_POLICIES:
        rest = len(study.policies) - FEW_POLICIES
        said = counted(rest, "policy")
        it = "it" if rest == 1 else "them"
        blocks.append(Prose(f"{said} more: `sim summary` prints {it}."))
    return Section("What came out", tuple(blocks))


def _told_apart(study: Study) -> tuple[Block, ...]:
    """Return the sentence on intervals for a design of several points; else nothing."""
    if study.manifest["points"] == 1:
        return ()
    return (
        Prose(
            "Intervals count draws of chance, not runs: the settings of the design share their "
            "draws."
        ),
    )


def not_drawn(study: Study, missing: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the list of figures that could not be drawn, with the reasons; else nothing."""
    if not missing:
        return ()
    entries = tuple(
        (f"{title}:", f"{study.without_folder(reason)}.") for title, reason in missing.items()
    )
    return Prose("Figures that have nothing to draw in these results:"), Items(entries)


def outcome_table(study: Study, policy: str) -> Table:
    """Return the table of one policy's outcomes."""
    runs = study.of_policy(policy)
    found = [one for name in study.outcomes for one in estimates(runs, name)]
    return Table(
        f"Outcomes {study.when(policy)}{study.where(policy)}: shares of runs, and means",
        ("Outcome", "Statistic", "Value", "95 % interval", "Runs"),
        tuple(
            (_called(study, one), one.statistic, one.value, one.interval, f"{one.runs:,}")
            for one in found
        ),
    )


def _called(study: Study, found: Estimate) -> str:
    """Return what an outcome is called, followed by its name."""
    document = study.manifest["policies"][0]["document"]
    words, name = outcome_words(document, found.outcome, found.statistic)
    return f"{capitalised(words)} `{name}`"


def definition(study: Study, figures: Sequence[Block]) -> Section:
    """Return the section on P(recommit) by level of commitment and number of turns."""
    surface = recommitment(study.table)
    ours = surface[(surface["policy"] == study.policies[0]) & surface["level"].notna()]
    turns = sorted(int(value) for value in ours["turns"].unique())
    rows = tuple(
        (
            number(level),
            *(percent(value, digits=1) for value in cells.sort_values("turns")["value"]),
        )
        for level, cells in ours.groupby("level", sort=True)
    )
    blocks: list[Block] = [Prose(definition_sentence(study, ours)), *figures]
    if rows:
        head = ("Commitment asked for", *(f"{counted(count, 'quarter')}" for count in turns))
        runs = counted(int(ours["runs"].iloc[0]), "run")
        caption = (
            f"Share of {runs} that recommit at some time {study.when()}{study.where()}, by the "
            "commitment asked for and for how long"
        )
        blocks.append(Table(caption, head, rows))
    return Section("How much depends on the definition", tuple(blocks))


def definition_sentence(study: Study, surface: pd.DataFrame) -> str:
    """Return the sentence on the least and largest share over the definitions shown."""
    if not len(surface):
        return "These results keep no spells by threshold, so the surface cannot be shown."
    least = surface.loc[surface["value"].idxmin()]
    most = surface.loc[surface["value"].idxmax()]
    return (
        f"Over the definitions below the share that recommits at some time {study.when()} runs "
        f"from {percent(least['value'], digits=1)} (commitment of "
        f"{number(least['level'])} for {int(least['turns'])} quarters) to "
        f"{percent(most['value'], digits=1)} "
        f"({number(most['level'])} for {int(most['turns'])}), in the very same runs. No single one "
        "of these numbers is the answer."
    )

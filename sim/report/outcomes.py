"""What came out: every outcome asked about, and how much hangs on the definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.outcomes import recommitment, summarise
from sim.report.blocks import Block, Items, Prose, Section, Table
from sim.report.wording import interval, number, percent, percents

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sim.report.study import Study

SHOWN = ("share", "mean")
"""Statistics a reader is shown; quantiles are for programs (`sim summary --json`)."""
FEW_POLICIES = 6
"""Policies that a table can hold side by side."""


def outcomes(study: Study, rng: np.random.Generator, figures: Sequence[Block]) -> Section:
    """Every outcome with its interval, and the figures of them."""
    found = summarise(study.table, study.outcomes, rng=rng)
    told = found[found["statistic"].isin(SHOWN)]
    blocks: list[Block] = [*figures]
    for policy in study.policies[:FEW_POLICIES]:
        blocks.append(outcome_table(told[told["policy"] == policy], policy, study))
    if len(study.policies) > FEW_POLICIES:
        rest = len(study.policies) - FEW_POLICIES
        blocks.append(Prose(f"{rest} more policies: `sim summary` prints them."))
    return Section("What came out", tuple(blocks))


def not_drawn(study: Study, missing: Mapping[str, str]) -> tuple[Block, ...]:
    """Which figures fit the experiment but have nothing to show, and why."""
    if not missing:
        return ()
    entries = tuple(
        (f"{title}:", f"{study.without_folder(reason)}.") for title, reason in missing.items()
    )
    return Prose("Figures that these results leave nothing to draw for:"), Items(entries)


def outcome_table(rows: pd.DataFrame, policy: str, study: Study) -> Table:
    """One policy's outcomes."""
    under = f" under the policy {policy}" if len(study.policies) > 1 else ""
    return Table(
        f"Outcomes{under}: shares of runs, and means",
        ("Outcome", "Statistic", "Value", "95 % interval", "Runs"),
        tuple(_outcome_row(row) for row in rows.to_dict("records")),
    )


def _outcome_row(row: dict[Any, Any]) -> tuple[str, ...]:
    share = row["statistic"] == "share"
    value = percent(row["value"]) if share else number(row["value"])
    span = percents(row["low"], row["high"]) if share else interval(row["low"], row["high"])
    return f"`{row['outcome']}`", row["statistic"], value, span, f"{row['runs']:,}"


def definition(study: Study, figures: Sequence[Block]) -> Section:
    """P(recommit) over its own definition: how high a commitment, for how long."""
    surface = recommitment(study.table)
    ours = surface[(surface["policy"] == study.policies[0]) & surface["level"].notna()]
    turns = sorted(int(value) for value in ours["turns"].unique())
    rows = tuple(
        (number(level), *(percent(value) for value in cells.sort_values("turns")["value"]))
        for level, cells in ours.groupby("level", sort=True)
    )
    blocks: list[Block] = [Prose(definition_sentence(ours)), *figures]
    if rows:
        head = ("Commitment asked for", *(f"{count} quarters" for count in turns))
        caption = "Share of runs that recommit, by the commitment asked for and for how long"
        blocks.append(Table(caption, head, rows))
    return Section("How much hangs on the definition", tuple(blocks))


def definition_sentence(surface: pd.DataFrame) -> str:
    """How far the share moves over the definitions shown."""
    if not len(surface):
        return "These results keep no spells by threshold, so the surface cannot be shown."
    least = surface.loc[surface["value"].idxmin()]
    most = surface.loc[surface["value"].idxmax()]
    return (
        f"Over the definitions below the share runs from {percent(least['value'])} (commitment of "
        f"{number(least['level'])} for {int(least['turns'])} quarters) to {percent(most['value'])} "
        f"({number(most['level'])} for {int(most['turns'])}), in the very same runs. No single one "
        "of these numbers is the answer."
    )

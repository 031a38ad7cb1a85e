"""The answer, in the first sentences of a report, with what it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.outcomes import SHOWN_BESIDE, recommitment, summarise
from sim.chronicle.cast import capitalised
from sim.report.blocks import Block, Prose, Section, Table
from sim.report.wording import counted, interval, number, percent, percents

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sim.report.study import Study

ASKED_ALREADY = (*SHOWN_BESIDE, "stance")
"""Outcomes that the answer reports whether the experiment asks about them or not."""


def answer(study: Study, rng: np.random.Generator) -> Section:
    """The answer: recommitment with its interval and its definition, the index, every policy."""
    surface = recommitment(study.table)
    blocks: list[Block] = []
    main = study.outcomes[0]
    if main not in ASKED_ALREADY:
        blocks.append(Prose(main_sentence(study, main, rng), lead=True))
    blocks.append(Prose(recommitment_sentence(study, surface), lead=not blocks))
    blocks.append(Prose(definition_sentence(study)))
    blocks.append(Prose(index_sentence(study, surface)))
    if len(study.policies) > 1:
        blocks.append(policy_table(study, surface))
    if study.factors:
        blocks.append(Prose(design_sentence(study)))
    return Section("The answer", tuple(blocks))


def recommitment_sentence(study: Study, surface: pd.DataFrame) -> str:
    """In how many runs the guarantor recommits, under the first policy."""
    value, low, high, runs = _found(surface, study.policies[0], "recommitted")
    scenario = study.scenario
    who, whom = (scenario.actors[key].name for key in (scenario.guarantor, scenario.defender))
    return (
        f"{capitalised(who)} recommits to {whom} in {percent(value)} of {runs:,} simulated futures"
        f"{under(study)} (95 % interval {percents(low, high)})."
    )


def definition_sentence(study: Study) -> str:
    """What counts as recommitment there: the thresholds, which are definitions."""
    values = study.scenario.numbers()
    level, cost, turns = (
        values[f"parameters.{name}"]
        for name in ("recommit_level", "recommit_cost", "recommit_quarters")
    )
    varied = [path for path in study.factors if path.startswith("parameters.recommit_")]
    moved = (
        f" (This experiment varies {', '.join(f'`{path}`' for path in varied)}.)" if varied else ""
    )
    return (
        f"That is by one definition: commitment of at least {number(level)} on a scale of 0 to 1, "
        f"at a cost of at least {number(cost)} a quarter, with no serious attack on covered ground "
        f"left unanswered, for {counted(int(turns), 'quarter')} in a row.{moved} The share moves "
        "with the definition; see the surface below before quoting it."
    )


def index_sentence(study: Study, surface: pd.DataFrame) -> str:
    """The continuous index, which has no threshold of level."""
    value, low, high, _ = _found(surface, study.policies[0], "recommitment_index")
    return (
        f"The recommitment index, which has no threshold of level, averages {number(value)} on a "
        f"scale of 0 to 1 (95 % interval {interval(low, high)}). It is the mean commitment of the "
        "last eight quarters, a quarter counting zero if the guarantee went unmet shortly before."
    )


def main_sentence(study: Study, outcome: str, rng: np.random.Generator) -> str:
    """The experiment's own first outcome, where it is another than recommitment."""
    found = summarise(study.first, [outcome], rng=rng).iloc[0]
    value, low, high = (float(found[name]) for name in ("value", "low", "high"))
    share = found["statistic"] == "share"
    said = f"comes true in {percent(value)} of" if share else f"averages {number(value)} over"
    span = percents(low, high) if share else interval(low, high)
    return (
        f"The first outcome asked about, `{outcome}`, {said} {int(found['runs']):,} simulated "
        f"futures{under(study)} (95 % interval {span})."
    )


def policy_table(study: Study, surface: pd.DataFrame) -> Table:
    """Recommitment and the index under every policy."""
    rows = []
    titles = {policy["name"]: policy["title"] for policy in study.manifest["policies"]}
    for policy in study.policies:
        value, low, high, runs = _found(surface, policy, "recommitted")
        index, least, most, _ = _found(surface, policy, "recommitment_index")
        rows.append(
            (
                f"{policy}: {titles[policy]}" if titles[policy] else policy,
                percent(value),
                percents(low, high),
                number(index),
                interval(least, most),
                f"{runs:,}",
            )
        )
    head = ("Policy", "Recommits", "95 % interval", "Index", "95 % interval", "Runs")
    return Table("Recommitment under each policy, on the same chance", head, tuple(rows))


def design_sentence(study: Study) -> str:
    """What a share over a design is, and is not."""
    return (
        f"The experiment varies {counted(len(study.factors), 'number')} over "
        f"{counted(study.manifest['points'], 'setting')}. A share over all of them says how much "
        "of that space the outcome fills. It is no probability of anything, and its interval "
        "counts the luck of the draw only, not what nobody knows."
    )


def under(study: Study) -> str:
    """Under which policy, where there is more than one."""
    return f" under the policy `{study.policies[0]}`" if len(study.policies) > 1 else ""


def _found(surface: pd.DataFrame, policy: str, measure: str) -> tuple[float, float, float, int]:
    """The share or mean by the scenario's own thresholds."""
    row = surface[
        (surface["policy"] == policy) & (surface["measure"] == measure) & surface["level"].isna()
    ].iloc[0]
    low, high = (float(row[end]) for end in ("low", "high"))
    return float(row["value"]), low, high, int(row["runs"])

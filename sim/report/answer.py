"""The first section of a report: the answer, with its definition and its interval."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sim.analysis.members import spread
from sim.analysis.outcomes import numbers
from sim.experiment.intervals import Z_95
from sim.experiment.table import OK
from sim.measures import (
    HEADLINES,
    INDEX,
    OFFERED,
    ORDERED_OR_ARRIVED,
    RECOMMITTED,
    STANCE,
    kind_of,
)
from sim.report.content import Block, Prose, Section, Table
from sim.report.estimates import estimate
from sim.report.wording import coded, number
from sim.rules.outcomes import ACCOMMODATE_MOST, COMMIT_SHARE, WINDOW
from sim.version import MODEL_VERSION
from sim.words import capitalised, counted, percent, points

if TYPE_CHECKING:
    from sim.report.study import Study

ASKED_ALREADY = (*HEADLINES, STANCE)
"""Outcomes that every answer reports, even if the experiment does not ask about them."""
FEW_REPLICATES = 30
"""With fewer replicates than this, the report says that they are few."""


def answer(study: Study) -> Section:
    """Return the section: recommitment, how often it was offered, the index, all policies."""
    blocks: list[Block] = []
    main = study.outcomes[0]
    if main not in ASKED_ALREADY:
        blocks.append(Prose(main_sentence(study), lead=True))
    blocks.append(Prose(recommitment_sentence(study), lead=not blocks))
    blocks.append(Prose(offered_sentence(study)))
    blocks.append(Prose(definition_sentence(study)))
    blocks.append(Prose(index_sentence(study)))
    if len(study.policies) > 1:
        blocks.append(policy_table(study))
    if study.ensemble is not None:
        blocks.append(Prose(ensemble_sentence(study)))
    elif study.factors:
        blocks.append(Prose(design_sentence(study)))
    return Section("The answer", tuple(blocks))


def recommitment_sentence(study: Study) -> str:
    """Return the sentence on the share of runs with recommitment under the first policy."""
    found = estimate(study.first, RECOMMITTED)
    scenario = study.scenario
    who, whom = (scenario.actors[key].name for key in (scenario.guarantor, scenario.defender))
    return (
        f"{capitalised(who)} recommits to {whom} in {found.value} of {found.runs:,} simulated "
        f"futures{under(study)} (95 % interval {found.interval})."
    )


def offered_sentence(study: Study) -> str:
    """Return the sentences on the share of runs with an offer, and how it differs."""
    found = estimate(study.first, OFFERED)
    said = coded(ORDERED_OR_ARRIVED, (OFFERED, RECOMMITTED))
    return (
        f"It offers recommitment in {found.value} of them (95 % interval {found.interval}). {said}"
    )


def definition_sentence(study: Study) -> str:
    """Return the sentences on the definition of recommitment: thresholds and conduct."""
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
        f"left unanswered, with orders that commit in at least {percent(COMMIT_SHARE)} of the last "
        f"{WINDOW} quarters and orders that accommodate in at most {percent(ACCOMMODATE_MOST)} of "
        f"them, for {counted(int(turns), 'quarter')} in a row.{moved} The share moves with the "
        "definition; see the surface below before quoting it."
    )


def index_sentence(study: Study) -> str:
    """Return the sentence on the recommitment index."""
    found = estimate(study.first, INDEX)
    return (
        f"The recommitment index, which has no threshold of level, averages {found.value} on a "
        f"scale of 0 to 1 (95 % interval {found.interval}). It is the mean commitment of the "
        "last eight quarters, a quarter counting zero if the guarantee went unmet shortly before."
    )


def main_sentence(study: Study) -> str:
    """Return the sentence on the experiment's first outcome, for one that is not recommitment."""
    found = estimate(study.first, study.outcomes[0])
    said = f"comes true in {found.value} of" if found.share else f"averages {found.value} over"
    return (
        f"The first outcome asked about, `{found.outcome}`, {said} {found.runs:,} simulated "
        f"futures{under(study)} (95 % interval {found.interval})."
    )


def policy_table(study: Study) -> Table:
    """Return the table of recommitment, offers and the index under every policy."""
    rows = []
    titles = {policy["name"]: policy["title"] for policy in study.manifest["policies"]}
    for policy in study.policies:
        runs = study.of_policy(policy)
        if not (runs["status"] == "ok").any():
            continue
        found = [estimate(runs, name) for name in HEADLINES]
        rows.append(
            (
                f"{policy}: {titles[policy]}" if titles[policy] else policy,
                *(cell for one in found for cell in (one.value, one.interval)),
                f"{found[0].runs:,}",
            )
        )
    between = "95 % interval"
    head = ("Policy", "Recommits", between, "Offers it", between, "Index", between, "Runs")
    return Table("Recommitment under each policy, on the same chance", head, tuple(rows))


def design_sentence(study: Study) -> str:
    """Return the sentences that explain a share over a whole design."""
    replicates = study.replicates
    few = (
        " That is few: other draws could move every level here, so sweep more replicates before "
        "quoting one."
        if replicates < FEW_REPLICATES
        else ""
    )
    return (
        f"The experiment varies {counted(len(study.factors), 'number')} over "
        f"{counted(study.manifest['points'], 'setting')}. A share over all of them says how much "
        "of that space the outcome fills; it is no probability of anything. Every setting is "
        f"played on the same {counted(replicates, 'draw')} of chance, and the intervals here count "
        f"those draws, not the runs.{few}"
    )


def ensemble_sentence(study: Study) -> str:
    """Return the sentences on an ensemble: its source, and how far its settings differ."""
    held = study.ensemble or {}
    main = study.outcomes[0]
    name = RECOMMITTED if main in ASKED_ALREADY else main
    good = study.first[study.first["status"] == OK]
    found = spread(numbers(good[name]), good["point"].to_numpy())
    apart = "It has too few runs to tell the settings from chance."
    if not isnan(found.between):
        is_share = kind_of(name).in_percent
        error, between = (
            f"{points(value, sign=False)} points" if is_share else number(value)
            for value in (Z_95 * found.chance, found.between)
        )
        apart = (
            f"Chance alone leaves the {'share' if is_share else 'mean'} of `{name}` uncertain by "
            f"{error} either way; between the settings it differs by {between} (one standard "
            "deviation, chance taken out)."
        )
    outdated = (
        f" It was found with version {held['model']} of the model; this program has version "
        f"{MODEL_VERSION}, so calibrate again before quoting it."
        if held["model"] != MODEL_VERSION
        else ""
    )
    return (
        f"The ensemble is `{held['name']}`, hash `{held['hash'][:12]}`: settings of "
        f"{counted(len(study.factors), 'number')} that agree with what was known of similar "
        f"conflicts, found by the experiment `{held['experiment']}` on `{held['scenario']}`. Each "
        f"future is played at one of them, the same under every policy. {apart}{outdated}"
    )


def under(study: Study) -> str:
    """Return where the futures were played: the ensemble if there is one, and the first policy."""
    held = study.ensemble
    over = "" if held is None else f" over the ensemble of {held['members']:,} calibrated settings"
    return over + (f" under the policy `{study.policies[0]}`" if len(study.policies) > 1 else "")

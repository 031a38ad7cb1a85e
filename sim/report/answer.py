"""The first section of a report: the answer, with its definition and its interval."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sim.analysis.headline import cautions, settings_of
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
from sim.report.wording import number
from sim.rules.outcomes import ACCOMMODATE_MOST, COMMIT_SHARE, WINDOW
from sim.version import MODEL_VERSION
from sim.words import counted, percent, points

if TYPE_CHECKING:
    from sim.report.study import Study

ASKED_ALREADY = (*HEADLINES, STANCE)
"""Outcomes that every answer reports, even if the experiment does not ask about them."""


def answer(study: Study) -> Section:
    """Return the section: recommitment, how often it was offered, the index, all policies."""
    blocks: list[Block] = []
    main = study.outcomes[0]
    asked = (RECOMMITTED,) if main in ASKED_ALREADY else (main, RECOMMITTED)
    blocks += [
        Prose(study.headline(name).sentence, lead=place == 0) for place, name in enumerate(asked)
    ]
    blocks.append(Prose(offered_sentence(study)))
    blocks.append(Prose(definition_sentence(study)))
    blocks.append(Prose(index_sentence(study)))
    if len(study.policies) > 1:
        blocks.append(policy_table(study))
    if study.ensemble is not None:
        blocks.append(Prose(ensemble_sentence(study)))
    blocks += [Prose(caution) for caution in cautions(study.manifest, study.replicates)]
    return Section("The answer", tuple(blocks))


def offered_sentence(study: Study) -> str:
    """Return the sentences on the share of runs with an offer, and how it differs."""
    return f"{study.headline(OFFERED).sentence} {ORDERED_OR_ARRIVED}"


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
    """Return the sentences on the recommitment index."""
    return (
        f"{study.headline(INDEX).sentence} The index is on a scale of 0 to 1 and has no threshold "
        "of level: it is the mean commitment of the last eight quarters, a quarter counting zero "
        "if the guarantee went unmet shortly before."
    )


def policy_table(study: Study) -> Table:
    """Return the table of recommitment, offers and the index under every policy."""
    rows = []
    for policy in study.policies:
        runs = study.of_policy(policy)
        if not (runs["status"] == "ok").any():
            continue
        found = [estimate(runs, name) for name in HEADLINES]
        rows.append(
            (
                study.title_of(policy),
                *(cell for one in found for cell in (one.value, one.interval)),
                f"{found[0].runs:,}",
            )
        )
    between = "95 % interval"
    head = ("Policy", "Recommits", between, "Offers it", between, "Index", between, "Runs")
    caption = (
        f"Recommitment {study.when()} under each policy, on the same chance"
        f"{settings_of(study.manifest)}"
    )
    return Table(caption, head, tuple(rows))


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
    """Return under which policy the futures were played, if there are several; else nothing."""
    return study.under().removeprefix(",")

"""The first page of a report: its key judgements, each a sentence that can be quoted alone.

Every sentence is made from numbers that the analyses have computed, and says of how many runs it
speaks. What an experiment has nothing to say about is left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

from sim.analysis.discovery import DiscoveryError, discover
from sim.analysis.headline import cautions, event_of
from sim.analysis.robustness import doctrine_policies
from sim.analysis.sensitivity import fitting, ranged, sensitivity
from sim.experiment.faults import ResultsError
from sim.measures import BORDER_ATTACKS, OFFENSIVE, Kind, kind_of
from sim.report.conditions import outcome_to_find
from sim.report.content import Block, Items, Prose, Section
from sim.report.drivers import outcomes_to_explain
from sim.report.illustration import illustration
from sim.report.levers import levers_said
from sim.report.policies import Difference, differences
from sim.report.robustness import survives
from sim.report.wording import number
from sim.validation.headline import in_plain_words
from sim.version import MODEL_VERSION, __version__
from sim.words import UNKNOWN, capitalised, counted, joined, percent, points, share_and_range

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Sensitivity
    from sim.report.study import Study

HEADING = "Key judgements"
MAIN_DRIVERS = 3
"""Number of drivers that are named."""
MOST_POLICIES = 4
"""Most policies whose effect is told here; the others are told in their own section."""
SHORT_HASH = 12
"""Letters of a hash in the date line."""


@dataclass(frozen=True)
class Beside:
    """What a report is given besides its results.

    Attributes:
        doctrines: Results of an experiment whose policies are doctrines.
        levers: The facts of a ranking of levers, as `sim levers --out` writes them.
        made_on: The date of the report.
    """

    made_on: date
    doctrines: Study | None = None
    levers: Mapping[str, Any] | None = None


def key_judgements(study: Study, beside: Beside) -> Section:
    """Return the section: the share, its drivers, policies, conditions, and what speaks against."""
    main = study.main
    told = [
        ("What drives it.", drivers_said(study)),
        ("Under which condition.", condition_said(study)),
        *policies_said(study, main),
        ("Does it survive another rule of choice?", survives(study, beside.doctrines, main)),
        ("What would change it.", levers_said(study, beside.levers)),
        ("What the record says of this model.", " ".join(in_plain_words())),
    ]
    caution = " ".join(cautions(study.manifest, study.replicates))
    blocks: list[Block] = [
        Prose(study.headline(main).sentence, lead=True),
        *([Prose(caution)] if caution else []),
        Items(tuple((head, said) for head, said in told if said)),
        *illustration(study),
        Prose(date_line(study, beside.made_on)),
    ]
    return Section(HEADING, tuple(blocks))


# --- drivers -------------------------------------------------------------------------------------


def drivers_said(study: Study) -> str:
    """Return the sentences on the main drivers and their directions; "" if nothing can be told."""
    if not study.factors or study.ensemble is not None:
        return ""
    outcome = outcomes_to_explain(study)[0]
    method = fitting(study.manifest["design"]["kind"])[0]
    try:
        found = sensitivity(study.results, outcome, policy=study.policies[0], methods=(method,))
    except ResultsError:
        return ""
    paths = main_drivers(found, method)
    if not paths:
        return ""
    swings = found.table("swing").set_index("factor")
    told = [_driver(found, path, swings.loc[path].to_dict()) for path in paths]
    rest = len(found.factors) - len(paths)
    unclear = ""
    if len(paths) < MAIN_DRIVERS and rest:
        unclear = (
            f" The {'other' if rest == 1 else f'other {rest}'} cannot be told from numbers "
            "without effect in so few runs."
        )
    event = event_of(study.manifest, study.policies[0], outcome, brief=True)
    return (
        f"{capitalised(event)}{study.under()}: of {counted(len(found.factors), 'number')} that "
        f"vary, {'this moves' if len(paths) == 1 else 'these move'} it most "
        f"({counted(found.runs, 'run')}): {_numbered(told)}. An end is the outer part of a range, "
        f"with what the other numbers happen to do there taken out.{unclear}"
    )


def _numbered(told: Sequence[str]) -> str:
    if len(told) == 1:
        return told[0]
    return "; ".join(f"({place}) {text}" for place, text in enumerate(told, start=1))


def main_drivers(found: Sensitivity, method: str) -> tuple[str, ...]:
    """Return the paths of the factors on which an outcome depends most, the first one first.

    Those that cannot be told from a factor without effect are left out.
    """
    rows = found.table(method).to_dict("records")
    return tuple(row["factor"] for row in rows if _is_clear(row, method))[:MAIN_DRIVERS]


def _is_clear(row: Mapping[Hashable, Any], method: str) -> bool:
    """Whether a row of the table of a method tells its factor from one without effect."""
    if method == "sobol":
        return bool(row["total_low"] > 0.0)
    if method == "morris":
        return bool(row["mu_star"] > row["floor"])
    return bool(row["rank_low"] * row["rank_high"] > 0.0)


def _driver(found: Sensitivity, path: str, swing: Mapping[str, Any]) -> str:
    """Return a driver by its plain name, and the outcome at the ends of its range."""
    factor = next(one for one in found.factors if one.path == path)
    share = kind_of(found.outcome).in_percent
    named = f'"{factor.name}" (from {number(factor.low)} to {number(factor.high)})'
    if not (swing["low"] > 0.0 or swing["high"] < 0.0):
        return f"{named} matters, but no clear direction is shown"
    rises = swing["swing"] > 0
    way = ("likelier" if rises else "less likely") if share else ("higher" if rises else "lower")
    low, high = (_value(swing[end], share=share) for end in ("at_low", "at_high"))
    change = _change(swing["swing"], swing["low"], swing["high"], share=share)
    return (
        f"{named}: the more of it, the {way}, {low} at its low end and {high} at its high end "
        f"({change})"
    )


def _value(value: float, *, share: bool) -> str:
    return percent(value, digits=1) if share else number(value)


def _change(change: float, low: float, high: float, *, share: bool) -> str:
    """Return a change with its interval, in percentage points if it is one of a share."""
    said, *ends = (points(one) if share else f"{one:+z.2f}" for one in (change, low, high))
    around = UNKNOWN if isnan(low) else " to ".join(ends)
    return f"{said}{' points' if share else ''}, 95 % interval {around}"


# --- conditions -----------------------------------------------------------------------------------


def condition_said(study: Study) -> str:
    """Return the sentence on the box of the scenario discovery; "" if none was found."""
    if not study.factors or study.ensemble is not None:
        return ""
    outcome = outcome_to_find(study)
    try:
        found = discover(study.results, outcome)
    except DiscoveryError:
        return ""
    box = found.boxes[0]
    if not box.restrictions:
        return ""
    names = {factor.path: factor.name for factor in ranged(study.results)}
    ends = {"low": "at least", "high": "at most"}
    where = joined(
        f'"{names.get(end.factor, end.factor)}" is {ends[end.side]} {number(end.bound)}'
        for end in box.restrictions
    )
    measures = box.measures
    share, around = share_and_range(measures.density, *box.interval)
    event = capitalised(event_of(study.manifest, study.policies[0], outcome, brief=True))
    return (
        f"{event}{study.under()}, in {share} (95 % interval {around}) of the "
        f"{counted(measures.runs, 'run')} where {where}; against {percent(found.base_rate)} of all "
        f"{counted(found.runs, 'run')}. {percent(measures.coverage)} of the runs in which it "
        "happens lie there."
    )


# --- policies -------------------------------------------------------------------------------------


def policies_said(study: Study, main: str) -> Iterator[tuple[str, str]]:
    """Yield heading and sentences for every policy after the first: its effect, its price in war.

    Policies that are rules of choice are no policies of anybody, so there are none.
    """
    first, *others = study.policies
    if not others or doctrine_policies(study.manifest["policies"]):
        return
    for place, other in enumerate(others):
        found = {one.outcome: one for one in differences(study, other)}
        told = [found[name] for name in dict.fromkeys((main, OFFENSIVE))]
        if (border := found.get(BORDER_ATTACKS)) is not None and (border.first or border.second):
            told.append(border)
        if not told[0].pairs:
            continue
        if place >= MOST_POLICIES:
            rest = counted(len(others) - place, "policy")
            yield "More policies.", f'{capitalised(rest)} more: see "What the policies change".'
            return
        yield (
            f"{study.title_of(other)}.",
            f'Compared with "{study.title_of(first)}", over {counted(told[0].pairs, "pair")} of '
            f"runs on the same chance: {'; '.join(_effect(study, other, one) for one in told)}.",
        )


def _effect(study: Study, policy: str, found: Difference) -> str:
    """Return how far a policy moves an outcome."""
    price = "price in war: " if found.outcome == OFFENSIVE else ""
    event = event_of(study.manifest, policy, found.outcome, brief=True)
    if found.outcome == BORDER_ATTACKS:
        event = f"attacks at {study.second_theatre} {study.when(policy)}, per run"
    share = kind_of(found.outcome).in_percent
    first, second = (_value(value, share=share) for value in (found.first, found.second))
    if kind_of(found.outcome) is Kind.COUNT:
        first, second = f"{found.first:.2f}", f"{found.second:.2f}"
    if found.change == 0.0:
        return f"{price}{event}: {first} under both"
    change = _change(found.change, found.low, found.high, share=share)
    unsure = "" if found.moved else "; it may be chance"
    return f"{price}{event}: {second} instead of {first} ({change}{unsure})"


# --- date line ------------------------------------------------------------------------------------


def date_line(study: Study, made_on: date) -> str:
    """Return when the report was made, of what, and by which version of program and model."""
    manifest = study.manifest
    folder = study.results.store.folder.resolve().name
    played = manifest["identity"]["code_version"]
    by = f"marchland {__version__}, model {MODEL_VERSION}"
    runs = f"; runs played by marchland {played}" if played != __version__ else ""
    return (
        f"Made on {made_on.isoformat()} with {by}{runs}; {counted(len(study.table), 'run')} "
        f"of the experiment `{manifest['experiment']['name']}` on the scenario "
        f"`{manifest['policies'][0]['scenario']}`, seed {manifest['seed']}, in the "
        f"folder `{folder}`, hash `{manifest['hash'][:SHORT_HASH]}`."
    )

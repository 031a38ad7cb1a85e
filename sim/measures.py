"""The table of a run's measures, and the description of every outcome in a table of runs.

The table gives each measure a name, a kind and words. `sim.engine.outcome` computes the measures;
`docs/odd.md` defines them. A run has other outcomes too, whose names are formed by rule: the
longest spell at other levels of commitment (`SPELLS`), the guarantor's private type (`RESOLVE`) and
the state at the end (`END` before a state path).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sim.scenario.problems import guess
from sim.scenario.state_names import state_name
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import ROLES, STATE_VARIABLES
from sim.words import role_name


class Kind(StrEnum):
    """Kind of the value of an outcome."""

    CATEGORY = "category"
    YES_NO = "yes/no"
    TURN = "turn"
    """Number of a turn; missing if it never came."""
    COUNT = "count"
    SHARE = "share"
    """A part of a whole, in [0, 1]."""
    NUMBER = "number"

    @property
    def in_percent(self) -> bool:
        """Whether a mean of such values is a share, which is shown in percent."""
        return self in (Kind.YES_NO, Kind.SHARE)


class When(StrEnum):
    """When a yes or no of a run is looked for, as a frame for its clause."""

    LASTING = "{clause} at some time {within}, {spell}"
    EVER = "{clause} at some time {within}"
    AT_END = "{clause} of {end}"
    FROM_START = "{clause}, counted from {start}"
    WHOLE = "{clause}, in runs that play from {start} to the end of {end}"


@dataclass(frozen=True, slots=True)
class Measure:
    """An outcome of a run.

    Attributes:
        name: Name of its column in a table of runs.
        kind: Kind of its value.
        label: A few words that are shown before the value.
        happens: Clause for "yes", with roles in braces; "" for other kinds.
        happens_not: Clause for "no"; "" for other kinds.
        when: When a yes or no is looked for; None for other kinds.
        about: What a scenario must have for the measure to say anything: "sponsor", "mission" or
            "second theatre"; "" if every scenario has it.
    """

    name: str
    kind: Kind
    label: str
    happens: str = ""
    happens_not: str = ""
    when: When | None = None
    about: str = ""


MEASURES = (
    Measure("stance", Kind.CATEGORY, "stance"),
    Measure(
        "recommitted",
        Kind.YES_NO,
        "recommitted",
        "{guarantor} recommits to {defender}",
        "{guarantor} does not recommit to {defender}",
        When.LASTING,
    ),
    Measure("first_quarter", Kind.TURN, "start of recommitment"),
    Measure("reached_quarter", Kind.TURN, "recommitment long enough"),
    Measure(
        "held_at_end",
        Kind.YES_NO,
        "recommitment held at the end",
        "{guarantor}'s recommitment holds at the end",
        "{guarantor}'s recommitment does not hold at the end",
        When.AT_END,
    ),
    Measure("longest_spell", Kind.COUNT, "longest recommitment, quarters"),
    Measure(
        "offered",
        Kind.YES_NO,
        "recommitment offered",
        "{guarantor} orders what recommitment to {defender} takes",
        "{guarantor} does not order what recommitment to {defender} takes",
        When.LASTING,
    ),
    Measure("recommitment_index", Kind.NUMBER, "recommitment index"),
    Measure(
        "offensive",
        Kind.YES_NO,
        "full offensive",
        "{challenger} launches a full offensive",
        "{challenger} launches no full offensive",
        When.EVER,
    ),
    Measure("first_offensive", Kind.TURN, "first full offensive"),
    Measure(
        "offensive_by_12",
        Kind.YES_NO,
        "full offensive within 12 quarters",
        "{challenger} launches a full offensive within 12 turns",
        "{challenger} launches no full offensive within 12 turns",
        When.FROM_START,
    ),
    Measure(
        "relapse",
        Kind.YES_NO,
        "full offensive within 20 quarters",
        "{challenger} launches a full offensive within 20 turns",
        "{challenger} launches no full offensive within 20 turns",
        When.FROM_START,
    ),
    Measure("border_attacks", Kind.COUNT, "attacks in the second theatre", about="second theatre"),
    Measure("probes", Kind.COUNT, "probes"),
    Measure("years_with_force", Kind.SHARE, "years with any force"),
    Measure(
        "base_granted",
        Kind.YES_NO,
        "base granted",
        "{challenger} grants its sponsor a base",
        "{challenger} grants its sponsor no base",
        When.EVER,
        about="sponsor",
    ),
    Measure("tests", Kind.COUNT, "tests of the guarantee"),
    Measure("tests_met", Kind.COUNT, "tests met"),
    Measure("provocations", Kind.COUNT, "provocations"),
    Measure("order_changes", Kind.SHARE, "quarters in which the guarantor changes an order"),
    Measure("contradictions", Kind.SHARE, "years in which it both commits and accommodates"),
    Measure("tension_peak", Kind.NUMBER, "highest tension"),
    Measure(
        "alliance_frozen",
        Kind.YES_NO,
        "alliance frozen",
        "{defender} has frozen the alliance at the end",
        "{defender} has not frozen the alliance at the end",
        When.AT_END,
    ),
    Measure(
        "treaty",
        Kind.YES_NO,
        "peace treaty",
        "a treaty is in force at the end",
        "no treaty is in force at the end",
        When.AT_END,
    ),
    Measure(
        "base_established",
        Kind.YES_NO,
        "base established",
        "the sponsor's base stands at the end",
        "no base of the sponsor stands at the end",
        When.AT_END,
        about="sponsor",
    ),
    Measure(
        "cadre_captured",
        Kind.YES_NO,
        "officer corps captured",
        "the sponsor holds {challenger}'s officer corps at the end",
        "the sponsor does not hold {challenger}'s officer corps at the end",
        When.AT_END,
        about="sponsor",
    ),
    Measure("alignment_gap", Kind.NUMBER, "alignment gap", about="sponsor"),
    Measure(
        "mission_alive",
        Kind.YES_NO,
        "peacekeepers still there",
        "the peacekeepers outlast their mandate",
        "the peacekeepers do not outlast their mandate",
        When.WHOLE,
        about="mission",
    ),
)
"""Every measure of a run, in the order in which it is computed, kept and shown."""

MEASURE_NAMES = tuple(measure.name for measure in MEASURES)

STANCE = "stance"
"""Name of the guarantor's stance: of the run among its outcomes, of each turn among its paths."""
RECOMMITTED, OFFERED, INDEX = "recommitted", "offered", "recommitment_index"
HELD_AT_END = "held_at_end"
"""Name of the measure whether a recommitment still holds at the end."""
OFFENSIVE, BORDER_ATTACKS = "offensive", "border_attacks"
"""Names of the measures of war: a full offensive in the main theatre, and attacks in the second."""
HEADLINES = (RECOMMITTED, OFFERED, INDEX)
"""The measures of recommitment, always reported together: whether it arrived and whether it was
ordered, both yes/no, and the continuous index."""
BESIDE = {RECOMMITTED: OFFERED, OFFERED: RECOMMITTED}
"""The measure that is reported beside another one, also where only one measure is asked for."""
SIDE_EFFECTS = ("offensive", "alliance_frozen")
"""The measures that say what else a change does: whether it brings war, and whether the client
leaves its guarantor."""
ORDERED_OR_ARRIVED = (
    '"Recommitment offered" asks what the guarantor ordered; "recommitted" asks what arrived of it.'
)
"""The difference between the two yes/no measures of recommitment, in a sentence."""

OF_OFFENSIVES = (OFFENSIVE, "offensive_by_12", "relapse")
"""Measures that are 0 if there is no full offensive."""
OF_ATTACKS = (
    *OF_OFFENSIVES,
    BORDER_ATTACKS,
    "probes",
    "years_with_force",
    "tests",
    "tests_met",
)
"""Measures that are 0 if there is no attack of any kind."""
OF_A_TYPICAL_RUN = (INDEX, BORDER_ATTACKS, "probes", "tests", "tests_met", "tension_peak")
"""Measures by which a run is near to the median of its like, or far from it."""

THRESHOLDS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
"""Other levels of commitment at which the longest spell of recommitment is counted."""
SPELLS: Mapping[str, float] = {f"spell_at_{level:.2f}": level for level in THRESHOLDS}
"""Level of commitment, by the name of the outcome that counts the longest spell at this level."""
RESOLVE = "resolve"
"""Name of the guarantor's private type."""
END = "end."
"""Prefix of a state path that makes it the name of the state at the end of a run."""

_SHARES = ("control", "cadre", *STATE_VARIABLES["factions"])
"""State variables that are shares of a whole, [0, 1]."""
_OF_NOBODY = ("world", "factions")
"""Sections of the state whose variables belong to no actor, tie or theatre."""
_MADE = (
    *(
        Measure(name, Kind.COUNT, f"longest recommitment at {level:.2f}, quarters")
        for name, level in SPELLS.items()
    ),
    Measure(RESOLVE, Kind.NUMBER, "the guarantor's private resolve"),
)
_KNOWN = {measure.name: measure for measure in (*MEASURES, *_MADE)}


class UnknownOutcomeError(LookupError):
    """No outcome of a run has this name; the message suggests the most similar name."""


def place(name: str) -> int:
    """Place of a measure among the measures of a run, from 0.

    >>> place("stance"), place("recommitted")
    (0, 1)

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    return MEASURE_NAMES.index(measure_of(name).name)


def with_beside(outcomes: Iterable[str]) -> tuple[str, ...]:
    """Outcomes in order, each followed by the measure that is reported beside it, each once.

    >>> with_beside(["tests", "recommitted", "offered"])
    ('tests', 'recommitted', 'offered')
    """
    return tuple(
        dict.fromkeys(
            name for outcome in outcomes for name in (outcome, BESIDE.get(outcome, outcome))
        )
    )


def outcome_columns(paths: Iterable[str]) -> tuple[str, ...]:
    """Names of all outcomes of a run, in order, in a scenario with these state paths."""
    return (*MEASURE_NAMES, *SPELLS, RESOLVE, *(END + path for path in paths))


@cache
def measure_of(outcome: str) -> Measure:
    """Return the description of an outcome of a run.

    >>> measure_of("end.theatres.nk.control").label, measure_of("spell_at_0.55").kind.value
    ('control at the end, nk', 'count')

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    if outcome.startswith(END):
        return _state_at_end(outcome)
    if outcome not in _KNOWN:
        raise UnknownOutcomeError(_unknown(outcome, tuple(_KNOWN)))
    return _KNOWN[outcome]


def _state_at_end(outcome: str) -> Measure:
    section, _, rest = outcome.removeprefix(END).partition(".")
    owner, _, variable = rest.rpartition(".")
    variables = STATE_VARIABLES.get(section, ())
    if variable not in variables or bool(owner) == (section in _OF_NOBODY):
        start = outcome.removesuffix(variable)
        raise UnknownOutcomeError(_unknown(outcome, [start + name for name in variables]))
    kind = Kind.SHARE if variable in _SHARES else Kind.NUMBER
    label = f"{VARIABLE_WORDS[variable].name} at the end"
    return Measure(outcome, kind, f"{label}, {owner}" if owner else label)


def _unknown(outcome: str, known: Sequence[str]) -> str:
    return f"no outcome of a run is called '{outcome}'{guess(outcome, known)}"


def has_subject(outcome: str, document: Mapping[str, Any]) -> bool:
    """Return whether a scenario has what an outcome is about.

    >>> has_subject("base_granted", {"actors": {}}), has_subject("tests", {"actors": {}})
    (False, True)

    Args:
        outcome: Name of the outcome.
        document: The scenario's document, as a mapping.

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    match measure_of(outcome).about:
        case "sponsor":
            return any(actor["role"] == "sponsor" for actor in document["actors"].values())
        case "mission":
            return document.get("mission") is not None
        case "second theatre":
            return len(document["theatres"]) > 1
    return True


def kind_of(outcome: str) -> Kind:
    """Kind of an outcome.

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    return measure_of(outcome).kind


def label_of(outcome: str, document: Mapping[str, Any]) -> str:
    """Label of an outcome, with the names of a scenario's actors and theatres.

    >>> actors = {"A": {"name": "Armenia", "role": "defender"}}
    >>> label_of("end.actors.A.standing", {"actors": actors})
    "Armenia's standing at home at the end"

    Args:
        outcome: Name of the outcome.
        document: The scenario's document, as a mapping. If it has no actors, ids stand for names.

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    label = measure_of(outcome).label
    if document.get("actors") and outcome.startswith(END):
        return f"{state_name(document, outcome.removeprefix(END))} at the end"
    return label


def mean_label(outcome: str, document: Mapping[str, Any]) -> str:
    """Label of a mean of an outcome, which says what the mean is counted in if that is a turn.

    >>> mean_label("first_offensive", {}), mean_label("tests", {})
    ('first full offensive, quarter', 'tests of the guarantee')

    Args:
        outcome: Name of the outcome.
        document: The scenario's document, as a mapping.

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    label = label_of(outcome, document)
    return f"{label}, quarter" if kind_of(outcome) is Kind.TURN else label


def clause_of(outcome: str, document: Mapping[str, Any], *, negate: bool = False) -> str:
    """Return the clause for the "yes" of an outcome, with the names of a scenario's actors.

    >>> clause_of("offensive", {"actors": {"AZE": {"name": "Azerbaijan", "role": "challenger"}}})
    'Azerbaijan launches a full offensive'

    Args:
        outcome: Name of the outcome. If its kind is not yes/no, the name itself is returned.
        document: The scenario's document, as a mapping.
        negate: Whether to return the clause for "no" instead.

    Raises:
        UnknownOutcomeError: No outcome of a run has this name.
    """
    measure = measure_of(outcome)
    if measure.kind is not Kind.YES_NO:
        return outcome
    clause = measure.happens_not if negate else measure.happens
    return clause.format_map({role: role_name(document, role) for role in ROLES})

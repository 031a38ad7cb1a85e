"""What a run is measured by: one table, and what every outcome of a table of runs is.

The table gives each measure its name, its kind and its words. How a measure is computed stands in
`sim.engine.outcome`, its exact meaning in `docs/odd.md`. Beside the measures a run has further
outcomes, made by rule: the longest spell at other levels of commitment (`SPELLS`), the guarantor's
private type (`RESOLVE`) and the state at the end (`END` before a state path).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sim.scenario.problems import guess
from sim.vocabulary import ROLES, STATE_VARIABLES
from sim.words import VARIABLE_WORDS, role_name


class Kind(StrEnum):
    """What the value of an outcome is."""

    CATEGORY = "category"
    YES_NO = "yes/no"
    TURN = "turn"
    """A turn by number, or missing where it never came."""
    COUNT = "count"
    SHARE = "share"
    """A part of a whole, in [0, 1]."""
    NUMBER = "number"

    @property
    def in_percent(self) -> bool:
        """Whether a mean of such values is a share, said in percent."""
        return self in (Kind.YES_NO, Kind.SHARE)


@dataclass(frozen=True, slots=True)
class Measure:
    """An outcome of a run.

    Attributes:
        name: Its column in a table of runs.
        kind: What its value is.
        label: A few words that stand before the value.
        happens: What a yes says, as a clause with roles in braces; "" for other kinds.
        happens_not: What a no says.
    """

    name: str
    kind: Kind
    label: str
    happens: str = ""
    happens_not: str = ""


MEASURES = (
    Measure("stance", Kind.CATEGORY, "stance"),
    Measure(
        "recommitted",
        Kind.YES_NO,
        "recommitted",
        "{guarantor} recommits to {defender}",
        "{guarantor} does not recommit to {defender}",
    ),
    Measure("first_quarter", Kind.TURN, "recommitment, from"),
    Measure("reached_quarter", Kind.TURN, "recommitment, long enough by"),
    Measure(
        "held_at_end",
        Kind.YES_NO,
        "recommitment held at the end",
        "{guarantor}'s recommitment holds at the end",
        "{guarantor}'s recommitment does not hold at the end",
    ),
    Measure("longest_spell", Kind.COUNT, "longest recommitment, quarters"),
    Measure("recommitment_index", Kind.NUMBER, "recommitment index"),
    Measure(
        "offensive",
        Kind.YES_NO,
        "full offensive",
        "{challenger} launches a full offensive",
        "{challenger} launches no full offensive",
    ),
    Measure("first_offensive", Kind.TURN, "first full offensive"),
    Measure(
        "offensive_by_12",
        Kind.YES_NO,
        "full offensive within 12 quarters",
        "{challenger} launches a full offensive within 12 turns",
        "{challenger} launches no full offensive within 12 turns",
    ),
    Measure("border_attacks", Kind.COUNT, "attacks in the second theatre"),
    Measure(
        "base_granted",
        Kind.YES_NO,
        "base granted",
        "{challenger} grants its sponsor a base",
        "{challenger} grants its sponsor no base",
    ),
    Measure("tests", Kind.COUNT, "tests of the guarantee"),
    Measure("tests_met", Kind.COUNT, "tests met"),
    Measure("provocations", Kind.COUNT, "provocations"),
    Measure("tension_peak", Kind.NUMBER, "highest tension"),
    Measure(
        "alliance_frozen",
        Kind.YES_NO,
        "alliance frozen",
        "{defender} has frozen the alliance at the end",
        "{defender} has not frozen the alliance at the end",
    ),
    Measure(
        "treaty",
        Kind.YES_NO,
        "peace treaty",
        "a treaty is in force at the end",
        "no treaty is in force at the end",
    ),
    Measure(
        "base_established",
        Kind.YES_NO,
        "base established",
        "the sponsor's base stands at the end",
        "no base of the sponsor stands at the end",
    ),
    Measure(
        "cadre_captured",
        Kind.YES_NO,
        "officer corps captured",
        "the sponsor holds {challenger}'s officer corps at the end",
        "the sponsor does not hold {challenger}'s officer corps at the end",
    ),
    Measure("alignment_gap", Kind.NUMBER, "alignment gap"),
    Measure(
        "mission_alive",
        Kind.YES_NO,
        "peacekeepers still there",
        "the peacekeepers outlast their mandate",
        "the peacekeepers do not outlast their mandate",
    ),
)
"""Every measure of a run, in the order in which it is computed, kept and shown."""

MEASURE_NAMES = tuple(measure.name for measure in MEASURES)

STANCE = "stance"
"""Name of the guarantor's stance, of a run among its outcomes and of every turn among its paths."""
HEADLINES = ("recommitted", "recommitment_index")
"""The yes or no and the continuous measure of the question; neither is reported alone."""

THRESHOLDS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
"""Levels of commitment at which the longest spell of recommitment is counted too."""
SPELLS: Mapping[str, float] = {f"spell_at_{level:.2f}": level for level in THRESHOLDS}
"""The longest spell of recommitment at another level of commitment: its name, and the level."""
RESOLVE = "resolve"
"""Name of the guarantor's private type."""
END = "end."
"""Before a state path that names the state at the end of a run."""

_SHARES = ("control", "cadre", *STATE_VARIABLES["factions"])
"""State variables that are parts of a whole."""
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
    """A name that no outcome of a run has. The message says which name is most like it."""


def place(name: str) -> int:
    """The place of a measure among the measures of a run.

    >>> place("stance"), place("recommitted")
    (0, 1)
    """
    return MEASURE_NAMES.index(measure_of(name).name)


def outcome_columns(paths: Iterable[str]) -> tuple[str, ...]:
    """Every outcome of a run, in order, in a scenario that has these state paths."""
    return (*MEASURE_NAMES, *SPELLS, RESOLVE, *(END + path for path in paths))


@cache
def measure_of(outcome: str) -> Measure:
    """What an outcome of a table of runs is.

    >>> measure_of("end.theatres.nk.control").label, measure_of("spell_at_0.55").kind.value
    ('control at the end, nk', 'count')

    Raises:
        UnknownOutcomeError: No run has an outcome of that name.
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


def kind_of(outcome: str) -> Kind:
    """Kind of an outcome. Raises UnknownOutcomeError if no run has it."""
    return measure_of(outcome).kind


def clause_of(outcome: str, document: Mapping[str, Any], *, negate: bool = False) -> str:
    """What a yes says, or a no, in the names of a scenario's document; the name of other outcomes.

    >>> clause_of("offensive", {"actors": {"AZE": {"name": "Azerbaijan", "role": "challenger"}}})
    'Azerbaijan launches a full offensive'
    """
    measure = measure_of(outcome)
    if measure.kind is not Kind.YES_NO:
        return outcome
    clause = measure.happens_not if negate else measure.happens
    return clause.format_map({role: role_name(document, role) for role in ROLES})

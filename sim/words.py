"""Words for readers: shares in percent, lists, plain tables, stances, roles and state variables.

Everything that is printed takes its words from here, so that one thing is said one way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

UNKNOWN = "unknown"
"""Said of a share or bound that nobody can tell, such as that of no runs."""

# --- shares ----------------------------------------------------------------------------------


def percent(share: float, *, digits: int | None = 0) -> str:
    """A share in percent. What is not none or all is never rounded to it.

    Args:
        share: The share, 1 for all.
        digits: Decimals; None takes one decimal where the share is close to none or all.

    >>> percent(0.231), percent(0.0004), percent(0.9996), percent(1.0), percent(0.0213, digits=1)
    ('23 %', '< 1 %', '> 99 %', '100 %', '2.1 %')
    >>> percent(0.356, digits=None), percent(0.0356, digits=None), percent(float("nan"))
    ('36 %', '3.6 %', 'unknown')
    """
    return UNKNOWN if isnan(share) else f"{_hundredths(share, digits)} %"


def percent_range(low: float, high: float, *, digits: int | None = 0) -> str:
    """The bounds of a share in a sentence.

    >>> percent_range(0.3538, 0.3727, digits=1), percent_range(0.0, 0.0001)
    ('35.4 to 37.3 %', '0 to < 1 %')
    """
    if isnan(low):
        return UNKNOWN
    return f"{_hundredths(low, digits)} to {percent(high, digits=digits)}"


def percent_bounds(low: float, high: float, *, digits: int | None = 0) -> str:
    """The bounds of a share behind it, without the sign that the share has.

    >>> percent_bounds(0.214, 0.251), percent_bounds(float("nan"), float("nan"))
    ('[21, 25]', '[unknown]')
    """
    if isnan(low):
        return f"[{UNKNOWN}]"
    return f"[{_hundredths(low, digits)}, {_hundredths(high, digits)}]"


def percent_number(share: float, *, digits: int | None = 0) -> str:
    """A share in percent without the sign, for a table whose head has it.

    >>> percent_number(0.231), percent_number(0.0004)
    ('23', '< 1')
    """
    return UNKNOWN if isnan(share) else _hundredths(share, digits)


def points(change: float, *, digits: int = 1) -> str:
    """A change of a share in percentage points, without the word.

    >>> points(0.122), points(-0.0301), points(-0.00001)
    ('+12.2', '-3.0', '+0.0')
    """
    rounded = round(100.0 * change, digits)
    return f"{rounded + 0.0:+.{digits}f}"


def _hundredths(share: float, digits: int | None) -> str:
    if digits is None:
        digits = 1 if 0.0 < share < 0.095 or 0.985 < share < 1.0 else 0
    unit = 10.0**-digits
    if share > 0.0 and 100.0 * share < unit / 2:
        return f"< {unit:.{digits}f}"
    if share < 1.0 and 100.0 * (1.0 - share) < unit / 2:
        return f"> {100.0 - unit:.{digits}f}"
    return f"{round(100.0 * share, digits) + 0.0:.{digits}f}"


# --- sentences -------------------------------------------------------------------------------


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words in a row, with a word before the last one.

    >>> joined(["a", "b", "c"]), joined(["a"]), joined(["a", "b"], "or")
    ('a, b and c', 'a', 'a or b')
    """
    items = list(words)
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def counted(count: int, noun: str) -> str:
    """How many of something.

    >>> counted(1, "run"), counted(21504, "setting"), counted(2, "policy"), counted(3, "day")
    ('1 run', '21,504 settings', '2 policies', '3 days')
    """
    if count == 1:
        return f"1 {noun}"
    ends_in_y = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return f"{count:,} {noun[:-1]}ies" if ends_in_y else f"{count:,} {noun}s"


def capitalised(text: str) -> str:
    """Text with a capital first letter, the rest as it is.

    >>> capitalised("the West")
    'The West'
    """
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Text with a capital first letter and a full stop.

    >>> sentence("the West waits")
    'The West waits.'
    """
    return capitalised(text) + ("" if text.endswith((".", "!", "?")) else ".")


def possessive(name: str) -> str:
    """A name as an owner.

    >>> possessive("Russia"), possessive("the Emirates")
    ("Russia's", "the Emirates'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


# --- tables ----------------------------------------------------------------------------------


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as lines of text with aligned columns.

    >>> print(aligned([["tie", "now"], ["A - B", "0.5"]]))
    tie    now
    A - B  0.5
    """
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in lines
    )


def grid(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells with aligned columns, those below the first indented.

    >>> print(grid([["tie", "now"], ["A - B", "0.5"]]))
    tie      now
      A - B  0.5
    """
    head, *others = rows
    return aligned([head, *([f"  {row[0]}", *row[1:]] for row in others)])


# --- stances ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StanceWords:
    """A stance in words: beside others in a list, as a noun, and as what the guarantor does."""

    label: str
    noun: str
    verb: str


STANCE_WORDS: Mapping[str, StanceWords] = {
    "recommit": StanceWords("recommitment", "recommitment", "recommits"),
    "broker": StanceWords("broker", "the broker's part", "brokers"),
    "accommodate": StanceWords("accommodation", "accommodation", "accommodates"),
    "disengage": StanceWords("disengagement", "disengagement", "disengages"),
    "mixed": StanceWords("mixed", "no clear stance", "takes no clear stance"),
}
"""Every stance, in the order in which figures show them."""


# --- roles -----------------------------------------------------------------------------------


def role_name(document: Mapping[str, Any], role: str) -> str:
    """The name of the first actor in a role of a scenario's document, or else the role.

    >>> role_name({"actors": {}}, "guarantor")
    'the guarantor'
    """
    actors = document.get("actors", {}).values()
    return next((str(actor["name"]) for actor in actors if actor["role"] == role), f"the {role}")


# --- state variables -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VariableWords:
    """A state variable in words.

    Attributes:
        name: What it is, standing alone.
        of: What it is and whose, with names in braces (`patron_s` is the patron as an owner); "" if
            it belongs to nobody.
        head: What it is at the head of a column, where that is shorter.
    """

    name: str
    of: str = ""
    head: str = ""

    @property
    def column(self) -> str:
        """What stands at the head of a column."""
        return self.head or self.name


VARIABLE_WORDS: Mapping[str, VariableWords] = {
    "influence": VariableWords("influence", "{patron_s} influence over {client}"),
    "cadre": VariableWords(
        "share of the officer corps", "{patron_s} share of {client_s} officers", "officers"
    ),
    "commitment": VariableWords("commitment", "{patron_s} commitment to {client}"),
    "pledge": VariableWords("pledge", "{patron_s} pledge to {client}"),
    "presence": VariableWords("presence", "{patron_s} military presence in {client}"),
    "base_request": VariableWords(
        "request for a base", "{patron_s} request for a base in {client}"
    ),
    "frozen": VariableWords("suspension", "the freeze of {client_s} alliance with {patron}"),
    "belief_client": VariableWords(
        "the client's belief in the guarantee", "{client_s} belief that {patron} is resolved"
    ),
    "belief_adversary": VariableWords(
        "the adversary's belief in the guarantee",
        "{adversary_s} belief that {patron} is resolved",
    ),
    "capability": VariableWords("capability", "{actor_s} armed strength"),
    "drone_tech": VariableWords("drone technology", "{actor_s} drone technology", "drones"),
    "overstretch": VariableWords("overstretch", "{actor_s} overstretch"),
    "reputation": VariableWords("reputation", "{actor_s} reputation"),
    "standing": VariableWords("standing", "{actor_s} standing at home"),
    "backlash": VariableWords("backlash", "resentment in {actor}"),
    "control": VariableWords("control", "{challenger_s} control of {theatre}"),
    "heat": VariableWords("heat", "heat at {theatre}"),
    "mission": VariableWords("peacekeepers", "peacekeepers in {theatre}"),
    "integrity": VariableWords(
        "integrity of the peacekeepers",
        "the integrity of the peacekeeping in {theatre}",
        "integrity",
    ),
    "red_line": VariableWords("red line", "the red line at {theatre}"),
    "war": VariableWords("war under way", "war at {theatre}"),
    "pending_test": VariableWords("unmet tests", "the unmet test at {theatre}"),
    "casus": VariableWords("casus belli", "provocation at {theatre}"),
    "tension": VariableWords("tension"),
    "offer_challenger": VariableWords("the challenger's offer"),
    "offer_defender": VariableWords("the defender's offer"),
    "treaty": VariableWords("treaty in force"),
    "mandate": VariableWords("mandate in force"),
    "clock": VariableWords("quarters left of the mandate"),
    "shock": VariableWords("shock elsewhere"),
    "hawks": VariableWords("share of the hawks", "the share of the hawks", "hawks"),
    "brokers": VariableWords("share of the brokers", "the share of the brokers", "brokers"),
    "accommodators": VariableWords(
        "share of the accommodators", "the share of the accommodators", "accommodators"
    ),
}
"""Every state variable, by its name."""

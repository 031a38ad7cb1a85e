"""Words for readers: shares in percent, counts, lists, plain tables, stances, roles and channels.

All output uses these words, so the same thing is always called by the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, isnan
from typing import Any

from sim.page import tabulated
from sim.texts import printable

UNKNOWN = "unknown"
"""Shown for a share or bound that is not defined, such as a share of no runs."""
NOTHING = "-"
"""Shown in a table for what is no number, such as the mean of no runs."""

# --- shares ----------------------------------------------------------------------------------

CLOSE_TO_NONE, CLOSE_TO_ALL = 0.095, 0.985
"""Shares beyond these, except none and all, are given with a decimal where numbers are whole."""
NARROW = 0.02
"""An interval narrower than this cannot be told in whole percent."""


def percent(share: float, *, digits: int = 0) -> str:
    """A share in percent. A share above 0 is never shown as 0 %, one below 1 never as 100 %.

    >>> percent(0.231), percent(0.0004), percent(0.9996), percent(1.0), percent(0.0213, digits=1)
    ('23 %', '< 1 %', '> 99 %', '100 %', '2.1 %')
    >>> percent(float("nan"))
    'unknown'
    """
    return UNKNOWN if isnan(share) else f"{_hundredths(share, digits)} %"


def fine_percent(share: float) -> str:
    """A share in percent, with one decimal if it is close to 0 % or 100 %.

    >>> fine_percent(0.356), fine_percent(0.0356), fine_percent(0.9968), fine_percent(0.0)
    ('36 %', '3.6 %', '99.7 %', '0 %')
    """
    close = 0.0 < share < CLOSE_TO_NONE or CLOSE_TO_ALL < share < 1.0
    return percent(share, digits=1 if close else 0)


def percent_range(low: float, high: float, *, digits: int = 0) -> str:
    """The bounds of a share in percent, for a sentence.

    >>> percent_range(0.3538, 0.3727, digits=1), percent_range(0.0, 0.0001)
    ('35.4 to 37.3 %', '0 to < 1 %')
    """
    if isnan(low):
        return UNKNOWN
    return f"{_hundredths(low, digits)} to {percent(high, digits=digits)}"


def share_and_range(share: float, low: float, high: float) -> tuple[str, str]:
    """A share and its interval in percent, for a sentence that is quoted.

    Both have whole numbers, or one decimal if the share is close to 0 % or 100 % or the interval is
    narrower than two points.

    >>> share_and_range(0.3125, 0.298, 0.327), share_and_range(0.3125, 0.31, 0.315)
    (('31 %', '30 to 33 %'), ('31.2 %', '31.0 to 31.5 %'))
    >>> share_and_range(0.079, 0.0512, 0.1049)
    ('7.9 %', '5.1 to 10.5 %')
    """
    fine = 0.0 < share < CLOSE_TO_NONE or CLOSE_TO_ALL < share < 1.0 or high - low < NARROW
    digits = 1 if fine else 0
    return percent(share, digits=digits), percent_range(low, high, digits=digits)


def percent_bounds(low: float, high: float, *, digits: int = 0) -> str:
    """The bounds of a share, in brackets, to follow the share; without the percent sign.

    >>> percent_bounds(0.214, 0.251), percent_bounds(float("nan"), float("nan"))
    ('[21, 25]', '[unknown]')
    """
    if isnan(low):
        return f"[{UNKNOWN}]"
    return f"[{_hundredths(low, digits)}, {_hundredths(high, digits)}]"


def percent_number(share: float, *, digits: int = 0) -> str:
    """A share in percent without the percent sign, for a table whose heading has the sign.

    >>> percent_number(0.231), percent_number(0.0004)
    ('23', '< 1')
    """
    return UNKNOWN if isnan(share) else _hundredths(share, digits)


def points(change: float, *, digits: int = 1, sign: bool = True) -> str:
    """A change of a share in percentage points, without the word "points".

    >>> points(0.122), points(-0.0301), points(-0.00001), points(0.025, sign=False)
    ('+12.2', '-3.0', '+0.0', '2.5')
    """
    rounded = round(100.0 * change, digits) + 0.0
    return f"{rounded:+.{digits}f}" if sign else f"{rounded:.{digits}f}"


def points_tick(change: float) -> str:
    """A change of a share in percentage points, for an axis; with as few digits as possible.

    >>> points_tick(0.025), points_tick(-0.1), points_tick(0.0)
    ('+2.5', '-10', '0')
    """
    rounded = round(100.0 * change, 6)
    return f"{rounded:+g}" if rounded else "0"


def points_within(half_width: float) -> str:
    """Half the width of a share's interval, in percentage points, rounded up.

    >>> points_within(0.1234), points_within(0.0004)
    ('± 13 points', '± 0.1 points')
    """
    if isnan(half_width):
        return "an unknown amount"
    wide = 100.0 * half_width
    return f"± {ceil(wide) if wide > 1 else ceil(10 * wide) / 10:g} points"


def odds(share: float) -> str:
    """The attacker's share in the contest of strength, as odds that sum to 100.

    >>> odds(0.744)
    'odds of 74 to 26'
    """
    first = round(100.0 * share)
    return f"odds of {first} to {100 - first}"


def percentile(share: float) -> str:
    """Short name of a quantile.

    >>> percentile(0.05), percentile(0.5)
    ('q05', 'q50')
    """
    return f"q{round(100 * share):02d}"


def mean_words(mean: float, *, share: bool) -> str:
    """A mean over runs: in percent if it is a share; "-" if there are no runs.

    >>> mean_words(0.3641, share=True), mean_words(0.3641, share=False)
    ('36.4 %', '0.364')
    """
    if isnan(mean):
        return NOTHING
    return percent(mean, digits=1) if share else f"{mean:.3g}"


def change_words(
    change: float, low: float, high: float, *, share: bool, unknown: str = UNKNOWN
) -> str:
    """A change of a mean with its interval; in percentage points if the mean is a share.

    `unknown` stands for the interval of a single draw of chance, which nobody can tell.

    >>> change_words(0.083, 0.061, 0.104, share=True), change_words(-1.0, -2.5, 0.5, share=False)
    ('+8.3 points [+6.1, +10.4]', '-1 [-2.5, +0.5]')
    """
    if isnan(change):
        return NOTHING
    said, *bounds = (points(x) if share else f"{x + 0.0:+.3g}" for x in (change, low, high))
    around = unknown if isnan(low) else ", ".join(bounds)
    return f"{said}{' points' if share else ''} [{around}]"


def numeral(value: float | None, spec: str = ".3f") -> str:
    """A number for a table, in Python's format; "-" for what is no number.

    >>> numeral(0.25), numeral(1234.5, ",.0f"), numeral(float("nan")), numeral(None)
    ('0.250', '1,234', '-', '-')
    """
    return NOTHING if value is None or not isfinite(value) else f"{value:{spec}}"


def interval_numeral(low: float | None, high: float | None, spec: str = ".4g") -> str:
    """An interval for a table; "-" if it is not known.

    >>> interval_numeral(0.25, 0.5), interval_numeral(float("nan"), float("nan"))
    ('[0.25, 0.5]', '-')
    """
    if low is None or isnan(low):
        return NOTHING
    return f"[{numeral(low, spec)}, {numeral(high, spec)}]"


def range_numeral(low: float | None, high: float | None, spec: str = "g") -> str:
    """A range for a table; "-" if it is not known.

    >>> range_numeral(0.25, 2), range_numeral(None, None)
    ('0.25 to 2', '-')
    """
    if low is None or isnan(low):
        return NOTHING
    return f"{numeral(low, spec)} to {numeral(high, spec)}"


def _hundredths(share: float, digits: int) -> str:
    unit = 10.0**-digits
    if share > 0.0 and 100.0 * share < unit / 2:
        return f"< {unit:.{digits}f}"
    if share < 1.0 and 100.0 * (1.0 - share) < unit / 2:
        return f"> {100.0 - unit:.{digits}f}"
    return f"{round(100.0 * share, digits) + 0.0:.{digits}f}"


# --- sentences -------------------------------------------------------------------------------


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence, with commas and with ``last`` before the last word.

    >>> joined(["a", "b", "c"]), joined(["a"]), joined(["a", "b"], "or")
    ('a, b and c', 'a', 'a or b')
    """
    items = list(words)
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def counted(count: int, noun: str) -> str:
    """A count with its noun, in the plural if the count is not 1.

    >>> counted(1, "run"), counted(21504, "setting"), counted(2, "policy"), counted(3, "day")
    ('1 run', '21,504 settings', '2 policies', '3 days')
    """
    if count == 1:
        return f"1 {noun}"
    ends_in_y = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return f"{count:,} {noun[:-1]}ies" if ends_in_y else f"{count:,} {noun}s"


def counted_range(counts: Iterable[int], noun: str) -> str:
    """The least and the largest of some counts with their noun, or the count that all of them are.

    >>> counted_range([1, 1], "run"), counted_range([2000, 10, 30], "run")
    ('1 run', '10 to 2,000 runs')
    """
    found = sorted(set(counts))
    most = counted(found[-1], noun)
    return most if len(found) == 1 else f"{found[0]:,} to {most}"


def several(count: int, noun: str) -> str:
    """Several things with their count, or one without, to follow words such as "the last".

    >>> several(1, "quarter"), several(10, "quarter")
    ('quarter', '10 quarters')
    """
    return noun if count == 1 else counted(count, noun)


def verb(count: int, plural: str) -> str:
    """The verb that follows a count, given in the plural.

    >>> verb(1, "move"), verb(2, "move"), verb(1, "are"), verb(1, "have")
    ('moves', 'move', 'is', 'has')
    """
    return plural if count != 1 else {"are": "is", "have": "has"}.get(plural, f"{plural}s")


def capitalised(text: str) -> str:
    """Text with a capital first letter; the rest does not change.

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


def quoted(name: str) -> str:
    """A name in quotation marks, as the names of numbers stand in sentences.

    >>> quoted("normal load of Russia")
    '"normal load of Russia"'
    """
    return f'"{name}"'


def named(words: str, name: str) -> str:
    """Words for a thing, followed by the name that one types for it; once, if both are the same.

    >>> named("full offensive", "offensive"), named("probes", "probes")
    ('full offensive (offensive)', 'probes')
    """
    return words if words == name else f"{words} ({name})"


def possessive(name: str) -> str:
    """A name in the possessive form.

    >>> possessive("Russia"), possessive("the Emirates")
    ("Russia's", "the Emirates'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


# --- tables ----------------------------------------------------------------------------------


def aligned(rows: Iterable[Sequence[str]], *, indent: int = 0, keys: int = 1) -> str:
    r"""Rows of cells as lines of text with aligned columns; a line break in a cell is escaped.

    Every line begins with `indent` spaces. On a page that is too narrow, cells are wrapped, and
    columns without room follow below, beside the first `keys` columns. A row of one cell is a
    heading of the rows below it.

    >>> print(aligned([["tie", "now"], ["A - B", "0.5"]]))
    tie    now
    A - B  0.5
    >>> print(aligned([["A\nB", "0.5"]]))
    A\nB  0.5
    >>> print(aligned([["tie", "now"], ["influence"], ["  A - B", "0.5"]]))
    tie      now
    influence
      A - B  0.5
    """
    return tabulated([[printable(cell) for cell in row] for row in rows], indent=indent, keys=keys)


def grid(rows: Iterable[Sequence[str]], *, keys: int = 1) -> str:
    """Rows of cells as lines with aligned columns; all rows after the first are indented.

    >>> print(grid([["tie", "now"], ["A - B", "0.5"]]))
    tie      now
      A - B  0.5
    """
    head, *others = rows
    return aligned([head, *([f"  {row[0]}", *row[1:]] for row in others)], keys=keys)


# --- stances ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StanceWords:
    """A stance in words.

    Attributes:
        label: Its name in lists, tables and figures.
        noun: Its name in a sentence.
        verb: The verb for a guarantor with this stance.
        headline: The sentence for the outcome of a run with this stance, with roles in braces.
    """

    label: str
    noun: str
    verb: str
    headline: str


STANCE_WORDS: Mapping[str, StanceWords] = {
    "recommit": StanceWords(
        "recommitment", "recommitment", "recommits", "{guarantor} recommits to {defender}"
    ),
    "broker": StanceWords("broker", "the broker's part", "brokers", "{guarantor} ends as a broker"),
    "accommodate": StanceWords(
        "accommodation",
        "accommodation",
        "accommodates",
        "{guarantor} accommodates the other side",
    ),
    "disengage": StanceWords(
        "disengagement", "disengagement", "disengages", "{guarantor} disengages from {defender}"
    ),
    "mixed": StanceWords(
        "mixed", "no clear stance", "takes no clear stance", "{guarantor} settles on no stance"
    ),
}
"""Every stance, in the order in which figures show them."""

REPLY_WORDS: Mapping[str, str] = {"defend": "defends it", "stand_aside": "stands aside"}
"""What a guarantor does when its client is attacked, by its reply in a record."""

REPLY_CHOICES: Mapping[str, str] = {
    "stand_aside": "stand aside",
    "defend": "defend the client",
    "own": "leave it to the rule of the model, which weighs it and draws",
}
"""What a guarantor can say before it knows of an attack, by the reply in a decision."""


# --- roles -----------------------------------------------------------------------------------


def role_name(document: Mapping[str, Any], role: str) -> str:
    """Name of the first actor with a role in a scenario's document; "the ROLE" if there is none.

    >>> role_name({"actors": {}}, "guarantor")
    'the guarantor'
    """
    actors = document.get("actors", {}).values()
    return next((str(actor["name"]) for actor in actors if actor["role"] == role), f"the {role}")


def stance_headline(document: Mapping[str, Any], stance: str) -> str:
    """The outcome of a run with a stance in a few words, such as "Russia recommits to Armenia".

    >>> stance_headline({"actors": {"R": {"name": "Russia", "role": "guarantor"}}}, "broker")
    'Russia ends as a broker'
    """
    names = {role: role_name(document, role) for role in ("guarantor", "defender")}
    return capitalised(STANCE_WORDS[stance].headline.format_map(names))


# --- channels --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """What an effort on a channel does: `name`, and `less` for a negative effort ("" if none)."""

    name: str
    less: str = ""


CHANNEL_WORDS: Mapping[str, ChannelWords] = {
    "arm": ChannelWords("arms"),
    "tech": ChannelWords("drones and the skill to use them"),
    "cadre": ChannelWords("training of officers"),
    "soft": ChannelWords("aid, culture and trade"),
    "restrain": ChannelWords("restraint of the client"),
    "pledge": ChannelWords("public pledges", "pledges taken back"),
    "deploy": ChannelWords("forces sent to the client", "forces drawn down"),
    "align": ChannelWords("alignment with the patron", "distance from the patron"),
    "grant": ChannelWords("room for a base", "refusal of a base"),
    "force": ChannelWords("attack"),
    "provoke": ChannelWords("provocation"),
    "covert": ChannelWords("covert help in the fighting"),
    "mediate": ChannelWords("mediation"),
    "redline": ChannelWords("a red line"),
    "mission": ChannelWords("peacekeepers", "fewer peacekeepers"),
    "invest": ChannelWords("own armament"),
    "brace": ChannelWords("readiness to defend"),
    "press": ChannelWords("pressure"),
    "settle": ChannelWords("an offer of peace"),
    "purge": ChannelWords("replacement of officers"),
    "consolidate": ChannelWords("hold on the ground and rest for the forces"),
    "deal": ChannelWords("understanding with the rival patron"),
    "mandate": ChannelWords("end of the peacekeepers' mandate"),
}
"""Words for every channel of effort, by the channel's name."""

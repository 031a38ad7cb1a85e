"""The factors of an experiment: paths, patterns and tables of its file, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sim.engine.settings import Settings
from sim.experiment.designs import Design, GridDesign, RowsDesign
from sim.experiment.entries import FactorEntry, GroupEntry
from sim.experiment.experiment import Factor
from sim.experiment.shares import wholes_of
from sim.scenario.findings import Findings
from sim.scenario.paths import split_path
from sim.scenario.problems import Path, ScenarioError, choices, guess
from sim.scenario.scenario import Scenario
from sim.scenario.validation import parse

DEFINITIONS = (
    "parameters.recommit_level",
    "parameters.recommit_cost",
    "parameters.recommit_quarters",
    "parameters.disengage_level",
)
"""Parameters that define what counts as an outcome. No pattern includes them; name them singly."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A factor as the file asks for it, before its path and range are checked.

    Attributes:
        place: Place in the file.
        entry: The table of the factor; only its path is set if the file gives no more.
        is_table: Whether the file has a table for it, not only a path or a pattern.
    """

    place: Path
    entry: FactorEntry
    is_table: bool = False


def read_factors(
    items: Sequence[object], scenario: Scenario | None, findings: Findings
) -> list[Wish]:
    """Return the factors that a file asks for, each path once, with patterns expanded.

    A path that a pattern and an item of its own both name gets the item.
    """
    read = [_read(item, ("factors", number), findings) for number, item in enumerate(items)]
    singles = [entry.path for entry in read if isinstance(entry, FactorEntry)]
    wishes: list[Wish] = []
    taken: set[str] = set()
    for number, entry in enumerate(read):
        place: Path = ("factors", number)
        if isinstance(entry, FactorEntry):
            if entry.path in taken:
                findings.refuse(place, entry.path, "a factor twice")
                continue
            taken.add(entry.path)
            wishes.append(Wish(place, entry, isinstance(items[number], dict)))
        elif entry is not None and scenario is not None:
            for path in _members(entry, place, scenario, findings):
                if path not in taken and path not in singles:
                    taken.add(path)
                    wishes.append(Wish(place, FactorEntry(path=path)))
    return wishes


def _read(item: object, place: Path, findings: Findings) -> FactorEntry | GroupEntry | None:
    if isinstance(item, str):
        item = {"group": item} if "*" in item else {"path": item}
    if not isinstance(item, dict):
        findings.refuse(place, item, "must be a path in quotes or a table")
        return None
    if "group" in item:
        return parse(GroupEntry, item, place, findings)
    elsewhere = {"without": "only a group can leave something out"}
    return parse(FactorEntry, item, place, findings, elsewhere)


def _members(entry: GroupEntry, place: Path, scenario: Scenario, findings: Findings) -> list[str]:
    ranged = [path for path, item in scenario.provenance.items() if item.low is not None]
    found = [path for path in ranged if matches(path, entry.group) and path not in DEFINITIONS]
    if not found:
        known = any(matches(path, entry.group) for path in scenario.numbers())
        reason = "no number of this pattern has a range" if known else "no number is so named"
        findings.refuse(place, entry.group, reason)
    for number, left_out in enumerate(entry.without):
        gone = [path for path in found if matches(path, left_out)]
        if not gone and found:
            hint = guess(left_out, found)
            findings.refuse((*place, "without", number), left_out, f"not of this group{hint}")
        found = [path for path in found if path not in gone]
    return found


def matches(path: str, pattern: str) -> bool:
    """Whether a path fits a pattern, in which a star never reaches beyond one part of the path.

    >>> matches("ties.RUS-ARM.influence", "ties.*.influence")
    True
    >>> matches("ties.RUS-ARM.influence", "ties.*")
    False
    """
    parts, wanted = split_path(path) or (), split_path_of(pattern)
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def split_path_of(pattern: str) -> tuple[str, ...]:
    """Return the parts of a pattern for `fnmatch`; only the star keeps its special meaning."""
    return tuple(re.sub(r"([\[?])", r"[\1]", part) for part in pattern.split("."))


def resolve(
    wishes: Sequence[Wish],
    scenarios: Sequence[Scenario],
    design: Design | None,
    findings: Findings,
) -> tuple[Factor, ...]:
    """Return the factors that have no fault, with ranges filled in, and report the faults.

    Args:
        wishes: The factors asked for.
        scenarios: The scenarios of the experiment; every factor must be a number of each.
        design: The design; None if it is faulty.
        findings: Receives the faults.
    """
    for scenario in scenarios:
        _check_kernel(wishes, scenario, findings)
    factors = []
    for column, wish in enumerate(wishes):
        known = len(findings)
        if not all(_check_path(wish, scenario, findings) for scenario in scenarios):
            continue
        if findings.has(_at(wish, "path")):
            continue
        if isinstance(design, RowsDesign):
            factor = _written(wish, column, design, scenarios[0], findings)
        else:
            factor = _ranged(wish, scenarios, design, findings)
        if factor is not None and len(findings) == known:
            factors.append(factor)
    return tuple(factors)


def _check_path(wish: Wish, scenario: Scenario, findings: Findings) -> bool:
    path, place = wish.entry.path, _at(wish, "path")
    if path.partition(".")[0] == "calendar":
        findings.refuse(place, path, "cannot be a factor; the length of a run is `turns`")
        return False
    numbers = scenario.numbers()
    if path in numbers:
        return True
    findings.refuse(place, path, _no_number(path, numbers, scenario))
    return False


def _check_kernel(wishes: Sequence[Wish], scenario: Scenario, findings: Findings) -> None:
    """Report numbers that cannot vary between points, because the kernel needs them fixed."""
    numbers = scenario.numbers()
    varied = {wish.entry.path: wish for wish in wishes if wish.entry.path in numbers}
    varied = {path: wish for path, wish in varied.items() if not path.startswith("calendar.")}
    try:
        Settings(scenario, tuple(varied))
    except ScenarioError as error:
        for problem in error.problems:
            reason = problem.message.removeprefix(f"{problem.path}: ")
            findings.refuse(_at(varied[problem.path], "path"), problem.path, reason)


def _no_number(path: str, numbers: Mapping[str, float], scenario: Scenario) -> str:
    value: object = scenario.document
    for part in split_path(path) or ("",):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, (str, bool)):
        return f"not a number of {scenario.name}; a policy may change it"
    if isinstance(value, dict) and value:
        return f'a table of {scenario.name}; as a group it is "{path}.*"'
    last = path.rpartition(".")[2]
    whole = next((other for other in numbers if other.rpartition(".")[2] == last), "")
    hint = f"; did you mean '{whole}'?" if whole and "." not in path else guess(path, numbers)
    return f"no such number in {scenario.name}{hint or _start(path, numbers)}"


def _start(path: str, numbers: Mapping[str, float]) -> str:
    heads = list(dict.fromkeys(number.partition(".")[0] for number in numbers))
    head = path.partition(".")[0]
    return choices(head, heads) if head not in heads else ""


def _span(
    wish: Wish, scenarios: Sequence[Scenario], findings: Findings
) -> tuple[float, float] | None:
    """Return the range of a factor: from its entry, its levels, or the scenarios."""
    entry, path = wish.entry, wish.entry.path
    if (entry.low is None) != (entry.high is None):
        findings.report(wish.place, "'low' and 'high' go together: give both or neither")
        return None
    if isinstance(entry.levels, tuple):
        if entry.low is not None:
            findings.report(wish.place, "give 'levels' as numbers, or 'low' and 'high'; not both")
            return None
        return min(entry.levels), max(entry.levels)
    if entry.low is not None and entry.high is not None:
        if not entry.low < entry.high:
            message = f"low = {entry.low:g} must be below high = {entry.high:g}"
            findings.report(wish.place, message)
            return None
        return entry.low, entry.high
    return _range_in(path, wish, scenarios, findings)


def _range_in(
    path: str, wish: Wish, scenarios: Sequence[Scenario], findings: Findings
) -> tuple[float, float] | None:
    example = f'{{ path = "{path}", low = ..., high = ... }}'
    spans = {}
    for scenario in scenarios:
        try:
            spans[scenario.range_of(path)] = scenario.name
        except ScenarioError:
            findings.refuse(
                _at(wish, "path"), path, f"has no range in {scenario.name}; write {example}"
            )
            return None
    if len(spans) > 1:
        names = " and ".join(spans.values())
        message = f"its range differs between {names}; write {example}"
        findings.refuse(_at(wish, "path"), path, message)
        return None
    (span,) = spans
    if not span[0] < span[1]:
        findings.refuse(_at(wish, "path"), path, f"its range is one value; write {example}")
        return None
    return span


def _ranged(
    wish: Wish, scenarios: Sequence[Scenario], design: Design | None, findings: Findings
) -> Factor | None:
    """Return a factor with its range, and levels if it names some or the design is a grid."""
    span = _span(wish, scenarios, findings)
    if span is None:
        return None
    low, high = span
    path, levels = wish.entry.path, wish.entry.levels
    whole = scenarios[0].limits(path).whole
    if isinstance(levels, tuple):
        given: list[tuple[Path, float]] = [
            ((*wish.place, "levels", number), value) for number, value in enumerate(levels)
        ]
        if len(set(levels)) < len(levels):
            findings.report((*wish.place, "levels"), "a level twice")
    else:
        given = [(_at(wish, "low"), low), (_at(wish, "high"), high)]
        levels = levels or (design.levels if isinstance(design, GridDesign) else None)
        levels = spaced(low, high, levels, whole=whole) if levels else None
    if isinstance(design, GridDesign) and levels is None:
        message = "a grid needs levels: of the factor, or of all in [design], such as levels = 5"
        findings.refuse(_at(wish, "path"), path, message)
    _check_values(path, given, scenarios, findings)
    as_floats = None if levels is None else tuple(map(float, levels))
    return Factor(path, float(low), float(high), as_floats, whole, wish.entry.title)


def _written(
    wish: Wish, column: int, design: RowsDesign, scenario: Scenario, findings: Findings
) -> Factor | None:
    """Return a factor whose values are written in the points of the design."""
    spare = [key for key in ("low", "high", "levels") if key in wish.entry.model_fields_set]
    for key in spare:
        findings.report((*wish.place, key), "the points of the design say its values; leave it out")
    values = [row[column] for row in design.rows if len(row) > column]
    if not values:
        return None
    given = [(design.place(number, column), value) for number, value in enumerate(values)]
    _check_values(wish.entry.path, given, [scenario], findings)
    whole = scenario.limits(wish.entry.path).whole
    return Factor(wish.entry.path, min(values), max(values), None, whole, wish.entry.title)


def _check_values(
    path: str,
    given: Sequence[tuple[Path, float]],
    scenarios: Sequence[Scenario],
    findings: Findings,
) -> None:
    """Report values outside the bounds that the number has in any of the scenarios."""
    faults = [scenario.limits(path).fault for scenario in scenarios]
    for place, value in given:
        if reason := next(filter(None, (fault(value) for fault in faults)), ""):
            findings.refuse(place, value, f"{path} {reason}")


def spaced(low: float, high: float, count: int, *, whole: bool) -> tuple[float, ...]:
    """Return equally spaced levels from low to high, both included.

    If only `whole` values are possible, the levels are rounded, and equal ones are merged.

    >>> spaced(0, 1, 5, whole=False)
    (0.0, 0.25, 0.5, 0.75, 1.0)
    >>> spaced(2, 8, 4, whole=True)
    (2.0, 4.0, 6.0, 8.0)
    """
    step = (high - low) / (count - 1)
    levels = [low + number * step for number in range(count - 1)] + [high]
    if whole:
        levels = list(dict.fromkeys(round(level) for level in levels))
    # Rounded to twelve digits, so that .1 + .2 is .3 in tables and file names.
    return tuple(float(f"{level:.12g}") for level in levels)


def _at(wish: Wish, key: str) -> Path:
    written = wish.is_table and key in wish.entry.model_fields_set
    return (*wish.place, key) if written else wish.place


def check_wholes(wishes: Sequence[Wish], scenarios: Sequence[Scenario], findings: Findings) -> None:
    """Report a set of shares of one whole if all of them vary: one must be free to adapt."""
    chosen = {wish.entry.path: wish for wish in wishes}
    for members in wholes_of(scenarios[0]).values():
        if members and all(path in chosen for path in members):
            last = chosen[members[-1]]
            if len(members) == 1:
                message = "is the only share of its whole, so it is always 1"
            else:
                message = "all the shares of a whole vary; leave one out, and it takes what is left"
            findings.refuse(_at(last, "path"), members[-1], message)

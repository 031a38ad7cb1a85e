"""The declared patterns: the file of checks, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from sim.scenario.problems import choices
from sim.validation.freeze import located
from sim.validation.patterns.plays import loaded
from sim.validation.patterns.quantities import fault_of

NAME = "experiments/validation/patterns.toml"
"""Place of the shipped file, from the root of the project."""
KINDS = (
    "trend",
    "interaction",
    "level",
    "compare",
    "within",
    "same",
    "persistence",
    "reaction",
    "alive",
)
PLAIN = ("reaction", "alive")
"""Kinds of checks that are played turn by turn, in plain Python."""

Changes = Mapping[str, Any]


class PatternsError(ValueError):
    """A file of patterns that cannot be used. The message is one line."""


@dataclass(frozen=True)
class Check:
    """One measurement of a pattern, and what is expected of it.

    Attributes:
        id: Identifier of the pattern and name of the check, such as "S2 recommitted".
        pattern: Identifier of the pattern.
        kind: One of `KINDS`.
        low: Least value of the effect that is expected; -infinity if any.
        high: Largest value that is expected; infinity if any.
        strict: Whether the ends themselves count as not expected, as for a sign.
        misfit: Why the specification does not expect it to hold; "" if it does.
        report: Whether nothing is asked.
        given: The other keys of the check, as declared.
    """

    id: str
    pattern: str
    kind: str
    low: float
    high: float
    strict: bool
    misfit: str
    report: bool
    given: Mapping[str, Any]

    @property
    def sign(self) -> int:
        """1 if a large effect is expected, -1 if a small one, 0 if one between two values."""
        if self.low == -inf:
            return -1
        return 1 if self.high == inf else 0

    @property
    def expected(self) -> str:
        """The expectation in a few letters, such as "+" or ".25 to .45"."""
        if self.strict:
            return "+" if self.sign > 0 else "-"
        ends = [f"{end:g}" for end in (self.low, self.high)]
        if self.low == self.high:
            return ends[0]
        if self.sign:
            return f"at least {ends[0]}" if self.sign > 0 else f"at most {ends[1]}"
        return " to ".join(ends)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of all quantities that the check reads."""
        keys = ("outcome", "per", "other", "other_per", "split")
        named = [str(self.given[key]) for key in keys if key in self.given]
        return tuple(dict.fromkeys((*named, *self.given.get("outcomes", ()))))


@dataclass(frozen=True)
class Pattern:
    """A claim with its grounds and its checks.

    Attributes:
        id: Identifier, such as "S2".
        claim: The claim in plain words.
        grounds: What it rests on.
        scenario: Name of the shipped scenario.
        more: Whether it needs many runs.
        points: Changes at each point of the sweep, in order; one without changes if there is none.
        across: Changes of the outer sweep of an interaction, in order; empty if there is none.
        at: The points in words.
        checks: Its checks.
        given: The other keys, as declared.
    """

    id: str
    claim: str
    grounds: str
    scenario: str
    more: bool
    points: tuple[Changes, ...]
    across: tuple[Changes, ...]
    at: tuple[str, ...]
    checks: tuple[Check, ...]
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Removed:
    """A mechanism that is removed, and what must follow.

    Attributes:
        id: Name of the mechanism.
        what: What its removal means.
        change: Changes of the scenario; empty if a rule is replaced instead.
        patch: Name of the replaced rule; "" if there is none.
        dies: Checks that must die.
        dead: Orders that must be dead, as ROLE.ORDER.
        follows: Checks of the change from the full model to the one without the mechanism.
    """

    id: str
    what: str
    change: Changes
    patch: str
    dies: tuple[str, ...]
    dead: tuple[str, ...]
    follows: tuple[Check, ...]


@dataclass(frozen=True)
class Negative:
    """A rule turned upside down, under which patterns must fail.

    Attributes:
        id: Name of the control.
        what: What is turned round.
        negate: Paths of the numbers whose sign is turned.
        fails: Checks that must fail.
    """

    id: str
    what: str
    negate: tuple[str, ...]
    fails: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """The whole file.

    Attributes:
        confidence: Level of all intervals.
        seed: Seed of all chance.
        turns: Turns of a run.
        sizes: Numbers of runs, by name of the size.
        perturbation: Log-sd of the factors on weights and efforts.
        patterns: The patterns.
        removed: The ablations.
        negative: The negative controls.
        left_out: Ablations that are left out, each with the reason.
    """

    confidence: float
    seed: int
    turns: int
    sizes: Mapping[str, Mapping[str, Any]]
    perturbation: Mapping[str, float]
    patterns: tuple[Pattern, ...]
    removed: tuple[Removed, ...]
    negative: tuple[Negative, ...]
    left_out: tuple[Mapping[str, str], ...]

    def checks(self) -> Iterator[tuple[Pattern, Check]]:
        """Yield every check with its pattern, in the order of the file."""
        for pattern in self.patterns:
            for check in pattern.checks:
                yield pattern, check


@cache
def declared(path: Path | None = None) -> Declared:
    """Return the declared patterns of a file; of the shipped one if None.

    Raises:
        PatternsError: The file is missing or not valid.
    """
    place = located(NAME) if path is None else path
    try:
        held = tomllib.loads(place.read_text(encoding="utf-8"))
        return _declared(held)
    except OSError as error:
        raise PatternsError(f"{place}: cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise PatternsError(f"{place}: not TOML: {error}") from None
    except KeyError as error:
        raise PatternsError(f"{place}: the key {error} is missing") from None
    except PatternsError as error:
        raise PatternsError(f"{place}: {error}") from None


def _declared(held: Mapping[str, Any]) -> Declared:
    patterns = tuple(_pattern(given, held["scenario"]) for given in held["patterns"])
    known = [check.id for pattern in patterns for check in pattern.checks]
    twice = {name for name in known if known.count(name) > 1}
    if twice:
        raise PatternsError(f"two checks are called {min(twice)}; give one a `name`")
    removed = tuple(_removed(given, held["scenario"]) for given in held["removed"])
    negative = tuple(
        Negative(one["id"], one["what"], tuple(one["negate"]), tuple(one["fails"]))
        for one in held["negative"]
    )
    for name in [
        *(n for one in removed for n in one.dies),
        *(n for c in negative for n in c.fails),
    ]:
        if name not in known:
            raise PatternsError(f"{name}: no such check{choices(name, known)}")
    return Declared(
        confidence=held["confidence"],
        seed=held["seed"],
        turns=held["turns"],
        sizes=held["sizes"],
        perturbation=held["perturbation"],
        patterns=patterns,
        removed=removed,
        negative=negative,
        left_out=tuple(held.get("left_out", ())),
    )


def _pattern(given: Mapping[str, Any], usual: str) -> Pattern:
    scenario = given.get("scenario", usual)
    hold = dict(given.get("hold", {}))
    sweep = given.get("sweep", {})
    points = tuple({**hold, **point} for point in _points(given["id"], sweep))
    return Pattern(
        id=given["id"],
        claim=given["claim"],
        grounds=given["grounds"],
        scenario=scenario,
        more=given.get("more", False),
        points=points,
        across=tuple(_points(given["id"], given.get("across", {}))) if "across" in given else (),
        at=tuple(_said(point) for point in _points(given["id"], sweep)) if sweep else (),
        checks=tuple(_check(one, given["id"], scenario) for one in given["checks"]),
        given=given,
    )


def _points(name: str, sweep: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    lengths = {len(values) for values in sweep.values()}
    if len(lengths) > 1:
        raise PatternsError(f"{name}: the paths of a sweep need equally many values")
    return [{path: values[k] for path, values in sweep.items()} for k in range(max(lengths or {1}))]


def _said(point: Changes) -> str:
    """Return a point in words: its values without the paths."""
    return ", ".join(
        value.removeprefix("fixed:") if isinstance(value, str) else f"{value:g}"
        for value in point.values()
    )


def _check(given: Mapping[str, Any], pattern: str, scenario: str) -> Check:
    kind = given.get("kind", "trend")
    name = f"{pattern} {given.get('name') or given.get('outcome', kind)}"
    if kind not in KINDS:
        raise PatternsError(f"{name}: no such kind '{kind}'{choices(kind, KINDS)}")
    sign = given.get("expect")
    if sign not in (None, "+", "-") or (sign is None) == (
        "at_least" not in given and "at_most" not in given
    ):
        raise PatternsError(f'{name}: give either expect = "+" or "-", or at_least or at_most')
    low = 0.0 if sign == "+" else given.get("at_least", -inf)
    high = 0.0 if sign == "-" else given.get("at_most", inf)
    if kind == "same":
        high = low
    check = Check(
        id=name,
        pattern=pattern,
        kind=kind,
        low=low,
        high=high,
        strict=sign is not None,
        misfit=given.get("misfit", ""),
        report=given.get("report", False),
        given=given,
    )
    for outcome in check.outcomes:
        if fault := fault_of(outcome, loaded(scenario)):
            raise PatternsError(f"{name}: {fault}")
    return check


def _removed(given: Mapping[str, Any], scenario: str) -> Removed:
    change, patch = given.get("change", {}), given.get("patch", "")
    if bool(change) == bool(patch):
        raise PatternsError(f"{given['id']}: give either change or patch")
    return Removed(
        id=given["id"],
        what=given["what"],
        change=change,
        patch=patch,
        dies=tuple(given.get("dies", ())),
        dead=tuple(given.get("dead", ())),
        follows=tuple(
            _check(one, f"without {given['id']}:", scenario) for one in given.get("follows", ())
        ),
    )

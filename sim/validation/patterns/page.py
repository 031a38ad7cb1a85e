"""The patterns on the page of the validation: losses first, then what holds, then all figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.validation.facts import Facts
from sim.validation.headline import Headlines
from sim.validation.patterns.kinds import FAILS, HOLDS, REPORTED, UNCLEAR, VERDICTS
from sim.words import counted, joined, percent

Row = dict[str, Any]
FIGURE = "patterns"
MODEL_DOCTRINE = "logit_eu"


def headline(facts: Facts) -> Headlines:
    """Return the patterns in a few sentences."""
    asked = asked_of(facts)
    by = {verdict: [row for row in asked if row["verdict"] == verdict] for verdict in VERDICTS}
    losses, gains = [], []
    if by[FAILS]:
        told = _short(name_of(row) for row in by[FAILS])
        known = sum(bool(row["misfit"]) for row in by[FAILS])
        losses.append(
            f"Of {len(asked)} checks of patterns {len(by[FAILS])} fail at 99 %, {known} of them as "
            f"the specification says: {told}."
        )
    if by[UNCLEAR]:
        told = _short(name_of(row) for row in by[UNCLEAR])
        losses.append(f"Not clear are {counted(len(by[UNCLEAR]), 'check')} of patterns: {told}.")
    astray = [(one["id"], len(one["unexpected"])) for one in facts["removed"] if one["unexpected"]]
    if astray:
        told = joined([f"{name} ({counted(number, 'check')})" for name, number in astray])
        losses.append(
            "Patterns also die without mechanisms that were not declared to be theirs: without "
            f"{told}."
        )
    gains.append(f"Of {len(asked)} checks of patterns {len(by[HOLDS])} hold at 99 %.")
    clear, held = _sums(asked)
    if clear:
        gains.append(
            f"Under {facts['runs']['perturbations']} random draws of all weights and efforts the "
            f"checks hold in {percent(held / clear)} of {clear:,} clear cases."
        )
    unknown = [
        "Patterns are signs and rough sizes: they do not tell how large the true effects are, and "
        "most were known when the model was made."
    ]
    return Headlines(tuple(losses), tuple(gains), tuple(unknown))


def asked_of(facts: Facts) -> list[Row]:
    """Return the checks of which something is asked, in the order of the file."""
    return [row for row in facts["checks"] if row["verdict"] != REPORTED]


def name_of(row: Row) -> str:
    """Return the name of a check in words, such as "S1: full offensive"."""
    return f"{row['pattern']}: {row['what']}"


def by_verdict(rows: Sequence[Row]) -> list[Row]:
    """Return checks with the losses first, otherwise in their order."""
    return sorted(rows, key=lambda row: VERDICTS.index(row["verdict"]))


def _short(names: Iterable[str], most: int = 12) -> str:
    told = list(names)
    more = len(told) - most
    return "; ".join(told if more <= 0 else [*told[:most], f"and {more} more"])


def _sums(rows: Sequence[Row]) -> tuple[int, int]:
    return sum(row["clear"] for row in rows), sum(row["held"] for row in rows)


def markdown(facts: Facts) -> str:
    """Return the section of the page on patterns."""
    parts = [
        "## Patterns",
        _intro(facts),
        "### What fails, and what is not clear",
        _losses(facts),
        f"![Every check with its interval and verdict](figures/validation/{FIGURE}.svg)",
    ]
    if any(row["draws"] for row in facts["checks"]):
        parts += ["### With other weights", _weights(facts)]
    if any(row["doctrines"] for row in facts["checks"]):
        parts += ["### With other rules of choice", _doctrines(facts)]
    if facts["removed"]:
        parts += ["### With a mechanism removed", _removed(facts)]
    if facts["controls"]:
        parts += ["### With beliefs upside down", _controls(facts)]
    parts += ["### Every check", _table(facts)]
    return "\n\n".join(parts) + "\n"


def _intro(facts: Facts) -> str:
    asked, runs = asked_of(facts), facts["runs"]
    patterns = len({row["pattern"] for row in facts["checks"]})
    return (
        f"{patterns} patterns with {len(asked)} checks. A pattern is a claim of the literature; a "
        "check says what is changed, what is measured, and which sign or value is expected. "
        f"Settings are compared on the same random draws, in {runs['runs']:,} futures "
        f"({runs['more']:,} where effects are small). A check holds if its "
        f"{percent(facts['confidence'])} interval lies on the expected side, fails if it lies on "
        "the other side, and is otherwise not clear. The list of patterns is that of the model's "
        "specification, so most of them were known when the model was made: they show that it does "
        "what it was made to do, and where it does not."
    )


def _losses(facts: Facts) -> str:
    rows = [row for row in by_verdict(asked_of(facts)) if row["verdict"] in (FAILS, UNCLEAR)]
    if not rows:
        return "Nothing."
    lines = []
    for row in rows:
        known = f" Known before: {row['misfit']}." if row["misfit"] else ""
        note = f" ({row['note']})" if row["note"] else ""
        lines.append(
            f"- **{name_of(row)}** {row['verdict']}. {row['claim']} Expected {row['expected']}, "
            f"found {effect_said(row)}{note}.{known}"
        )
    surprising = [
        name_of(row) for row in asked_of(facts) if row["misfit"] and row["verdict"] == HOLDS
    ]
    if surprising:
        lines.append(f"\nExpected to fail and holds: {'; '.join(surprising)}.")
    return "\n".join(lines)


def _weights(facts: Facts) -> str:
    asked = [row for row in asked_of(facts) if row["draws"]]
    clear, held = _sums(asked)
    runs, spread = facts["runs"], facts["perturbation"]
    weak = [row for row in asked if row["clear"] and row["held"] < row["clear"]]
    mute = [name_of(row) for row in asked if not row["clear"]]
    lines = [
        f"All weights of all utilities were multiplied by random factors (log-sd "
        f"{spread['weights']:g}), all efforts of all actions too (log-sd {spread['efforts']:g}), "
        f"{runs['perturbations']} times, with {runs['perturbed_runs']} futures at each end of a "
        f"sweep. Of {clear:,} cases that were clear, {held:,} held "
        f"({percent(held / clear) if clear else 'none'}). Checks that are played turn by turn "
        "(S25, S33) were not repeated.",
    ]
    if weak:
        weakest = sorted(weak, key=lambda row: row["held"] / row["clear"])
        lines += ["", "Not always, the weakest first:", ""]
        lines += [
            f"- {name_of(row)}: {row['held']} of {row['clear']} clear cases" for row in weakest
        ]
    if mute:
        lines += ["", f"Never clear with so few futures: {'; '.join(mute)}."]
    return "\n".join(lines)


def _doctrines(facts: Facts) -> str:
    rows = [row for row in asked_of(facts) if row["doctrines"]]
    names = list(rows[0]["doctrines"])
    lines = [
        "All seats follow another rule of choice. Numbers of checks:",
        "",
        "| rule | holds | fails | not clear |",
        "| --- | --- | --- | --- |",
        _tally(f"{MODEL_DOCTRINE} (the model)", [row["verdict"] for row in rows]),
    ]
    lines += [_tally(name, [row["doctrines"][name] for row in rows]) for name in names]
    lines.append("")
    for name in names:
        lost = [
            name_of(row)
            for row in rows
            if row["verdict"] == HOLDS and row["doctrines"][name] == FAILS
        ]
        if lost:
            lines.append(f"- Hold in the model, fail under `{name}`: {'; '.join(lost)}.")
    return "\n".join(lines)


def _tally(name: str, verdicts: Sequence[str]) -> str:
    counts = " | ".join(str(verdicts.count(verdict)) for verdict in (HOLDS, FAILS, UNCLEAR))
    return f"| {name} | {counts} |"


def _removed(facts: Facts) -> str:
    lines = [
        "A pattern must die where, and only where, its mechanism is removed. It dies if it surely "
        "loses its sign or more than half of its effect. Checks that sweep the mechanism itself "
        "are left out.",
        "",
        "| removed | should die and does | should die and does not | dies unexpectedly | lives |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in facts["removed"]:
        stubborn = [row["id"] for row in one["survived"]]
        stubborn += [f"{row['id']} (not clear)" for row in one["open"]]
        lines.append(
            f"| {one['id']}: {one['what']} | {_cell(one['died'])} | {', '.join(stubborn) or '–'} | "
            f"{_cell(one['unexpected'])} | {one['lived']} |"
        )
    follows = [(one["id"], row) for one in facts["removed"] for row in one["follows"]]
    if follows:
        lines += ["", "What else follows, over 20 turns:", ""]
        for name, row in follows:
            told = ", ".join(f"{at} {number_said(value)}" for at, value in row["values"])
            lines.append(f"- without {name}, {row['what']}: {told}; {row['verdict']}")
    for one in facts["left_out"]:
        lines += ["", f"Not removed: {one['what']}: {one['why']}."]
    return "\n".join(lines)


def _cell(rows: Sequence[Row]) -> str:
    return (
        ", ".join(
            f"{row['id']} ({number_said(row['before'])} → {number_said(row['after'])})"
            for row in rows
        )
        or "–"
    )


def _controls(facts: Facts) -> str:
    lines = []
    for one in facts["controls"]:
        survived = joined(one["survived"]) if one["survived"] else "none"
        lines.append(
            f"With {one['what']}, these checks must fail: {joined(one['must'])}. Of them survive: "
            f"{survived}. Of all checks that hold in the model fail: "
            f"{joined(one['failed']) if one['failed'] else 'none'}; "
            f"{len(one['open'])} are not clear, with few futures."
        )
    return "\n\n".join(lines)


def _table(facts: Facts) -> str:
    names = list(next((row["doctrines"] for row in facts["checks"] if row["doctrines"]), {}))
    head = ["check", "measured", "expected", "values", "effect [99 %]", "verdict", "other weights"]
    lines = [_line([*head, *names]), _line(["---"] * (len(head) + len(names)))]
    for row in by_verdict(facts["checks"]):
        lines.append(
            _line(
                [
                    row["pattern"],
                    row["what"],
                    row["expected"],
                    values_said(row),
                    effect_said(row),
                    row["verdict"] + (" (known misfit)" if row["misfit"] else ""),
                    f"{row['held']}/{row['clear']}" if row["draws"] else "–",
                    *(row["doctrines"].get(name, "–") for name in names),
                ]
            )
        )
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def values_said(row: Row) -> str:
    """Return the values of a check at its points, in words."""
    if row["kind"] == "compare":
        return " against ".join(number_said(value) for _, value in row["values"])
    return "; ".join(f"{at}: {number_said(v)}" if at else number_said(v) for at, v in row["values"])


def effect_said(row: Row) -> str:
    """Return the effect of a check with its interval."""
    low, high = number_said(row["low"]), number_said(row["high"])
    return f"{number_said(row['effect'])} [{low}, {high}]"


def number_said(value: float | None) -> str:
    """Return a number with the digits that matter.

    >>> number_said(0.12345), number_said(0.0042), number_said(13.26), number_said(None)
    ('0.123', '0.0042', '13.3', 'unknown')
    """
    if value is None:
        return "unknown"
    size = abs(value)
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.3f}" if size >= 0.01 or not value else f"{value:.4f}"

"""The difference between the outcomes of two runs, and the steps from which to explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.narrative.divergence.causes import NOTABLE_GAP, Causes
from sim.narrative.divergence.pair import ORDER, RULING, RecordPair, Step
from sim.record import Measure, Record
from sim.rules.outcomes import (
    ACCOMMODATE_MOST,
    COMMIT_SHARE,
    OFFENSIVE_FORCE,
    UNRELIABLE_LEVEL,
    WINDOW,
)
from sim.vocabulary import DESKS, POSTURE_ACCOMMODATE, POSTURE_COMMIT, POSTURES

Lack = Literal["level", "reliability", "conduct", "cost"]
TELLING = (POSTURES[POSTURE_COMMIT], POSTURES[POSTURE_ACCOMMODATE])
"""Postures whose shares decide whether conduct is that of recommitment."""
MOST_STARTS = 4
"""Largest number of steps from which the chain is followed back."""


@dataclass(frozen=True)
class OutcomeGap:
    """The difference in outcome that the chain is to explain.

    Attributes:
        kind: "recommitted" (one run recommits, the other does not), "stance" (the stances differ),
            "index" (the commitment at the end differs), or "nothing".
        steps: Steps that caused it directly.
        recommits: For "recommitted", 0 if the first run recommits, 1 if the second does.
        span: First and last turn of the recommitment in the run that recommits.
        lack: What the other run lacked in those turns: level, reliability, conduct (that is, its
            orders) or cost.
        values: For "recommitted", the lowest and highest commitment of the other run in those
            turns, and the level required; for "index", the two values.
    """

    kind: Literal["recommitted", "stance", "index", "nothing"]
    steps: tuple[Step, ...]
    recommits: int = 0
    span: tuple[int, int] = (0, 0)
    lack: Lack = "level"
    values: tuple[float, ...] = ()


def outcome_gap(causes: Causes) -> OutcomeGap:
    """Return the difference in outcome that the chain of two records explains."""
    pair = causes.pair
    records = (pair.first, pair.second)
    did = [bool(record.outcome.measures.get("recommitted")) for record in records]
    if did[0] != did[1]:
        return _recommitment(causes, 0 if did[0] else 1)
    if pair.first.outcome.stance != pair.second.outcome.stance:
        return OutcomeGap("stance", _stance_steps(pair))
    path = _commitment(causes)
    if path and abs(pair.gap(path, pair.turns)) >= NOTABLE_GAP:
        steps = causes.openings.of(path, pair.turns, most=MOST_STARTS)
        return OutcomeGap("index", steps, values=pair.values(path, pair.turns))
    return OutcomeGap("nothing", ())


def _commitment(causes: Causes) -> str:
    path = f"ties.{causes.wiring.guarantee}.commitment"
    return path if path in causes.pair.first.columns else ""


def _recommitment(causes: Causes, which: int) -> OutcomeGap:
    pair = causes.pair
    records = (pair.first, pair.second)
    held, other = records[which], records[1 - which]
    span = tuple(
        min(int(held.outcome.measures[name] or 0), pair.turns - 1)
        for name in ("first_quarter", "reached_quarter")
    )
    first, last = span[0], span[1]
    path = _commitment(causes)
    series = other.series(path)[first + 1 : last + 2] if path else [0.0]
    level = _number(other, "recommit_level")
    values = (min(series), max(series), level)
    unmet = _unmet(pair, 1 - which, first, last)
    if min(series) < level:
        steps = causes.openings.of(path, last + 1, most=MOST_STARTS) if path else ()
        return OutcomeGap("recommitted", steps, which, (first, last), "level", values)
    if unmet:
        return OutcomeGap("recommitted", unmet, which, (first, last), "reliability", values)
    guarantor = pair.cast.holder("guarantor")
    ordered = [
        step
        for step in pair.steps
        if step.kind == ORDER and step.who == guarantor and first - WINDOW < step.turn <= last
    ]
    if not all(_conducts(pair, 1 - which, turn) for turn in range(first, last + 1)):
        telling = tuple(step for step in ordered if _postures(pair, step) & set(TELLING))
        return OutcomeGap(
            "recommitted", telling[-MOST_STARTS:], which, (first, last), "conduct", values
        )
    paid = tuple(step for step in ordered if _pays(causes, step))
    return OutcomeGap("recommitted", paid[-MOST_STARTS:], which, (first, last), "cost", values)


def _conducts(pair: RecordPair, which: int, turn: int) -> bool:
    """Whether the orders of the guarantor, in the window before a turn, are of recommitment."""
    record = (pair.first, pair.second)[which]
    guarantor = pair.cast.holder("guarantor") or ""
    menu = record.scenario["actions"]["guarantor"]
    held = [
        {menu.get(played.orders[guarantor].of(desk), {}).get("posture") for desk in DESKS}
        for played in record.turns_played[max(turn - WINDOW + 1, 0) : turn + 1]
    ]
    commit, accommodate = (sum(posture in one for one in held) / WINDOW for posture in TELLING)
    return commit >= COMMIT_SHARE and accommodate <= ACCOMMODATE_MOST


def _postures(pair: RecordPair, step: Step) -> set[str]:
    """Postures of the two orders of a step of the guarantor."""
    menu = pair.first.scenario["actions"]["guarantor"]
    orders = (played.orders[step.who].of(step.desk) for played in pair.at(step.turn))
    return {str(menu.get(order, {}).get("posture")) for order in orders}


def _pays(causes: Causes, step: Step) -> bool:
    """Whether one of the two orders of a step has an effort on the guarantee."""
    tie = causes.wiring.guarantee
    return any(target == tie for sent in causes.openings.efforts(step) for _, target in sent)


def _unmet(pair: RecordPair, which: int, first: int, last: int) -> tuple[Step, ...]:
    """Differing tests that run `which` left unmet in these turns or in the window before."""
    found = []
    for turn in range(max(first - WINDOW + 1, 0), last + 1):
        for (rule, subject), ruling in pair.rulings(turn)[which].items():
            step = Step(turn, RULING, subject, rule)
            large = ruling.inputs.get("force", 0.0) >= OFFENSIVE_FORCE
            failed = rule == "test" and large and ruling.result["unmet"] > UNRELIABLE_LEVEL
            if failed and step in pair.step_set:
                found.append(step)
    return tuple(found[:MOST_STARTS])


def _stance_steps(pair: RecordPair) -> tuple[Step, ...]:
    """Differing orders of the guarantor in the second half that count towards either stance."""
    guarantor = pair.cast.holder("guarantor")
    wanted = {record.outcome.stance for record in (pair.first, pair.second)}
    found = [
        step
        for step in pair.steps
        if step.kind == ORDER
        and step.who == guarantor
        and step.turn >= pair.turns // 2 - WINDOW
        and _postures(pair, step) & wanted
    ]
    others = [step for step in pair.steps if step.who == guarantor and step.kind == ORDER]
    return tuple((found or others)[:MOST_STARTS])


def _number(record: Record, parameter: str) -> float:
    """A parameter of a record's scenario, written as a number or as a table with `value`."""
    value = record.scenario["parameters"][parameter]
    return float(value["value"] if isinstance(value, dict) else value)


def measures_apart(pair: RecordPair) -> list[tuple[str, Measure, Measure]]:
    """Measures of the outcome that differ: name, first value, second value."""
    one, other = (record.outcome.measures for record in (pair.first, pair.second))
    return [
        (name, one.get(name), other.get(name))
        for name in dict.fromkeys([*one, *other])
        if one.get(name) != other.get(name)
    ]

"""Sentences on the findings of a discovery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.discovery.condition import WORDS, Condition
from sim.analysis.discovery.reproducing import Reproduced
from sim.analysis.discovery.search import Found, Restriction
from sim.measures import Kind, clause_of, label_of, measure_of
from sim.words import capitalised, counted, fine_percent, joined, percent_range, quoted

SIDES = {"low": "is at least", "high": "is at most"}
"""Words for the two sides of a box, before the bound."""


def clause(condition: Condition, document: Mapping[str, Any]) -> str:
    """Return what happens in a hit, as a clause such as "Russia recommits".

    Args:
        condition: What counts as a hit.
        document: The scenario from the manifest, for the names of its actors.
    """
    measure = measure_of(condition.outcome)
    if measure.kind is Kind.YES_NO:
        return clause_of(condition.outcome, document, negate=condition.negate)
    label = quoted(label_of(condition.outcome, document))
    if not condition.sign:
        return f"{label} {'never comes' if condition.negate else 'comes'}"
    value = f"{condition.value:g}" if isinstance(condition.value, float) else condition.value
    words = WORDS[condition.sign]
    if condition.negate:
        words = words.replace("is", "is not", 1)
    return f"{label} {words} {value}"


def conditions(restrictions: Sequence[Restriction], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return conditions in words, one for each factor.

    They are such as `"normal load of Russia" is at most 0.18`, or `is between 0.1 and 0.4`.

    Args:
        restrictions: The restrictions of a box.
        names: The plain names of the factors, by path.
    """
    ends: dict[str, dict[str, str]] = {}
    for end in restrictions:
        ends.setdefault(end.factor, {})[end.side] = f"{end.bound:.6g}"
    return tuple(f"{quoted(names[path])} {_condition(bounds)}" for path, bounds in ends.items())


def _condition(bounds: Mapping[str, str]) -> str:
    if len(bounds) == 1:
        side, bound = next(iter(bounds.items()))
        return f"{SIDES[side]} {bound}"
    if bounds["low"] == bounds["high"]:
        return f"is {bounds['low']}"
    return f"is between {bounds['low']} and {bounds['high']}"


def split_words(condition: str, names: Mapping[str, str]) -> str:
    """Return a condition of the tree, such as "parameters.bulwark < 0.5", in words."""
    path, sign, bound = condition.rsplit(maxsplit=2)
    return f"{quoted(names[path])} {WORDS[sign]} {bound}"


def box_sentences(
    found: Found,
    happens: str,
    *,
    base: tuple[int, int, int],
    later: bool,
    names: Mapping[str, str],
) -> Iterator[str]:
    """Yield the finding of a box in sentences.

    Args:
        found: The box.
        happens: What happens in a hit, as a clause.
        base: Numbers of all hits, all runs, and all points.
        later: Whether the box is not the first and was searched outside those before it.
        names: The plain names of the factors, by path.
    """
    hits, runs, points = base
    m = found.measures
    if not found.restrictions:
        yield (
            f"No factor tells where {happens}: that is so in {fine_percent(hits / runs)} of the "
            "runs "
            f"({hits:,} of {runs:,}), and no restriction that was tried stands its test."
        )
        return
    outside = " outside the boxes above" if later else ""
    rest = found.trajectory[0].measures
    against = f"{fine_percent(rest.density)} of all runs{outside} and " if later else ""
    yield (
        f"{capitalised(happens)} in {fine_percent(m.density)} of the runs{outside} where "
        f"{joined(conditions(found.restrictions, names))} ({m.hits:,} of {m.runs:,}; 95 % interval "
        f"{percent_range(*found.interval)}), against {against}{fine_percent(hits / runs)} of all "
        f"runs ({hits:,} of {runs:,})."
    )
    yield (
        f"This box holds {fine_percent(m.coverage)} of all runs in which {happens}, and "
        f"{fine_percent(m.mass)} of all runs, at {m.points:,} of {counted(points, 'point')}."
    )
    if found.reproduced is not None:
        yield reproduced_sentence(found.reproduced, found.restrictions, names)


def reproduced_sentence(
    reproduced: Reproduced, restrictions: Sequence[Restriction], names: Mapping[str, str]
) -> str:
    """Return a sentence on the results on random halves of the points."""
    factors = list(dict.fromkeys(end.factor for end in restrictions))
    times = joined(
        [f"{quoted(names[path])} {reproduced.times.get(path, 0)} times" for path in factors]
    )
    unseen = sum(reproduced.unseen) / reproduced.halves
    base = sum(reproduced.base) / reproduced.halves
    return (
        f"On {reproduced.halves} random halves of the points the search restricts {times}; on the "
        f"halves it has not seen, its boxes have a density of {fine_percent(unseen)} on average, "
        "where "
        f"the base rate is {fine_percent(base)}."
    )

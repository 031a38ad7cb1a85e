"""Sentences on the findings of a discovery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.discovery.condition import WORDS, Condition
from sim.analysis.discovery.reproducing import Reproduced
from sim.analysis.discovery.search import Found, Restriction
from sim.measures import clause_of
from sim.words import fine_percent, joined, percent_range


def clause(condition: Condition, document: Mapping[str, Any]) -> str:
    """Return what happens in a hit, as a clause such as "Russia recommits".

    Args:
        condition: What counts as a hit.
        document: The scenario from the manifest, for the names of its actors.
    """
    if not condition.sign:
        return clause_of(condition.outcome, document, negate=condition.negate)
    value = f"{condition.value:g}" if isinstance(condition.value, float) else condition.value
    words = WORDS[condition.sign]
    if condition.negate:
        words = words.replace("is", "is not", 1)
    return f"{condition.outcome} {words} {value}"


def opening(happens: str) -> str:
    """Capitalise a clause for the start of a sentence, unless it starts with a name like a_b."""
    return happens if "_" in happens.split(maxsplit=1)[0] else happens[0].upper() + happens[1:]


def short(path: str) -> str:
    """Return a factor's path for use in sentences, without "parameters."."""
    return path.removeprefix("parameters.")


def conditions(restrictions: Sequence[Restriction]) -> tuple[str, ...]:
    """Return conditions, one for each factor: "bulwark >= 1.2", "0.1 <= jealousy <= 0.4"."""
    ends: dict[str, dict[str, str]] = {}
    for end in restrictions:
        ends.setdefault(short(end.factor), {})[end.side] = f"{end.bound:.6g}"
    return tuple(_condition(name, bounds) for name, bounds in ends.items())


def _condition(name: str, bounds: Mapping[str, str]) -> str:
    if len(bounds) == 1:
        side, bound = next(iter(bounds.items()))
        return f"{name} {'>=' if side == 'low' else '<='} {bound}"
    if bounds["low"] == bounds["high"]:
        return f"{name} = {bounds['low']}"
    return f"{bounds['low']} <= {name} <= {bounds['high']}"


def box_sentences(
    found: Found, happens: str, *, base: tuple[int, int, int], later: bool
) -> Iterator[str]:
    """Yield the finding of a box in sentences.

    Args:
        found: The box.
        happens: What happens in a hit, as a clause.
        base: Numbers of all hits, all runs, and all points.
        later: Whether the box is not the first and was searched outside those before it.
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
        f"{opening(happens)} in {fine_percent(m.density)} of the runs{outside} where "
        f"{joined(conditions(found.restrictions))} ({m.hits:,} of {m.runs:,}; 95 % interval "
        f"{percent_range(*found.interval)}), against {against}{fine_percent(hits / runs)} of all "
        f"runs ({hits:,} of {runs:,})."
    )
    yield (
        f"This box holds {fine_percent(m.coverage)} of all runs in which {happens}, and "
        f"{fine_percent(m.mass)} of all runs, at {m.points:,} of {points:,} points."
    )
    if found.reproduced is not None:
        yield reproduced_sentence(found.reproduced, found.restrictions)


def reproduced_sentence(reproduced: Reproduced, restrictions: Sequence[Restriction]) -> str:
    """Return a sentence on the results on random halves of the points."""
    factors = list(dict.fromkeys(end.factor for end in restrictions))
    times = joined([f"{short(name)} {reproduced.times.get(name, 0)} times" for name in factors])
    unseen = sum(reproduced.unseen) / reproduced.halves
    base = sum(reproduced.base) / reproduced.halves
    return (
        f"On {reproduced.halves} random halves of the points the search restricts {times}; on the "
        f"halves it has not seen, its boxes have a density of {fine_percent(unseen)} on average, "
        "where "
        f"the base rate is {fine_percent(base)}."
    )

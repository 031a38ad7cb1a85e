"""The findings of a ranking of levers, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.measures import ORDERED_OR_ARRIVED
from sim.words import change_words, counted, joined, mean_words, percent_bounds, verb

if TYPE_CHECKING:
    from sim.analysis.levers import Interval, Pair, Ranking, Side, Single


def findings(ranking: Ranking) -> list[str]:
    """Return the findings as sentences that can be quoted, each with its n and interval."""
    return [
        _base(ranking),
        *_beside(ranking),
        *_sides(ranking),
        *_strongest(ranking, ranking.others, f"others pull on {ranking.seat_name}"),
        *_strongest(ranking, ranking.own, f"{ranking.seat_name} pulls itself"),
        *_pairs(ranking),
        _all(ranking),
    ]


def side_effects(ranking: Ranking, item: Single | Pair) -> str:
    """The side effects of a lever in words, such as "full offensive +1.2 points [-0.8, +3.2]"."""
    return "; ".join(
        f"{label} {side_change(side)}"
        for label, side in zip(ranking.side_labels, item.sides, strict=True)
    )


def impossible(item: Single) -> str:
    """A clause for the events that a lever makes impossible; "" if there are none."""
    return joined(event.said for event in item.barred)


def side_cell(ranking: Ranking, item: Single, k: int) -> str:
    """The value of a side effect in a table, or that it cannot happen."""
    if cannot_happen(item, ranking.sides[k]):
        return "cannot happen"
    return mean_words(item.sides[k].value, share=True)


def _base(ranking: Ranking) -> str:
    return (
        f"With no lever pulled, {ranking.said} is {ranking.interval(ranking.base)} "
        f"(n = {counted(ranking.replicates, 'future')})."
    )


def _beside(ranking: Ranking) -> list[str]:
    if ranking.base_beside is None:
        return []
    found = interval_words(ranking.base_beside, share=True)
    return [f"Beside it, {ranking.beside_said} is {found}. {ORDERED_OR_ARRIVED}"]


def _sides(ranking: Ranking) -> list[str]:
    if not ranking.sides:
        return []
    told = (
        f"{label} {interval_words(base, share=True)}"
        for label, base in zip(ranking.side_labels, ranking.base_sides, strict=True)
    )
    return [f"Side effects are measured against, with no lever pulled: {'; '.join(told)}."]


def _strongest(ranking: Ranking, items: Sequence[Single], whose: str) -> list[str]:
    if not items:
        return [f"There is no lever that {whose}."]
    moving = [item for item in items if item.effect.moves]
    if not moving:
        best = items[0]
        return [
            f"No lever that {whose} moves it: the largest effect of the {len(items)} measured "
            f"is {ranking.change(best.effect)} ({best.said})."
        ]
    moves = verb(len(moving), "move")
    said = [f"Of the {counted(len(items), 'lever')} that {whose}, {len(moving)} {moves} it."]
    for raises, moved in ((True, "raises"), (False, "lowers")):
        said += [
            f"What {moved} it most: {_told(ranking, best)}"
            for best in [item for item in moving if item.raises is raises][:1]
        ]
    return said


def _told(ranking: Ranking, item: Single) -> str:
    """A lever with its effect, its price and its side effects, as one or several sentences."""
    given = f", given in {item.given_said}" if item.given_said else ""
    told = (
        f"{item.said}{given} ({ranking.change(item.effect)}, to {ranking.number(item.value)}; "
        f"cost: {item.lever.cost.said})."
    )
    if item.sides:
        told += f" Side effects: {side_effects(ranking, item)}."
    if item.barred:
        told += f" With it, {impossible(item)}."
    return told


def _pairs(ranking: Ranking) -> list[str]:
    if not ranking.pairs:
        return []
    best = ranking.pairs[0]
    said = [
        f"The strongest pair: {best.first.said}, and {best.second.said} "
        f"({ranking.change(best.effect)}, to {ranking.number(best.value)}; in "
        f"{ranking.pair_replicates:,} other futures)."
    ]
    odd = [pair for pair in ranking.pairs if pair.interaction.moves]
    if not odd:
        return [*said, "No pair can be told from its two levers added up."]
    free = [pair for pair in odd if _within(ranking, pair)]
    bounded = len(odd) - len(free)
    count = (
        f"{len(odd)} of the {counted(len(ranking.pairs), 'pair')} {verb(len(odd), 'differ')} from "
        "the two levers added up"
    )
    if bounded:
        count += f", {bounded} of them only because a share ends at 0 and 100 %"
    if not free:
        return [*said, f"{count}."]
    most = max(free, key=lambda pair: abs(pair.interaction.difference))
    compares = "exceeds" if most.reinforces else "falls short of"
    return [
        *said,
        f"{count}; most of all: {most.first.said}, and {most.second.said}, which {compares} the "
        f"sum (interaction {ranking.change(most.interaction)}).",
    ]


def _within(ranking: Ranking, pair: Pair) -> bool:
    """Whether the sum of the two effects would give a possible value of the outcome."""
    return not ranking.share or 0.0 <= pair.value - pair.interaction.difference <= 1.0


def _all(ranking: Ranking) -> str:
    count = len(ranking.singles)
    if not count:
        return "The scenario has no levers."
    moving = sum(item.effect.moves for item in ranking.singles)
    return (
        f"All {counted(count, 'lever')} were measured in the same "
        f"{counted(ranking.replicates, 'future')}, none was "
        f"dropped before; {moving} of them {verb(moving, 'move')} it."
    )


def interval_words(found: Interval, *, share: bool) -> str:
    """A mean with its interval; in percent if it is a share.

    >>> interval_words((0.364, 0.343, 0.385), share=True)
    '36.4 % [34.3, 38.5]'
    >>> interval_words((2.0, 1.5, 2.5), share=False)
    '2 [1.5, 2.5]'
    """
    value, low, high = found
    if share:
        return f"{mean_words(value, share=True)} {percent_bounds(low, high, digits=1)}"
    return f"{value:.3g} [{low:.3g}, {high:.3g}]"


def side_change(side: Side) -> str:
    """The change of a side effect with its interval, such as "+8.3 points [+6.1, +10.4]"."""
    found = side.effect
    return change_words(found.difference, found.low, found.high, share=True)


def cannot_happen(item: Single, outcome: str) -> bool:
    """Whether the orders of a lever make an outcome impossible, so that it is 0 by construction."""
    return any(outcome in event.outcomes for event in item.barred)

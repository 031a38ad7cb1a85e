"""Why two decisions came out otherwise: the draw, the odds, or both; and what shifted the odds.

An order is picked by laying the options end to end in menu order, each as long as it is likely, and
seeing where the draw falls. So of two records that chose otherwise, one drew within the options up
to the earlier of the two choices, the other beyond; what matters is how likely those options were
together, and where the draw fell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sim.record import Option, Why

SAME = 1e-12
"""Difference of draws or probabilities that is none."""


Moved = tuple[str, float | None, float | None]


class Cause(Enum):
    """What made two decisions differ."""

    SAME_CHOICE = "same choice"
    DOCTRINE = "doctrine"
    MENU = "menu"
    DRAW = "draw"
    ODDS = "odds"
    BOTH = "both"


@dataclass(frozen=True)
class Shift:
    """Two decisions that came out otherwise.

    Attributes:
        cause: What made the difference.
        draws: The two draws; None where nothing was drawn.
        edge: The option up to which the earlier choice reaches, by menu order.
        mass: How likely the options up to `edge` were together, in both.
        options: Options by how far their probability moved: name, and the two probabilities;
            None where it was not on the menu.
        terms: Parts of utility that moved the odds of the options up to `edge` against the others,
            the largest first: name and by how many utils (second less first).
        missing: Option that only one of the two had on its menu; "" if that does not matter.
    """

    cause: Cause
    draws: tuple[float | None, float | None]
    edge: str
    mass: tuple[float, float]
    options: tuple[Moved, ...]
    terms: tuple[tuple[str, float], ...]
    missing: str = ""


def shift(first: Why, second: Why, menu: Sequence[str]) -> Shift:
    """Compare two decisions of one actor; `menu` is the order in which options are laid out."""
    draws = (first.draw, second.draw)
    one, other = (_by_name(why) for why in (first, second))
    chosen = sorted((first.chosen, second.chosen), key=_place(menu))
    edge = chosen[0]
    upto = sorted(one.keys() | other.keys(), key=_place(menu))
    upto = upto[: upto.index(edge) + 1] if edge in upto else upto[:1]
    mass = (_mass(one, upto), _mass(other, upto))
    return Shift(
        cause=_cause(first, second, menu),
        draws=draws,
        edge=edge,
        mass=mass,
        options=_moved(one, other),
        terms=_terms(one, other, upto),
        missing=_missing(first, second),
    )


def picked(why: Why, draw: float, menu: Sequence[str]) -> str:
    """The option that a draw picks; the last possible one if rounding leaves the draw beyond all.

    >>> options = (Option("hold", 0.0, 0.25, {}), Option("arm", 0.0, 0.75, {}))
    >>> why = Why("logit_eu", options, 0.3, "arm", {}, {})
    >>> picked(why, 0.2, ["hold", "arm"]), picked(why, 0.3, ["hold", "arm"])
    ('hold', 'arm')
    """
    reached = 0.0
    last = why.chosen
    for option in sorted(why.options, key=lambda option: _place(menu)(option.action)):
        reached += option.probability
        if option.probability > 0.0:
            last = option.action
        if draw < reached:
            return option.action
    return last


def _cause(first: Why, second: Why, menu: Sequence[str]) -> Cause:
    if first.chosen == second.chosen:
        return Cause.SAME_CHOICE
    if first.doctrine != second.doctrine or first.draw is None or second.draw is None:
        return Cause.MENU if first.doctrine == second.doctrine else Cause.DOCTRINE
    if _missing(first, second):
        return Cause.MENU
    same_draw = abs(first.draw - second.draw) <= SAME
    same_odds = _same_odds(first, second)
    if same_odds:
        return Cause.DRAW
    if same_draw:
        return Cause.ODDS
    # Would one draw, or the odds of one, have brought both to the same choice?
    if picked(second, first.draw, menu) == first.chosen:
        return Cause.DRAW
    return Cause.ODDS if picked(first, second.draw, menu) == first.chosen else Cause.BOTH


def _missing(first: Why, second: Why) -> str:
    """The choice of one that the other did not have on its menu."""
    one, other = (_by_name(why) for why in (first, second))
    if first.chosen not in other:
        return first.chosen
    return second.chosen if second.chosen not in one else ""


def _same_odds(first: Why, second: Why) -> bool:
    one, other = (_by_name(why) for why in (first, second))
    return one.keys() == other.keys() and all(
        abs(one[name].probability - other[name].probability) <= SAME for name in one
    )


def _by_name(why: Why) -> dict[str, Option]:
    return {option.action: option for option in why.options}


def _place(menu: Sequence[str]) -> Callable[[str], int]:
    places = {name: k for k, name in enumerate(menu)}
    return lambda name: places.get(name, len(places))


def _mass(options: Mapping[str, Option], names: Sequence[str]) -> float:
    return sum(options[name].probability for name in names if name in options)


def _moved(one: Mapping[str, Option], other: Mapping[str, Option]) -> tuple[Moved, ...]:
    """Options by how far their probability moved, the farthest first."""

    def likely(options: Mapping[str, Option], name: str) -> float | None:
        return options[name].probability if name in options else None

    pairs = [
        (name, likely(one, name), likely(other, name)) for name in dict.fromkeys([*one, *other])
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs((pair[1] or 0.0) - (pair[2] or 0.0))))


def _terms(
    one: Mapping[str, Option], other: Mapping[str, Option], upto: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """How each term moved the options up to the edge against all others, in utils.

    Both groups are weighted by their mean probabilities in the two decisions, so that an option
    nobody would take does not count.
    """
    both = [name for name in one if name in other]
    inside = [name for name in both if name in upto]
    outside = [name for name in both if name not in upto]
    weights = {name: (one[name].probability + other[name].probability) / 2 for name in both}
    if not sum(weights[name] for name in inside) or not sum(weights[name] for name in outside):
        return ()
    terms = dict.fromkeys(
        term for options in (one, other) for name in both for term in options[name].terms
    )

    def advantage(options: Mapping[str, Option], term: str) -> float:
        means = [
            sum(weights[name] * options[name].terms.get(term, 0.0) for name in group)
            / sum(weights[name] for name in group)
            for group in (inside, outside)
        ]
        return means[0] - means[1]

    moved = [(term, advantage(other, term) - advantage(one, term)) for term in terms]
    return tuple(sorted(moved, key=lambda pair: -abs(pair[1])))

"""Why two decisions differ: the draw, the odds or both; and which terms moved the odds.

The options divide the range from 0 to 1, in menu order, each with a length equal to its
probability; the option in which the draw falls is chosen. If two records chose differently, one
draw fell within the options up to the earlier of the two choices (the `edge`), and the other draw
beyond them. Two numbers therefore matter: the summed probability of those options, and the draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sim.record import Option, Why

SAME = 1e-12
"""Draws or probabilities that differ by no more than this are equal."""

Moved = tuple[str, float | None, float | None]
"""An option with its probability in both decisions; None if it was not on the menu."""


class Cause(Enum):
    """Reason why two decisions differ."""

    SAME_CHOICE = "same choice"
    DOCTRINE = "doctrine"
    MENU = "menu"
    DRAW = "draw"
    ODDS = "odds"
    BOTH = "both"


@dataclass(frozen=True)
class Shift:
    """The comparison of two decisions of one actor.

    Attributes:
        cause: What made the difference.
        draws: The two draws; None if nothing was drawn.
        edge: The earlier of the two choices in menu order.
        mass: Summed probability of the options up to `edge`, in both decisions.
        options: Options with their two probabilities, the largest change first.
        terms: Terms of utility that favoured the options up to `edge` over the others: name, and
            change in utils (second minus first), the largest change first.
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
    """Compare two decisions of one actor; `menu` names all options in menu order."""
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
    """Return the option that a draw picks; the last possible one if rounding ends below the draw.

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
    """A choice of one decision that was not on the menu of the other; "" if there is none."""
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
    """Options with their two probabilities, the largest change first."""

    def likely(options: Mapping[str, Option], name: str) -> float | None:
        return options[name].probability if name in options else None

    pairs = [
        (name, likely(one, name), likely(other, name)) for name in dict.fromkeys([*one, *other])
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs((pair[1] or 0.0) - (pair[2] or 0.0))))


def _terms(
    one: Mapping[str, Option], other: Mapping[str, Option], upto: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """How far each term favours the options up to the edge over all others, in utils.

    Options are weighted by their mean probability in the two decisions, so that an option that is
    hardly ever chosen hardly counts.
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

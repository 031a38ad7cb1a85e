"""Settlement: the offers of challenger and defender, and the treaty that follows from them."""

OFFER_MEMORY = 0.5
"""Share of an offer that lasts to the next turn."""
TREATY_LEVEL = 0.4
"""Product of the two offers above which a treaty can be signed; in a forecast, level of one offer
from which a treaty is possible."""
ANSWER = 0.15
"""Chance that a lone offer is answered."""
IMPOSED = 0.7
"""Offer that full pressure imposes on a defender."""


def offer_next(offer: float, effort: float) -> float:
    """Offer of a side after this turn's orders, max(settle, .5 O), in [0, 1].

    >>> offer_next(0.8, 0.1), offer_next(0.1, 1.0)
    (0.4, 1.0)
    """
    kept = OFFER_MEMORY * offer
    return effort if effort > kept else kept


def offer_imposed(effort: float, pressed: float) -> float:
    """Offer of a defender whose patron may force it, max(settle, .7 press), in [0, 1].

    >>> offer_imposed(0.0, 1.0), offer_imposed(1.0, 1.0)
    (0.7, 1.0)
    """
    imposed = IMPOSED * pressed
    return effort if effort > imposed else imposed


def treaty_next(
    treaty: float, offer_challenger: float, offer_defender: float, closure: float, draw: float
) -> float:
    """1 if a treaty is in force, else 0; once signed it stays.

    Args:
        treaty: 1 if it was in force before, else 0.
        offer_challenger: Offer of the challenger, [0, 1].
        offer_defender: Offer of the defender, [0, 1].
        closure: Chance that standing offers are signed in a turn, [0, 1].
        draw: Uniform draw in [0, 1).

    Source of the chance: few settlements are reached, Kreutz 2010.

    >>> treaty_next(0.0, 1.0, 0.5, 0.2, 0.1), treaty_next(0.0, 1.0, 0.5, 0.2, 0.3)
    (1.0, 0.0)
    >>> treaty_next(0.0, 0.6, 0.6, 1.0, 0.0), treaty_next(1.0, 0.0, 0.0, 0.2, 0.9)
    (0.0, 1.0)
    """
    if treaty > 0.5:
        return 1.0
    ready = offer_challenger * offer_defender > TREATY_LEVEL
    return 1.0 if ready and draw < closure else 0.0


def closing_chance(closure: float, patience: float) -> float:
    """Discounted chance that standing offers are signed at some time, c / (1 - gamma (1 - c)).

    >>> closing_chance(1.0, 0.9), closing_chance(0.5, 0.5)
    (1.0, 0.6666666666666666)
    """
    return closure / (1.0 - patience * (1.0 - closure))


def treaty_expected(
    treaty: float, offer_challenger: float, offer_defender: float, closing: float
) -> float:
    """Treaty in a forecast, [0, 1]: 1 if it is in force, else the chance that one is signed.

    ``closing`` is the chance of :func:`closing_chance`. Without any offer above .4 the chance is 0;
    with one, a side without an offer counts .15.

    >>> treaty_expected(0.0, 1.0, 0.5, 0.5), treaty_expected(0.0, 1.0, 0.0, 0.5)
    (0.25, 0.075)
    >>> treaty_expected(0.0, 0.3, 0.3, 0.5), treaty_expected(1.0, 0.0, 0.0, 0.5)
    (0.0, 1.0)
    """
    if treaty > 0.5:
        return 1.0
    mine = offer_challenger if offer_challenger > ANSWER else ANSWER
    theirs = offer_defender if offer_defender > ANSWER else ANSWER
    if offer_challenger > TREATY_LEVEL or offer_defender > TREATY_LEVEL:
        return closing * mine * theirs
    return 0.0

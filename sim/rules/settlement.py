"""Settlement: the offers of challenger and defender, and the treaty that follows from them."""

OFFER_MEMORY = 0.5
"""Share of an offer that lasts to the next turn."""
TREATY_LEVEL = 0.45
"""Product of the two offers above which a treaty is signed."""


def offer_next(offer: float, effort: float) -> float:
    """Offer of a side after this turn's orders, max(settle, .5 O), in [0, 1].

    >>> offer_next(0.8, 0.1), offer_next(0.1, 1.0)
    (0.4, 1.0)
    """
    kept = OFFER_MEMORY * offer
    return effort if effort > kept else kept


def treaty_next(treaty: float, offer_challenger: float, offer_defender: float) -> float:
    """1 if a treaty is in force, else 0: it was signed earlier, or both offers are high enough.

    >>> treaty_next(0.0, 1.0, 0.5), treaty_next(0.0, 0.6, 0.6), treaty_next(1.0, 0.0, 0.0)
    (1.0, 0.0, 1.0)
    """
    return 1.0 if treaty > 0.5 or offer_challenger * offer_defender > TREATY_LEVEL else 0.0


def treaty_expected(treaty: float, offer_challenger: float, offer_defender: float) -> float:
    """Treaty in a forecast, [0, 1]: 1 if it is in force, else the product of the offers.

    >>> treaty_expected(0.0, 0.5, 0.5), treaty_expected(1.0, 0.0, 0.0)
    (0.25, 1.0)
    """
    return 1.0 if treaty > 0.5 else offer_challenger * offer_defender

"""Settlement: two offers make a treaty."""

OFFER_MEMORY = 0.5
"""Share of an offer that is still on the table a turn later."""
TREATY_LEVEL = 0.45
"""Product of the two offers above which a treaty is signed."""


def offer_next(offer: float, effort: float) -> float:
    """Offer on the table, max(settle, .5 O), in [0, 1].

    >>> offer_next(0.8, 0.1), offer_next(0.1, 1.0)
    (0.4, 1.0)
    """
    kept = OFFER_MEMORY * offer
    return effort if effort > kept else kept


def treaty_next(treaty: float, offer_challenger: float, offer_defender: float) -> float:
    """1 if a treaty is in force: signed earlier, or both offers are good enough.

    >>> treaty_next(0.0, 1.0, 0.5), treaty_next(0.0, 0.6, 0.6), treaty_next(1.0, 0.0, 0.0)
    (1.0, 0.0, 1.0)
    """
    return 1.0 if treaty > 0.5 or offer_challenger * offer_defender > TREATY_LEVEL else 0.0


def treaty_expected(treaty: float, offer_challenger: float, offer_defender: float) -> float:
    """Degree of treaty that a forecast counts with: the product of the offers, 1 if in force.

    >>> treaty_expected(0.0, 0.5, 0.5), treaty_expected(1.0, 0.0, 0.0)
    (0.25, 1.0)
    """
    return 1.0 if treaty > 0.5 else offer_challenger * offer_defender

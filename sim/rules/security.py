"""Security and autonomy of a client, and the threat of rival patrons to the guarantor."""

import math

from sim.rules.curves import clip

AID_WEIGHT = 1.2
"""Strength of the aid to the defender per unit of a suitor's influence."""
AID_BARE = 0.3
"""Weight of a suitor without any commitment."""
INDEX_COMMITMENT, INDEX_PLEDGE, INDEX_PRESENCE = 0.3, 0.3, 1.6
"""Weights of the sponsor's commitment, pledge and bases in the support an attacker expects."""
TREATY_SECURITY = 0.5
"""Share of the insecurity of either client that a treaty removes."""
OUTSIDE = 2.0
"""Weight of a suitor's tie in the defender's outside option."""
AUTONOMY_LOSS = 1.2
"""Autonomy lost per unit of the combined leash."""
AUTONOMY_LOW = 0.05
BASE_PROSPECT = 0.25
"""Share of the missing bases that an open request is worth, at full influence."""
THREAT_INFLUENCE, THREAT_CADRE = 0.5, 0.3
"""Weights of a rival's influence and cadres in the threat it poses; its presence counts in full."""


def suitor_aid(influence: float, commitment: float) -> float:
    """Strength that a suitor adds to the defender's side, 1.2 I (.3 + C).

    >>> suitor_aid(0.5, 0.7)
    0.6
    """
    return AID_WEIGHT * influence * (AID_BARE + commitment)


def outside_option(influence: float, commitment: float) -> float:
    """What a suitor adds to the defender's outside option, 2 I (.3 + C), >= 0.

    >>> outside_option(0.25, 0.7)
    0.5
    """
    return OUTSIDE * influence * (AID_BARE + commitment)


def sponsor_index(commitment: float, pledge: float, presence: float) -> float:
    """Covert support that an attacker expects in the long run, .3 C + .3 G + 1.6 P, >= 0.

    >>> round(sponsor_index(0.5, 0.5, 0.1), 6)
    0.46
    """
    return INDEX_COMMITMENT * commitment + INDEX_PLEDGE * pledge + INDEX_PRESENCE * presence


def security_with_treaty(security: float, treaty: float) -> float:
    """A client's security including the effect of a treaty, S + 1/2 (1 - S) T, in [0, 1].

    >>> security_with_treaty(0.5, 1.0), security_with_treaty(0.5, 0.0)
    (0.75, 0.5)
    """
    return security + TREATY_SECURITY * (1.0 - security) * treaty


def autonomy(fourth_powers: float) -> float:
    """Autonomy of a client, [.05, 1].

    ``fourth_powers`` is the sum of leash^4 over its patrons: one strong patron reduces autonomy
    more than several weak ones (hedging, Kuik 2008). Formula: 1 - 1.2 (sum leash^4)^(1/4).

    >>> round(autonomy(0.5 ** 4), 6), autonomy(1.0)
    (0.4, 0.05)
    """
    combined = math.sqrt(math.sqrt(fourth_powers))
    return clip(1.0 - AUTONOMY_LOSS * combined, AUTONOMY_LOW, 1.0)


def tie_threat(influence: float, cadre: float, presence: float) -> float:
    """Threat of a rival's tie to the guarantor, I/2 + .3 M + P, without the weight of the rivalry.

    >>> round(tie_threat(0.4, 0.5, 0.1), 6)
    0.45
    """
    return THREAT_INFLUENCE * influence + THREAT_CADRE * cadre + presence


def basing_prospect(presence: float, request: float, foreseen_influence: float) -> float:
    """Value of the bases and of an open request for one, [0, 1]: P + 1/4 Y I^ (1 - P).

    >>> round(basing_prospect(0.2, 1.0, 0.5), 6)   # .2 + .25 x .5 x .8
    0.3
    """
    return presence + BASE_PROSPECT * request * foreseen_influence * (1.0 - presence)

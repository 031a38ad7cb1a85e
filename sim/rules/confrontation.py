"""Tension between the guarantor and the sponsor, and the domestic standing of leaders."""

from sim.rules.curves import clip, unit

TENSION_MEMORY = 0.9
"""Share of tension that lasts to the next turn."""
TENSION_DRIFT = 0.025
"""Tension that every turn adds."""
TENSION_NORM = 0.25
"""Tension to which it tends if nothing happens: drift / (1 - memory)."""
TENSION_DEFENDED = 0.12
"""Tension if the guarantor defends against a full attack."""
TENSION_DEPLOYED = 0.06
"""Tension from a full deployment to the defender."""
TENSION_COVERT = 0.20
"""Tension from covert help that is traced to the sponsor."""
TENSION_BASE = 0.35
"""Tension per unit of new presence of the sponsor."""
TENSION_PRESSED = 0.10
"""Tension from full pressure on the sponsor, before its shield."""
TENSION_DEAL = 0.15
"""Tension that one full offer of a deal removes."""
STANDING_RETURN = 0.05
"""Share of the gap to normal standing that closes in a turn."""
STANDING_CONSOLIDATED = 0.03
"""Standing from a full turn of consolidation at home."""
STANDING_BACKLASH = 0.05
"""Standing lost to full resentment."""
STANDING_PRESSED = 0.10
"""Standing lost to full pressure by the guarantor."""
STANDING_LOW = 0.02
SIGNING_BASE, SIGNING_GROUND = 0.24, 0.25
"""Standing that a defender loses by a treaty: always, and for its share of the main theatre."""
CONCESSION = 0.07
"""Standing that a defender loses by a turn of full offers, if it holds none of the main theatre."""
STANDING_MET = 0.05
"""Standing that a guarantor gains from a met test."""
AUDIENCE = 0.5
"""Scale of the audience cost of an unmet pledge."""


def tension_next(
    tension: float,
    defended: float,
    deployed: float,
    covert_seen: float,
    presence_gain: float,
    pressure: float,
    shield: float,
    deal: float,
) -> float:
    """Confrontation between guarantor and sponsor, [0, 1].

    Args:
        tension: Tension now.
        defended: Force met by the guarantor, summed over theatres.
        deployed: Guarantor's deployment to the defender, [0, 1].
        covert_seen: Mean covert effort, times 1 or 0 if it was attributed or not; in a forecast,
            times the chance that it is attributed.
        presence_gain: Growth of the sponsor's presence this turn.
        pressure: Pressure on the sponsor, weighted by bandwidth, [0, 1].
        shield: Protection of the sponsor by its own alliance, [0, 1].
        deal: Offers of a deal, [0, 2].

    Formula: .9 t + .025 + .12 y f + .06 deploy+ + .20 covert + .35 dP + .10 press (1 + nu)
    - .15 deal.

    >>> tension_next(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)   # .45 + .025 - .15
    0.325
    """
    return unit(
        TENSION_MEMORY * tension
        + TENSION_DRIFT
        + TENSION_DEFENDED * defended
        + TENSION_DEPLOYED * deployed
        + TENSION_COVERT * covert_seen
        + TENSION_BASE * presence_gain
        + TENSION_PRESSED * pressure * (1.0 + shield)
        - TENSION_DEAL * deal
    )


def standing_next(
    standing: float,
    norm: float,
    consolidated: float,
    backlash: float,
    pressure: float,
    from_ground: float,
    from_role: float,
) -> float:
    """Domestic standing of a leadership, [.02, 1].

    Args:
        standing: Standing now.
        norm: Standing to which it returns.
        consolidated: Effort to consolidate at home, [0, 1].
        backlash: Resentment of the dominant patron, [0, 1]; zero for patrons.
        pressure: Effective pressure on this actor, [0, 1].
        from_ground: Standing gained or lost with ground, summed over theatres.
        from_role: Standing that a defender loses by offers and treaties, or that a guarantor gains
            by tests.

    Formula: S + .05 (S0 - S) + .03 consolidate - .05 L - .10 press + ground + role.

    >>> round(standing_next(0.5, 0.7, 1.0, 0.0, 0.0, 0.0, 0.0), 3)   # .5 + .01 + .03
    0.54
    """
    moved = (
        standing
        + STANDING_RETURN * (norm - standing)
        + STANDING_CONSOLIDATED * consolidated
        - STANDING_BACKLASH * backlash
        - STANDING_PRESSED * pressure
        + from_ground
        + from_role
    )
    return clip(moved, STANDING_LOW, 1.0)


def concession_cost(offered: float, control: float) -> float:
    """Standing that a defender loses in a turn in which it offers a treaty, >= 0.

    Formula: .07 (2 - X) settle; ``control`` is the challenger's share of the main theatre.

    >>> concession_cost(1.0, 1.0), concession_cost(1.0, 0.0)
    (0.07, 0.14)
    """
    return CONCESSION * (2.0 - control) * offered


def signing_cost(signed: float, control: float) -> float:
    """Standing that a defender loses when a treaty is signed, >= 0: (.24 + .25 (1 - X)) signed.

    ``signed`` is 1 if it is signed this turn, in a forecast the chance of it.

    >>> signing_cost(1.0, 1.0), signing_cost(0.5, 0.0)
    (0.24, 0.245)
    """
    return (SIGNING_BASE + SIGNING_GROUND * (1.0 - control)) * signed


def guarantor_credit(met: float, unmet: float, pledge: float, audience_cost: float) -> float:
    """Standing that a guarantor gains or loses by tests: .05 met - 1/2 kappa unmet G (Fearon 1994).

    >>> guarantor_credit(1.0, 0.0, 0.5, 0.5), guarantor_credit(0.0, 1.0, 0.5, 0.4)
    (0.05, -0.1)
    """
    return STANDING_MET * met - AUDIENCE * audience_cost * unmet * pledge

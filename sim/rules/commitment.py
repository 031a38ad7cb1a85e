"""Commitment and pledge: a patron's costly effort for a client, and its public guarantee."""

from sim.rules.curves import negative, positive, unit

MATERIAL = 0.5
"""Weight of arms, technology and covert help in sunk cost, relative to a deployment."""
BATTLE_SUNK = 0.6
"""Sunk cost of defending the client against a full attack."""
WITHDRAWAL_LOSS = 0.3
"""Share of commitment that a full withdrawal destroys."""
PLEDGE_RATE = 0.25
"""Share of the missing pledge that a declaration adds, and of the pledge that a retraction ends."""
PLEDGE_FROZEN = 0.3
"""Share of the pledge that the client's freeze destroys."""


def sunk_cost(
    bandwidth: float,
    arm: float,
    tech: float,
    covert: float,
    deploy: float,
    consent: float,
    frozen: float,
    frozen_next: float,
) -> float:
    """Costly effort of a patron on a tie this turn, >= 0.

    Args:
        bandwidth: Patron's bandwidth, [0, 1].
        arm: Arms effort, [0, 1].
        tech: Technology effort, [0, 1].
        covert: Covert effort, mean over theatres; zero on every tie but the sponsor's.
        deploy: Deployment effort, [-1, 1].
        consent: 1 if deployments need no grant, else 0.
        frozen: Degree to which the alliance is frozen, [0, 1]: stops arms.
        frozen_next: The same after this turn's orders: stops the deployment.

    Formula: B [1/2 (arm (1 - Fz) + tech + covert) + deploy+ consent (1 - Fz')].

    >>> sunk_cost(0.5, 1.0, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0)   # .5 x (.5 + .5)
    0.5
    """
    material = MATERIAL * (arm * (1.0 - frozen) + tech + covert)
    return bandwidth * (material + positive(deploy) * consent * (1.0 - frozen_next))


def commitment_next(
    commitment: float,
    sunk: float,
    defended: float,
    unmet: float,
    deploy: float,
    gain: float,
    decay: float,
    abandonment: float,
) -> float:
    """Commitment on a tie, a leaky stock of sunk cost in [0, 1].

    Args:
        commitment: Stock now.
        sunk: Costly effort this turn.
        defended: Force met by the guarantor, summed over theatres; zero on other ties.
        unmet: Severity of unmet tests, summed; zero on other ties.
        deploy: Deployment effort, [-1, 1]; a withdrawal destroys commitment.
        gain: Stock built per unit of sunk cost.
        decay: Leak a turn.
        abandonment: Share lost per unmet test of severity one.

    Formula: C + k_C (sunk + .6 y f)(1 - C) - (d_C + a_b unmet + .3 deploy-) C.

    >>> round(commitment_next(0.5, 1.0, 0.0, 0.0, 0.0, 0.3, 0.04, 0.35), 3)   # .5 + .15 - .02
    0.63
    """
    built = gain * (sunk + BATTLE_SUNK * defended) * (1.0 - commitment)
    lost = (decay + abandonment * unmet + WITHDRAWAL_LOSS * negative(deploy)) * commitment
    return unit(commitment + built - lost)


def pledge_next(
    pledge: float, declared: float, unmet: float, grant: float, abandonment: float
) -> float:
    """Public guarantee, [0, 1]; declarations raise it, failed tests and freezing reduce it.

    Without these it stays the same: time alone does not reduce it.

    Args:
        pledge: Guarantee now.
        declared: Declaration (positive) or retraction (negative), [-1, 1].
        unmet: Severity of unmet tests, summed; zero on ties other than the guarantee.
        grant: Client's grant, [-1, 1]; a negative one freezes the alliance.
        abandonment: Share lost per unmet test of severity one.

    Formula: G + .25 (pledge+ (1 - G) - pledge- G) - (a_b unmet + .3 grant-) G.

    >>> pledge_next(0.5, 1.0, 0.0, 0.0, 0.35), pledge_next(0.5, -1.0, 0.0, 0.0, 0.35)
    (0.625, 0.375)
    """
    said = PLEDGE_RATE * (positive(declared) * (1.0 - pledge) - negative(declared) * pledge)
    return unit(pledge + said - (abandonment * unmet + PLEDGE_FROZEN * negative(grant)) * pledge)

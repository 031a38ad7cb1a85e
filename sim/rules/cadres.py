"""Cadres: the shares of the client's officers that patrons train, and resentment of patrons."""

from sim.rules.curves import soft_positive, unit

INFLUENCE_PULL = 0.3
"""Intake that comes from a patron's influence, without any training effort."""
NATIVE_INTAKE = 0.25
"""Intake that belongs to no patron."""
PURGE_TURNOVER = 3.0
"""Increase in the turnover of the corps in a full purge, relative to a normal turn."""
LEASH_INFLUENCE, LEASH_CADRE, LEASH_PRESENCE = 0.5, 0.25, 0.25
"""Weights of influence, cadres and presence in a patron's leash on a client."""
RESENTED = 0.5
"""Share by which full disillusion tightens the guarantor's leash."""
BACKLASH_MEMORY = 0.93
"""Share of resentment that lasts to the next turn."""
BACKLASH_RATE = 0.3
"""Scale of fresh resentment."""
BACKLASH_PURGE = 0.04
"""Resentment from a full purge that makes room for a patron's men."""


def intake(influence: float, training: float, bandwidth: float) -> float:
    """Intake of officers by a patron, relative to other patrons, >= 0: .3 I + cadre effort x B.

    >>> intake(0.5, 0.5, 0.8)
    0.55
    """
    return INFLUENCE_PULL * influence + training * bandwidth


def cadre_next(
    cadre: float, own_intake: float, all_intake: float, purge: float, turnover: float
) -> float:
    """Share of the officer corps trained by, or beholden to, a patron, [0, 1].

    Args:
        cadre: Share now.
        own_intake: This patron's intake.
        all_intake: Sum of the intakes of all patrons of this client.
        purge: Purge effort in the client, [0, 1].
        turnover: Share of the corps replaced in a normal turn.

    Formula: M + tau (1 + 3 purge)(n / (.25 + sum n) - M).

    >>> round(cadre_next(0.2, 0.25, 0.25, 0.0, 0.1), 3)   # .2 + .1 x (.5 - .2)
    0.23
    """
    share = own_intake / (NATIVE_INTAKE + all_intake)
    return unit(cadre + turnover * (1.0 + PURGE_TURNOVER * purge) * (share - cadre))


def leash(influence: float, cadre: float, presence: float) -> float:
    """Control that a patron has over a client, [0, 1]: I/2 + M/4 + P/4.

    >>> leash(0.4, 0.2, 0.2)
    0.3
    """
    return LEASH_INFLUENCE * influence + LEASH_CADRE * cadre + LEASH_PRESENCE * presence


def tighter(first: float, second: float) -> float:
    """Return the larger of two leashes.

    >>> tighter(0.2, 0.3), tighter(0.3, 0.2)
    (0.3, 0.3)
    """
    return second if second > first else first


def backlash_next(
    backlash: float, tightest: float, tolerance: float, gain: float, purge: float
) -> float:
    """Resentment of the dominant patron, [0, 1].

    Args:
        backlash: Resentment now.
        tightest: Largest leash of any patron.
        tolerance: Leash that is accepted without resentment.
        gain: Resentment per unit of excess.
        purge: Purge that makes room for a patron's men, see :func:`opened_posts`.

    Formula: .93 L + .3 b sp(leash - tol) + .04 min(purge, cadre).

    >>> round(backlash_next(0.5, 0.6, 0.36, 1.0, 0.0), 4)   # .465 + .3 x .245
    0.5385
    """
    excess = soft_positive(tightest - tolerance)
    return unit(BACKLASH_MEMORY * backlash + BACKLASH_RATE * gain * excess + BACKLASH_PURGE * purge)


def opened_posts(purge: float, training: float) -> float:
    """Purge that makes room for a patron's men, min(purge, cadre effort), [0, 1].

    >>> opened_posts(1.0, 0.8), opened_posts(0.7, 0.8)
    (0.8, 0.7)
    """
    return purge if purge < training else training


def resented_leash(held: float, weight: float, disillusion: float) -> float:
    """Leash of the guarantor as a disillusioned client feels it, held x (1 + 1/2 w u).

    Args:
        held: Leash, [0, 1].
        weight: Weight of disillusion, >= 0.
        disillusion: Memory of unmet tests, [0, 1].

    >>> resented_leash(0.4, 1.0, 0.5)
    0.5
    """
    return held * (1.0 + RESENTED * weight * disillusion)

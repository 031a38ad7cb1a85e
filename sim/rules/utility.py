"""Utility in one quarter: the terms that are more than a weight times a state variable."""

from sim.rules.curves import positive, unit
from sim.rules.functions import logarithm

LOG_FLOOR = 0.05
"""Added inside the logarithms of security and autonomy."""
BACKLASH_SALIENCE = 6.0
"""Increase in the weight of autonomy at full resentment, relative to no resentment."""
EXIT_BASE, EXIT_COMMITTED = 0.4, 2.0
"""Loss from freezing an alliance: without any commitment of the patron, and per unit of it."""
EXIT_DISILLUSION = 0.6
"""Share of that loss that full disillusion removes."""
TYPE_BASE = 0.5
"""Factor on the stake of a guarantor whose private resolve is zero."""
FROZEN_STAKE = 0.5
"""Share of the guarantor's stake in a client's security that freezing removes."""
MISSION_FEAR = 0.5
"""Share of the worth of peacekeepers that a certain attack removes."""
ENTRAPMENT_MAIN = 0.5
"""Weight of heat in the main theatre in the fear of entrapment; in the second theatre it is 1."""


def security_utility(security: float, weight: float) -> float:
    """Utility of security, theta ln(.05 + Sec), <= theta ln 1.05 (Morrow 1991).

    >>> security_utility(0.95, 0.6)
    0.0
    """
    return weight * logarithm(LOG_FLOOR + security)


def autonomy_utility(autonomy: float, weight: float, backlash: float) -> float:
    """Utility of autonomy, (1 - theta)(1 + 6 L) ln(.05 + Aut) (Morrow 1991; Lake 2009).

    ``weight`` is theta, the weight of security.

    >>> autonomy_utility(0.95, 0.6, 0.5)
    0.0
    """
    return (1.0 - weight) * (1.0 + BACKLASH_SALIENCE * backlash) * logarithm(LOG_FLOOR + autonomy)


def exit_utility(
    exit_cost: float, commitment: float, frozen: float, disillusion: float, outside: float
) -> float:
    """Utility of freezing the alliance for a client, <= 0, without its weight.

    Args:
        exit_cost: Scale of the cost, in utils.
        commitment: The guarantor's commitment, [0, 1].
        frozen: Degree to which the alliance is frozen, [0, 1].
        disillusion: The client's disillusion times its weight, >= 0.
        outside: Outside option that the suitors give, >= 0; more than 1 counts as 1.

    Formula: -x_c (.4 + 2 C) Fz (1 - .6 w u)+ (1 - min(1, out)). An outside option makes leaving
    cheaper (Morrow 1991).

    >>> round(exit_utility(0.1, 0.3, 1.0, 0.0, 0.0), 6)
    -0.1
    >>> round(exit_utility(0.1, 0.3, 1.0, 1.0, 0.5), 6)   # x .4 x .5
    -0.02
    """
    tied = positive(1.0 - EXIT_DISILLUSION * disillusion) * (1.0 - unit(outside))
    return -exit_cost * (EXIT_BASE + EXIT_COMMITTED * commitment) * frozen * tied


def client_stake(
    alignment_floor: float,
    foreseen_influence: float,
    bulwark: float,
    threat: float,
    resolve: float,
    frozen: float,
) -> float:
    """Stake of a guarantor in its client's security, >= 0, without its weight.

    Args:
        alignment_floor: Stake in an unaligned client, [0, 1].
        foreseen_influence: Discounted mean of the guarantor's influence, [0, 1].
        bulwark: Growth of the stake per unit of rival threat (Walt 1987), >= 0.
        threat: Rival threat, >= 0.
        resolve: The guarantor's private type, .2 or .8.
        frozen: Degree to which the alliance is frozen, [0, 1].

    Formula: (iota + (1 - iota) I^)(1 + chi Theta)(1/2 + r)(1 - Fz / 2).

    >>> client_stake(0.5, 0.5, 1.0, 1.0, 0.5, 0.0)   # .75 x 2 x 1
    1.5
    """
    closeness = alignment_floor + (1.0 - alignment_floor) * foreseen_influence
    return (
        closeness * (1.0 + bulwark * threat) * (TYPE_BASE + resolve) * (1.0 - FROZEN_STAKE * frozen)
    )


def entrapment_utility(entrapment: float, pledge: float, main: float, second: float) -> float:
    """A guarantor's utility of a pledge on a hot front, <= 0 (Snyder 1984).

    ``main`` and ``second`` are the lasting heat plus the looming danger of a theatre. Formula:
    -eps G (main / 2 + second).

    >>> entrapment_utility(0.4, 0.5, 0.2, 0.4)
    -0.1
    """
    return -entrapment * pledge * (ENTRAPMENT_MAIN * main + second)


def confrontation_utility(tension: float, shield: float) -> float:
    """A guarantor's utility of confrontation, <= 0: -t^2 (1 + nu), without its weight.

    >>> confrontation_utility(0.5, 1.0)
    -0.5
    """
    return -tension * tension * (1.0 + shield)


def need_factor(need: float, overstretch: float, base: float) -> float:
    """How much more an overstretched guarantor needs its rival and the challenger, >= 1.

    Args:
        need: Need per unit of overstretch beyond the normal load.
        overstretch: Overstretch, [0, 1].
        base: Normal load, [0, 1).

    Formula: 1 + need (Omega - Omega_0)+ / (1 - Omega_0). Source: Blankenship & Lin-Greenberg 2022.

    >>> need_factor(1.0, 0.6, 0.2), need_factor(1.0, 0.1, 0.2)
    (1.5, 1.0)
    """
    return 1.0 + need * positive(overstretch - base) / (1.0 - base)


def upkeep_utility(upkeep: float, overstretch: float, forces: float) -> float:
    """A guarantor's utility of forces that are tied down abroad, <= 0: -upkeep Omega forces.

    ``forces`` is the presence with the client plus the peacekeepers of the main theatre, if the
    guarantor provides them.

    >>> upkeep_utility(0.1, 0.5, 1.2)
    -0.06
    """
    return -upkeep * overstretch * forces


def mission_quality(mission: float, integrity: float, looms: float) -> float:
    """Worth of the peacekeepers of a theatre under a looming danger, QJ (1 - delta / 2), [0, 1].

    >>> mission_quality(1.0, 0.8, 0.5)
    0.6000000000000001
    """
    return mission * integrity * (1.0 - MISSION_FEAR * looms)

"""Peacekeepers: their strength, their mandate, and how far it is respected."""

from sim.rules.curves import negative, positive, unit

NOTICE = 0.5
"""Smallest effort that ends a mandate."""
REINFORCE = 0.3
"""Share of the missing strength that a full reinforcement adds in a turn."""
WITHDRAW = 0.6
"""Share of the force that a full withdrawal removes in a turn."""
SERVING = 0.02
"""Strength above which a mission exists."""
PURPOSE_GONE = 0.97
"""Challenger's control above which a mission has no purpose."""
WIND_DOWN = 0.4
"""Share of a mission without purpose or mandate that is left a turn later."""
INTEGRITY_REPAIR = 0.2
"""Share of lost integrity that a full reinforcement restores."""
INTEGRITY_PROVOKED = 0.3
"""Harm of a provocation relative to an attack of the same effort."""
INTEGRITY_NEGLECT = 0.03
"""Share of integrity lost in a turn if the provider's overstretch is 1."""
INTEGRITY_HABIT = 0.01
"""Share of lost integrity that returns in every turn."""
INTEGRITY_MEDIATED = 0.05
"""Share of lost integrity that full mediation restores."""


def mandate_next(mandate: float, ended: float) -> float:
    """1 if the mandate runs, 0 if it has been ended (by an effort of at least one half).

    >>> mandate_next(1.0, 0.0), mandate_next(1.0, 1.0), mandate_next(0.0, 0.0)
    (1.0, 0.0, 0.0)
    """
    return 0.0 if ended >= NOTICE else mandate


def clock_next(clock: float, term: float) -> float:
    """Turns before the renewal of the mandate; after the last one a new term begins.

    Without a mission, whose term is 0, it stays at 0.

    >>> clock_next(5.0, 20.0), clock_next(1.0, 20.0), clock_next(0.0, 20.0), clock_next(0.0, 0.0)
    (4.0, 0.0, 19.0, 0.0)
    """
    return clock - 1.0 if clock >= 1.0 else positive(term - 1.0)


def mission_next(
    mission: float,
    effort: float,
    bandwidth: float,
    mandate: float,
    control: float,
) -> float:
    """Peacekeepers present, [0, 1]; 1 is full strength.

    Args:
        mission: Strength now.
        effort: Reinforcement (positive) or withdrawal (negative), [-1, 1].
        bandwidth: Provider's bandwidth, [0, 1].
        mandate: 1 if the mandate runs after this turn's orders, else 0.
        control: Challenger's control of the theatre after this turn's fighting.

    Formula: Q + .3 m+ B (1 - Q) mandate [Q > .02] - .6 m- Q; times .4 if X' > .97, times .4
    without mandate.

    >>> mission_next(0.5, 1.0, 1.0, 1.0, 0.5)   # .5 + .3 x .5
    0.65
    >>> mission_next(0.5, -1.0, 1.0, 1.0, 0.5)   # .5 - .6 x .5
    0.2
    >>> mission_next(0.5, 0.0, 1.0, 0.0, 0.5)
    0.2
    """
    if mission > SERVING:
        grown = REINFORCE * positive(effort) * bandwidth * (1.0 - mission) * mandate
    else:
        grown = 0.0
    strength = mission + grown - WITHDRAW * negative(effort) * mission
    if control > PURPOSE_GONE:
        strength *= WIND_DOWN
    if mandate < 0.5:
        strength *= WIND_DOWN
    return unit(strength)


def integrity_next(
    integrity: float,
    effort: float,
    bandwidth: float,
    overstretch: float,
    violence: float,
    provocation: float,
    reply: float,
    fragility: float,
    mediated: float,
) -> float:
    """Integrity of the mandate, [0, 1]: the degree to which the parties respect it.

    Args:
        integrity: Integrity now.
        effort: Reinforcement effort, [-1, 1]; only the positive part counts.
        bandwidth: Provider's bandwidth, [0, 1].
        overstretch: Provider's overstretch, [0, 1].
        violence: Force used in the theatre, [0, 1].
        provocation: Provocation in the theatre, [0, 1].
        reply: Degree to which the guarantor defended, [0, 1].
        fragility: Share of integrity lost by a full attack if the guarantor stands aside.
        mediated: Mediation effort in the theatre, [0, 1].

    Formula: J + .2 m+ B (1 - J) - j_e (f + .3 provoke) J (1 - y) - .03 Omega J + .01 (1 - J)
    + .05 md (1 - J).
    Source: Fortna 2004.

    >>> round(integrity_next(0.5, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.4, 0.0), 3)   # .5 - .2 + .005
    0.305
    """
    lost = fragility * (violence + INTEGRITY_PROVOKED * provocation) * integrity * (1.0 - reply)
    gap = 1.0 - integrity
    return unit(
        integrity
        + INTEGRITY_REPAIR * positive(effort) * bandwidth * gap
        - lost
        - INTEGRITY_NEGLECT * overstretch * integrity
        + INTEGRITY_HABIT * gap
        + INTEGRITY_MEDIATED * mediated * gap
    )

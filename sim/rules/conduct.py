"""Conduct: the challenger's readiness and menace, the client's disillusion, standing pressure."""

from sim.rules.curves import unit

READY_BARE, READY_GAIN = 0.2, 1.1
"""Strength of forces that are not prepared at all, and the strength that full readiness adds."""
READY_SPENT = 0.4
"""Share of its readiness that a full war costs the challenger in a turn."""
MENACE_GAIN, MENACE_FADE = 0.6, 0.06
"""Share of the missing menace that a full attack adds, and of menace that a turn removes."""
DISILLUSION_MEMORY = 0.94
"""Share of disillusion that lasts to the next turn."""
DISILLUSION_UNMET, DISILLUSION_MET = 0.5, 0.3
"""Share of the missing disillusion that a full unmet test adds; share that a met test removes."""
PRESSURE_MEMORY, PRESSURE_GAIN = 0.8, 0.4
"""Share of pressure that lasts to the next turn; share of the rest that a full effort adds."""


def prepared(readiness: float) -> float:
    """Factor on the challenger's strength in a fight, .2 + 1.1 Rd: 1 at a readiness of .73.

    >>> round(prepared(0.0), 12), round(prepared(1.0), 12)
    (0.2, 1.3)
    """
    return READY_BARE + READY_GAIN * readiness


def readiness_next(
    readiness: float, recovery_rate: float, invested: float, violence: float
) -> float:
    """Share of the challenger's forces that are fit to attack, [0, 1].

    Args:
        readiness: Readiness now.
        recovery_rate: Share of the missing readiness that returns in a turn.
        invested: Own investment effort, [0, 1]; a full one doubles the recovery.
        violence: Force used times the cost of war, summed over theatres.

    Formula: Rd + r (1 + invest)(1 - Rd) - .4 Rd sum(wc f).

    >>> readiness_next(0.5, 0.1, 1.0, 0.0), round(readiness_next(1.0, 0.1, 0.0, 1.0), 12)
    (0.6, 0.6)
    """
    recovered = recovery_rate * (1.0 + invested) * (1.0 - readiness)
    return unit(readiness + recovered - READY_SPENT * readiness * violence)


def menace_next(menace: float, force: float) -> float:
    """What observers have learnt of the challenger's will to attack, [0, 1].

    ``force`` is the force used this turn, summed over theatres; more than 1 counts as 1. Formula:
    m + .6 f (1 - m) - .06 m. Source: reputation from past conduct (Huth & Russett 1984).

    >>> round(menace_next(0.5, 1.0), 6), round(menace_next(0.5, 0.0), 6)
    (0.77, 0.47)
    """
    return unit(menace + MENACE_GAIN * unit(force) * (1.0 - menace) - MENACE_FADE * menace)


def disillusion_next(disillusion: float, met: float, unmet: float) -> float:
    """A client's memory of the tests that its guarantor did not meet, [0, 1] (Snyder 1984).

    ``met`` and ``unmet`` are the severity of this turn's tests, summed. Formula: .94 u +
    .5 unmet (1 - u) - .3 met u.

    >>> round(disillusion_next(0.5, 0.0, 0.4), 6), round(disillusion_next(0.5, 1.0, 0.0), 6)
    (0.57, 0.32)
    """
    return unit(
        DISILLUSION_MEMORY * disillusion
        + DISILLUSION_UNMET * unmet * (1.0 - disillusion)
        - DISILLUSION_MET * met * disillusion
    )


def pressure_next(pressure: float, pressed: float) -> float:
    """Pressure that stands against a client, [0, 1]: .8 Pr + .4 press (1 - Pr).

    ``pressed`` is this turn's effort, weighted by the senders' bandwidth, [0, 1].

    >>> pressure_next(0.5, 1.0), pressure_next(0.5, 0.0)
    (0.6, 0.4)
    """
    return unit(PRESSURE_MEMORY * pressure + PRESSURE_GAIN * pressed * (1.0 - pressure))

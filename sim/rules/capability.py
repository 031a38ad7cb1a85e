"""Capability of the clients: their forces and their drones."""

from sim.rules.curves import unit

ARMS_GAIN = 0.03
"""Capability that a full arms package adds in a turn."""
FORCE_UPKEEP = 0.035
"""Share of the distance from initial capability that is lost in a turn."""
SMALLEST_CAPABILITY = 0.01
"""Lower bound of capability, in units of the challenger's initial capability."""
DRONE_TECH_GAIN, DRONE_INVEST_GAIN, DRONE_ARMS_GAIN = 0.06, 0.025, 0.02
"""Share of the missing drone complex that technology, own investment and arms each fill."""
DRONE_WEAR = 0.008
"""Share of the drone complex that wears out in a turn."""


def capability_next(
    capability: float,
    survival: float,
    arms: float,
    invested: float,
    investment_rate: float,
    initial: float,
) -> float:
    """Theatre-relevant forces of a client, > 0; the challenger's initial forces are 1.

    Args:
        capability: Forces at the start of the turn.
        survival: Share that survives this turn's fighting, [0, 1].
        arms: Arms delivered, summed over ties: effort x bandwidth x (1 - frozen).
        invested: Own investment effort, [0, 1].
        investment_rate: Capability added by full own investment.
        initial: Capability at the start of the scenario.

    Formula: K s + .03 arms + inv u - .035 (K - K0).

    >>> round(capability_next(1.0, 1.0, 0.8, 0.5, 0.05, 1.0), 6)   # 1 + .024 + .025
    1.049
    """
    grown = ARMS_GAIN * arms + investment_rate * invested
    following = capability * survival + grown - FORCE_UPKEEP * (capability - initial)
    return following if following > SMALLEST_CAPABILITY else SMALLEST_CAPABILITY


def drone_tech_next(drone_tech: float, tech: float, invested: float, arms: float) -> float:
    """Drone technology of a client, [0, 1]; 1 is a complete drone and reconnaissance complex.

    Formula: D + (.06 tech + .025 invest + .02 arms)(1 - D) - .008 D.

    >>> round(drone_tech_next(0.5, 1.0, 0.0, 0.0), 3)   # .5 + .03 - .004
    0.526
    """
    gain = DRONE_TECH_GAIN * tech + DRONE_INVEST_GAIN * invested + DRONE_ARMS_GAIN * arms
    return unit(drone_tech + gain * (1.0 - drone_tech) - DRONE_WEAR * drone_tech)

"""Outcomes: which stance the guarantor's conduct amounts to."""

from sim.vocabulary import ACCOMMODATE, BROKER, DISENGAGE, MIXED, RECOMMIT

WINDOW = 4
"""Turns over which conduct is judged."""
UNRELIABLE_LEVEL = 0.2
"""Unmet tests in a turn, summed, above which the guarantor was unreliable."""
BATTLE_WEIGHT = 0.6
"""Weight of fighting for the client in the cost of commitment."""
IDLE_COST = 0.06
"""Cost a turn below which commitment is no longer paid for."""
MISSION_GONE = 0.1
"""Peacekeepers below which there is no mission to speak of."""
TAG_SHARE = 0.25
"""Share of recent orders that makes a stance."""
TAG_MAJORITY = 0.5
"""Share of recent orders above which a guarantor that let go is a broker or accommodator still."""
BROKER_MISSION = 0.3
"""Working peacekeeping that by itself makes a broker."""
INDEX_WINDOW = 8
"""Turns at the end over which the recommitment index is taken."""
OFFENSIVE_FORCE = 0.5
"""Force in the main theatre from which an attack counts as an offensive."""
CAPTURE_LEVEL = 0.5
"""Presence or cadre share from which a client counts as hosting bases or captured."""


def turn_cost(sunk: float, defended: float) -> float:
    """Cost of commitment borne in a turn: sunk + .6 min(defended, 1).

    >>> turn_cost(0.1, 0.5)
    0.4
    """
    return sunk + BATTLE_WEIGHT * (defended if defended < 1.0 else 1.0)


def stance(
    commitment: float,
    cost: float,
    reliable: bool,
    mission: float,
    peacekeeping: float,
    broker_share: float,
    accommodate_share: float,
    recommit_level: float,
    recommit_cost: float,
    disengage_level: float,
) -> int:
    """Stance of the guarantor this turn, as a number of ``vocabulary.STANCES``.

    Args:
        commitment: Stock of commitment on the guarantee, [0, 1].
        cost: Mean cost of commitment a turn over the window.
        reliable: Whether no turn of the window left a test unmet.
        mission: Peacekeepers present, summed over theatres.
        peacekeeping: Peacekeepers times integrity, summed over theatres.
        broker_share: Share of broker orders in the window, [0, 1].
        accommodate_share: Share of accommodating orders in the window, [0, 1].
        recommit_level: Commitment that recommitment requires.
        recommit_cost: Cost a turn that recommitment requires.
        disengage_level: Commitment below which the guarantor has let go.

    Level, cost and reliability are all required: a stock without current cost is inertia, cost
    without level a gesture, and both with an unmet test a bluff.

    >>> stance(0.6, 0.2, True, 1.0, 0.9, 1.0, 0.0, 0.55, 0.12, 0.2) == RECOMMIT
    True
    >>> stance(0.6, 0.0, True, 0.0, 0.0, 0.0, 0.5, 0.55, 0.12, 0.2) == ACCOMMODATE
    True
    """
    if commitment >= recommit_level and cost >= recommit_cost and reliable:
        return RECOMMIT
    if (
        commitment < disengage_level
        and cost < IDLE_COST
        and mission < MISSION_GONE
        and broker_share < TAG_MAJORITY
        and accommodate_share < TAG_MAJORITY
    ):
        return DISENGAGE
    if accommodate_share >= TAG_SHARE and accommodate_share > broker_share:
        return ACCOMMODATE
    if broker_share >= TAG_SHARE or peacekeeping > BROKER_MISSION:
        return BROKER
    return MIXED

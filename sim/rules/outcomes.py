"""Outcomes: the stance that the guarantor shows by its conduct."""

from sim.rules.choice import calls_for_reply
from sim.vocabulary import ACCOMMODATE, BROKER, DISENGAGE, MIXED, RECOMMIT

WINDOW = 4
"""Number of recent turns from which the stance is computed."""
UNRELIABLE_LEVEL = 0.2
"""Sum of unmet tests in a turn above which the guarantor was unreliable; a probe does not count."""
BATTLE_WEIGHT = 0.6
"""Weight of fighting for the client in the cost of commitment."""
IDLE_COST = 0.06
"""Mean cost in a turn below which the guarantor counts as inactive."""
MISSION_GONE = 0.1
"""Strength of the peacekeepers below which the mission counts as gone."""
TAG_MAJORITY = 0.5
"""Share of recent quarters with orders of one posture that is enough for a stance."""
COMMIT_SHARE, COMMIT_OFFERED = 0.5, 0.75
"""Share of recent quarters with commitment orders that a recommitment requires; that it takes to
count as offered."""
ACCOMMODATE_MOST = 0.25
"""Largest share of recent quarters with accommodating orders in a recommitment."""
BROKER_MISSION = 0.3
"""Peacekeepers times integrity above which the stance is that of a broker, whatever the orders."""
INDEX_WINDOW = 8
"""Number of turns at the end of a run from which the recommitment index is computed."""
OFFENSIVE_FORCE = 0.5
"""Smallest force in the main theatre that counts as an offensive."""
CAPTURE_LEVEL = 0.5
"""Presence from which a base counts as established; cadre share from which cadres are captured."""


def turn_cost(sunk: float, defended: float) -> float:
    """Cost that the guarantor paid for its commitment in a turn: sunk + .6 min(defended, 1).

    >>> turn_cost(0.1, 0.5)
    0.4
    """
    return sunk + BATTLE_WEIGHT * (defended if defended < 1.0 else 1.0)


def is_offensive(force: float) -> bool:
    """Whether force in a theatre counts as an offensive.

    >>> is_offensive(0.5), is_offensive(0.4)
    (True, False)
    """
    return force >= OFFENSIVE_FORCE


def is_probe(force: float) -> bool:
    """Whether force is used in a theatre, but too little for an offensive.

    >>> is_probe(0.4), is_probe(0.5), is_probe(0.0)
    (True, False, False)
    """
    return force > 0.0 and not is_offensive(force)


def is_test(force: float, coverage: float) -> bool:
    """Whether an attack tests the guarantee: strong enough for a reply, in a covered theatre.

    >>> is_test(0.3, 0.5), is_test(0.1, 0.5), is_test(0.3, 0.0)
    (True, False, False)
    """
    return calls_for_reply(force) and coverage > 0.0


def reliable(unmet: float) -> bool:
    """Whether the guarantor was reliable in a turn that left these tests unmet, summed.

    >>> reliable(0.2), reliable(0.3)
    (True, False)
    """
    return unmet <= UNRELIABLE_LEVEL


def offered(reliable: bool, commit_share: float, accommodate_share: float) -> bool:
    """Whether the guarantor's orders of the window offer recommitment, whatever arrived of them.

    Args:
        reliable: Whether the guarantor was reliable in every turn of the window.
        commit_share: Share of quarters with a commitment order, [0, 1].
        accommodate_share: Share of quarters with an accommodating order, [0, 1].

    >>> offered(True, 0.75, 0.25), offered(True, 0.5, 0.0), offered(True, 1.0, 0.5)
    (True, False, False)
    """
    return reliable and commit_share >= COMMIT_OFFERED and accommodate_share <= ACCOMMODATE_MOST


def stance(
    commitment: float,
    cost: float,
    reliable: bool,
    mission: float,
    peacekeeping: float,
    commit_share: float,
    broker_share: float,
    accommodate_share: float,
    recommit_level: float,
    recommit_cost: float,
    disengage_level: float,
) -> int:
    """Stance of the guarantor this turn, as a position in ``vocabulary.STANCES``.

    Args:
        commitment: Stock of commitment on the guarantee, [0, 1].
        cost: Mean of :func:`turn_cost` over the window.
        reliable: Whether the guarantor was reliable in every turn of the window.
        mission: Peacekeepers present, summed over theatres.
        peacekeeping: Peacekeepers times integrity, summed over theatres.
        commit_share: Share of quarters of the window with a commitment order, [0, 1].
        broker_share: Share of quarters with a broker's order, [0, 1].
        accommodate_share: Share of quarters with an accommodating order, [0, 1].
        recommit_level: Commitment that recommitment requires.
        recommit_cost: Mean cost in a turn that recommitment requires.
        disengage_level: Commitment below which the guarantor has disengaged.

    Recommitment requires level, cost, reliability and conduct together. Commitment without current
    cost is only left from the past, cost without commitment is a gesture, and both with an unmet
    test are a bluff; and who accommodates the rival at the same time has not recommitted.

    >>> stance(0.6, 0.2, True, 1.0, 0.9, 0.5, 1.0, 0.0, 0.55, 0.12, 0.2) == RECOMMIT
    True
    >>> stance(0.6, 0.2, True, 0.0, 0.0, 0.5, 0.0, 0.5, 0.55, 0.12, 0.2) == ACCOMMODATE
    True
    """
    kept = commit_share >= COMMIT_SHARE and accommodate_share <= ACCOMMODATE_MOST
    if commitment >= recommit_level and cost >= recommit_cost and reliable and kept:
        return RECOMMIT
    if (
        commitment < disengage_level
        and cost < IDLE_COST
        and mission < MISSION_GONE
        and broker_share < TAG_MAJORITY
        and accommodate_share < TAG_MAJORITY
    ):
        return DISENGAGE
    if accommodate_share >= TAG_MAJORITY and accommodate_share > broker_share:
        return ACCOMMODATE
    if broker_share >= TAG_MAJORITY or peacekeeping > BROKER_MISSION:
        return BROKER
    return MIXED

"""Menus: the conditions under which an action is open to an actor.

An action lists conditions by name (``vocabulary.PREDICATES``); all must hold on the true state.
Each threshold stands here once.
"""

FROZEN_LIMIT = 0.5
"""Degree of freezing from which an alliance counts as frozen."""
TEST_PENDING_LEVEL, TEST_ALARM_LEVEL = 0.15, 0.1
"""Unmet tests, summed, that let a guarantor enforce its line; a defender invoke the guarantee."""
HEAT_ALARM_LEVEL = 0.15
"""Heat on the second front that lets a defender invoke the guarantee."""
RED_LINE_FRESH = 0.5
"""Strength of a red line below which it may be drawn again."""
TENSION_DEAL_LEVEL = 0.05
"""Tension above which there is something to make a deal about."""
FORCES_LEVEL = 0.05
"""Presence or peacekeepers above which there is something to withdraw."""
MISSION_LEVEL = 0.02
"""Peacekeepers above which a mission exists."""
BASE_FULL, PLEDGE_FULL = 0.95, 0.9
"""Presence and pledge from which nothing more can be asked or promised."""
GROUND_MARGIN = 0.01
"""Ground that must be left in the second theatre for an attack."""
MAIN_TAKEN = 0.97
"""Control of the main theatre from which the dispute over it is over."""
REQUEST_OPEN = 0.2
"""Base request above which it can be granted."""
NOTICE_TURNS = 1.0
"""Turns to renewal at which a mandate can be ended."""
DISTANT_LEVEL = 0.5
"""Distance from which a suitor counts as distant."""


def alliance_intact(frozen: float) -> bool:
    """Whether the guarantee is not frozen.

    >>> alliance_intact(0.0), alliance_intact(1.0)
    (True, False)
    """
    return frozen < FROZEN_LIMIT


def test_pending(unmet: float) -> bool:
    """Whether unmet attacks, summed over theatres, call for enforcement.

    >>> test_pending(0.2), test_pending(0.1)
    (True, False)
    """
    return unmet > TEST_PENDING_LEVEL


def mission_exists(mission: float, mandate: float) -> bool:
    """Whether peacekeepers serve under a running mandate.

    >>> mission_exists(1.0, 1.0), mission_exists(1.0, 0.0), mission_exists(0.0, 1.0)
    (True, False, False)
    """
    return mission > MISSION_LEVEL and mandate > 0.5


def mandate_expiring(mission: float, mandate: float, clock: float) -> bool:
    """Whether notice can be given to the peacekeepers.

    >>> mandate_expiring(1.0, 1.0, 1.0), mandate_expiring(1.0, 1.0, 5.0)
    (True, False)
    """
    return mission_exists(mission, mandate) and clock <= NOTICE_TURNS


def forces_present(presence: float, mission: float) -> bool:
    """Whether the guarantor has anything to withdraw.

    >>> forces_present(0.6, 0.0), forces_present(0.0, 1.0), forces_present(0.0, 0.0)
    (True, True, False)
    """
    return presence > FORCES_LEVEL or mission > FORCES_LEVEL


def ground_left(control: float, cap: float) -> bool:
    """Whether the challenger can take more of the second theatre.

    >>> ground_left(0.2, 0.4), ground_left(0.395, 0.4)
    (True, False)
    """
    return control < cap - GROUND_MARGIN


def alarm(unmet: float, heat: float) -> bool:
    """Whether the defender has cause to invoke the guarantee.

    >>> alarm(0.2, 0.0), alarm(0.0, 0.2), alarm(0.0, 0.1)
    (True, True, False)
    """
    return unmet > TEST_ALARM_LEVEL or heat > HEAT_ALARM_LEVEL


def allowed(required: int, holding: int) -> bool:
    """Whether every required condition holds; both are bit sets over ``PREDICATES``.

    >>> allowed(0b011, 0b111), allowed(0b100, 0b011), allowed(0, 0)
    (True, False, True)
    """
    return (required & holding) == required

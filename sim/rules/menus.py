"""Menus: the conditions under which an actor may choose an action.

An action lists its conditions by name (``vocabulary.PREDICATES``); all must hold in the true state.
"""

FROZEN_LIMIT = 0.5
"""Smallest degree of freezing at which an alliance counts as frozen."""
TEST_PENDING_LEVEL, TEST_THREAT_LEVEL = 0.15, 0.1
"""Sum of unmet tests above which a guarantor may enforce its guarantee; a defender invoke it."""
HEAT_THREAT_LEVEL = 0.15
"""Heat in the second theatre above which a defender may invoke the guarantee."""
RED_LINE_FRESH = 0.5
"""Strength of a red line below which it may be drawn again."""
TENSION_DEAL_LEVEL = 0.12
"""Tension above which a deal can be offered."""
FORCES_LEVEL = 0.05
"""Presence or peacekeepers above which a withdrawal is possible."""
MISSION_LEVEL = 0.02
"""Peacekeepers above which a mission exists."""
BASE_FULL, PLEDGE_FULL = 0.95, 0.75
"""Presence from which no base can be requested; pledge from which no more can be promised."""
GROUND_MARGIN = 0.01
"""Share of the second theatre that the challenger must still be able to take, for an attack."""
MAIN_TAKEN = 0.97
"""Control of the main theatre from which there is no more attack on it."""
REQUEST_OPEN, REQUEST_RECENT = 0.2, 0.3
"""Base request above which it can be granted; from which a base is not requested again."""
NOTICE_TURNS = 1.0
"""Largest number of turns before renewal at which the mandate can be ended."""
DISTANT_LEVEL = 0.5
"""Distance from which a suitor counts as distant."""


def alliance_intact(frozen: float) -> bool:
    """Whether the guarantee is not frozen.

    >>> alliance_intact(0.0), alliance_intact(1.0)
    (True, False)
    """
    return frozen < FROZEN_LIMIT


def test_pending(unmet: float) -> bool:
    """Whether the unmet tests, summed over theatres, allow enforcement of the guarantee.

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
    """Whether the mandate of the peacekeepers can be ended.

    >>> mandate_expiring(1.0, 1.0, 1.0), mandate_expiring(1.0, 1.0, 5.0)
    (True, False)
    """
    return mission_exists(mission, mandate) and clock <= NOTICE_TURNS


def red_line_missing(main: float, second: float) -> bool:
    """Whether the red line of the main or of the second theatre has faded so far that it is drawn.

    >>> red_line_missing(0.9, 0.2), red_line_missing(0.9, 0.5)
    (True, False)
    """
    return main < RED_LINE_FRESH or second < RED_LINE_FRESH


def forces_present(presence: float, mission: float) -> bool:
    """Whether the guarantor has forces or peacekeepers that it can withdraw.

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


def threatened(unmet: float, heat: float) -> bool:
    """Whether the defender may invoke the guarantee.

    >>> threatened(0.2, 0.0), threatened(0.0, 0.2), threatened(0.0, 0.1)
    (True, True, False)
    """
    return unmet > TEST_THREAT_LEVEL or heat > HEAT_THREAT_LEVEL


def allowed(required: int, holding: int) -> bool:
    """Whether every required condition holds; both are bit sets over ``PREDICATES``.

    >>> allowed(0b011, 0b111), allowed(0b100, 0b011), allowed(0, 0)
    (True, False, True)
    """
    return (required & holding) == required

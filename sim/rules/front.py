"""The front line: tests of the guarantee, heat, provocation, red lines, ceasefire."""

from sim.rules.curves import logistic, unit

HEAT_MEMORY = 0.6
"""Share of heat that lasts to the next turn; the remainder is fresh."""
MISSION_CALM = 0.3
"""Share of fresh heat that an intact mission prevents."""
MEDIATION_COOLS, MEDIATION_CALM = 0.25, 0.3
"""Share of old heat that full mediation removes, and of fresh heat that it prevents."""
MEDIATION_MEMORY, MEDIATION_GAIN = 0.8, 0.5
"""Share of mediation that lasts to the next turn; share of the missing one that an effort adds."""
CASUS_MEMORY = 0.5
"""Share of a remembered provocation that lasts to the next turn."""
CASUS_MAX = 2.0
"""Upper bound of the remembered provocation."""
RED_LINE_MEMORY = 0.9
"""Share of a declared red line that lasts to the next turn."""
RED_LINE_GAIN = 0.6
"""Share of the missing red line that one declaration at full effort restores."""
WAR_THRESHOLD = 0.5
"""Smallest force that counts as war."""
CEASEFIRE_BASE = -0.3
"""Log-odds that a war ends within the turn, without mediation and without the guarantor."""
CEASEFIRE_MEDIATION = 1.5
"""Log-odds that full mediation adds."""
CEASEFIRE_DEFENDED = 1.5
"""Log-odds that the guarantor adds by defending."""


def test_exposure(force: float, coverage: float) -> float:
    """Severity of a test of the guarantee, force x effective coverage, in [0, 1].

    >>> test_exposure(0.8, 0.5)
    0.4
    """
    return force * coverage


def heat_next(
    heat: float, force: float, provocation: float, peacekeeping: float, mediated: float
) -> float:
    """Front-line intensity, [0, 1].

    Args:
        heat: Intensity now.
        force: Force used after the sponsor's restraint, [0, 1].
        provocation: Defender's provocation, [0, 1].
        peacekeeping: Peacekeepers times integrity in this theatre, [0, 1].
        mediated: Mediation effort in this theatre, see :func:`mediation_effort`.

    Formula: .6 H (1 - .25 md) + .4 max(f, provoke)(1 - .3 QJ)(1 - .3 md).

    >>> heat_next(0.5, 1.0, 0.3, 0.0, 0.0)   # .3 + .4
    0.7
    >>> round(heat_next(0.5, 1.0, 0.3, 0.0, 1.0), 6)   # .3 x .75 + .4 x .7
    0.505
    """
    fresh = force if force > provocation else provocation
    calmed = (1.0 - MISSION_CALM * peacekeeping) * (1.0 - MEDIATION_CALM * mediated)
    return (
        HEAT_MEMORY * heat * (1.0 - MEDIATION_COOLS * mediated)
        + (1.0 - HEAT_MEMORY) * fresh * calmed
    )


def mediation_effort(effort: float) -> float:
    """Mediation in a theatre that counts, [0, 1]; ``effort`` is the sum of all mediators' efforts.

    >>> mediation_effort(1.4), mediation_effort(0.6)
    (1.0, 0.6)
    """
    return unit(effort)


def mediation_next(mediation: float, mediated: float) -> float:
    """Standing mediation in a theatre, [0, 1]: .8 Md + .5 md (1 - Md) (Beardsley 2011).

    >>> mediation_next(0.5, 1.0), mediation_next(0.5, 0.0)
    (0.65, 0.4)
    """
    return MEDIATION_MEMORY * mediation + MEDIATION_GAIN * mediated * (1.0 - mediation)


def casus_next(casus: float, provocation: float) -> float:
    """Remembered provocation, [0, 2]: .5 U + provoke.

    >>> casus_next(0.5, 0.5)
    0.75
    """
    raised = CASUS_MEMORY * casus + provocation
    return raised if raised < CASUS_MAX else CASUS_MAX


def red_line_next(red_line: float, declared: float) -> float:
    """Standing red line, [0, 1]: .9 Z + .6 redline (1 - Z).

    >>> red_line_next(0.5, 1.0)   # .45 + .3
    0.75
    """
    raised = RED_LINE_MEMORY * red_line + RED_LINE_GAIN * declared * (1.0 - red_line)
    return raised if raised < 1.0 else 1.0


def ceasefire_probability(mediation: float, reply: float) -> float:
    """Chance that a war stops within the turn.

    Args:
        mediation: Mediation effort, weighted by the mediators' bandwidth, >= 0.
        reply: 1 if the guarantor defended, 0 if it stood aside.

    Formula: sigma(-.3 + 1.5 mediation + 1.5 y). Source: Yuen 2009; third parties change the result
    of bargaining without fighting.

    >>> ceasefire_probability(0.2, 0.0)   # log-odds zero
    0.5
    """
    return logistic(CEASEFIRE_BASE + CEASEFIRE_MEDIATION * mediation + CEASEFIRE_DEFENDED * reply)


def war_next(force: float, stopped: float, draw: float) -> float:
    """1 if the war in a theatre continues after the turn; 0 if it stops or there was none.

    Args:
        force: Force that was ordered, [0, 1].
        stopped: Chance that a war stops within the turn, [0, 1].
        draw: Uniform draw in [0, 1).

    >>> war_next(0.5, 0.3, 0.4), war_next(0.5, 0.3, 0.2), war_next(0.4, 0.3, 0.4)
    (1.0, 0.0, 0.0)
    """
    return 1.0 if force >= WAR_THRESHOLD and draw >= stopped else 0.0

"""Lives of stocks: how much of a stock that fades counts, when it is valued as if it lasted.

Utility is discounted as if the projected state lasted for ever. A stock that returns to its normal
level is therefore counted with its discounted mean instead of its present level.
"""

from sim.rules.functions import power

DANGER_MEMORY = 0.9
"""Share of a danger that is taken to last to the next turn; it is made of stocks that fade."""


def life(patience: float, memory: float) -> float:
    """Weight of a fading stock's distance from its normal level, (0, 1].

    Args:
        patience: Discount factor per turn, gamma, [0, 1).
        memory: Share of the distance that lasts to the next turn, [0, 1].

    Formula: (1 - gamma) / (1 - gamma memory).

    >>> life(0.5, 0.0), life(0.9, 1.0)
    (0.5, 1.0)
    """
    return (1.0 - patience) / (1.0 - patience * memory)


def lasting(level: float, norm: float, weight: float) -> float:
    """Discounted mean of a stock that returns from its level to its norm, norm + L (x - norm).

    >>> lasting(0.5, 0.25, 0.5)
    0.375
    """
    return norm + (level - norm) * weight


def mandate_life(patience: float, clock: float) -> float:
    """Share of the future in which the present mandate of the peacekeepers runs, [0, 1).

    ``clock`` is the number of turns before its renewal. Formula: 1 - gamma^(clock + 1).

    >>> round(mandate_life(0.5, 1.0), 12), round(mandate_life(0.5, 0.0), 12)
    (0.75, 0.5)
    """
    return 1.0 - power(patience, clock + 1.0)

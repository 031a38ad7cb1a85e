"""Challenge: expected utility of a dispute over an issue axis (Bueno de Mesquita 1985).

This is the version of Scholz, Calbert & Smith 2011, simplified: a status quo that nobody challenges
does not change. Positions are in [0, 1]. The exponent ``risk`` is 1 for a risk-neutral actor.
"""

from sim.rules.functions import power


def success_utility(mine: float, theirs: float, risk: float) -> float:
    """Utility of winning, 2 - 4 (1/2 - |dx| / 2)^r.

    >>> success_utility(0.0, 1.0, 1.0), success_utility(0.5, 0.5, 1.0)
    (2.0, 0.0)
    """
    return 2.0 - 4.0 * power(0.5 - 0.5 * abs(mine - theirs), risk)


def failure_utility(mine: float, theirs: float, risk: float) -> float:
    """Utility of losing, 2 - 4 (1/2 + |dx| / 2)^r.

    >>> failure_utility(0.0, 1.0, 1.0), failure_utility(0.5, 0.5, 1.0)
    (-2.0, 0.0)
    """
    return 2.0 - 4.0 * power(0.5 + 0.5 * abs(mine - theirs), risk)


def quiet_utility(risk: float) -> float:
    """Utility of the status quo if nobody challenges it, 2 - 4 (1/2)^r.

    >>> quiet_utility(1.0)
    0.0
    """
    return 2.0 - 4.0 * power(0.5, risk)


def support(clout: float, salience: float, position: float, first: float, second: float) -> float:
    """Support of a third party for the first side; negative if it supports the second side.

    Formula: c s (|x - x_second| - |x - x_first|).

    >>> support(2.0, 0.5, 0.0, 0.0, 1.0)
    1.0
    """
    return clout * salience * (abs(position - second) - abs(position - first))


def challenge_gain(
    odds: float, salience: float, success: float, failure: float, quiet: float
) -> float:
    """Expected gain of challenging an opponent.

    Args:
        odds: Chance of winning if the opponent resists, [0, 1].
        salience: Importance of the issue to the opponent, [0, 1]; at 0 the opponent gives in.
        success: Utility of winning.
        failure: Utility of losing.
        quiet: Utility of the status quo.

    Formula: s [P U_s + (1 - P) U_f] + (1 - s) U_s - U_q.

    >>> challenge_gain(0.5, 1.0, 2.0, -2.0, 0.0), challenge_gain(0.5, 0.0, 2.0, -2.0, 0.0)
    (0.0, 2.0)
    """
    resisted = odds * success + (1.0 - odds) * failure
    return salience * resisted + (1.0 - salience) * success - quiet

"""Overstretch: the share of a patron's forces and attention that is used elsewhere."""


def bandwidth(overstretch: float) -> float:
    """Share of its efforts that a patron can deliver, 1 - overstretch; both are in [0, 1].

    >>> bandwidth(0.25)
    0.75
    """
    return 1.0 - overstretch


def overstretch_level(base: float, severity: float, shock: float) -> float:
    """Overstretch of the guarantor, [0, 1].

    Args:
        base: Overstretch in normal times, [0, 1].
        severity: Share of the remaining bandwidth that a large war elsewhere uses, [0, 1].
        shock: 1 during such a war, else 0.

    Formula: base + severity (1 - base) shock.

    >>> overstretch_level(0.2, 0.5, 0.0), overstretch_level(0.2, 0.5, 1.0)
    (0.2, 0.6)
    """
    return base + severity * (1.0 - base) * shock


def scheduled(number: float, value: float, turn: int, due: int) -> float:
    """A number of the state when a turn opens, with a change to ``value`` in turn ``due``.

    >>> scheduled(0.2, 0.9, 3, 3), scheduled(0.2, 0.9, 4, 3)
    (0.9, 0.2)
    """
    return value if turn == due else number


def shock_next(shock: float, onset: float, ending: float, draw: float) -> float:
    """1 if there is a large war elsewhere in the next turn, else 0 (a two-state Markov chain).

    Args:
        shock: 1 if there is such a war now, else 0.
        onset: Chance that it begins in a turn, [0, 1].
        ending: Chance that it ends in a turn, [0, 1].
        draw: Uniform draw in [0, 1).

    >>> shock_next(0.0, 0.1, 0.5, 0.05), shock_next(0.0, 0.1, 0.5, 0.3)
    (1.0, 0.0)
    >>> shock_next(1.0, 0.1, 0.5, 0.3), shock_next(1.0, 0.1, 0.5, 0.7)
    (0.0, 1.0)
    """
    if shock > 0.5:
        return 0.0 if draw < ending else 1.0
    return 1.0 if draw < onset else 0.0

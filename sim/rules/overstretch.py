"""Overstretch: how much of a patron's forces and attention is absorbed elsewhere."""


def bandwidth(overstretch: float) -> float:
    """Share of effort that a patron can still deliver, 1 - overstretch, both in [0, 1].

    >>> bandwidth(0.25)
    0.75
    """
    return 1.0 - overstretch


def overstretch_level(base: float, severity: float, shock: float) -> float:
    """Overstretch of the guarantor in [0, 1].

    Args:
        base: Normal load, [0, 1].
        severity: Share of the spare bandwidth that a large war elsewhere absorbs, [0, 1].
        shock: 1 while such a war is on, else 0.

    Formula: base + severity (1 - base) shock.

    >>> overstretch_level(0.2, 0.5, 0.0), overstretch_level(0.2, 0.5, 1.0)
    (0.2, 0.6)
    """
    return base + severity * (1.0 - base) * shock


def shock_next(shock: float, onset: float, ending: float, draw: float) -> float:
    """Next state, 0 or 1, of a two-state chain for a large war elsewhere.

    Args:
        shock: 1 if the war is on, else 0.
        onset: Chance a turn that it begins, [0, 1].
        ending: Chance a turn that it ends, [0, 1].
        draw: Uniform draw in [0, 1).

    >>> shock_next(0.0, 0.1, 0.5, 0.05), shock_next(0.0, 0.1, 0.5, 0.3)
    (1.0, 0.0)
    >>> shock_next(1.0, 0.1, 0.5, 0.3), shock_next(1.0, 0.1, 0.5, 0.7)
    (0.0, 1.0)
    """
    if shock > 0.5:
        return 0.0 if draw < ending else 1.0
    return 1.0 if draw < onset else 0.0

"""Perception: an actor's expectations of the guarantor and of the other actors."""

RED_LINE_COVER = 0.5
"""Share of the missing coverage that a red line at full strength adds."""


def effective_coverage(coverage: float, red_line: float) -> float:
    """Coverage of a theatre by the guarantee, red line included, in [0, 1].

    Formula: cov + 1/2 (1 - cov) Z.

    >>> effective_coverage(0.5, 0.0), effective_coverage(0.5, 1.0)
    (0.5, 0.75)
    """
    return coverage + RED_LINE_COVER * (1.0 - coverage) * red_line


def defence_probability(
    resolved: float,
    bandwidth: float,
    coverage: float,
    alignment_floor: float,
    influence: float,
    frozen: float,
) -> float:
    """Probability that the guarantor defends a theatre, as an observer estimates it, [0, 1].

    Args:
        resolved: Observer's belief that the guarantor is the resolved type, [0, 1].
        bandwidth: Guarantor's bandwidth, [0, 1].
        coverage: Effective coverage of the theatre, [0, 1].
        alignment_floor: Support that a client without any alignment still gets, [0, 1].
        influence: Guarantor's influence over the defender, [0, 1].
        frozen: Degree to which the defender has frozen the alliance, [0, 1].

    Formula: sigma(beta) B cov* (iota + (1 - iota) I) (1 - Fz). It is a product of resolve, means,
    scope and closeness, because none can replace another (Blankenship & Lin-Greenberg 2022; Reiter
    & Poast 2021).

    >>> defence_probability(0.5, 0.8, 0.5, 0.5, 0.5, 0.0)   # .5 x .8 x .5 x .75
    0.15
    >>> defence_probability(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    0.0
    """
    closeness = alignment_floor + (1.0 - alignment_floor) * influence
    return resolved * bandwidth * coverage * closeness * (1.0 - frozen)

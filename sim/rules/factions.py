"""Factions: the shares of the guarantor's three factions, which change with events."""

from sim.rules.functions import exponential, logarithm

HAWKS_ALARM = 0.45
"""Threat above which the hawks gain."""
BROKERS_ALARM = 0.3
"""Working peacekeeping above which the brokers gain."""
ACCOMMODATORS_ALARM = 0.3
"""Strain above which the accommodators gain."""
STRAIN_OVERSTRETCH, STRAIN_TENSION = 0.8, 0.5
"""Weights of overstretch and tension in the strain."""
FACTION_FLOOR, FACTION_SHRINK = 0.003, 0.991
"""Floor of a share after the replicator step, and the factor that keeps the sum of three at 1."""
FACTION_COUNT = 3


def hawks_signal(threat: float) -> float:
    """Fitness of the hawks: threat - .45.

    >>> round(hawks_signal(0.5), 6)
    0.05
    """
    return threat - HAWKS_ALARM


def brokers_signal(peacekeeping: float) -> float:
    """Fitness of the brokers: working peacekeeping - .3.

    >>> round(brokers_signal(0.5), 6)
    0.2
    """
    return peacekeeping - BROKERS_ALARM


def accommodators_signal(overstretch: float, tension: float) -> float:
    """Fitness of the accommodators: .8 overstretch + .5 tension - .3.

    >>> round(accommodators_signal(0.5, 0.2), 6)   # .4 + .1 - .3
    0.2
    """
    return STRAIN_OVERSTRETCH * overstretch + STRAIN_TENSION * tension - ACCOMMODATORS_ALARM


def faction_weight(share: float, signal: float, rate: float) -> float:
    """Unnormalised share after a replicator step, share x e^(rate x signal).

    >>> faction_weight(0.3, 0.0, 0.5)
    0.3
    """
    return share * exponential(rate * signal)


def faction_share(weight: float, total: float) -> float:
    """Share of a faction, normalised and above the floor, .003 + .991 w / sum.

    >>> round(3 * faction_share(1.0, 3.0), 12)
    1.0
    """
    return FACTION_FLOOR + FACTION_SHRINK * weight / total


def dissensus(first: float, second: float, third: float) -> float:
    """Entropy of the three shares over its largest value, in [0, 1].

    >>> round(dissensus(1 / 3, 1 / 3, 1 / 3), 12), dissensus(1.0, 0.0, 0.0)
    (1.0, 0.0)
    """
    entropy = 0.0
    if first > 0.0:
        entropy -= first * logarithm(first)
    if second > 0.0:
        entropy -= second * logarithm(second)
    if third > 0.0:
        entropy -= third * logarithm(third)
    return entropy / logarithm(3.0)

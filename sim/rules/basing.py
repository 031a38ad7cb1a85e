"""Basing: requests and grants of bases, and the forces on the client's soil."""

from sim.rules.curves import negative, positive, unit

BUILD_UP = 0.25
"""Share of the missing presence that a full deployment with standing consent fills."""
GRANTED = 0.35
"""Share of the missing presence that a full grant to a full request fills."""
PULL_OUT = 0.25
"""Share of the presence that a full withdrawal removes."""
FROZEN_OUT = 0.075
"""Share of the presence that leaves in a turn while the alliance is frozen."""
REQUEST_MEMORY = 0.8
"""Share of an open base request that lasts to the next turn."""
REQUEST_PRESSED = 0.5
"""Reduction of a base request by full pressure on its author."""


def frozen_next(frozen: float, grant: float) -> float:
    """Degree to which the client has frozen the alliance, [0, 1]; a negative grant raises it.

    >>> frozen_next(0.0, -1.0), frozen_next(0.2, 0.5)
    (1.0, 0.2)
    """
    return unit(frozen + negative(grant))


def request_next(request: float, deploy: float, pressure: float) -> float:
    """Open base request, [0, 1], for a tie without standing consent.

    Args:
        request: Request now.
        deploy: Patron's deployment effort, [-1, 1]; without consent it is only a request.
        pressure: Effective pressure of the guarantor on the patron, [0, 1].

    Formula: max(.8 Y, deploy+) - 1/2 pressure.

    >>> request_next(0.5, 0.7, 0.0), request_next(0.5, 0.0, 0.4)
    (0.7, 0.2)
    """
    kept = REQUEST_MEMORY * request
    asked = positive(deploy)
    return unit((asked if asked > kept else kept) - REQUEST_PRESSED * pressure)


def presence_next(
    presence: float,
    deploy: float,
    bandwidth: float,
    consent: float,
    grant: float,
    request: float,
    frozen: float,
) -> float:
    """Forces on the client's soil, [0, 1]; 1 is a permanent base complex.

    Args:
        presence: Presence now.
        deploy: Deployment (positive) or withdrawal (negative), [-1, 1].
        bandwidth: Patron's bandwidth, [0, 1].
        consent: 1 if deployments need no grant, else 0.
        grant: Client's grant, [-1, 1].
        request: Open request, [0, 1].
        frozen: Degree to which the alliance is frozen after this turn's orders, [0, 1].

    Formula: P + .25 deploy+ B (1 - Fz') (1 - P) with consent, P + .35 grant+ Y (1 - P) without;
    minus .25 deploy- P and .075 Fz' P. The patron requests and the client grants (Cooley 2008).

    >>> presence_next(0.6, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)   # .6 + .25 x .4
    0.7
    >>> presence_next(0.0, 0.0, 1.0, 0.0, 1.0, 0.8, 0.0)   # .35 x .8
    0.28
    """
    missing = 1.0 - presence
    if consent > 0.5:
        built = BUILD_UP * positive(deploy) * bandwidth * (1.0 - frozen) * missing
    else:
        built = GRANTED * positive(grant) * request * missing
    left = (PULL_OUT * negative(deploy) + FROZEN_OUT * frozen) * presence
    return unit(presence + built - left)

"""The parts of a turn in politics: offers of a treaty, pressure, tension, standing at home.

The arguments are those of :func:`sim.engine.transition.transition`.
"""

from sim.engine import layout as at
from sim.engine.layout import Links, Vector
from sim.engine.ties import client_of, sponsor_pressure
from sim.rules.conduct import pressure_next
from sim.rules.confrontation import (
    concession_cost,
    guarantor_credit,
    signing_cost,
    standing_next,
    tension_next,
)
from sim.rules.curves import positive
from sim.rules.settlement import offer_imposed, offer_next, treaty_expected, treaty_next


def offer(
    viewer: int, s: Vector, u: Vector, p: Vector, ix: Links, luck: Vector, nxt: Vector
) -> None:
    """Compute both offers of a settlement, and the treaty: drawn in the game, else its chance."""
    d = ix[at.DEFENDER_AT]
    mine = offer_next(s[at.OFFER_CHALLENGER], u[at.DO_SETTLE + ix[at.CHALLENGER_AT]])
    theirs = offer_next(
        s[at.OFFER_DEFENDER], offer_imposed(u[at.DO_SETTLE + d], u[at.DO_PRESS + d])
    )
    nxt[at.OFFER_CHALLENGER] = mine
    nxt[at.OFFER_DEFENDER] = theirs
    if viewer >= 0:
        nxt[at.TREATY] = treaty_expected(s[at.TREATY], mine, theirs, p[at.CLOSING])
    else:
        nxt[at.TREATY] = treaty_next(
            s[at.TREATY], mine, theirs, p[at.TREATY_CLOSURE], luck[at.TREATY_LUCK]
        )


def press(s: Vector, u: Vector, ix: Links, nxt: Vector) -> None:
    """Compute the pressure that stands against both clients."""
    for side in range(2):
        c = client_of(side, ix)
        nxt[at.PRESSURE + c] = pressure_next(s[at.PRESSURE + c], u[at.DO_PRESS + c])


def confront(
    s: Vector, u: Vector, p: Vector, ix: Links, covert_seen: float, nxt: Vector, led: Vector
) -> None:
    """Compute the tension between the guarantor and the sponsor."""
    sponsorship, sponsor = ix[at.SPONSORSHIP], ix[at.SPONSOR_AT]
    gain = 0.0
    if sponsorship >= 0:
        gain = nxt[at.PRESENCE + sponsorship] - s[at.PRESENCE + sponsorship]
    nxt[at.TENSION] = tension_next(
        s[at.TENSION],
        led[at.DEFENDED],
        positive(u[at.DO_DEPLOY + ix[at.GUARANTEE]]),
        led[at.COVERT_MEAN] * covert_seen,
        gain,
        u[at.DO_PRESS + sponsor] if sponsor >= 0 else 0.0,
        p[at.ALLIANCE_SHIELD],
        u[at.DO_DEAL],
    )


def stand(i: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the domestic standing of actor ``i``'s leadership."""
    ground = 0.0
    for h in range(ix[at.N_THEATRES]):
        moved = nxt[at.CONTROL + h] - s[at.CONTROL + h]
        ground += p[at.CONTROL_STANDING + i * at.MAX_THEATRES + h] * moved
    pressure = u[at.DO_PRESS + i]
    role = 0.0
    if i == ix[at.SPONSOR_AT]:
        pressure = sponsor_pressure(u, p, ix)
    elif i == ix[at.DEFENDER_AT]:
        signed = nxt[at.TREATY] - s[at.TREATY]
        role = -concession_cost(u[at.DO_SETTLE + i], s[at.CONTROL])
        role -= signing_cost(signed, s[at.CONTROL])
    elif i == ix[at.GUARANTOR_AT]:
        pledge = s[at.PLEDGE + ix[at.GUARANTEE]]
        role = guarantor_credit(led[at.MET], led[at.UNMET], pledge, p[at.AUDIENCE_COST])
    nxt[at.STANDING + i] = standing_next(
        s[at.STANDING + i],
        p[at.STANDING_NORM + i],
        u[at.DO_CONSOLIDATE + i],
        s[at.BACKLASH + i],
        pressure,
        ground,
        role,
    )

"""The parts of a turn on the ties: bases, commitment, belief, arms, officers, influence.

The arguments are those of :func:`sim.engine.transition.transition`.
"""

from sim.engine import layout as at
from sim.engine.lanes import acts_anywhere
from sim.engine.layout import Links, Vector
from sim.rules.basing import frozen_next, presence_next, request_next
from sim.rules.cadres import backlash_next, cadre_next, intake, leash, opened_posts, tighter
from sim.rules.capability import capability_next, drone_tech_next
from sim.rules.commitment import commitment_next, pledge_next, sunk_cost
from sim.rules.conduct import readiness_next
from sim.rules.credibility import belief_next, reputation_next
from sim.rules.curves import logistic
from sim.rules.influence import (
    attraction,
    cap_factor,
    cross_loss,
    influence_step,
    influence_target,
    press_loss,
    pull,
    trust,
)
from sim.rules.overstretch import bandwidth


def client_of(side: int, ix: Links) -> int:
    """Place of the challenger (side 0) or of the defender (side 1)."""
    return ix[at.CHALLENGER_AT] if side == 0 else ix[at.DEFENDER_AT]


def base(e: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector) -> None:
    """Compute the freeze, the base request and the presence on tie ``e``."""
    frozen = frozen_next(s[at.FROZEN + e], u[at.DO_GRANT + e])
    nxt[at.FROZEN + e] = frozen
    nxt[at.PRESENCE + e] = presence_next(
        s[at.PRESENCE + e],
        u[at.DO_DEPLOY + e],
        bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]]),
        float(ix[at.CONSENT + e]),
        u[at.DO_GRANT + e],
        s[at.BASE_REQUEST + e],
        frozen,
    )
    if ix[at.CONSENT + e] == 0:
        pressure = sponsor_pressure(u, p, ix) if e == ix[at.SPONSORSHIP] else 0.0
        nxt[at.BASE_REQUEST + e] = request_next(
            s[at.BASE_REQUEST + e], u[at.DO_DEPLOY + e], pressure
        )


def sponsor_pressure(u: Vector, p: Vector, ix: Links) -> float:
    """Pressure that has an effect on the sponsor: effort x (1 - shield)."""
    return u[at.DO_PRESS + ix[at.SPONSOR_AT]] * (1.0 - p[at.ALLIANCE_SHIELD])


def commit(e: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the sunk cost, the commitment and the pledge on tie ``e``."""
    guarantee = e == ix[at.GUARANTEE]
    unmet = led[at.UNMET] if guarantee else 0.0
    sunk = sunk_cost(
        bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]]),
        u[at.DO_ARM + e],
        u[at.DO_TECH + e],
        led[at.COVERT_MEAN] if e == ix[at.SPONSORSHIP] else 0.0,
        u[at.DO_DEPLOY + e],
        float(ix[at.CONSENT + e]),
        s[at.FROZEN + e],
        nxt[at.FROZEN + e],
    )
    led[at.SUNK + e] = sunk
    nxt[at.COMMITMENT + e] = commitment_next(
        s[at.COMMITMENT + e],
        sunk,
        led[at.DEFENDED] if guarantee else 0.0,
        unmet,
        u[at.DO_DEPLOY + e],
        p[at.COMMITMENT_GAIN],
        p[at.COMMITMENT_DECAY],
        p[at.ABANDONMENT_LOSS],
    )
    nxt[at.PLEDGE + e] = pledge_next(
        s[at.PLEDGE + e],
        u[at.DO_PLEDGE + e],
        unmet,
        u[at.DO_GRANT + e],
        p[at.ABANDONMENT_LOSS],
    )


def signal(
    s: Vector, u: Vector, p: Vector, ix: Links, luck: Vector, nxt: Vector, led: Vector
) -> None:
    """Compute the beliefs about the guarantor's resolve, and its reputation.

    Beliefs about other patrons do not change. The ledger receives the beliefs as probabilities, and
    the attraction that follows from a client's trust in its guarantor or its sponsor.
    """
    g, guarantor = ix[at.GUARANTEE], ix[at.GUARANTOR_AT]
    reputation = s[at.REPUTATION + guarantor]
    for k in range(2):
        place = (at.BELIEF_CLIENT if k == 0 else at.BELIEF_ADVERSARY) + g
        nxt[place] = belief_next(
            s[place],
            led[at.SUNK + g],
            u[at.DO_PLEDGE + g],
            u[at.DO_DEPLOY + g],
            led[at.MET],
            led[at.UNMET],
            reputation,
            p[at.SIGNAL_WEIGHT],
            p[at.AUDIENCE_COST],
            p[at.TEST_WEIGHT],
            luck[at.BELIEF_LUCK + k],
        )
    led[at.RESOLVED] = logistic(nxt[at.BELIEF_CLIENT + g])
    led[at.RESOLVED + 1] = logistic(nxt[at.BELIEF_ADVERSARY + g])
    led[at.TRUST + g] = trust(led[at.RESOLVED])
    if ix[at.SPONSORSHIP] >= 0:
        e = ix[at.SPONSORSHIP]
        led[at.TRUST + e] = trust(logistic(nxt[at.BELIEF_CLIENT + e]))
    nxt[at.REPUTATION + guarantor] = reputation_next(
        reputation, led[at.MET], led[at.UNMET], p[at.REPUTATION_RATE]
    )


def arm(side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the armed strength, drone technology and readiness of one client."""
    c = client_of(side, ix)
    arms = tech = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            width = bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]])
            arms += u[at.DO_ARM + e] * width * (1.0 - s[at.FROZEN + e])
            tech += u[at.DO_TECH + e] * width
    nxt[at.CAPABILITY + c] = capability_next(
        s[at.CAPABILITY + c],
        led[at.SURVIVAL + side],
        arms,
        u[at.DO_INVEST + c],
        p[at.INVESTMENT_RATE + c],
        p[at.START + at.CAPABILITY + c],
    )
    nxt[at.DRONE_TECH + c] = drone_tech_next(s[at.DRONE_TECH + c], tech, u[at.DO_INVEST + c], arms)
    if side == 0:
        nxt[at.READINESS + c] = readiness_next(
            s[at.READINESS + c], p[at.RECOVERY_RATE], u[at.DO_INVEST + c], led[at.SPENT]
        )


def train(side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the patrons' shares in one client's officer corps, and the client's resentment."""
    c = client_of(side, ix)
    total = tightest = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            width = bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]])
            led[at.INTAKE + e] = intake(s[at.INFLUENCE + e], u[at.DO_CADRE + e], width)
            total += led[at.INTAKE + e]
            held = leash(s[at.INFLUENCE + e], s[at.CADRE + e], s[at.PRESENCE + e])
            tightest = tighter(tightest, held)
    purge = u[at.DO_PURGE + c]
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            nxt[at.CADRE + e] = cadre_next(
                s[at.CADRE + e], led[at.INTAKE + e], total, purge, p[at.CADRE_TURNOVER]
            )
    opened = 0.0
    if side == 0 and ix[at.SPONSORSHIP] >= 0:
        opened = opened_posts(purge, u[at.DO_CADRE + ix[at.SPONSORSHIP]])
    nxt[at.BACKLASH + c] = backlash_next(
        s[at.BACKLASH + c], tightest, p[at.LEASH_TOLERANCE], p[at.BACKLASH_GAIN], opened
    )


def tie_attraction(e: int, s: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> float:
    """Attraction of a patron to its client, from the stocks as they stand after this turn."""
    opposite = ix[at.ADVERSARY_TIE + e]
    resented = 0.0
    if e == ix[at.GUARANTEE]:
        resented = p[at.DISILLUSION] * nxt[at.DISILLUSIONED + ix[at.DEFENDER_AT]]
    return attraction(
        p[at.AFFINITY + e],
        nxt[at.CADRE + e],
        nxt[at.COMMITMENT + e],
        led[at.TRUST + e],
        nxt[at.COMMITMENT + opposite] if opposite >= 0 else 0.0,
        p[at.JEALOUSY],
        nxt[at.FROZEN + e],
        resented,
    )


def realign(
    side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector
) -> None:
    """Compute the influence of every patron over one client.

    ``led[TARGET]`` receives the level to which each influence tends without soft power.
    """
    c = client_of(side, ix)
    plain = courted = wooed = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            raw, soft = tie_attraction(e, s, p, ix, nxt, led), u[at.DO_SOFT + e]
            own_pull = pull(raw, 0.0)
            led[at.PLAIN_PULL + e] = own_pull
            led[at.COURTED_PULL + e] = pull(raw, soft) if acts_anywhere(soft) else own_pull
            plain += own_pull
            courted += led[at.COURTED_PULL + e]
            wooed += soft
    total = 0.0
    backlash, stubborn = nxt[at.BACKLASH + c], p[at.STUBBORNNESS]
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] != c:
            continue
        start = p[at.START + at.INFLUENCE + e]
        led[at.TARGET + e] = influence_target(
            led[at.PLAIN_PULL + e], plain, backlash, stubborn, start
        )
        drawn = led[at.TARGET + e]
        if acts_anywhere(wooed):
            drawn = influence_target(led[at.COURTED_PULL + e], courted, backlash, stubborn, start)
        own = 1.0 if ix[at.PATRON + e] == ix[at.GUARANTOR_AT] else 0.0
        lost = press_loss(u[at.DO_PRESS + c], own)
        if e == ix[at.CROSS]:
            lost += cross_loss(led[at.DEFENDED])
        nxt[at.INFLUENCE + e] = influence_step(
            s[at.INFLUENCE + e], drawn, p[at.INFLUENCE_RATE], u[at.DO_ALIGN + e], lost
        )
        total += nxt[at.INFLUENCE + e]
    factor = cap_factor(total)
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            nxt[at.INFLUENCE + e] *= factor

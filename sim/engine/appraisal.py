"""Appraisal: what an actor reads off a projected state before it values it.

``nxt`` and ``led`` are a projection by :func:`sim.engine.transition.transition`, ``u`` are its
channels. Influence is taken with its discounted mean. An order that changes only the level to which
influence tends therefore already has a value.
"""

from sim.engine import layout as at
from sim.engine.ground import actor_reach
from sim.engine.hazard import compare_forces, fear
from sim.engine.layout import Links, Vector
from sim.engine.perceived import defence_expected
from sim.engine.ties import client_of
from sim.engine.transition import BALANCE, FREEDOM, HAZARD, THREAT
from sim.engine.transition import SECURITY as SECURITY_BLOCK
from sim.rules.cadres import leash, resented_leash
from sim.rules.curves import contest
from sim.rules.influence import foreseen
from sim.rules.security import autonomy, security_with_treaty, sponsor_index, suitor_aid, tie_threat
from sim.rules.utility import autonomy_utility, security_utility
from sim.rules.war import attack_strength, defence_strength, guarantor_reach, local_strength
from sim.vocabulary import CHALLENGER, DEFENDER, SUITOR


def appraise(
    blocks: int, i: int, u: Vector, nxt: Vector, led: Vector, p: Vector, ix: Links, edge: float
) -> None:
    """Compute security, threat, autonomy, balance and danger for actor ``i``, if in ``blocks``."""
    role = ix[at.ROLE + i]
    if blocks & SECURITY_BLOCK:
        share = defender_share(i, nxt, led, p, ix, edge)
        led[at.SECURE] = security_with_treaty(1.0 - share, nxt[at.TREATY])
        led[at.SECURE + 1] = security_with_treaty(share, nxt[at.TREATY])
        if role == CHALLENGER:
            led[at.SECURITY_WORTH] = security_utility(led[at.SECURE], p[at.SECURITY_WEIGHT])
        elif role == DEFENDER:
            led[at.SECURITY_WORTH] = security_utility(led[at.SECURE + 1], p[at.SECURITY_WEIGHT])
    if blocks & THREAT:
        led[at.RIVAL_THREAT] = rival_threat(nxt, p, ix)
    for side in range(2):
        if blocks & (FREEDOM << side):
            c = client_of(side, ix)
            led[at.AUTONOMY + side] = client_autonomy(c, nxt, led, p, ix)
            led[at.AUTONOMY_WORTH + side] = autonomy_utility(
                led[at.AUTONOMY + side], p[at.SECURITY_WEIGHT], nxt[at.BACKLASH + c]
            )
    if blocks & BALANCE:
        compare_forces(u, nxt, p, ix, edge, led)
    if blocks & HAZARD:
        fear(role, u, nxt, p, ix, led[at.RESOLVED + 1], led)


def peacekeeping(s: Vector, ix: Links) -> float:
    """Peacekeepers times integrity, summed over theatres."""
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += s[at.MISSION + h] * s[at.INTEGRITY + h]
    return total


def defender_share(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, edge: float) -> float:
    """Share of a long-run contest that actor ``i`` sees the defender win, [0, 1]."""
    a, d, g = ix[at.CHALLENGER_AT], ix[at.DEFENDER_AT], ix[at.GUARANTEE]
    psi = p[at.DRONE_MULTIPLIER]
    resolved = led[at.RESOLVED] if i == d else led[at.RESOLVED + 1]
    expected = 0.0
    for h in range(ix[at.N_THEATRES]):
        expected += p[at.THEATRE_WEIGHT + h] * defence_expected(nxt, p, ix, resolved, h)
    aid = expected * guarantor_reach(actor_reach(nxt, p, ix[at.GUARANTOR_AT]), nxt[at.PRESENCE + g])
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == d and ix[at.ROLE + ix[at.PATRON + e]] == SUITOR:
            aid += suitor_aid(nxt[at.INFLUENCE + e], nxt[at.COMMITMENT + e])
    own = local_strength(nxt[at.CAPABILITY + d], nxt[at.DRONE_TECH + d], psi)
    hold = defence_strength(own, p[at.MEAN_TERRAIN], 0.0, peacekeeping(nxt, ix), aid)
    tie = ix[at.SPONSORSHIP]
    index = sponsor_reach = 0.0
    if tie >= 0:
        index = sponsor_index(
            nxt[at.COMMITMENT + tie], nxt[at.PLEDGE + tie], nxt[at.PRESENCE + tie]
        )
        sponsor_reach = actor_reach(nxt, p, ix[at.SPONSOR_AT])
    attack = attack_strength(
        local_strength(nxt[at.CAPABILITY + a], nxt[at.DRONE_TECH + a], psi), index, sponsor_reach
    )
    return contest(hold / edge, attack, p[at.CONTEST_DECISIVENESS])


def client_autonomy(c: int, nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Autonomy of client ``c``, [.05, 1], with influence as its discounted mean."""
    fourth = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            held = leash(tie_foresight(e, nxt, led, p), nxt[at.CADRE + e], nxt[at.PRESENCE + e])
            if e == ix[at.GUARANTEE]:
                held = resented_leash(held, p[at.DISILLUSION], nxt[at.DISILLUSIONED + c])
            square = held * held
            fourth += square * square
    return autonomy(fourth)


def tie_foresight(e: int, nxt: Vector, led: Vector, p: Vector) -> float:
    """Discounted mean of the influence on tie ``e``."""
    return foreseen(nxt[at.INFLUENCE + e], led[at.TARGET + e], p[at.FORESIGHT])


def rival_threat(s: Vector, p: Vector, ix: Links) -> float:
    """Threat to the guarantor, >= 0: the sum over ties of their threat times their rivalry."""
    total = 0.0
    for e in range(ix[at.N_TIES]):
        threat = tie_threat(s[at.INFLUENCE + e], s[at.CADRE + e], s[at.PRESENCE + e])
        total += p[at.RIVALRY + e] * threat
    return total

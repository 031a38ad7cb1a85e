"""The challenge doctrine: push if a challenge pays, settle if one is threatened, else hold.

The actors disagree about one issue, a scale from 0 to 1: 0 is the position of the guarantor, 1 that
of the rival sponsor. A client's position follows from its patrons' influence; a suitor's is 0.5.
"""

from sim.engine import layout as at
from sim.engine.ground import actor_reach
from sim.engine.layout import Links, Vector
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.challenge import (
    challenge_gain,
    failure_utility,
    quiet_utility,
    success_utility,
    support,
)
from sim.rules.curves import unit
from sim.vocabulary import CHALLENGER, DEFENDER, GUARANTOR, MOVE_PUSH, MOVE_SETTLE, SPONSOR

SUITOR_POSITION = 0.5


def position(i: int, s: Vector, ix: Links) -> float:
    """Position of actor ``i`` on the issue, [0, 1]."""
    role = ix[at.ROLE + i]
    if role == GUARANTOR:
        return 0.0
    if role == SPONSOR:
        return 1.0
    if role not in (CHALLENGER, DEFENDER):
        return SUITOR_POSITION
    kept = total = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == i:
            total += s[at.INFLUENCE + e]
            if ix[at.PATRON + e] == ix[at.GUARANTOR_AT]:
                kept += s[at.INFLUENCE + e]
    return 1.0 - kept / total if total > 0.0 else SUITOR_POSITION


def salience(i: int, s: Vector, ix: Links) -> float:
    """Importance of the issue to actor ``i``, [0, 1]: 1 for clients, a patron's total influence."""
    role = ix[at.ROLE + i]
    if role in (CHALLENGER, DEFENDER):
        return 1.0
    held = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.PATRON + e] == i:
            held += s[at.INFLUENCE + e]
    return unit(held)


def challenge_odds(i: int, j: int, s: Vector, p: Vector, ix: Links) -> float:
    """Chance that ``i`` wins a challenge against ``j``, [0, 1]: the share of support for ``i``."""
    mine, theirs = position(i, s, ix), position(j, s, ix)
    favourable = total = 0.0
    for k in range(ix[at.N_ACTORS]):
        weight = support(actor_reach(s, p, k), salience(k, s, ix), position(k, s, ix), mine, theirs)
        if weight > 0.0:
            favourable += weight
        total += abs(weight)
    return favourable / total if total > 0.0 else 0.5


def expected_gain(i: int, j: int, s: Vector, p: Vector, ix: Links, risk: float) -> float:
    """Utility that actor ``i`` expects to gain by challenging actor ``j``."""
    mine, theirs = position(i, s, ix), position(j, s, ix)
    return challenge_gain(
        challenge_odds(i, j, s, p, ix),
        salience(j, s, ix),
        success_utility(mine, theirs, risk),
        failure_utility(mine, theirs, risk),
        quiet_utility(risk),
    )


def bdm_challenge(i: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Return the place of the chosen order among the legal options.

    The order is a push against the best target if that gains something, else a settlement if a
    challenge is threatened, else ``hold`` (place 0). ``t.work.utility`` receives the expected gain
    of the challenge for each option that pushes.
    """
    risk = sc.p[at.DOCTRINE_NUMBER + i * at.DOCTRINE_WIDTH]
    best, threatened = 0.0, False
    choice = 0
    for j in range(sc.ix[at.N_ACTORS]):
        if j == i:
            continue
        gain = expected_gain(i, j, t.s, sc.p, sc.ix, risk)
        if gain < 0.0 and expected_gain(j, i, t.s, sc.p, sc.ix, risk) > 0.0:
            threatened = True
        place = first_move(MOVE_PUSH, sc.ix[at.ROLE + j], count, sc, t)
        if place > 0:
            t.work.utility[place] = gain
            if gain > best:
                best = gain
                choice = place
    if choice == 0 and threatened:
        return first_move(MOVE_SETTLE, at.NONE, count, sc, t)
    return choice


def first_move(move: int, role: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Place of the first legal action with this move and target role (NONE: any role), else 0."""
    for k in range(count):
        a = t.work.option[k]
        if t.work.legal[k] > 0.0 and sc.move[a] == move and (role < 0 or sc.target[a] == role):
            return k
    return 0

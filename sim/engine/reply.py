"""The guarantor's reply to an attack on its client, within the turn of the attack."""

from sim.engine import layout as at
from sim.engine.decision import COST_FACTOR
from sim.engine.draws import uniform
from sim.engine.forecast import copy, foresee
from sim.engine.layout import Board, Table
from sim.engine.value import coalition
from sim.rules.choice import REPLY_PRECISION, REPLY_THRESHOLD, present_value, reply_bill
from sim.rules.curves import logistic
from sim.rules.overstretch import bandwidth
from sim.vocabulary import DEFEND, DRAW_REPLY, OWN, RANDOM


def answer(b: Board, t: Table) -> None:
    """Decide the reply theatre by theatre, by instruction or by what defending is worth."""
    guarantor = b.ix[at.GUARANTOR_AT]
    for h in range(b.ix[at.N_THEATRES]):
        t.reply[h] = 0.0
    for h in range(b.ix[at.N_THEATRES]):
        if t.u[at.DO_FORCE + h] < REPLY_THRESHOLD:
            continue
        draw_reply(h, reply_chance(guarantor, h, b, t), t)


def draw_reply(h: int, chance: float, t: Table) -> None:
    """Draw whether the guarantor defends theatre ``h``."""
    draw = uniform(t.stream, t.counter[at.TURN], h, DRAW_REPLY)
    t.private[at.REPLY_CHANCE] = chance
    t.private[at.REPLY_DRAW] = draw
    t.reply[h] = 1.0 if draw < chance else 0.0


def reply_chance(i: int, h: int, b: Board, t: Table) -> float:
    """Chance that the guarantor defends theatre ``h``; gain and bill go into ``t.private``."""
    return weighed_chance(i, h, defence_gain(i, h, b, t), b, t)


def weighed_chance(i: int, h: int, gain: float, b: Board, t: Table) -> float:
    """Chance that the guarantor defends theatre ``h``, once the gain of it is known."""
    bill = reply_bill(
        b.p[at.WAR_COST],
        coalition(t.s, b.p, b.ix, COST_FACTOR),
        t.u[at.DO_FORCE + h],
        b.p[at.ESCALATION_COST],
        t.s[at.TENSION],
        b.p[at.ALLIANCE_SHIELD],
        bandwidth(t.s[at.OVERSTRETCH + i]),
        t.s[at.FROZEN + b.ix[at.GUARANTEE]],
    )
    t.private[at.REPLY_GAIN] = gain
    t.private[at.REPLY_BILL] = bill
    instruction = t.instruction[i]
    if instruction != OWN:
        return 1.0 if instruction == DEFEND else 0.0
    if b.ix[at.DOCTRINE + i] == RANDOM:
        return 0.5
    return logistic(REPLY_PRECISION * b.p[at.CHOICE_PRECISION] * (gain - bill))


def defence_gain(i: int, h: int, b: Board, t: Table) -> float:
    """Discounted gain of defending theatre ``h`` rather than standing aside, on the true orders."""
    desk, edge = t.desk, t.edge[i]
    for other in range(b.ix[at.N_THEATRES]):
        desk.reply[other] = t.reply[other]
    gain = 0.0
    for defends in range(2):
        desk.reply[h] = float(defends)
        copy(t.s, desk.nxt)
        utility = foresee(
            i,
            b.needs[i],
            t.s,
            t.u,
            desk.reply,
            b.p,
            b.ix,
            t.calm,
            edge,
            t.private[at.RESOLVE],
            desk.nxt,
            desk.led,
            desk.term,
        )
        gain += utility if defends == 1 else -utility
    return present_value(gain, b.p[at.PATIENCE])

"""The guarantor's reply to an attack on its client, within the turn of the attack."""

from sim.engine import layout as at
from sim.engine.courses import turn_of
from sim.engine.draws import uniform
from sim.engine.forecast import copy_state, foresee
from sim.engine.lanes import abreast, anywhere
from sim.engine.value import coalition
from sim.engine.vectors import EncodedScenario, Table
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.choice import (
    REPLY_PRECISION,
    calls_for_reply,
    casus_foederis,
    present_value,
    reply_bill,
    reply_drawn,
    reply_under,
)
from sim.rules.curves import logistic
from sim.rules.overstretch import bandwidth
from sim.rules.perception import effective_coverage
from sim.vocabulary import DRAW_REPLY, RANDOM, SECURITY_DESK


def answer(sc: EncodedScenario, t: Table) -> None:
    """Decide the guarantor's reply in every theatre that is attacked."""
    turn, guarantor = turn_of(t), sc.ix[at.GUARANTOR_AT]
    for h in range(sc.ix[at.N_THEATRES]):
        t.reply[h] = 0.0
    for h in range(sc.ix[at.N_THEATRES]):
        force = t.u[at.DO_FORCE + h]
        if anywhere(calls_for_reply(force)):
            chance = reply_chance(guarantor, h, sc, t)
            draw = uniform(t.stream, turn, h, DRAW_REPLY)
            t.private[at.REPLY_CHANCE] = chance
            t.private[at.REPLY_DRAW] = draw
            t.reply[h] = reply_drawn(force, draw, chance)


def reply_chance(i: int, h: int, sc: EncodedScenario, t: Table) -> float:
    """Chance, [0, 1], that the guarantor would defend theatre ``h`` if attacked.

    ``i`` is the place of the guarantor. Its gain and both costs, of replying and of standing aside,
    are written to ``t.private``.
    """
    gain = defence_gain(i, h, sc, t)
    t.private[at.REPLY_GAIN] = gain
    bill = reply_bill(
        sc.p[at.WAR_COST],
        coalition(t.s, sc.p, sc.ix, FACTOR_ACTION_COST),
        t.u[at.DO_FORCE + h],
        sc.p[at.ESCALATION_COST],
        t.s[at.TENSION],
        sc.p[at.ALLIANCE_SHIELD],
        bandwidth(t.s[at.OVERSTRETCH + i]),
        t.s[at.FROZEN + sc.ix[at.GUARANTEE]],
    )
    t.private[at.REPLY_BILL] = bill
    bound = casus_foederis(
        sc.p[at.HONOUR],
        effective_coverage(sc.p[at.COVERAGE + h], t.s[at.RED_LINE + h]),
        t.s[at.PLEDGE + sc.ix[at.GUARANTEE]],
        t.u[at.DO_FORCE + h],
        t.private[at.RESOLVE],
    )
    t.private[at.REPLY_HONOUR] = bound
    chance = logistic(REPLY_PRECISION * sc.p[at.CHOICE_PRECISION] * (gain + bound - bill))
    if sc.ix[at.DOCTRINE + i * at.DESK_COUNT + SECURITY_DESK] == RANDOM:
        chance = abreast(0.5)
    return reply_under(t.instruction[i], chance)


def defence_gain(i: int, h: int, sc: EncodedScenario, t: Table) -> float:
    """Discounted gain of defending theatre ``h`` over not defending it, given the true orders."""
    work, edge = t.work, t.edge[i]
    for other in range(sc.ix[at.N_THEATRES]):
        work.reply[other] = t.reply[other]
    gain = 0.0
    for defends in range(2):
        work.reply[h] = float(defends)
        copy_state(sc.ix, t.s, work.nxt)
        utility = foresee(
            i,
            sc.needs[i],
            t.s,
            t.u,
            work.reply,
            sc.p,
            sc.ix,
            t.calm,
            edge,
            t.private[at.RESOLVE],
            work.nxt,
            work.led,
            work.term,
        )
        gain += utility if defends == 1 else -utility
    return present_value(gain, sc.p[at.PATIENCE])

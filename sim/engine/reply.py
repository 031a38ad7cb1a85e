"""The guarantor's reply to an attack on its client, within the turn of the attack."""

from sim.engine import layout as at
from sim.engine.draws import uniform
from sim.engine.forecast import copy_state, foresee
from sim.engine.lanes import lane_count, lane_of
from sim.engine.layout import EncodedScenario, Table
from sim.engine.value import coalition
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.choice import (
    REPLY_PRECISION,
    REPLY_THRESHOLD,
    casus_foederis,
    present_value,
    reply_bill,
)
from sim.rules.curves import logistic
from sim.rules.overstretch import bandwidth
from sim.rules.perception import effective_coverage
from sim.vocabulary import DEFEND, DRAW_REPLY, OWN, RANDOM, SECURITY_DESK


def answer(sc: EncodedScenario, t: Table) -> None:
    """Decide the guarantor's reply in every theatre, in the lanes in which it is attacked."""
    guarantor = sc.ix[at.GUARANTOR_AT]
    for h in range(sc.ix[at.N_THEATRES]):
        t.reply[h] = 0.0
    for h in range(sc.ix[at.N_THEATRES]):
        attacked = False
        for lane in range(lane_count()):
            attacked = attacked or is_attacked(h, lane_of(t, lane))
        if not attacked:
            continue
        t.private[at.REPLY_GAIN] = defence_gain(guarantor, h, sc, t)
        for lane in range(lane_count()):
            own = lane_of(t, lane)
            if is_attacked(h, own):
                draw_reply(h, weighed_chance(guarantor, h, lane_of(sc, lane), own), own)


def is_attacked(h: int, t: Table) -> bool:
    """Whether theatre ``h`` is attacked with enough force for a reply, in one lane."""
    return t.u[at.DO_FORCE + h] >= REPLY_THRESHOLD


def draw_reply(h: int, chance: float, t: Table) -> None:
    """Draw whether the guarantor defends theatre ``h``, with this chance, in one lane."""
    draw = uniform(t.stream, t.counter[at.TURN], h, DRAW_REPLY)
    t.private[at.REPLY_CHANCE] = chance
    t.private[at.REPLY_DRAW] = draw
    t.reply[h] = 1.0 if draw < chance else 0.0


def reply_chance(i: int, h: int, sc: EncodedScenario, t: Table) -> float:
    """Chance, [0, 1], that the guarantor would defend theatre ``h`` if attacked, in one lane.

    ``i`` is the place of the guarantor.
    """
    t.private[at.REPLY_GAIN] = defence_gain(i, h, sc, t)
    return weighed_chance(i, h, sc, t)


def weighed_chance(i: int, h: int, sc: EncodedScenario, t: Table) -> float:
    """Chance, [0, 1], that the guarantor defends theatre ``h``, in one lane.

    The gain is read from ``t.private``; both costs, of replying and of standing aside, are written
    there.
    """
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
    instruction = t.instruction[i]
    if instruction != OWN:
        return 1.0 if instruction == DEFEND else 0.0
    if sc.ix[at.DOCTRINE + i * at.DESK_COUNT + SECURITY_DESK] == RANDOM:
        return 0.5
    net = t.private[at.REPLY_GAIN] + bound - bill
    return logistic(REPLY_PRECISION * sc.p[at.CHOICE_PRECISION] * net)


def defence_gain(i: int, h: int, sc: EncodedScenario, t: Table) -> float:
    """Discounted gain of defending theatre ``h`` over not defending it, given the true orders."""
    work, edge = t.work, t.edge[i]
    for other in range(sc.ix[at.N_THEATRES]):
        work.reply[other] = t.reply[other]
    gain = 0.0
    for defends in range(2):
        work.reply[h] = float(defends)
        copy_state(t.s, work.nxt)
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

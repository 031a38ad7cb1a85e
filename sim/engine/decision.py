"""Doctrines: how a seat turns what it expects into an order.

Every doctrine fills the desk with its legal options and the probability of each; one uniform draw
picks. Expected utilities are worked out for all lanes at once (see ``lanes``); the utility of an
option splits into the terms that ``sim explain`` shows.
"""

from sim.engine import layout as at
from sim.engine.challenge import bdm_challenge
from sim.engine.forecast import (
    add_up,
    copy_state,
    expect_others,
    expect_reply,
    foresee,
    lay_order,
    lift_order,
    list_options,
)
from sim.engine.lanes import lane_count, lane_of
from sim.engine.layout import Board, Desk, Links, Table, Vector
from sim.engine.value import coalition, observed_belief
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.choice import (
    blurred_precision,
    inertia_bonus,
    logit_weights,
    present_value,
    prospect_value,
    retaliation,
    violation_bill,
    war_bill,
)
from sim.rules.credibility import RESOLVED, UNRESOLVED
from sim.rules.curves import logistic
from sim.rules.factions import dissensus
from sim.rules.overstretch import bandwidth
from sim.rules.perception import forecast_next
from sim.vocabulary import BDM_CHALLENGE, FIXED, LEVEL_K, LOGIT_EU, PROSPECT, RANDOM, SCRIPT


def consider(i: int, b: Board, t: Table) -> None:
    """Fill the desk of every lane with actor ``i``'s legal options and their odds.

    Every doctrine has its branch here, and nowhere else.

    Raises:
        ValueError: The actor's doctrine has none.
    """
    doctrine = b.ix[at.DOCTRINE + i]
    if doctrine == LOGIT_EU:
        expect_others(i, t.forecast, t.expected, b.ix, t.desk)
        choose_by_utility(i, b, t, False)
    elif doctrine == LEVEL_K:
        imagine_others(i, b, t)
        choose_by_utility(i, b, t, False)
    elif doctrine == PROSPECT:
        expect_others(i, t.forecast, t.expected, b.ix, t.desk)
        choose_by_utility(i, b, t, True)
    elif doctrine == BDM_CHALLENGE:
        for lane in range(lane_count()):
            follow_challenges(i, lane_of(b, lane), lane_of(t, lane))
    elif doctrine == SCRIPT:
        for lane in range(lane_count()):
            follow_script(i, lane_of(b, lane), lane_of(t, lane))
    elif doctrine == FIXED:
        for lane in range(lane_count()):
            repeat_order(i, lane_of(b, lane), lane_of(t, lane))
    elif doctrine == RANDOM:
        for lane in range(lane_count()):
            take_any(i, lane_of(b, lane), lane_of(t, lane))
    else:
        raise ValueError("a doctrine without a branch in sim.engine.decision.consider")


# --- doctrines that take one order, or any, in one lane -----------------------------------------


def clear_desk(i: int, b: Board, t: Table) -> int:
    """List actor ``i``'s legal options, without utilities and odds; return their number."""
    desk = t.desk
    count = list_options(i, t.s, b, desk)
    t.counter[at.OPTIONS] = count
    for k in range(count):
        desk.utility[k] = 0.0
        desk.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            desk.terms[k * at.TERMS_WIDTH + m] = 0.0
    return count


def follow_challenges(i: int, b: Board, t: Table) -> None:
    """Doctrine ``bdm_challenge``: push where a challenge pays, settle under threat, else hold."""
    count = clear_desk(i, b, t)
    t.desk.weight[bdm_challenge(i, count, b, t)] = 1.0


def follow_script(i: int, b: Board, t: Table) -> None:
    """Doctrine ``script``: the first rule that matches and is legal, else the fallback."""
    count = clear_desk(i, b, t)
    t.desk.weight[scripted_place(i, count, b, t)] = 1.0


def repeat_order(i: int, b: Board, t: Table) -> None:
    """Doctrine ``fixed``: the same order every turn, ``hold`` where it is not legal."""
    count = clear_desk(i, b, t)
    t.desk.weight[place_of(b.ix[at.DOCTRINE_ORDER + i], count, t.desk)] = 1.0


def take_any(i: int, b: Board, t: Table) -> None:
    """Doctrine ``random``: every legal order is as likely as another."""
    count = clear_desk(i, b, t)
    for k in range(count):
        t.desk.weight[k] = 1.0 / count


def place_of(action: int, count: int, desk: Desk) -> int:
    """Place of an action among the legal options; 0, which is ``hold``, if it is not legal."""
    for k in range(count):
        if desk.option[k] == action:
            return k
    return 0


def scripted_place(i: int, count: int, b: Board, t: Table) -> int:
    """Place of the order of the first rule that matches and is legal, else of the fallback."""
    for rule in range(b.ix[at.SCRIPT_START + i], b.ix[at.SCRIPT_START + i + 1]):
        found = t.s[b.rule_place[rule]]
        level = b.rule_level[rule]
        operator = b.rule_operator[rule]
        if operator == 0:
            matches = found > level
        elif operator == 1:
            matches = found >= level
        elif operator == 2:
            matches = found < level
        else:
            matches = found <= level
        if matches:
            place = place_of(b.rule_order[rule], count, t.desk)
            if t.desk.option[place] == b.rule_order[rule]:
                return place
    return place_of(b.ix[at.DOCTRINE_ORDER + i], count, t.desk)


# --- doctrines that weigh every order -----------------------------------------------------------


def choose_by_utility(i: int, b: Board, t: Table, framed: bool) -> None:
    """Odds of actor ``i``'s options by their expected utility, in every lane."""
    list_orders(i, b, t)
    weigh_options(i, i, b, t, t.private[at.RESOLVE], framed)
    for lane in range(lane_count()):
        set_odds(i, lane_of(b, lane), lane_of(t, lane))


def list_orders(i: int, b: Board, t: Table) -> None:
    """List actor ``i``'s legal options on the desk of every lane."""
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.counter[at.OPTIONS] = list_options(i, own.s, lane_of(b, lane), own.desk)


def set_odds(i: int, b: Board, t: Table) -> None:
    """Odds of actor ``i``'s options by their expected utility, in one lane."""
    logit_weights(t.desk.utility, t.counter[at.OPTIONS], precision(i, b, t), t.desk.weight)


def precision(i: int, b: Board, t: Table) -> float:
    """Logit precision of a seat; a divided guarantor's is blurred."""
    base = b.p[at.CHOICE_PRECISION]
    if i != b.ix[at.GUARANTOR_AT]:
        return base
    divided = dissensus(t.s[at.FACTION], t.s[at.FACTION + 1], t.s[at.FACTION + 2])
    return blurred_precision(base, b.p[at.DISSENSUS_NOISE], divided)


def imagine_others(i: int, b: Board, t: Table) -> None:
    """Level-k: expect of each other seat what one logit pass of actor ``i``'s predicts."""
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.private[at.GUESSED] = guessed_resolve(i, b, own)
    for j in range(b.ix[at.N_ACTORS]):
        if j != i:
            expect_others(j, t.forecast, t.expected, b.ix, t.desk)
            list_orders(j, b, t)
            weigh_options(j, i, b, t, t.private[at.GUESSED], False)
            for lane in range(lane_count()):
                imagine_orders(j, lane_of(b, lane), lane_of(t, lane))
    expect_imagined(i, b, t)


def guessed_resolve(i: int, b: Board, t: Table) -> float:
    """The guarantor's type as actor ``i`` guesses it, between unresolved and resolved."""
    trust = logistic(t.s[observed_belief(i, b.ix)])
    return UNRESOLVED + (RESOLVED - UNRESOLVED) * trust


def imagine_orders(j: int, b: Board, t: Table) -> None:
    """Effort that actor ``j`` is imagined to make: its options' efforts by their odds."""
    desk, first = t.desk, j * at.CHANNEL_COUNT
    for k in range(b.ix[at.N_LIVE]):
        desk.imagined[first + b.ix[at.LIVE + k]] = 0.0
    set_odds(j, b, t)
    for k in range(t.counter[at.OPTIONS]):
        a = desk.option[k]
        for m in range(b.first_effort[a], b.first_effort[a + 1]):
            desk.imagined[first + b.slot[m]] += desk.weight[k] * b.effort[m]


def expect_imagined(i: int, b: Board, t: Table) -> None:
    """Expect of everybody else what is imagined of them."""
    desk, first = t.desk, i * at.CHANNEL_COUNT
    for k in range(b.ix[at.N_LIVE]):
        desk.imagined[first + b.ix[at.LIVE + k]] = 0.0
    add_up(desk.imagined, b.ix, desk.total)
    expect_others(i, desk.imagined, desk.total, b.ix, desk)


def weigh_options(i: int, observer: int, b: Board, t: Table, resolve: float, framed: bool) -> None:
    """Expected utility of every legal option of actor ``i``, with its terms.

    ``observer`` is whose misreading of the balance is used: the actor's own, or that of somebody
    who puts himself in its place. ``framed`` values changes from the status quo, which is what
    follows if the actor does nothing, losses more than gains.

    An option that is legal in some lanes is weighed in all; those where it is not never read it.
    The terms of the state's value are written only while somebody asks (``EXPLAINING``).
    An attack is a lottery over the guarantor's reply; every other option has one branch.
    """
    desk, s, p, ix, calm, edge = t.desk, t.s, b.p, b.ix, t.calm, t.edge[observer]
    u, reply, nxt, led, term, terms = desk.u, desk.reply, desk.nxt, desk.led, desk.term, desk.terms
    explaining = lane_of(t, 0).counter[at.EXPLAINING] == 1
    needs, patience, number = b.needs[i], p[at.PATIENCE], at.DOCTRINE_NUMBER + i * at.DOCTRINE_WIDTH
    factor = coalition(s, p, ix, FACTOR_ACTION_COST) if i == ix[at.GUARANTOR_AT] else 1.0
    expect_reply(i, s, b, desk)
    copy_state(s, nxt)
    idle = foresee(i, needs, s, u, reply, p, ix, calm, edge, resolve, nxt, led, term)
    save(i, b, desk)
    weighed = lane_of(t, 0).desk.weighed
    count = unite(i, b, t, weighed)
    for k in range(count):
        a, first = weighed[k], k * at.TERMS_WIDTH
        for m in range(0 if explaining else at.WAR_BILL, at.TERMS_WIDTH):
            terms[first + m] = 0.0
        start, end = b.first_effort[a], b.first_effort[a + 1]
        theatre, blocks = b.attack_theatre[a], b.touches[a] & needs
        expected = reply[theatre] if theatre >= 0 else 1.0
        lay_order(start, end, b.slot, b.effort, desk.raw, u)
        worth = 0.0
        for branch in range(2 if theatre >= 0 else 1):
            chance = expected if branch == 0 else 1.0 - expected
            if theatre >= 0:
                reply[theatre] = 1.0 - branch
            utility = foresee(i, blocks, s, u, reply, p, ix, calm, edge, resolve, nxt, led, term)
            felt = prospect_value(utility - idle, p[number], p[number + 1]) if framed else utility
            worth += chance * present_value(felt, patience)
            if explaining:
                add_branch(first, chance, felt - utility, patience, term, terms)
        if theatre >= 0:
            reply[theatre] = expected
            weigh_war(first, theatre, b.attack_effort[a], expected, s, u, p, ix, terms)
        terms[first + at.ACTION_BILL] = -p[at.ACTION_COST] * factor * p[at.COST + a]
        terms[first + at.INERTIA_BONUS] = inertia_bonus(t.last[i], a, p[at.INERTIA])
        if b.grants_base[a] == 1:
            terms[first + at.RETALIATION] = -expected_retaliation(s, ix)
        lift_order(start, end, b.slot, desk.raw, u)
        undo(a, b, desk)
        for m in range(at.ACTION_BILL, at.FRAMING):
            worth += terms[first + m]
        desk.utility[k] = worth
    for lane in range(lane_count()):
        keep_own(count, weighed, lane_of(t, lane))


def unite(i: int, b: Board, t: Table, weighed: Links) -> int:
    """List in ``weighed`` the options that actor ``i`` has in any lane, in the order of its menu.

    Returns their number.
    """
    first, legal = b.first_action[i], 0
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        for k in range(own.counter[at.OPTIONS]):
            legal |= 1 << (own.desk.option[k] - first)
    count = 0
    for a in range(first, b.first_action[i + 1]):
        if legal & (1 << (a - first)):
            weighed[count] = a
            count += 1
    return count


def keep_own(count: int, weighed: Links, t: Table) -> None:
    """Of the utilities of all options weighed, keep those that are legal in one lane."""
    mine, utility = 0, t.desk.utility
    for k in range(count):
        if mine < t.counter[at.OPTIONS] and t.desk.option[mine] == weighed[k]:
            utility[mine] = utility[k]
            mine += 1


def save(i: int, b: Board, desk: Desk) -> None:
    """Keep what any order of actor ``i`` changes in the projection of doing nothing."""
    first, middle, last = b.saved_first[2 * i], b.saved_first[2 * i + 1], b.saved_first[2 * i + 2]
    for k in range(first, middle):
        desk.base_nxt[b.saved_place[k]] = desk.nxt[b.saved_place[k]]
    for k in range(middle, last):
        desk.base_led[b.saved_place[k]] = desk.led[b.saved_place[k]]


def undo(a: int, b: Board, desk: Desk) -> None:
    """Put back what order ``a`` has changed in the projection of doing nothing."""
    first, middle = b.changed_first[2 * a], b.changed_first[2 * a + 1]
    for k in range(first, middle):
        desk.nxt[b.changed_place[k]] = desk.base_nxt[b.changed_place[k]]
    for k in range(middle, b.changed_first[2 * a + 2]):
        desk.led[b.changed_place[k]] = desk.base_led[b.changed_place[k]]


def add_branch(
    first: int, chance: float, framing: float, patience: float, term: Vector, terms: Vector
) -> None:
    """Add one branch of an option, weighted by its chance, to the terms that explain it."""
    for m in range(at.TERM_COUNT):
        terms[first + m] += chance * present_value(term[m], patience)
    terms[first + at.FRAMING] += chance * present_value(framing, patience)


def weigh_war(
    first: int,
    h: int,
    force: float,
    defended: float,
    s: Vector,
    u: Vector,
    p: Vector,
    ix: Links,
    terms: Vector,
) -> None:
    """What an attack on theatre ``h`` costs its author: the war, and the broken truce."""
    terms[first + at.WAR_BILL] = -war_bill(
        p[at.WAR_COST], force, defended, p[at.THEATRE_WAR_COST + h], u[at.DO_COVERT + h]
    )
    terms[first + at.VIOLATION_BILL] = -violation_bill(
        p[at.VIOLATION_COST],
        force,
        p[at.THEATRE_WAR_COST + h],
        s[at.MISSION + h] * s[at.INTEGRITY + h],
        s[at.RED_LINE + h],
        logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]]),
        s[at.CASUS + h],
        s[at.WAR + h],
    )


def expected_retaliation(s: Vector, ix: Links) -> float:
    """Retaliation that the challenger expects of the guarantor for granting a base."""
    cross = s[at.INFLUENCE + ix[at.CROSS]] if ix[at.CROSS] >= 0 else 0.0
    return retaliation(
        s[at.RED_LINE + ix[at.SECOND]],
        logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]]),
        cross,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
    )


def fade_memory(b: Board, t: Table) -> None:
    """Let what all expect of each other fade, to make room for this turn's orders."""
    memory = b.p[at.FORECAST_MEMORY]
    for i in range(b.ix[at.N_ACTORS]):
        for k in range(b.ix[at.N_LIVE]):
            slot = i * at.CHANNEL_COUNT + b.ix[at.LIVE + k]
            t.forecast[slot] = forecast_next(t.forecast[slot], 0.0, memory)


def note_order(i: int, b: Board, t: Table) -> None:
    """Blend actor ``i``'s order into what all expect of it; covert help may go unseen."""
    memory = b.p[at.FORECAST_MEMORY]
    first = i * at.CHANNEL_COUNT
    a = t.order[i]
    for k in range(b.first_effort[a], b.first_effort[a + 1]):
        slot = b.slot[k]
        covert = at.DO_COVERT <= slot < at.DO_COVERT + at.MAX_THEATRES
        if covert and t.private[at.ATTRIBUTED] < 0.5:
            continue
        t.forecast[first + slot] += (1.0 - memory) * b.effort[k]

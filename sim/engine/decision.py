"""Doctrines: how a desk of an actor chooses an order from what the actor expects.

A doctrine fills the workspace with the legal options of the desk and the probability of each. One
uniform draw then picks an option. Expected utilities are computed for all lanes at once (see
``lanes``). The utility of an option is a sum of terms, which ``sim explain`` shows.
"""

from sim.engine import layout as at
from sim.engine.challenge import bdm_challenge
from sim.engine.courses import desk_place
from sim.engine.draws import uniform
from sim.engine.forecast import (
    add_efforts,
    add_up,
    beside,
    clip_efforts,
    conditions,
    copy_state,
    expect_others,
    expect_reply,
    foresee,
    lay_order,
    lift_order,
    list_allowed,
)
from sim.engine.hazard import attack_bills
from sim.engine.lanes import lane_count, lane_of
from sim.engine.layout import EncodedScenario, Links, Table, Vector, Workspace
from sim.engine.perceived import observed_belief
from sim.engine.value import coalition
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.choice import (
    blurred_precision,
    logit_weights,
    present_value,
    prospect_value,
    retaliation,
)
from sim.rules.credibility import RESOLVED, UNRESOLVED
from sim.rules.curves import logistic
from sim.rules.danger import reply_scale
from sim.rules.desks import discord_bill, over_span, review_chance
from sim.rules.factions import dissensus
from sim.rules.menus import allowed
from sim.rules.overstretch import bandwidth
from sim.vocabulary import (
    BDM_CHALLENGE,
    DIPLOMACY_DESK,
    DRAW_REVIEW,
    FIXED,
    LEVEL_K,
    LOGIT_EU,
    PROSPECT,
    RANDOM,
    SCRIPT,
    SECURITY_DESK,
)

# --- reviews, in one lane -----------------------------------------------------------------------


def review(i: int, desk: int, sc: EncodedScenario, t: Table) -> bool:
    """Note and return whether a desk of actor ``i`` chooses anew this turn, in one lane.

    It does if its order was an act or is no longer legal, or if its course is reviewed. The
    doctrines that follow a rule without chance choose anew every turn.
    """
    k = desk_place(i, desk)
    t.counter[at.HOLDING] = conditions(i, t.s, sc.p, sc.ix)
    set_other(i, desk, sc, t)
    due = sc.lasts[t.order[k]] == 0 or not is_legal(t.order[k], sc, t)
    doctrine = sc.ix[at.DOCTRINE + k]
    due = due or doctrine in (BDM_CHALLENGE, SCRIPT, FIXED)
    draw = uniform(t.stream, t.counter[at.TURN], k, DRAW_REVIEW)
    due = due or draw < review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM])
    t.reviewed[k] = 1 if due else 0
    return due


def set_other(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note what the other desk of actor ``i`` does, as this desk sees it, in one lane.

    The diplomacy desk decides first. It sees the course in force of the security desk, and ``hold``
    if that was an act or is no longer legal. The security desk sees this turn's diplomacy order.
    """
    k = desk_place(i, SECURITY_DESK + DIPLOMACY_DESK - desk)
    t.counter[at.OTHER] = t.order[k]
    if desk == DIPLOMACY_DESK:
        t.counter[at.OTHER] = sc.first_action[k]
        if sc.lasts[t.order[k]] == 1 and is_legal(t.order[k], sc, t):
            t.counter[at.OTHER] = t.order[k]
    t.private[at.OTHER_LINE] = sc.line[t.counter[at.OTHER]]


def is_legal(a: int, sc: EncodedScenario, t: Table) -> bool:
    """Whether the actor that decides may order action ``a`` beside the order of its other desk."""
    holding = beside(t.counter[at.HOLDING], sc.offers[t.counter[at.OTHER]])
    return allowed(sc.requires[a], holding)


def takes_part(k: int, t: Table) -> bool:
    """Whether a lane needs the options of the desk at place ``k``: not if its course goes on.

    With one lane it always does, so that the options can be shown.
    """
    return lane_count() == 1 or t.reviewed[k] == 1


# --- doctrines ----------------------------------------------------------------------------------


def consider(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Fill the workspace of every lane with a desk's legal options and their probabilities.

    ``review`` has noted the order of the other desk. Every doctrine has one branch here. Beside
    orders there is the guarantor's reply to an attack: see ``reply.weighed_chance``.

    Raises:
        ValueError: The desk's doctrine has no branch here.
    """
    doctrine = sc.ix[at.DOCTRINE + desk_place(i, desk)]
    if doctrine == LOGIT_EU:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == LEVEL_K:
        imagine_others(i, desk, sc, t)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == PROSPECT:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, desk, sc, t, True)
    elif doctrine == BDM_CHALLENGE:
        for lane in range(lane_count()):
            follow_challenges(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == SCRIPT:
        for lane in range(lane_count()):
            follow_script(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == FIXED:
        for lane in range(lane_count()):
            repeat_order(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == RANDOM:
        for lane in range(lane_count()):
            take_any(i, desk, lane_of(sc, lane), lane_of(t, lane))
    else:
        raise ValueError("a doctrine without a branch in sim.engine.decision.consider")


# --- doctrines that do not compare utilities, in one lane ---------------------------------------


def clear_options(i: int, desk: int, sc: EncodedScenario, t: Table) -> int:
    """List a desk's legal options with zeros as utility and weight; return their number."""
    work = t.work
    holding = beside(t.counter[at.HOLDING], sc.offers[t.counter[at.OTHER]])
    count = list_allowed(desk_place(i, desk), holding, sc, work)
    t.counter[at.OPTIONS] = count
    for k in range(count):
        work.utility[k] = 0.0
        work.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            work.terms[k * at.TERMS_WIDTH + m] = 0.0
    return count


def follow_challenges(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``bdm_challenge``: push if a challenge pays, settle if one threatens, else hold."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[bdm_challenge(i, count, sc, t)] = 1.0


def follow_script(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``script``: the first rule that matches and is legal, else the fallback."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[scripted_place(desk_place(i, desk), count, sc, t)] = 1.0


def repeat_order(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``fixed``: the same order every turn, or ``hold`` if it is not legal."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[place_of(sc.ix[at.DOCTRINE_ORDER + desk_place(i, desk)], count, t.work)] = 1.0


def take_any(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``random``: all legal orders are equally likely."""
    count = clear_options(i, desk, sc, t)
    for k in range(count):
        t.work.weight[k] = 1.0 / count


def place_of(action: int, count: int, work: Workspace) -> int:
    """Place of an action among the legal options; 0, which is ``hold``, if it is not legal."""
    for k in range(count):
        if work.option[k] == action:
            return k
    return 0


def scripted_place(desk: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Place, among the legal options, of the order that the script gives to a desk.

    This is the order of the first rule that matches and whose order is legal, or else the fallback;
    ``hold`` (place 0) if the fallback is not legal. ``desk`` is the place of the desk.
    """
    for rule in range(sc.ix[at.SCRIPT_START + desk], sc.ix[at.SCRIPT_START + desk + 1]):
        found = t.s[sc.rule_place[rule]]
        level = sc.rule_level[rule]
        operator = sc.rule_operator[rule]
        if operator == 0:
            matches = found > level
        elif operator == 1:
            matches = found >= level
        elif operator == 2:
            matches = found < level
        else:
            matches = found <= level
        if matches:
            place = place_of(sc.rule_order[rule], count, t.work)
            if t.work.option[place] == sc.rule_order[rule]:
                return place
    return place_of(sc.ix[at.DOCTRINE_ORDER + desk], count, t.work)


# --- doctrines that compare the utilities of all orders -----------------------------------------


def choose_by_utility(i: int, desk: int, sc: EncodedScenario, t: Table, framed: bool) -> None:
    """Set the probabilities of a desk's options by their expected utility, in every lane.

    ``framed`` is explained at :func:`weigh_options`.
    """
    k = desk_place(i, desk)
    list_orders(k, k, sc, t)
    weigh_options(i, desk, i, sc, t, t.private[at.RESOLVE], framed)
    for lane in range(lane_count()):
        if takes_part(k, lane_of(t, lane)):
            set_odds(i, lane_of(sc, lane), lane_of(t, lane))


def list_orders(k: int, decider: int, sc: EncodedScenario, t: Table) -> None:
    """List the legal options of the desk at place ``k`` in the workspace of every lane.

    A lane in which the desk at place ``decider`` stays on its course gets no options.
    """
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.counter[at.OPTIONS] = 0
        if takes_part(decider, own):
            holding = beside(own.counter[at.HOLDING], sc.offers[own.counter[at.OTHER]])
            own.counter[at.OPTIONS] = list_allowed(k, holding, lane_of(sc, lane), own.work)


def set_odds(i: int, sc: EncodedScenario, t: Table) -> None:
    """Set the probabilities of actor ``i``'s options by their expected utility, in one lane."""
    logit_weights(t.work.utility, t.counter[at.OPTIONS], precision(i, sc, t), t.work.weight)


def precision(i: int, sc: EncodedScenario, t: Table) -> float:
    """Logit precision of actor ``i``, >= 0; the guarantor's is lower if its factions disagree."""
    base = sc.p[at.CHOICE_PRECISION]
    if i != sc.ix[at.GUARANTOR_AT]:
        return base
    divided = dissensus(t.s[at.FACTION], t.s[at.FACTION + 1], t.s[at.FACTION + 2])
    return blurred_precision(base, sc.p[at.DISSENSUS_NOISE], divided)


def imagine_others(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Level-k reasoning: actor ``i`` predicts both orders of every other actor by a logit choice.

    The predictions become what actor ``i`` expects of the others. They hold no force, because the
    danger stands for it. What the actor knows of its own other desk is kept.
    """
    decider = desk_place(i, desk)
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.private[at.GUESSED] = guessed_resolve(i, sc, own)
        own.counter[at.KEPT] = own.counter[at.OTHER]
    for k in range(at.FORECAST_SIZE):
        t.work.imagined[k] = 0.0
    for j in range(sc.ix[at.N_ACTORS]):
        if j != i:
            for theirs in range(at.DESK_COUNT):
                for lane in range(lane_count()):
                    set_other_course(j, theirs, lane_of(sc, lane), lane_of(t, lane))
                expect_others(j, t.forecast, t.expected, sc.ix, t.work)
                list_orders(desk_place(j, theirs), decider, sc, t)
                weigh_options(j, theirs, i, sc, t, t.private[at.GUESSED], False)
                for lane in range(lane_count()):
                    if takes_part(decider, lane_of(t, lane)):
                        imagine_orders(j, theirs, lane_of(sc, lane), lane_of(t, lane))
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.counter[at.OTHER] = own.counter[at.KEPT]
        own.private[at.OTHER_LINE] = sc.line[own.counter[at.OTHER]]
        own.counter[at.HOLDING] = conditions(i, own.s, lane_of(sc, lane).p, sc.ix)
    add_up(t.work.imagined, sc.ix, t.work.total)
    expect_others(i, t.work.imagined, t.work.total, sc.ix, t.work)


def set_other_course(j: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note what holds for actor ``j``, and its other desk's course: ``hold`` after an act."""
    k = desk_place(j, SECURITY_DESK + DIPLOMACY_DESK - desk)
    other = t.before[k]
    if sc.lasts[other] == 0:
        other = sc.first_action[k]
    t.counter[at.HOLDING] = conditions(j, t.s, sc.p, sc.ix)
    t.counter[at.OTHER] = other
    t.private[at.OTHER_LINE] = sc.line[other]


def guessed_resolve(i: int, sc: EncodedScenario, t: Table) -> float:
    """Actor ``i``'s guess of the guarantor's type, from ``UNRESOLVED`` to ``RESOLVED``."""
    trust = logistic(t.s[observed_belief(i, sc.ix)])
    return UNRESOLVED + (RESOLVED - UNRESOLVED) * trust


def imagine_orders(j: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Add the mean effort that a desk of actor ``j`` is predicted to make, in one lane.

    With the chance of a review it chooses among its options, else its course goes on.
    """
    work, first = t.work, j * at.CHANNEL_COUNT
    course, width = t.before[desk_place(j, desk)], bandwidth(t.s[at.OVERSTRETCH + j])
    chance = review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM])
    if sc.lasts[course] == 0:
        chance = 1.0
    set_odds(j, sc, t)
    for k in range(t.counter[at.OPTIONS]):
        imagine_order(first, work.option[k], chance * work.weight[k], width, sc, work)
    imagine_order(first, course, 1.0 - chance, width, sc, work)


def imagine_order(
    first: int, a: int, share: float, width: float, sc: EncodedScenario, work: Workspace
) -> None:
    """Add a share of the efforts of action ``a`` to the predictions, unless it is an attack."""
    if sc.attack_theatre[a] >= 0:
        return
    for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
        slot = sc.slot[k]
        scale = width if at.WEIGHTED <= slot < at.PLAIN else 1.0
        work.imagined[first + slot] += share * scale * sc.effort[k]


def weigh_options(
    i: int, desk: int, observer: int, sc: EncodedScenario, t: Table, resolve: float, framed: bool
) -> None:
    """Write the expected utility of every legal option of a desk of actor ``i``, and its terms.

    The workspace holds the efforts that the actor expects of the others; those of its own other
    desk are added here. The misreading of the balance is that of ``observer``: actor ``i`` itself,
    or another actor that predicts its choice. If ``framed``, losses against doing nothing weigh
    more than gains.

    An option that is legal in at least one lane is computed in all lanes. The terms of the state's
    value are written only if the counter ``EXPLAINING`` is 1. An attack has two branches, because
    the guarantor may defend or not; other options have one. A course counts for as long as it is
    expected to last.
    """
    work, s, p, ix, calm, edge = t.work, t.s, sc.p, sc.ix, t.calm, t.edge[observer]
    u, reply, nxt, led, term, terms = work.u, work.reply, work.nxt, work.led, work.term, work.terms
    explaining = lane_of(t, 0).counter[at.EXPLAINING] == 1
    needs, patience, number = (
        sc.needs[i],
        p[at.PATIENCE],
        at.DOCTRINE_NUMBER + i * at.DOCTRINE_WIDTH,
    )
    factor = coalition(s, p, ix, FACTOR_ACTION_COST) if i == ix[at.GUARANTOR_AT] else 1.0
    width = bandwidth(s[at.OVERSTRETCH + i])
    for lane in range(lane_count()):
        add_other(i, lane_of(sc, lane), lane_of(t, lane))
    clip_efforts(work.raw, u, ix)
    expect_reply(i, s, sc, work)
    copy_state(s, nxt)
    idle = foresee(i, needs, s, u, reply, p, ix, calm, edge, resolve, nxt, led, term)
    save(desk_place(i, desk), sc, work)
    weighed = lane_of(t, 0).work.weighed
    count = unite(i, desk, sc, t, weighed)
    waiting = present_value(0.0, patience)
    for k in range(count):
        a, first = weighed[k], k * at.TERMS_WIDTH
        for m in range(0 if explaining else at.TERM_COUNT, at.TERMS_WIDTH):
            terms[first + m] = 0.0
        start, end = sc.first_effort[a], sc.first_effort[a + 1]
        theatre, blocks = sc.attack_theatre[a], sc.touches[a] & needs
        kept = reply[theatre] if theatre >= 0 else 1.0
        expected = kept * reply_scale(sc.attack_effort[a]) if theatre >= 0 else kept
        lay_order(start, end, sc.slot, sc.effort, width, work.raw, u)
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
            reply[theatre] = kept
            weigh_war(first, theatre, sc.attack_effort[a], expected, s, u, p, ix, terms)
        terms[first + at.ACTION_BILL] = -p[at.ACTION_COST] * factor * p[at.COST + a]
        terms[first + at.DISCORD_BILL] = -discord_bill(
            p[at.DISCORD], factor, sc.line[a], t.private[at.OTHER_LINE]
        )
        if sc.grants_base[a] == 1:
            terms[first + at.RETALIATION] = -expected_retaliation(s, ix)
        lift_order(start, end, sc.slot, work.raw, u)
        undo(a, sc, work)
        for m in range(at.ACTION_BILL, at.FRAMING):
            worth += terms[first + m]
        if k == 0:
            waiting = worth
        if sc.lasts[a] == 1:
            worth = over_span(worth, waiting, p[at.COURSE_SPAN])
            if explaining:
                spread(first, p[at.COURSE_SPAN], terms)
        work.utility[k] = worth
    for lane in range(lane_count()):
        keep_own(count, weighed, lane_of(t, lane))


def add_other(i: int, sc: EncodedScenario, t: Table) -> None:
    """Add the efforts of actor ``i``'s other desk to those of the others, in one lane."""
    width = bandwidth(t.s[at.OVERSTRETCH + i])
    add_efforts(t.counter[at.OTHER], 1.0, width, sc, t.work.raw)


def spread(first: int, span: float, terms: Vector) -> None:
    """Count the terms of a course, from place ``first`` on, for as long as the course lasts.

    The terms of ``hold`` are the first in ``terms``.
    """
    for m in range(at.TERMS_WIDTH):
        terms[first + m] = over_span(terms[first + m], terms[m], span)


def unite(i: int, desk: int, sc: EncodedScenario, t: Table, weighed: Links) -> int:
    """Write to ``weighed`` the options that are legal for a desk in at least one lane.

    They are in the order of the actor's menu. Returns their number.
    """
    first, legal = sc.first_action[desk_place(i, desk)], 0
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        for k in range(own.counter[at.OPTIONS]):
            legal |= 1 << (own.work.option[k] - first)
    count = 0
    for a in range(first, sc.first_action[desk_place(i, desk) + 1]):
        if legal & (1 << (a - first)):
            weighed[count] = a
            count += 1
    return count


def keep_own(count: int, weighed: Links, t: Table) -> None:
    """Keep the utilities of the options that are legal in this lane, and drop the others."""
    mine, utility = 0, t.work.utility
    for k in range(count):
        if mine < t.counter[at.OPTIONS] and t.work.option[mine] == weighed[k]:
            utility[mine] = utility[k]
            mine += 1


def save(desk: int, sc: EncodedScenario, work: Workspace) -> None:
    """Save the places that any order of a desk changes, as projected for doing nothing.

    ``desk`` is the desk's place in vectors by desk.
    """
    first, middle, last = (
        sc.saved_first[2 * desk],
        sc.saved_first[2 * desk + 1],
        sc.saved_first[2 * desk + 2],
    )
    for k in range(first, middle):
        work.base_nxt[sc.saved_place[k]] = work.nxt[sc.saved_place[k]]
    for k in range(middle, last):
        work.base_led[sc.saved_place[k]] = work.led[sc.saved_place[k]]


def undo(a: int, sc: EncodedScenario, work: Workspace) -> None:
    """Restore the places that order ``a`` has changed, from what ``save`` has kept."""
    first, middle = sc.changed_first[2 * a], sc.changed_first[2 * a + 1]
    for k in range(first, middle):
        work.nxt[sc.changed_place[k]] = work.base_nxt[sc.changed_place[k]]
    for k in range(middle, sc.changed_first[2 * a + 2]):
        work.led[sc.changed_place[k]] = work.base_led[sc.changed_place[k]]


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
    """Write the terms for the costs of an attack on theatre ``h``: the war, and the broken truce.

    ``first`` is the place in ``terms`` of the option's first term; the other arguments are those of
    ``hazard.attack_bills``.
    """
    resolved = logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]])
    fighting, breach = attack_bills(h, force, defended, u, s, p, ix, resolved)
    terms[first + at.WAR_BILL] = -fighting
    terms[first + at.VIOLATION_BILL] = -breach


def expected_retaliation(s: Vector, ix: Links) -> float:
    """Cost of the guarantor's retaliation that the challenger expects if it grants a base."""
    cross = s[at.INFLUENCE + ix[at.CROSS]] if ix[at.CROSS] >= 0 else 0.0
    return retaliation(
        s[at.RED_LINE + ix[at.SECOND]],
        logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]]),
        cross,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
    )

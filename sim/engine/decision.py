"""Doctrines: how an actor chooses an order from what it expects.

A doctrine fills the workspace with the legal options of the actor and the probability of each. One
uniform draw then picks an option. Expected utilities are computed for all lanes at once (see
``lanes``). The utility of an option is a sum of terms, which ``sim explain`` shows.
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
from sim.engine.layout import EncodedScenario, Links, Table, Vector, Workspace
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


def consider(i: int, sc: EncodedScenario, t: Table) -> None:
    """Fill the workspace of every lane with actor ``i``'s legal options and their probabilities.

    Every doctrine has one branch here. Beside orders there is the guarantor's reply to an attack:
    see ``reply.weighed_chance``.

    Raises:
        ValueError: The actor's doctrine has no branch here.
    """
    doctrine = sc.ix[at.DOCTRINE + i]
    if doctrine == LOGIT_EU:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, sc, t, False)
    elif doctrine == LEVEL_K:
        imagine_others(i, sc, t)
        choose_by_utility(i, sc, t, False)
    elif doctrine == PROSPECT:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, sc, t, True)
    elif doctrine == BDM_CHALLENGE:
        for lane in range(lane_count()):
            follow_challenges(i, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == SCRIPT:
        for lane in range(lane_count()):
            follow_script(i, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == FIXED:
        for lane in range(lane_count()):
            repeat_order(i, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == RANDOM:
        for lane in range(lane_count()):
            take_any(i, lane_of(sc, lane), lane_of(t, lane))
    else:
        raise ValueError("a doctrine without a branch in sim.engine.decision.consider")


# --- doctrines that do not compare utilities, in one lane ---------------------------------------


def clear_options(i: int, sc: EncodedScenario, t: Table) -> int:
    """List actor ``i``'s legal options with zeros as utility and weight; return their number."""
    work = t.work
    count = list_options(i, t.s, sc, work)
    t.counter[at.OPTIONS] = count
    for k in range(count):
        work.utility[k] = 0.0
        work.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            work.terms[k * at.TERMS_WIDTH + m] = 0.0
    return count


def follow_challenges(i: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``bdm_challenge``: push if a challenge pays, settle if one threatens, else hold."""
    count = clear_options(i, sc, t)
    t.work.weight[bdm_challenge(i, count, sc, t)] = 1.0


def follow_script(i: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``script``: the first rule that matches and is legal, else the fallback."""
    count = clear_options(i, sc, t)
    t.work.weight[scripted_place(i, count, sc, t)] = 1.0


def repeat_order(i: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``fixed``: the same order every turn, or ``hold`` if it is not legal."""
    count = clear_options(i, sc, t)
    t.work.weight[place_of(sc.ix[at.DOCTRINE_ORDER + i], count, t.work)] = 1.0


def take_any(i: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``random``: all legal orders are equally likely."""
    count = clear_options(i, sc, t)
    for k in range(count):
        t.work.weight[k] = 1.0 / count


def place_of(action: int, count: int, work: Workspace) -> int:
    """Place of an action among the legal options; 0, which is ``hold``, if it is not legal."""
    for k in range(count):
        if work.option[k] == action:
            return k
    return 0


def scripted_place(i: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Place, among the legal options, of the order that the script gives.

    This is the order of the first rule that matches and whose order is legal, or else the fallback;
    ``hold`` (place 0) if the fallback is not legal.
    """
    for rule in range(sc.ix[at.SCRIPT_START + i], sc.ix[at.SCRIPT_START + i + 1]):
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
    return place_of(sc.ix[at.DOCTRINE_ORDER + i], count, t.work)


# --- doctrines that compare the utilities of all orders -----------------------------------------


def choose_by_utility(i: int, sc: EncodedScenario, t: Table, framed: bool) -> None:
    """Set the probabilities of actor ``i``'s options by their expected utility, in every lane.

    ``framed`` is explained at :func:`weigh_options`.
    """
    list_orders(i, sc, t)
    weigh_options(i, i, sc, t, t.private[at.RESOLVE], framed)
    for lane in range(lane_count()):
        set_odds(i, lane_of(sc, lane), lane_of(t, lane))


def list_orders(i: int, sc: EncodedScenario, t: Table) -> None:
    """List actor ``i``'s legal options in the workspace of every lane."""
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.counter[at.OPTIONS] = list_options(i, own.s, lane_of(sc, lane), own.work)


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


def imagine_others(i: int, sc: EncodedScenario, t: Table) -> None:
    """Level-k reasoning: actor ``i`` predicts the orders of every other actor by a logit choice.

    The predictions become what actor ``i`` expects of the others.
    """
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.private[at.GUESSED] = guessed_resolve(i, sc, own)
    for j in range(sc.ix[at.N_ACTORS]):
        if j != i:
            expect_others(j, t.forecast, t.expected, sc.ix, t.work)
            list_orders(j, sc, t)
            weigh_options(j, i, sc, t, t.private[at.GUESSED], False)
            for lane in range(lane_count()):
                imagine_orders(j, lane_of(sc, lane), lane_of(t, lane))
    expect_imagined(i, sc, t)


def guessed_resolve(i: int, sc: EncodedScenario, t: Table) -> float:
    """Actor ``i``'s guess of the guarantor's type, from ``UNRESOLVED`` to ``RESOLVED``."""
    trust = logistic(t.s[observed_belief(i, sc.ix)])
    return UNRESOLVED + (RESOLVED - UNRESOLVED) * trust


def imagine_orders(j: int, sc: EncodedScenario, t: Table) -> None:
    """Write the mean effort that actor ``j`` is predicted to make: over its options, weighted."""
    work, first = t.work, j * at.CHANNEL_COUNT
    for k in range(sc.ix[at.N_LIVE]):
        work.imagined[first + sc.ix[at.LIVE + k]] = 0.0
    set_odds(j, sc, t)
    for k in range(t.counter[at.OPTIONS]):
        a = work.option[k]
        for m in range(sc.first_effort[a], sc.first_effort[a + 1]):
            work.imagined[first + sc.slot[m]] += work.weight[k] * sc.effort[m]


def expect_imagined(i: int, sc: EncodedScenario, t: Table) -> None:
    """Make the predicted efforts of all others what actor ``i`` expects of them."""
    work, first = t.work, i * at.CHANNEL_COUNT
    for k in range(sc.ix[at.N_LIVE]):
        work.imagined[first + sc.ix[at.LIVE + k]] = 0.0
    add_up(work.imagined, sc.ix, work.total)
    expect_others(i, work.imagined, work.total, sc.ix, work)


def weigh_options(
    i: int, observer: int, sc: EncodedScenario, t: Table, resolve: float, framed: bool
) -> None:
    """Write the expected utility of every legal option of actor ``i``, and its terms.

    The misreading of the balance is that of ``observer``: actor ``i`` itself, or another actor that
    predicts its choice. If ``framed``, losses against doing nothing weigh more than gains.

    An option that is legal in at least one lane is computed in all lanes. The terms of the state's
    value are written only if the counter ``EXPLAINING`` is 1.
    An attack has two branches, because the guarantor may defend or not; other options have one.
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
    expect_reply(i, s, sc, work)
    copy_state(s, nxt)
    idle = foresee(i, needs, s, u, reply, p, ix, calm, edge, resolve, nxt, led, term)
    save(i, sc, work)
    weighed = lane_of(t, 0).work.weighed
    count = unite(i, sc, t, weighed)
    for k in range(count):
        a, first = weighed[k], k * at.TERMS_WIDTH
        for m in range(0 if explaining else at.WAR_BILL, at.TERMS_WIDTH):
            terms[first + m] = 0.0
        start, end = sc.first_effort[a], sc.first_effort[a + 1]
        theatre, blocks = sc.attack_theatre[a], sc.touches[a] & needs
        expected = reply[theatre] if theatre >= 0 else 1.0
        lay_order(start, end, sc.slot, sc.effort, work.raw, u)
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
            weigh_war(first, theatre, sc.attack_effort[a], expected, s, u, p, ix, terms)
        terms[first + at.ACTION_BILL] = -p[at.ACTION_COST] * factor * p[at.COST + a]
        terms[first + at.INERTIA_BONUS] = inertia_bonus(t.last[i], a, p[at.INERTIA])
        if sc.grants_base[a] == 1:
            terms[first + at.RETALIATION] = -expected_retaliation(s, ix)
        lift_order(start, end, sc.slot, work.raw, u)
        undo(a, sc, work)
        for m in range(at.ACTION_BILL, at.FRAMING):
            worth += terms[first + m]
        work.utility[k] = worth
    for lane in range(lane_count()):
        keep_own(count, weighed, lane_of(t, lane))


def unite(i: int, sc: EncodedScenario, t: Table, weighed: Links) -> int:
    """Write to ``weighed`` the options that are legal for actor ``i`` in at least one lane.

    They are in the order of the actor's menu. Returns their number.
    """
    first, legal = sc.first_action[i], 0
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        for k in range(own.counter[at.OPTIONS]):
            legal |= 1 << (own.work.option[k] - first)
    count = 0
    for a in range(first, sc.first_action[i + 1]):
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


def save(i: int, sc: EncodedScenario, work: Workspace) -> None:
    """Save the places that any order of actor ``i`` changes, as projected for doing nothing."""
    first, middle, last = (
        sc.saved_first[2 * i],
        sc.saved_first[2 * i + 1],
        sc.saved_first[2 * i + 2],
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

    Args:
        first: Place in ``terms`` of the option's first term.
        h: Theatre.
        force: Effort of the attack, [0, 1].
        defended: Chance that the guarantor defends the theatre, [0, 1].
        s: State.
        u: Channels, clipped to their range.
        p: Numbers.
        ix: Links.
        terms: Receives the terms.
    """
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
    """Cost of the guarantor's retaliation that the challenger expects if it grants a base."""
    cross = s[at.INFLUENCE + ix[at.CROSS]] if ix[at.CROSS] >= 0 else 0.0
    return retaliation(
        s[at.RED_LINE + ix[at.SECOND]],
        logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]]),
        cross,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
    )


def fade_memory(sc: EncodedScenario, t: Table) -> None:
    """Multiply all forecast efforts by ``forecast_memory``; ``note_order`` adds the new ones."""
    memory = sc.p[at.FORECAST_MEMORY]
    for i in range(sc.ix[at.N_ACTORS]):
        for k in range(sc.ix[at.N_LIVE]):
            slot = i * at.CHANNEL_COUNT + sc.ix[at.LIVE + k]
            t.forecast[slot] = forecast_next(t.forecast[slot], 0.0, memory)


def note_order(i: int, sc: EncodedScenario, t: Table) -> None:
    """Add actor ``i``'s order to the forecast of its efforts, except unattributed covert help."""
    memory = sc.p[at.FORECAST_MEMORY]
    first = i * at.CHANNEL_COUNT
    a = t.order[i]
    for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
        slot = sc.slot[k]
        covert = at.DO_COVERT <= slot < at.DO_COVERT + at.MAX_THEATRES
        if covert and t.private[at.ATTRIBUTED] < 0.5:
            continue
        t.forecast[first + slot] += (1.0 - memory) * sc.effort[k]

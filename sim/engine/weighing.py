"""Expected utilities of the options of a desk."""

from sim.engine import layout as at
from sim.engine.courses import desk_place, other_desk
from sim.engine.forecast import (
    add_order,
    clip_efforts,
    expect_reply,
    foresee,
    lay_order,
    lift_order,
    list_allowed,
)
from sim.engine.hazard import attack_bills
from sim.engine.lanes import abreast, lane_of
from sim.engine.layout import Links, Vector
from sim.engine.legality import holding_now
from sim.engine.value import coalition
from sim.engine.vectors import EncodedScenario, Table, Workspace
from sim.engine.weights import FACTOR_ACTION_COST
from sim.rules.choice import (
    blurred_precision,
    logit_weights,
    present_value,
    prospect_value,
    retaliation,
)
from sim.rules.curves import logistic
from sim.rules.danger import reply_scale
from sim.rules.desks import discord_bill, over_span
from sim.rules.factions import dissensus
from sim.rules.overstretch import bandwidth


def list_orders(i: int, desk: int, sc: EncodedScenario, t: Table) -> int:
    """List the legal options of a desk of actor ``i`` in the workspace; return their number.

    ``set_other`` has noted what its other desk does.
    """
    count = list_allowed(desk_place(i, desk), holding_now(i, sc, t), sc, t.work)
    t.counter[at.OPTIONS] = count
    return count


def set_odds(i: int, count: int, sc: EncodedScenario, t: Table) -> None:
    """Set the probabilities of actor ``i``'s options by their expected utility."""
    work = t.work
    logit_weights(work.utility, work.legal, count, precision(i, sc, t), work.weight)


def precision(i: int, sc: EncodedScenario, t: Table) -> float:
    """Logit precision of actor ``i``, >= 0; the guarantor's is lower if its factions disagree."""
    base = sc.p[at.CHOICE_PRECISION]
    if i != sc.ix[at.GUARANTOR_AT]:
        return base
    divided = dissensus(t.s[at.FACTION], t.s[at.FACTION + 1], t.s[at.FACTION + 2])
    return blurred_precision(base, sc.p[at.DISSENSUS_NOISE], divided)


def weigh_options(
    i: int,
    desk: int,
    observer: int,
    decider: int,
    count: int,
    sc: EncodedScenario,
    t: Table,
    resolve: float,
    framed: bool,
) -> None:
    """Write the expected utility of each of ``count`` listed options of a desk, and its terms.

    The workspace holds the efforts that actor ``i`` expects of the others; those of its own other
    desk are added here. The misreading of the balance is that of ``observer``: actor ``i`` itself,
    or another actor that predicts its choice, at the desk with the place ``decider``. If
    ``framed``, losses against doing nothing weigh more than gains.

    An option is computed in all lanes, although it may not be legal in some. The terms of the
    state's value are written only if the counter ``EXPLAINING`` is 1. An attack has two branches,
    because the guarantor may defend or not; other options have one. A course counts for as long as
    it is expected to last.
    """
    work, p, edge = t.work, sc.p, t.edge[observer]
    explaining = lane_of(t, 0).counter[at.EXPLAINING] == 1
    factor = coalition(t.s, p, sc.ix, FACTOR_ACTION_COST) if i == sc.ix[at.GUARANTOR_AT] else 1.0
    idle = project_waiting(i, desk, decider, edge, sc, t, resolve)
    save(desk_place(i, desk), sc, work)
    waiting = abreast(0.0)
    for k in range(count):
        a, first = lane_of(work, 0).option[k], k * at.TERMS_WIDTH
        for m in range(0 if explaining else at.TERM_COUNT, at.TERMS_WIDTH):
            work.terms[first + m] = 0.0
        worth = weigh_outcomes(i, a, first, idle, edge, resolve, framed, sc, t)
        weigh_costs(first, a, factor, sc, t)
        for m in range(at.ACTION_BILL, at.FRAMING):
            worth += work.terms[first + m]
        if k == 0:
            waiting = worth
        if sc.lasts[a] == 1:
            worth = over_span(worth, waiting, p[at.COURSE_SPAN])
            if explaining:
                spread(first, p[at.COURSE_SPAN], work.terms)
        work.utility[k] = worth


def weigh_outcomes(
    i: int,
    a: int,
    first: int,
    idle: float,
    edge: float,
    resolve: float,
    framed: bool,
    sc: EncodedScenario,
    t: Table,
) -> float:
    """Return the discounted utility of what follows from action ``a`` of actor ``i``.

    The costs of an attack are written to its terms, from place ``first`` on. ``idle`` is the
    utility per turn of waiting; the other arguments are those of :func:`weigh_options`.
    """
    work, s, p, ix = t.work, t.s, sc.p, sc.ix
    u, reply, nxt, led, term = work.u, work.reply, work.nxt, work.led, work.term
    start, end, patience = sc.first_effort[a], sc.first_effort[a + 1], p[at.PATIENCE]
    theatre, blocks = sc.attack_theatre[a], sc.touches[a] & sc.needs[i]
    number = at.DOCTRINE_NUMBER + i * at.DOCTRINE_WIDTH
    kept = reply[theatre] if theatre >= 0 else 1.0
    expected = kept * reply_scale(sc.attack_effort[a]) if theatre >= 0 else kept
    lay_order(start, end, sc.slot, sc.effort, bandwidth(s[at.OVERSTRETCH + i]), work.raw, u)
    worth = 0.0
    for branch in range(2 if theatre >= 0 else 1):
        chance = expected if branch == 0 else 1.0 - expected
        if theatre >= 0:
            reply[theatre] = 1.0 - branch
        utility = foresee(i, blocks, s, u, reply, p, ix, t.calm, edge, resolve, nxt, led, term)
        felt = prospect_value(utility - idle, p[number], p[number + 1]) if framed else utility
        worth += chance * present_value(felt, patience)
        if lane_of(t, 0).counter[at.EXPLAINING] == 1:
            add_branch(first, chance, felt - utility, patience, term, work.terms)
    if theatre >= 0:
        reply[theatre] = kept
        weigh_war(first, theatre, sc.attack_effort[a], expected, s, u, p, ix, work.terms)
    lift_order(start, end, sc.slot, work.raw, u)
    undo(a, sc, work)
    return worth


def project_waiting(
    i: int, desk: int, decider: int, edge: float, sc: EncodedScenario, t: Table, resolve: float
) -> float:
    """Project what follows if a desk of actor ``i`` waits; return its utility per turn.

    The other desk's order is added to what the others are expected to do. The projection has what
    the deciding desk reads of the state.
    """
    work, s, p, ix = t.work, t.s, sc.p, sc.ix
    width = bandwidth(s[at.OVERSTRETCH + i])
    add_order(other_desk(i, desk), t.counter[at.OTHER], True, width, sc, 0, work.raw)
    clip_efforts(work.raw, work.u, ix)
    expect_reply(i, s, sc, work)
    for n in range(sc.seen_first[decider], sc.seen_first[decider + 1]):
        work.nxt[sc.seen_place[n]] = s[sc.seen_place[n]]
    return foresee(
        i,
        sc.needs[i],
        s,
        work.u,
        work.reply,
        p,
        ix,
        t.calm,
        edge,
        resolve,
        work.nxt,
        work.led,
        work.term,
    )


def weigh_costs(first: int, a: int, factor: float, sc: EncodedScenario, t: Table) -> None:
    """Write the terms for the costs of action ``a`` in peace, from place ``first`` on.

    ``factor`` is the weight of costs for the actor. The costs are those of the order itself, of
    contradicting the other desk, and the retaliation for the grant of a base.
    """
    terms, p = t.work.terms, sc.p
    terms[first + at.ACTION_BILL] = -p[at.ACTION_COST] * factor * p[at.COST + a]
    terms[first + at.DISCORD_BILL] = -discord_bill(
        p[at.DISCORD], factor, sc.line[a], t.private[at.OTHER_LINE]
    )
    if sc.grants_base[a] == 1:
        terms[first + at.RETALIATION] = -expected_retaliation(t.s, sc.ix)


def spread(first: int, span: float, terms: Vector) -> None:
    """Count the terms of a course, from place ``first`` on, for as long as the course lasts.

    The terms of ``hold`` are the first in ``terms``.
    """
    for m in range(at.TERMS_WIDTH):
        terms[first + m] = over_span(terms[first + m], terms[m], span)


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

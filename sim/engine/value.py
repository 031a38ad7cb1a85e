"""Value of a state to an actor, as a sum of terms, in units of utility per quarter.

``nxt`` and ``led`` are a projection by :func:`sim.engine.transition.transition`; ``s`` is the state
from which it was made. Influence is valued by its discounted mean. An order that changes only the
level to which influence tends therefore already has a value.
"""

from sim.engine import layout as at
from sim.engine.layout import Links, Vector
from sim.engine.transition import FREEDOM, THREAT, actor_reach, client_of
from sim.engine.transition import SECURITY as SECURITY_BLOCK
from sim.engine.weights import (
    BASE,
    C_MISSION,
    C_STANDING,
    C_TENSION,
    CLIENT_AUTONOMY,
    CLIENT_CONTROL,
    CLIENT_EXIT,
    CLIENT_HEAT,
    CLIENT_MISSION,
    CLIENT_SECURITY,
    CLIENT_SETTLEMENT,
    CLIENT_STANDING,
    CLIENT_TENSION,
    CLIENT_TERMS,
    CONFRONTATION,
    CROSS_PRICE,
    EXIT,
    FACTION_WEIGHTS,
    FACTOR_CLIENT_SECURITY,
    FACTOR_CONFRONTATION,
    FACTOR_INFLUENCE,
    FACTOR_MISSION,
    FACTOR_REPUTATION,
    FACTOR_RIVAL_THREAT,
    FACTOR_STANDING,
    G_CADRE,
    G_INFLUENCE,
    G_MISSION,
    G_PRESENCE,
    G_REPUTATION,
    G_STANDING,
    GUARANTOR_CLIENT_SECURITY,
    GUARANTOR_CONFRONTATION,
    GUARANTOR_ENTRAPMENT,
    GUARANTOR_INFLUENCE,
    GUARANTOR_MISSION,
    GUARANTOR_REPUTATION,
    GUARANTOR_RIVAL_THREAT,
    GUARANTOR_STANDING,
    GUARANTOR_TERMS,
    MORROW,
    PROTEGE,
    RIVAL,
    S_BACKLASH,
    S_CADRE,
    S_INFLUENCE,
    S_PLEDGE,
    S_STANDING,
    S_TENSION,
    SECOND_GROUND,
    SECURITY,
    SETTLEMENT,
    SETTLEMENT_CONTROL,
    SPONSOR_BACKLASH,
    SPONSOR_BASE,
    SPONSOR_CADRE,
    SPONSOR_CLIENT_SECURITY,
    SPONSOR_CONTROL,
    SPONSOR_CROSS_INFLUENCE,
    SPONSOR_HEAT,
    SPONSOR_INFLUENCE,
    SPONSOR_PLEDGE,
    SPONSOR_STANDING,
    SPONSOR_TENSION,
    SPONSOR_TERMS,
    SUITOR_CONTROL,
    SUITOR_HEAT,
    SUITOR_INFLUENCE,
    SUITOR_SETTLEMENT,
    SUITOR_SPONSOR_BASE,
    SUITOR_TERMS,
    U_SETTLEMENT,
    U_SPONSOR_BASE,
    X_CADRE,
    X_INFLUENCE,
)
from sim.rules.cadres import leash
from sim.rules.curves import contest
from sim.rules.influence import foreseen
from sim.rules.overstretch import bandwidth
from sim.rules.perception import defence_probability, effective_coverage
from sim.rules.security import (
    autonomy,
    basing_prospect,
    security_with_treaty,
    sponsor_index,
    suitor_aid,
    tie_threat,
)
from sim.rules.utility import (
    autonomy_utility,
    client_stake,
    confrontation_utility,
    entrapment_utility,
    exit_utility,
    security_utility,
)
from sim.rules.war import (
    attack_strength,
    defence_strength,
    guarantor_reach,
    local_strength,
)
from sim.vocabulary import CHALLENGER, DEFENDER, GUARANTOR, SPONSOR, SUITOR


def value(
    i: int,
    s: Vector,
    nxt: Vector,
    led: Vector,
    p: Vector,
    ix: Links,
    resolve: float,
    term: Vector,
) -> float:
    """Utility per quarter of actor ``i`` in the projected state; ``term`` receives its terms.

    ``resolve`` is the guarantor's private type.
    """
    role = ix[at.ROLE + i]
    if role == GUARANTOR:
        guarantor_terms(i, s, nxt, led, p, ix, resolve, term)
        return total(term, len(GUARANTOR_TERMS))
    if role == SPONSOR:
        sponsor_terms(i, nxt, led, p, ix, term)
        return total(term, len(SPONSOR_TERMS))
    if role == SUITOR:
        suitor_terms(i, nxt, led, p, ix, term)
        return total(term, len(SUITOR_TERMS))
    client_terms(i, nxt, led, p, ix, term)
    return total(term, len(CLIENT_TERMS))


def total(term: Vector, count: int) -> float:
    """Sum of the first ``count`` terms."""
    found = 0.0
    for k in range(count):
        found += term[k]
    return found


def appraise(
    blocks: int, i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, edge: float
) -> None:
    """Compute the ledger's security, threat and autonomy for actor ``i``, if in ``blocks``."""
    if blocks & SECURITY_BLOCK:
        led[at.SECURE] = defender_security(i, nxt, led, p, ix, edge)
        role = ix[at.ROLE + i]
        if role == DEFENDER:
            led[at.SECURITY_WORTH] = security_utility(led[at.SECURE], p[at.SECURITY_WEIGHT])
        elif role == CHALLENGER:
            led[at.SECURITY_WORTH] = security_utility(1.0 - led[at.SECURE], p[at.SECURITY_WEIGHT])
    if blocks & THREAT:
        led[at.DANGER] = rival_threat(nxt, p, ix)
    for side in range(2):
        if blocks & (FREEDOM << side):
            c = client_of(side, ix)
            led[at.AUTONOMY + side] = client_autonomy(c, nxt, led, p, ix)
            led[at.AUTONOMY_WORTH + side] = autonomy_utility(
                led[at.AUTONOMY + side], p[at.SECURITY_WEIGHT], nxt[at.BACKLASH + c]
            )


def defence_expected(s: Vector, p: Vector, ix: Links, resolved: float, h: int) -> float:
    """Chance, [0, 1], that the guarantor defends theatre ``h``, as an actor expects it.

    ``resolved`` is that actor's belief that the guarantor is resolved, [0, 1].
    """
    g = ix[at.GUARANTEE]
    return defence_probability(
        resolved,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
        effective_coverage(p[at.COVERAGE + h], s[at.RED_LINE + h]),
        p[at.ALIGNMENT_FLOOR],
        s[at.INFLUENCE + g],
        s[at.FROZEN + g],
    )


def observed_belief(i: int, ix: Links) -> int:
    """Place in ``s`` of the belief that actor ``i`` uses: the client's, or the adversary's."""
    place = at.BELIEF_CLIENT if i == ix[at.DEFENDER_AT] else at.BELIEF_ADVERSARY
    return place + ix[at.GUARANTEE]


def peacekeeping(s: Vector, ix: Links) -> float:
    """Peacekeepers times integrity, summed over theatres."""
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += s[at.MISSION + h] * s[at.INTEGRITY + h]
    return total


def defender_security(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, edge: float) -> float:
    """Security of the defender as actor ``i`` sees it, [0, 1]: its share of a long-run contest."""
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
    share = contest(hold / edge, attack, p[at.CONTEST_DECISIVENESS])
    return security_with_treaty(share, nxt[at.TREATY])


def client_autonomy(c: int, nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Autonomy of client ``c``, [0.05, 1], with influence as its discounted mean."""
    fourth = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            held = leash(tie_foresight(e, nxt, led, p), nxt[at.CADRE + e], nxt[at.PRESENCE + e])
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


def bases_of_sponsor(nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Value of the sponsor's base, present or in prospect; zero without a sponsor."""
    e = ix[at.SPONSORSHIP]
    if e < 0:
        return 0.0
    return basing_prospect(
        nxt[at.PRESENCE + e], nxt[at.BASE_REQUEST + e], tie_foresight(e, nxt, led, p)
    )


def weighted_ground(
    i: int, nxt: Vector, p: Vector, ix: Links, weights: int, variable: int
) -> float:
    """Sum over theatres of actor ``i``'s weight times a state variable.

    ``weights`` is the place of the first weight among the actor's weights, ``variable`` the place
    of the first theatre's variable in the state.
    """
    first = at.UTILITY + i * at.UTILITY_WIDTH + weights
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += p[first + h] * nxt[variable + h]
    return total


def client_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of the challenger or the defender."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    security, side = led[at.SECURE], 1
    if ix[at.ROLE + i] == CHALLENGER:
        security, side = 1.0 - security, 0
    term[CLIENT_CONTROL] = weighted_ground(i, nxt, p, ix, at.ON_CONTROL, at.CONTROL)
    term[CLIENT_SECURITY] = p[w + MORROW] * led[at.SECURITY_WORTH]
    term[CLIENT_AUTONOMY] = p[w + MORROW] * led[at.AUTONOMY_WORTH + side]
    term[CLIENT_STANDING] = p[w + C_STANDING] * nxt[at.STANDING + i]
    term[CLIENT_HEAT] = -(1.0 - security) * weighted_ground(i, nxt, p, ix, at.ON_HEAT, at.HEAT)
    term[CLIENT_SETTLEMENT] = nxt[at.TREATY] * (
        p[w + SETTLEMENT] + p[w + SETTLEMENT_CONTROL] * nxt[at.CONTROL]
    )
    term[CLIENT_MISSION] = p[w + C_MISSION] * peacekeeping(nxt, ix)
    term[CLIENT_TENSION] = p[w + C_TENSION] * nxt[at.TENSION] * nxt[at.TENSION]
    g = ix[at.GUARANTEE]
    term[CLIENT_EXIT] = 0.0
    if ix[at.ROLE + i] == DEFENDER:
        term[CLIENT_EXIT] = p[w + EXIT] * exit_utility(
            p[at.EXIT_COST], nxt[at.COMMITMENT + g], nxt[at.FROZEN + g]
        )


def sponsor_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of the challenger's sponsor."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    e, x, a = ix[at.SPONSORSHIP], ix[at.CROSS], ix[at.CHALLENGER_AT]
    term[SPONSOR_INFLUENCE] = p[w + S_INFLUENCE] * tie_foresight(e, nxt, led, p)
    term[SPONSOR_CADRE] = p[w + S_CADRE] * nxt[at.CADRE + e]
    term[SPONSOR_BASE] = p[w + BASE] * bases_of_sponsor(nxt, led, p, ix)
    term[SPONSOR_PLEDGE] = p[w + S_PLEDGE] * nxt[at.PLEDGE + e]
    term[SPONSOR_CROSS_INFLUENCE] = 0.0
    if x >= 0:
        term[SPONSOR_CROSS_INFLUENCE] = p[w + CROSS_PRICE] * tie_foresight(x, nxt, led, p)
    term[SPONSOR_CONTROL] = weighted_ground(i, nxt, p, ix, at.ON_CONTROL, at.CONTROL)
    term[SPONSOR_HEAT] = weighted_ground(i, nxt, p, ix, at.ON_HEAT, at.HEAT)
    term[SPONSOR_STANDING] = p[w + S_STANDING] * nxt[at.STANDING + i]
    term[SPONSOR_TENSION] = p[w + S_TENSION] * nxt[at.TENSION] * nxt[at.TENSION]
    term[SPONSOR_BACKLASH] = p[w + S_BACKLASH] * nxt[at.BACKLASH + a]
    term[SPONSOR_CLIENT_SECURITY] = p[w + PROTEGE] * (1.0 - led[at.SECURE])


def suitor_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of a suitor, an outside power that courts a client."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    total = 0.0
    for e in range(ix[at.N_TIES]):
        total += p[w + at.ON_TIE + e] * tie_foresight(e, nxt, led, p)
    term[SUITOR_INFLUENCE] = total
    term[SUITOR_CONTROL] = weighted_ground(i, nxt, p, ix, at.ON_CONTROL, at.CONTROL)
    term[SUITOR_HEAT] = weighted_ground(i, nxt, p, ix, at.ON_HEAT, at.HEAT)
    term[SUITOR_SETTLEMENT] = p[w + U_SETTLEMENT] * nxt[at.TREATY]
    term[SUITOR_SPONSOR_BASE] = p[w + U_SPONSOR_BASE] * bases_of_sponsor(nxt, led, p, ix)


def coalition(s: Vector, p: Vector, ix: Links, weight: int) -> float:
    """One weight of the guarantor's utility: its mean over the factions, by their shares."""
    first = at.UTILITY + ix[at.GUARANTOR_AT] * at.UTILITY_WIDTH + at.FACTION_TABLE + weight
    width = len(FACTION_WEIGHTS)
    return (
        s[at.FACTION] * p[first]
        + s[at.FACTION + 1] * p[first + width]
        + s[at.FACTION + 2] * p[first + 2 * width]
    )


def guarantor_terms(
    i: int,
    s: Vector,
    nxt: Vector,
    led: Vector,
    p: Vector,
    ix: Links,
    resolve: float,
    term: Vector,
) -> None:
    """Write the terms of the guarantor's utility, with the factions' shares at the opening."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    g, x = ix[at.GUARANTEE], ix[at.CROSS]
    held = tie_foresight(g, nxt, led, p)
    reach = (
        p[w + G_INFLUENCE] * held
        + p[w + G_CADRE] * nxt[at.CADRE + g]
        + p[w + G_PRESENCE] * nxt[at.PRESENCE + g]
    )
    if x >= 0:
        reach += p[w + X_INFLUENCE] * tie_foresight(x, nxt, led, p)
        reach += p[w + X_CADRE] * nxt[at.CADRE + x]
    threat = led[at.DANGER]
    second = ix[at.SECOND]
    stake = client_stake(
        p[at.ALIGNMENT_FLOOR], held, p[at.BULWARK], threat, resolve, nxt[at.FROZEN + g]
    )
    safety = led[at.SECURE] - p[w + SECOND_GROUND] * nxt[at.CONTROL + second]
    term[GUARANTOR_INFLUENCE] = coalition(s, p, ix, FACTOR_INFLUENCE) * reach
    term[GUARANTOR_MISSION] = (
        coalition(s, p, ix, FACTOR_MISSION) * p[w + G_MISSION] * peacekeeping(nxt, ix)
    )
    term[GUARANTOR_RIVAL_THREAT] = -coalition(s, p, ix, FACTOR_RIVAL_THREAT) * p[w + RIVAL] * threat
    term[GUARANTOR_CLIENT_SECURITY] = (
        coalition(s, p, ix, FACTOR_CLIENT_SECURITY) * p[w + SECURITY] * stake * safety
    )
    term[GUARANTOR_REPUTATION] = (
        coalition(s, p, ix, FACTOR_REPUTATION) * p[w + G_REPUTATION] * nxt[at.REPUTATION + i]
    )
    term[GUARANTOR_STANDING] = (
        coalition(s, p, ix, FACTOR_STANDING) * p[w + G_STANDING] * nxt[at.STANDING + i]
    )
    term[GUARANTOR_CONFRONTATION] = (
        coalition(s, p, ix, FACTOR_CONFRONTATION)
        * p[w + CONFRONTATION]
        * confrontation_utility(nxt[at.TENSION], p[at.ALLIANCE_SHIELD])
    )
    term[GUARANTOR_ENTRAPMENT] = entrapment_utility(
        p[at.ENTRAPMENT], nxt[at.PLEDGE + g], nxt[at.HEAT], nxt[at.HEAT + second]
    )

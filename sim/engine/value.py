"""Value of a state to an actor, as a sum of terms, in units of utility per quarter.

``nxt`` and ``led`` are a projection by :func:`sim.engine.transition.transition` with the appraisal
of :mod:`sim.engine.appraisal`; ``s`` is the state from which it was made. Stocks that fade are
counted with their discounted means (:mod:`sim.rules.lives`).
"""

from sim.engine import layout as at
from sim.engine.appraisal import tie_foresight
from sim.engine.layout import Links, Vector
from sim.engine.weights import (
    BASE,
    C_MISSION,
    C_STANDING,
    C_TENSION,
    CLIENT_AUTONOMY,
    CLIENT_CONTROL,
    CLIENT_DANGER,
    CLIENT_EXIT,
    CLIENT_HEAT,
    CLIENT_MISSION,
    CLIENT_OPTION,
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
    FACTOR_STABILITY,
    FACTOR_STANDING,
    G_CADRE,
    G_INFLUENCE,
    G_MISSION,
    G_PRESENCE,
    G_REPUTATION,
    G_STANDING,
    GUARANTOR_CLIENT_SECURITY,
    GUARANTOR_CONFRONTATION,
    GUARANTOR_DANGER,
    GUARANTOR_ENTRAPMENT,
    GUARANTOR_INFLUENCE,
    GUARANTOR_MISSION,
    GUARANTOR_REPUTATION,
    GUARANTOR_RIVAL_THREAT,
    GUARANTOR_STANDING,
    GUARANTOR_TERMS,
    GUARANTOR_UPKEEP,
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
    SPONSOR_DANGER,
    SPONSOR_HEAT,
    SPONSOR_INFLUENCE,
    SPONSOR_PLEDGE,
    SPONSOR_STANDING,
    SPONSOR_TENSION,
    SPONSOR_TERMS,
    SUITOR_CONTROL,
    SUITOR_DANGER,
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
from sim.rules.confrontation import TENSION_NORM
from sim.rules.danger import ground_feared, option_worth
from sim.rules.lives import lasting, mandate_life
from sim.rules.security import basing_prospect, outside_option
from sim.rules.utility import (
    client_stake,
    confrontation_utility,
    entrapment_utility,
    exit_utility,
    mission_quality,
    need_factor,
    upkeep_utility,
)
from sim.vocabulary import DEFENDER, GUARANTOR, SPONSOR, SUITOR


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


def bases_of_sponsor(nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Value of the sponsor's base, present or in prospect; zero without a sponsor."""
    e = ix[at.SPONSORSHIP]
    if e < 0:
        return 0.0
    return basing_prospect(
        nxt[at.PRESENCE + e],
        nxt[at.BASE_REQUEST + e] * p[at.REQUEST_LIFE],
        tie_foresight(e, nxt, led, p),
    )


def feared_ground(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Sum over theatres of actor ``i``'s weight times the control that it counts on."""
    first = at.UTILITY + i * at.UTILITY_WIDTH + at.ON_CONTROL
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += p[first + h] * feared_control(h, nxt, led)
    return total


def feared_control(h: int, nxt: Vector, led: Vector) -> float:
    """Control of theatre ``h`` that an observer counts on: it includes the danger of an attack."""
    return ground_feared(nxt[at.CONTROL + h], led[at.LOOMS + h], led[at.FEARED_GAIN + h])


def held_ground(i: int, nxt: Vector, p: Vector, ix: Links) -> float:
    """Sum over theatres of actor ``i``'s weight times the control of the challenger."""
    first = at.UTILITY + i * at.UTILITY_WIDTH + at.ON_CONTROL
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += p[first + h] * nxt[at.CONTROL + h]
    return total


def weighted_heat(i: int, nxt: Vector, p: Vector, ix: Links) -> float:
    """Sum over theatres of actor ``i``'s weight times heat, as heat lasts."""
    first = at.UTILITY + i * at.UTILITY_WIDTH + at.ON_HEAT
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += p[first + h] * lasting_heat(h, nxt, p)
    return total


def lasting_heat(h: int, nxt: Vector, p: Vector) -> float:
    """Discounted mean of the heat in theatre ``h``."""
    return lasting(nxt[at.HEAT + h], 0.0, p[at.HEAT_LIFE])


def weighted_danger(i: int, led: Vector, p: Vector, ix: Links) -> float:
    """Sum over theatres of actor ``i``'s weight times the danger of an attack."""
    first = at.UTILITY + i * at.UTILITY_WIDTH + at.ON_DANGER
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += p[first + h] * led[at.LOOMS + h]
    return total


def lasting_tension(nxt: Vector, p: Vector) -> float:
    """Discounted mean of the tension between guarantor and sponsor."""
    return lasting(nxt[at.TENSION], TENSION_NORM, p[at.TENSION_LIFE])


def mission_worth(fears: float, nxt: Vector, led: Vector, p: Vector, ix: Links) -> float:
    """Worth of the peacekeepers in all theatres, for as long as their mandate runs.

    ``fears`` is 1 if the danger of an attack lowers it, 0 for the challenger, who would attack.
    """
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        looms = fears * led[at.LOOMS + h]
        total += mission_quality(nxt[at.MISSION + h], nxt[at.INTEGRITY + h], looms)
    return total * mandate_life(p[at.PATIENCE], nxt[at.CLOCK])


def outside_options(nxt: Vector, ix: Links) -> float:
    """Outside option that the suitors give to the defender, >= 0."""
    total = 0.0
    for e in range(ix[at.N_TIES]):
        suited = ix[at.ROLE + ix[at.PATRON + e]] == SUITOR
        if suited and ix[at.CLIENT + e] == ix[at.DEFENDER_AT]:
            total += outside_option(nxt[at.INFLUENCE + e], nxt[at.COMMITMENT + e])
    return total


def client_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of the challenger or the defender.

    Only the defender fears an attack; to the challenger, the same chance is an option.
    """
    w = at.UTILITY + i * at.UTILITY_WIDTH
    defends = ix[at.ROLE + i] == DEFENDER
    side = 1 if defends else 0
    exposed = 1.0 - led[at.SECURE + side]
    tension = lasting_tension(nxt, p)
    term[CLIENT_SECURITY] = p[w + MORROW] * led[at.SECURITY_WORTH]
    term[CLIENT_AUTONOMY] = p[w + MORROW] * led[at.AUTONOMY_WORTH + side]
    term[CLIENT_STANDING] = p[w + C_STANDING] * p[at.STANDING_LIFE] * nxt[at.STANDING + i]
    term[CLIENT_HEAT] = -exposed * weighted_heat(i, nxt, p, ix)
    term[CLIENT_SETTLEMENT] = nxt[at.TREATY] * (
        p[w + SETTLEMENT] + p[w + SETTLEMENT_CONTROL] * nxt[at.CONTROL]
    )
    fears = 1.0 if defends else 0.0
    term[CLIENT_MISSION] = p[w + C_MISSION] * mission_worth(fears, nxt, led, p, ix)
    term[CLIENT_TENSION] = p[w + C_TENSION] * tension * tension
    if defends:
        term[CLIENT_CONTROL] = feared_ground(i, nxt, led, p, ix)
        term[CLIENT_DANGER] = -exposed * weighted_danger(i, led, p, ix)
        term[CLIENT_OPTION] = 0.0
        g = ix[at.GUARANTEE]
        term[CLIENT_EXIT] = p[w + EXIT] * exit_utility(
            p[at.EXIT_COST],
            nxt[at.COMMITMENT + g],
            nxt[at.FROZEN + g],
            p[at.DISILLUSION] * nxt[at.DISILLUSIONED + i],
            outside_options(nxt, ix),
        )
    else:
        term[CLIENT_CONTROL] = held_ground(i, nxt, p, ix)
        term[CLIENT_DANGER] = 0.0
        term[CLIENT_OPTION] = option_worth(led[at.OPTION], p[at.PATIENCE], nxt[at.TREATY])
        term[CLIENT_EXIT] = 0.0


def sponsor_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of the challenger's sponsor."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    tension = lasting_tension(nxt, p)
    e, x, a = ix[at.SPONSORSHIP], ix[at.CROSS], ix[at.CHALLENGER_AT]
    term[SPONSOR_INFLUENCE] = p[w + S_INFLUENCE] * tie_foresight(e, nxt, led, p)
    term[SPONSOR_CADRE] = p[w + S_CADRE] * nxt[at.CADRE + e]
    term[SPONSOR_BASE] = p[w + BASE] * bases_of_sponsor(nxt, led, p, ix)
    term[SPONSOR_PLEDGE] = p[w + S_PLEDGE] * nxt[at.PLEDGE + e]
    term[SPONSOR_CROSS_INFLUENCE] = 0.0
    if x >= 0:
        term[SPONSOR_CROSS_INFLUENCE] = p[w + CROSS_PRICE] * tie_foresight(x, nxt, led, p)
    term[SPONSOR_CONTROL] = feared_ground(i, nxt, led, p, ix)
    term[SPONSOR_HEAT] = weighted_heat(i, nxt, p, ix)
    term[SPONSOR_STANDING] = p[w + S_STANDING] * p[at.STANDING_LIFE] * nxt[at.STANDING + i]
    term[SPONSOR_TENSION] = p[w + S_TENSION] * tension * tension
    term[SPONSOR_BACKLASH] = p[w + S_BACKLASH] * p[at.BACKLASH_LIFE] * nxt[at.BACKLASH + a]
    term[SPONSOR_CLIENT_SECURITY] = p[w + PROTEGE] * led[at.SECURE]
    term[SPONSOR_DANGER] = weighted_danger(i, led, p, ix)


def suitor_terms(i: int, nxt: Vector, led: Vector, p: Vector, ix: Links, term: Vector) -> None:
    """Write the terms of the utility of a suitor, an outside power that courts a client."""
    w = at.UTILITY + i * at.UTILITY_WIDTH
    total = 0.0
    for e in range(ix[at.N_TIES]):
        total += p[w + at.ON_TIE + e] * tie_foresight(e, nxt, led, p)
    term[SUITOR_INFLUENCE] = total
    term[SUITOR_CONTROL] = feared_ground(i, nxt, led, p, ix)
    term[SUITOR_HEAT] = weighted_heat(i, nxt, p, ix)
    term[SUITOR_SETTLEMENT] = p[w + U_SETTLEMENT] * nxt[at.TREATY]
    term[SUITOR_SPONSOR_BASE] = p[w + U_SPONSOR_BASE] * bases_of_sponsor(nxt, led, p, ix)
    term[SUITOR_DANGER] = weighted_danger(i, led, p, ix)


def coalition(s: Vector, p: Vector, ix: Links, weight: int) -> float:
    """One weight of the guarantor's utility: its mean over the factions, by their shares."""
    first = at.UTILITY + ix[at.GUARANTOR_AT] * at.UTILITY_WIDTH + at.FACTION_TABLE + weight
    width = len(FACTION_WEIGHTS)
    return (
        s[at.FACTION] * p[first]
        + s[at.FACTION + 1] * p[first + width]
        + s[at.FACTION + 2] * p[first + 2 * width]
    )


def held_over_clients(
    w: int, held: float, needed: float, nxt: Vector, led: Vector, p: Vector, ix: Links
) -> float:
    """Worth of the guarantor's hold over both clients.

    Args:
        w: Place of its first weight.
        held: Discounted mean of its influence on the guarantee.
        needed: How much more it needs the challenger when it is overstretched.
        nxt: Projected state.
        led: Ledger of the projection.
        p: Numbers.
        ix: Links.
    """
    g, x = ix[at.GUARANTEE], ix[at.CROSS]
    worth = (
        p[w + G_INFLUENCE] * held
        + p[w + G_CADRE] * nxt[at.CADRE + g]
        + p[w + G_PRESENCE] * nxt[at.PRESENCE + g]
    )
    if x >= 0:
        worth += needed * (
            p[w + X_INFLUENCE] * tie_foresight(x, nxt, led, p) + p[w + X_CADRE] * nxt[at.CADRE + x]
        )
    return worth


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
    g, second, threat = ix[at.GUARANTEE], ix[at.SECOND], led[at.RIVAL_THREAT]
    held = tie_foresight(g, nxt, led, p)
    needed = need_factor(p[at.NEED], nxt[at.OVERSTRETCH + i], p[at.OVERSTRETCH_BASE])
    stake = client_stake(
        p[at.ALIGNMENT_FLOOR], held, p[at.BULWARK], threat, resolve, nxt[at.FROZEN + g]
    )
    safety = led[at.SECURE + 1] - p[w + SECOND_GROUND] * feared_control(second, nxt, led)
    term[GUARANTOR_INFLUENCE] = coalition(s, p, ix, FACTOR_INFLUENCE) * held_over_clients(
        w, held, needed, nxt, led, p, ix
    )
    term[GUARANTOR_MISSION] = (
        coalition(s, p, ix, FACTOR_MISSION) * p[w + G_MISSION] * mission_worth(1.0, nxt, led, p, ix)
    )
    term[GUARANTOR_RIVAL_THREAT] = -coalition(s, p, ix, FACTOR_RIVAL_THREAT) * p[w + RIVAL] * threat
    term[GUARANTOR_CLIENT_SECURITY] = (
        coalition(s, p, ix, FACTOR_CLIENT_SECURITY) * p[w + SECURITY] * stake * safety
    )
    term[GUARANTOR_REPUTATION] = (
        coalition(s, p, ix, FACTOR_REPUTATION) * p[w + G_REPUTATION] * nxt[at.REPUTATION + i]
    )
    term[GUARANTOR_STANDING] = (
        coalition(s, p, ix, FACTOR_STANDING)
        * p[w + G_STANDING]
        * p[at.STANDING_LIFE]
        * nxt[at.STANDING + i]
    )
    term[GUARANTOR_CONFRONTATION] = (
        coalition(s, p, ix, FACTOR_CONFRONTATION)
        * p[w + CONFRONTATION]
        * needed
        * confrontation_utility(lasting_tension(nxt, p), p[at.ALLIANCE_SHIELD])
    )
    term[GUARANTOR_ENTRAPMENT] = entrapment_utility(
        p[at.ENTRAPMENT],
        nxt[at.PLEDGE + g],
        lasting_heat(0, nxt, p) + led[at.LOOMS],
        lasting_heat(second, nxt, p) + led[at.LOOMS + second],
    )
    term[GUARANTOR_DANGER] = coalition(s, p, ix, FACTOR_STABILITY) * weighted_danger(i, led, p, ix)
    forces = nxt[at.PRESENCE + g]
    if ix[at.PROVIDER_AT] == i:
        forces += nxt[at.MISSION]
    term[GUARANTOR_UPKEEP] = upkeep_utility(p[at.UPKEEP], nxt[at.OVERSTRETCH + i], forces)

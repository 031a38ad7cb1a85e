"""The parts of a turn on the ground: fighting, help, red lines, the peacekeepers.

The arguments are those of :func:`sim.engine.transition.transition`.
"""

from sim.engine import layout as at
from sim.engine.lanes import acts_anywhere
from sim.engine.layout import Links, Vector
from sim.rules.conduct import disillusion_next, menace_next, prepared
from sim.rules.curves import contest
from sim.rules.front import (
    casus_next,
    heat_next,
    mediation_effort,
    mediation_next,
    red_line_next,
    test_exposure,
)
from sim.rules.mission import integrity_next, mandate_next, mission_next
from sim.rules.overstretch import bandwidth
from sim.rules.perception import effective_coverage
from sim.rules.war import (
    attack_strength,
    attrition,
    control_next,
    defence_strength,
    guarantor_reach,
    local_strength,
    reach,
    restrained_force,
)


def actor_reach(s: Vector, p: Vector, i: int) -> float:
    """Strength that actor ``i`` can bring to the theatre."""
    return reach(s[at.CAPABILITY + i], p[at.DISCOUNT + i], bandwidth(s[at.OVERSTRETCH + i]))


def strengths(s: Vector, p: Vector, ix: Links) -> tuple[float, float, float, float]:
    """Strengths in a fight now, in any theatre.

    Returns:
        Forces with which the challenger can attack, the sponsor's reach, the defender's forces, and
        the aid of the guarantor if it defends.
    """
    a, d, sponsor = ix[at.CHALLENGER_AT], ix[at.DEFENDER_AT], ix[at.SPONSOR_AT]
    psi = p[at.DRONE_MULTIPLIER]
    own_a = local_strength(s[at.CAPABILITY + a], s[at.DRONE_TECH + a], psi)
    own_d = local_strength(s[at.CAPABILITY + d], s[at.DRONE_TECH + d], psi)
    aid = guarantor_reach(actor_reach(s, p, ix[at.GUARANTOR_AT]), s[at.PRESENCE + ix[at.GUARANTEE]])
    backing = actor_reach(s, p, sponsor) if sponsor >= 0 else 0.0
    return own_a * prepared(s[at.READINESS + a]), backing, own_d, aid


def used_force(force: float, s: Vector, u: Vector, ix: Links) -> float:
    """Force that the challenger uses of what it orders, after its sponsor's restraint, [0, 1]."""
    tie = ix[at.SPONSORSHIP]
    restraint = u[at.DO_RESTRAIN + tie] if tie >= 0 else 0.0
    leverage = s[at.INFLUENCE + tie] if tie >= 0 else 0.0
    return restrained_force(force, restraint, leverage)


def fight(
    s: Vector,
    u: Vector,
    reply: Vector,
    p: Vector,
    ix: Links,
    edge: float,
    luck: Vector,
    nxt: Vector,
    led: Vector,
) -> None:
    """Compute the fighting, the tests of the guarantee, and the memories that they leave."""
    a, d = ix[at.CHALLENGER_AT], ix[at.DEFENDER_AT]
    own_a, sponsor_reach, own_d, aid = strengths(s, p, ix)
    defended = met = unmet = used = spent = 0.0
    survival_a = survival_d = 1.0
    for h in range(ix[at.N_THEATRES]):
        cover = effective_coverage(p[at.COVERAGE + h], s[at.RED_LINE + h])
        force = used_force(u[at.DO_FORCE + h], s, u, ix)
        peace = s[at.MISSION + h] * s[at.INTEGRITY + h]
        y = reply[h]
        win = 0.5  # It has no effect if no force is ordered.
        if acts_anywhere(u[at.DO_FORCE + h]):
            attack = edge * attack_strength(own_a, u[at.DO_COVERT + h], sponsor_reach)
            hold = defence_strength(own_d, p[at.TERRAIN + h], u[at.DO_BRACE + d], peace, y * aid)
            win = contest(attack, hold, p[at.CONTEST_DECISIVENESS])
        nxt[at.CONTROL + h] = control_next(
            s[at.CONTROL + h],
            p[at.CAP + h],
            p[at.SCALE + h],
            force,
            win,
            p[at.ADVANCE_RATE],
            luck[at.BATTLE_LUCK + h],
        )
        survival_a *= attrition(force, p[at.THEATRE_WAR_COST + h], 1.0 - win)
        survival_d *= attrition(force, p[at.THEATRE_WAR_COST + h], win)
        test = test_exposure(force, cover)
        nxt[at.PENDING_TEST + h] = test * (1.0 - y)
        nxt[at.CASUS + h] = casus_next(s[at.CASUS + h], u[at.DO_PROVOKE + h])
        defended += y * force
        met += test * y
        unmet += test * (1.0 - y)
        used += force
        spent += p[at.THEATRE_WAR_COST + h] * force
        led[at.COVER + h] = cover
        led[at.FOUGHT + h] = force
        led[at.WIN + h] = win
        led[at.ANSWERED + h] = y
    led[at.DEFENDED] = defended
    led[at.MET] = met
    led[at.UNMET] = unmet
    led[at.SURVIVAL], led[at.SURVIVAL + 1] = survival_a, survival_d
    led[at.SPENT] = spent
    nxt[at.MENACE + a] = menace_next(s[at.MENACE + a], used)
    nxt[at.DISILLUSIONED + d] = disillusion_next(s[at.DISILLUSIONED + d], met, unmet)


def help_covertly(u: Vector, ix: Links, led: Vector) -> None:
    """Compute the sponsor's covert help, as a mean over theatres."""
    count = ix[at.N_THEATRES]
    total = 0.0
    for h in range(count):
        total += u[at.DO_COVERT + h]
    led[at.COVERT_MEAN] = total / count


def draw_lines(s: Vector, u: Vector, ix: Links, nxt: Vector) -> None:
    """Compute the red line of every theatre, which orders declare and which fades."""
    for h in range(ix[at.N_THEATRES]):
        nxt[at.RED_LINE + h] = red_line_next(s[at.RED_LINE + h], u[at.DO_REDLINE + h])


def keep_peace(
    viewer: int, s: Vector, u: Vector, reply: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector
) -> None:
    """Compute the mandate, and peacekeepers, integrity, mediation and heat in every theatre.

    A forecast counts the withdrawal that an end of the mandate brings, but not that the mandate
    itself ends.
    """
    provider = ix[at.PROVIDER_AT]
    overstretch = s[at.OVERSTRETCH + provider] if provider >= 0 else 1.0
    nxt[at.MANDATE] = s[at.MANDATE]
    if viewer < 0:
        nxt[at.MANDATE] = mandate_next(s[at.MANDATE], u[at.DO_END_MANDATE])
    for h in range(ix[at.N_THEATRES]):
        effort = u[at.DO_MISSION + h]
        mediated = mediation_effort(u[at.DO_MEDIATE + h])
        nxt[at.MISSION + h] = mission_next(
            s[at.MISSION + h],
            effort,
            bandwidth(overstretch),
            nxt[at.MANDATE],
            nxt[at.CONTROL + h],
        )
        nxt[at.INTEGRITY + h] = integrity_next(
            s[at.INTEGRITY + h],
            effort,
            bandwidth(overstretch),
            overstretch,
            led[at.FOUGHT + h],
            u[at.DO_PROVOKE + h],
            reply[h],
            p[at.MISSION_FRAGILITY],
            mediated,
        )
        nxt[at.MEDIATION + h] = mediation_next(s[at.MEDIATION + h], mediated)
        nxt[at.HEAT + h] = heat_next(
            s[at.HEAT + h],
            led[at.FOUGHT + h],
            u[at.DO_PROVOKE + h],
            s[at.MISSION + h] * s[at.INTEGRITY + h],
            mediated,
        )

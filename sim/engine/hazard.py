"""Danger of an attack, as it follows from the challenger's own calculation.

It is computed from a state and the channels that are expected to stay: the courses of the others
and the orders of the actor that looks ahead.
"""

from sim.engine import layout as at
from sim.engine.ground import strengths, used_force
from sim.engine.layout import Links, Vector
from sim.engine.perceived import defence_expected
from sim.engine.weights import C_STANDING
from sim.rules.choice import violation_bill, war_bill
from sim.rules.curves import contest, logistic, positive
from sim.rules.danger import (
    danger,
    ground_moved,
    looming,
    option_value,
    prize,
    reply_scale,
    temptation,
)
from sim.rules.war import attack_strength, defence_strength
from sim.vocabulary import CHALLENGER


def fear(
    role: int,
    u: Vector,
    s: Vector,
    p: Vector,
    ix: Links,
    resolved: float,
    led: Vector,
) -> None:
    """Write danger and expected gain of every theatre to the ledger, for an observer of this role.

    For the challenger itself, write the value of its option to attack as well.

    Args:
        role: Role of the observer.
        u: Channels, clipped to their range.
        s: State, usually a projected one.
        p: Numbers.
        ix: Links.
        resolved: The challenger's belief that the guarantor is resolved, [0, 1].
        led: Holds the balance, see :func:`compare_forces`, and receives the results.
    """
    option = 0.0
    for h in range(ix[at.N_THEATRES]):
        chance = expected_reply(h, s, p, ix, resolved)
        moved = expected_ground(
            h, chance, led[at.WIN_ALONE + h], led[at.WIN_AIDED + h], u, s, p, ix
        )
        tempted = tempt(h, moved, chance, u, s, p, ix, resolved)
        led[at.LOOMS + h] = looming(danger_of(h, tempted, s, p, ix), p[at.DANGER_LIFE])
        led[at.FEARED_GAIN + h] = positive(moved)
        if role == CHALLENGER:
            option += option_value(
                tempted,
                p[at.DANGER_PRECISION],
                p[at.THEATRE_WAR_COST + h],
                p[at.CAP + h] - s[at.CONTROL + h],
                p[at.PEAK_FORCE + h],
            )
    led[at.OPTION] = option


def watch_danger(u: Vector, s: Vector, p: Vector, ix: Links, edge: float) -> None:
    """Write the danger of every theatre to the state ``s``, as seen with the factor ``edge``."""
    resolved = logistic(s[at.BELIEF_ADVERSARY + ix[at.GUARANTEE]])
    forces = strengths(s, p, ix)
    for h in range(ix[at.N_THEATRES]):
        chance = expected_reply(h, s, p, ix, resolved)
        alone, aided = balance(h, edge, forces, u, s, p, ix)
        moved = expected_ground(h, chance, alone, aided, u, s, p, ix)
        tempted = tempt(h, moved, chance, u, s, p, ix, resolved)
        s[at.DANGER + h] = danger_of(h, tempted, s, p, ix)


def danger_of(h: int, tempted: float, s: Vector, p: Vector, ix: Links) -> float:
    """Chance of an attack on theatre ``h``, [0, 1], at this temptation."""
    return danger(
        tempted,
        p[at.DANGER_PRECISION],
        p[at.THEATRE_WAR_COST + h],
        s[at.MENACE + ix[at.CHALLENGER_AT]],
        s[at.TREATY],
        p[at.CAP + h] - s[at.CONTROL + h],
        p[at.PEAK_FORCE + h],
    )


def expected_reply(h: int, s: Vector, p: Vector, ix: Links, resolved: float) -> float:
    """Chance of a defence of theatre ``h`` against the strongest attack, [0, 1]."""
    return defence_expected(s, p, ix, resolved, h) * reply_scale(p[at.PEAK_FORCE + h])


def compare_forces(u: Vector, s: Vector, p: Vector, ix: Links, edge: float, led: Vector) -> None:
    """Write the balance of forces in every theatre to the ledger, see :func:`balance`."""
    forces = strengths(s, p, ix)
    for h in range(ix[at.N_THEATRES]):
        alone, aided = balance(h, edge, forces, u, s, p, ix)
        led[at.WIN_ALONE + h], led[at.WIN_AIDED + h] = alone, aided


def balance(
    h: int,
    edge: float,
    forces: tuple[float, float, float, float],
    u: Vector,
    s: Vector,
    p: Vector,
    ix: Links,
) -> tuple[float, float]:
    """Shares in the contest for theatre ``h``, [0, 1], that the challenger is expected to win.

    The first is against the defender alone, the second if the guarantor defends as well. ``edge``
    is the observer's factor on the attacker's strength, ``forces`` are those of
    ``ground.strengths``.
    """
    own, backing, guard, aid = forces
    attack = edge * attack_strength(own, u[at.DO_COVERT + h], backing)
    peace = s[at.MISSION + h] * s[at.INTEGRITY + h]
    terrain, braced = p[at.TERRAIN + h], u[at.DO_BRACE + ix[at.DEFENDER_AT]]
    alone = defence_strength(guard, terrain, braced, peace, 0.0)
    aided = defence_strength(guard, terrain, braced, peace, aid)
    decisiveness = p[at.CONTEST_DECISIVENESS]
    return contest(attack, alone, decisiveness), contest(attack, aided, decisiveness)


def expected_ground(
    h: int,
    chance: float,
    alone: float,
    aided: float,
    u: Vector,
    s: Vector,
    p: Vector,
    ix: Links,
) -> float:
    """Ground that the challenger's strongest attack is expected to move in theatre ``h``.

    ``chance`` is that of a defence by the guarantor; the next two are those of :func:`balance`.
    """
    force = used_force(p[at.PEAK_FORCE + h], s, u, ix)
    moved = 0.0
    for defends in range(2):
        part = ground_moved(
            s[at.CONTROL + h],
            p[at.CAP + h] - s[at.CONTROL + h],
            p[at.SCALE + h],
            force,
            p[at.ADVANCE_RATE],
            aided if defends == 1 else alone,
        )
        moved += (chance if defends == 1 else 1.0 - chance) * part
    return moved


def tempt(
    h: int,
    moved: float,
    defended: float,
    u: Vector,
    s: Vector,
    p: Vector,
    ix: Links,
    resolved: float,
) -> float:
    """Temptation of the challenger to attack theatre ``h``, in utils, if this much ground moves.

    ``defended`` is the chance of a defence by the guarantor, [0, 1].
    """
    a = ix[at.CHALLENGER_AT]
    weights = at.UTILITY + a * at.UTILITY_WIDTH
    worth = prize(
        p[weights + at.ON_CONTROL + h],
        p[weights + C_STANDING],
        p[at.CONTROL_STANDING + a * at.MAX_THEATRES + h],
        p[at.STANDING_LIFE],
    )
    force = p[at.PEAK_FORCE + h]
    fighting, breach = attack_bills(h, force, defended, u, s, p, ix, resolved)
    return temptation(worth, moved, p[at.PATIENCE], fighting, breach)


def attack_bills(
    h: int,
    force: float,
    defended: float,
    u: Vector,
    s: Vector,
    p: Vector,
    ix: Links,
    resolved: float,
) -> tuple[float, float]:
    """Costs of an attack on theatre ``h`` to the challenger: the war, and the broken truce.

    Args:
        h: Theatre.
        force: Effort of the attack, [0, 1].
        defended: Chance that the guarantor defends against it, [0, 1].
        u: Channels, clipped to their range.
        s: State.
        p: Numbers.
        ix: Links.
        resolved: The challenger's belief that the guarantor is resolved, [0, 1].
    """
    fighting = war_bill(
        p[at.WAR_COST],
        force,
        defended,
        p[at.THEATRE_WAR_COST + h],
        u[at.DO_COVERT + h],
        s[at.PRESSURE + ix[at.CHALLENGER_AT]],
    )
    breach = violation_bill(
        p[at.VIOLATION_COST],
        force,
        p[at.THEATRE_WAR_COST + h],
        s[at.MISSION + h] * s[at.INTEGRITY + h],
        s[at.RED_LINE + h],
        resolved,
        s[at.MEDIATION + h],
        s[at.CASUS + h],
        s[at.WAR + h],
    )
    return fighting, breach

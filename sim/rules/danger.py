"""Danger: what the challenger would gain by an attack, and how likely others think one is.

The temptation is taken from the challenger's own calculation, whose data everybody knows. Every
observer makes it with its own error about the balance of strength.
"""

from sim.rules.curves import clip, logistic
from sim.rules.functions import exponential, logarithm

SIZE_HALF = 0.5
"""Force at which the expected reply is three quarters of that to a full attack."""
SIZE_FULL = 1.5
ROOM_NEEDED = 0.01
"""Ground below which there is nothing left to take, and no danger."""
MENACE_WEIGHT, MENACE_MIDDLE = 5.0, 0.5
"""Log-odds of an attack per unit of menace, and the menace that adds none."""


def reply_scale(force: float) -> float:
    """Expected reply to an attack, relative to the reply to a full attack: 1.5 f / (f + .5).

    A guarantor is less expected to answer small force.

    >>> reply_scale(1.0), reply_scale(0.25), reply_scale(0.0)
    (1.0, 0.5, 0.0)
    """
    return SIZE_FULL * force / (force + SIZE_HALF)


def ground_moved(
    control: float, room: float, scale: float, force: float, advance_rate: float, win: float
) -> float:
    """Ground that an attack is expected to move, in [-control, room].

    Args:
        control: Share of the theatre that the challenger holds, [0, 1].
        room: Share that it can still take, >= 0.
        scale: Size of moves in the theatre relative to the main one.
        force: Force used after the sponsor's restraint, [0, 1].
        advance_rate: Share that changes hands in a full war that one side wins completely.
        win: Attacker's share in the contest, [0, 1].

    >>> ground_moved(0.5, 0.1, 1.0, 1.0, 0.8, 0.75), ground_moved(0.5, 0.5, 1.0, 1.0, 0.8, 0.75)
    (0.1, 0.4)
    """
    return clip(scale * force * advance_rate * (2.0 * win - 1.0), -control, room)


def prize(ground: float, standing: float, control_standing: float, standing_life: float) -> float:
    """Utility per unit of ground to the challenger: the ground itself and the standing at home.

    Args:
        ground: Weight of control of the theatre.
        standing: Weight of domestic standing.
        control_standing: Standing gained per unit of control.
        standing_life: Life of standing, see ``lives.life``.

    >>> prize(1.0, 0.5, 0.4, 0.5)
    1.1
    """
    return ground + standing_life * standing * control_standing


def temptation(
    worth: float, moved: float, patience: float, war_bill: float, violation_bill: float
) -> float:
    """Net gain of the strongest attack on a theatre to the challenger, in utils.

    Formula: worth x moved / (1 - gamma) - war bill - violation bill.

    >>> temptation(1.0, 0.25, 0.5, 0.3, 0.1)
    0.1
    """
    return worth * moved / (1.0 - patience) - war_bill - violation_bill


def danger(
    tempted: float,
    precision: float,
    theatre_cost: float,
    menace: float,
    treaty: float,
    room: float,
    force: float,
) -> float:
    """Chance of an attack on a theatre in a turn, as an observer estimates it, [0, 1].

    Args:
        tempted: Temptation, in utils.
        precision: Observers' precision about the challenger, 1/util; their doubt is proportional
            to the size of the war.
        theatre_cost: Cost of war in the theatre relative to the main one, > 0.
        menace: What observers have learnt of the challenger's will to attack, [0, 1].
        treaty: Treaty in force or expected, [0, 1].
        room: Ground that the challenger can still take, >= 0.
        force: Largest force that the challenger's menu has for the theatre, [0, 1].

    Formula: (1 - T) sigma(k tau / wc + 5 (m - 1/2)); 0 without room or force. Sources: quantal
    response (McKelvey & Palfrey 1995); past conduct (Huth & Russett 1984).

    >>> danger(0.0, 1.5, 1.0, 0.5, 0.0, 0.2, 1.0), danger(0.0, 1.5, 1.0, 0.5, 0.0, 0.0, 1.0)
    (0.5, 0.0)
    """
    if room < ROOM_NEEDED or force <= 0.0:
        return 0.0
    odds = precision * tempted / theatre_cost + MENACE_WEIGHT * (menace - MENACE_MIDDLE)
    return (1.0 - treaty) * logistic(odds)


def option_value(
    tempted: float, precision: float, theatre_cost: float, room: float, force: float
) -> float:
    """Value to the challenger of being able to attack a theatre next turn, in utils, >= 0.

    Arguments as in :func:`danger`. Formula: ln(1 + e^(kappa tau)) / kappa, kappa = k / wc: the
    expected maximum of attacking and waiting (a logsum); 0 without room or force.

    >>> round(option_value(0.0, 2.0, 1.0, 0.5, 1.0), 6)   # ln 2 / 2
    0.346574
    >>> option_value(0.0, 2.0, 1.0, 0.0, 1.0)
    0.0
    """
    if room < ROOM_NEEDED or force <= 0.0:
        return 0.0
    precise = precision / theatre_cost
    x = precise * tempted
    size = x if x > 0.0 else -x
    top = x if x > 0.0 else 0.0
    return (top + logarithm(1.0 + exponential(-size))) / precise


def looming(danger_value: float, danger_life: float) -> float:
    """Danger as it enters utility: its chance times its life, [0, 1].

    >>> looming(0.5, 0.5)
    0.25
    """
    return danger_value * danger_life


def ground_feared(control: float, looms: float, gain: float) -> float:
    """Control of a theatre that an observer counts on, X + delta x gain.

    >>> ground_feared(0.5, 0.5, 0.2)
    0.6
    """
    return control + looms * gain


def option_worth(options: float, patience: float, treaty: float) -> float:
    """Utility per turn of the challenger's options, gamma (1 - gamma)(1 - T) x their values, >= 0.

    >>> option_worth(2.0, 0.5, 0.0), option_worth(2.0, 0.5, 1.0)
    (0.5, 0.0)
    """
    return patience * (1.0 - patience) * (1.0 - treaty) * options

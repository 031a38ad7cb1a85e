"""War: strength in a theatre, the contest over ground, and attrition."""

from sim.rules.curves import clip, positive
from sim.rules.functions import exponential

RESTRAINT = 0.6
"""Share of an attack that a sponsor with full influence can prevent."""
COVERT_SUPPORT = 0.6
"""Weight of a sponsor's covert support, at full effort, in the attacker's strength."""
BRACED = 0.4
"""Share by which full mobilisation raises the defender's strength."""
PEACEKEEPER_STRENGTH = 0.3
"""Strength that an intact peacekeeping mission adds to the defender's side."""
REACH_BARE, REACH_BASED = 0.4, 0.6
"""Share of a patron's reach without presence, and the share that full presence adds."""
BATTLE_NOISE = 0.12
"""Standard deviation of the random part of the ground that a full attack moves."""
ATTRITION = 0.12
"""Share of its forces that a side loses in a turn if it loses a full war completely."""


def distance_discount(decay: float, distance: float) -> float:
    """Share of capability that arrives at a distance, e^(-decay x distance), in (0, 1].

    Source: Boulding 1962, loss-of-strength gradient.

    >>> distance_discount(2.0, 0.0)
    1.0
    >>> round(distance_discount(2.0, 0.5), 4)
    0.3679
    """
    return exponential(-decay * distance)


def reach(capability: float, discount: float, bandwidth: float) -> float:
    """Strength that a patron can bring to the theatre, capability x discount x bandwidth.

    >>> reach(4.0, 0.5, 0.75)
    1.5
    """
    return capability * discount * bandwidth


def guarantor_reach(reach_value: float, presence: float) -> float:
    """Strength with which the guarantor fights for its client; presence makes up for distance.

    Formula: reach (.4 + .6 P).

    >>> guarantor_reach(1.5, 1.0), guarantor_reach(1.5, 0.0)
    (1.5, 0.6)
    """
    return reach_value * (REACH_BARE + REACH_BASED * presence)


def local_strength(capability: float, drone_tech: float, drone_multiplier: float) -> float:
    """Own strength with drones, K (1 + psi D).

    >>> local_strength(2.0, 0.5, 1.0)
    3.0
    """
    return capability * (1.0 + drone_multiplier * drone_tech)


def restrained_force(force: float, restraint: float, influence: float) -> float:
    """Force that is used after the sponsor's restraint, force (1 - .6 restrain I).

    All arguments in [0, 1].

    >>> restrained_force(1.0, 1.0, 0.5)
    0.7
    """
    return force * (1.0 - RESTRAINT * restraint * influence)


def attack_strength(own: float, covert: float, sponsor_reach: float) -> float:
    """Attacker's strength in a theatre: own forces plus the sponsor's covert support.

    >>> attack_strength(2.0, 0.5, 1.0)
    2.3
    """
    return own + COVERT_SUPPORT * covert * sponsor_reach


def defence_strength(
    own: float, terrain: float, brace: float, peacekeeping: float, aid: float
) -> float:
    """Defender's strength in a theatre.

    Args:
        own: Local strength of the defender.
        terrain: Factor for the defender's advantage by terrain, > 0.
        brace: Mobilisation effort, [0, 1].
        peacekeeping: Peacekeepers present times integrity, summed over the dispute, >= 0.
        aid: Strength that the guarantor adds, >= 0; zero if it stands aside.

    Formula: terrain own (1 + .4 brace) + .3 QJ + aid.

    >>> defence_strength(1.0, 1.5, 1.0, 1.0, 0.5)   # 2.1 + .3 + .5
    2.9
    """
    return terrain * own * (1.0 + BRACED * brace) + PEACEKEEPER_STRENGTH * peacekeeping + aid


def control_next(
    control: float,
    cap: float,
    scale: float,
    force: float,
    win: float,
    advance_rate: float,
    noise: float,
) -> float:
    """Share of the theatre that the challenger holds after a turn's fighting.

    Args:
        control: Share held now, [0, cap].
        cap: Largest share that can be taken, (0, 1].
        scale: Size of moves in the theatre relative to the main one.
        force: Force used after the sponsor's restraint, [0, 1].
        win: Attacker's share in the contest, [0, 1].
        advance_rate: Share that changes hands in a turn of full war if one side wins completely.
        noise: Standard normal draw; 0 in a forecast.

    Formula: X + sc f (v (2p - 1) + .12 z), clipped.

    >>> control_next(0.5, 1.0, 1.0, 1.0, 0.75, 0.5, 0.0)   # .5 + .5 x .5
    0.75
    >>> control_next(0.9, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
    1.0
    """
    moved = scale * force * (advance_rate * (2.0 * win - 1.0) + BATTLE_NOISE * noise)
    return clip(control + moved, 0.0, cap)


def attrition(force: float, war_cost: float, lost: float) -> float:
    """Factor by which fighting reduces a side's capability, 1 - .12 wc f lost, in [0, 1].

    ``lost`` is the other side's share of the contest, [0, 1].

    >>> attrition(1.0, 0.5, 0.5)
    0.97
    """
    return positive(1.0 - ATTRITION * war_cost * force * lost)

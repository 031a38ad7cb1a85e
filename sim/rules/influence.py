"""Influence: patrons compete for shares of a client's choices; the rest is its autonomy."""

from sim.rules.curves import clip, soft_positive

CADRE_PULL, COMMITMENT_PULL, BELIEF_PULL = 0.5, 0.6, 0.5
"""Weights of cadres, commitment and belief in a patron's attraction."""
JEALOUSY_PULL = 0.6
"""Attraction lost, at full jealousy, per unit of commitment to the client's adversary."""
FROZEN_PULL = 0.3
"""Attraction lost if the alliance is fully frozen."""
DISILLUSION_PULL = 0.25
"""Attraction that a guarantor loses by full disillusion of its client."""
SOFT_PULL = 0.8
"""Attraction that a full soft-power effort adds for a turn."""
AUTONOMY_PULL = 0.45
"""Attraction of autonomy, without resentment of the dominant patron."""
ALIGN_STEP = 0.03
"""Influence that a patron gains by a full alignment move of the client."""
PRESS_OWN, PRESS_OTHER = 0.02, 0.03
"""Influence lost if the guarantor presses the client: on its own tie, and on every other tie."""
DEFENDED_CROSS = 0.10
"""Influence over the challenger lost by fully defending its adversary."""
INFLUENCE_LOW, INFLUENCE_HIGH = 0.01, 0.9
"""Bounds of the influence on one tie."""
CLIENT_CAP = 0.95
"""Largest sum of the influence of all patrons over one client."""


def attraction(
    affinity: float,
    cadre: float,
    commitment: float,
    trust: float,
    rival_commitment: float,
    jealousy: float,
    frozen: float,
    disillusion: float,
) -> float:
    """A patron's attraction before this turn's soft power; may be negative.

    Args:
        affinity: Constant closeness of patron and client, [0, 1].
        cadre: Cadre share after this turn, [0, 1].
        commitment: Commitment after this turn, [0, 1].
        trust: sigma(belief) - 1/2 for a guarantor or a sponsor, 0 for others.
        rival_commitment: The same patron's commitment to the client's adversary.
        jealousy: Weight of that commitment, >= 0.
        frozen: Degree to which the alliance is frozen after this turn, [0, 1].
        disillusion: The client's disillusion after this turn times its weight; 0 on ties but the
            guarantee.

    Formula: alpha + .5 M' + .6 C' + .5 (sigma(b') - .5) - .6 xi C'_adversary - .3 Fz' - .25 w u'.

    >>> round(attraction(0.2, 0.4, 0.5, 0.1, 0.5, 1.0, 0.0, 0.0), 6)   # .2 + .2 + .3 + .05 - .3
    0.45
    """
    return (
        affinity
        + CADRE_PULL * cadre
        + COMMITMENT_PULL * commitment
        + BELIEF_PULL * trust
        - JEALOUSY_PULL * jealousy * rival_commitment
        - FROZEN_PULL * frozen
        - DISILLUSION_PULL * disillusion
    )


def trust(resolved: float) -> float:
    """Trust of a client in its patron's resolve, sigma(b) - 1/2, in [-1/2, 1/2].

    >>> trust(0.5), trust(0.75)
    (0.0, 0.25)
    """
    return resolved - 0.5


def pull(raw: float, soft: float) -> float:
    """Positive part of the attraction, with this turn's soft power: sp(raw + .8 soft).

    >>> round(pull(0.0, 0.3), 3)   # sp(.24)
    0.245
    """
    return soft_positive(raw + SOFT_PULL * soft)


def influence_target(
    own_pull: float, all_pull: float, backlash: float, stubbornness: float, initial: float
) -> float:
    """Influence to which a tie moves (Friedkin & Johnsen 1990, with a share as the social part).

    Args:
        own_pull: This patron's pull.
        all_pull: Sum of the pulls of all patrons of the client.
        backlash: Client's resentment, [0, 1].
        stubbornness: Weight of the initial alignment, [0, 1].
        initial: Influence at the start of the scenario.

    Formula: (1 - mu) g / (.45 + L' + sum g) + mu I(0).

    >>> round(influence_target(0.4, 0.5, 0.05, 0.5, 0.2), 6)   # .5 x .4 + .5 x .2
    0.3
    """
    share = own_pull / (AUTONOMY_PULL + backlash + all_pull)
    return (1.0 - stubbornness) * share + stubbornness * initial


def influence_step(
    influence: float, target: float, rate: float, aligned: float, lost: float
) -> float:
    """Influence after a turn, in [.01, .9], before the client's cap.

    Args:
        influence: Influence now.
        target: Influence to which the tie moves this turn.
        rate: Speed of adjustment, [0, 1].
        aligned: Client's own move towards (positive) or away from the patron, [-1, 1].
        lost: Influence lost to pressure and to fighting for the adversary, >= 0.

    Formula: I + r_I (T - I) + .03 align - lost.

    >>> influence_step(0.4, 0.5, 0.1, 1.0, 0.0)   # .4 + .01 + .03
    0.44
    """
    moved = influence + rate * (target - influence) + ALIGN_STEP * aligned - lost
    return clip(moved, INFLUENCE_LOW, INFLUENCE_HIGH)


def press_loss(pressure: float, by_guarantor: float) -> float:
    """Influence lost on a tie when its client is pressed, >= 0.

    ``by_guarantor`` is 1 on the guarantor's own tie, which loses .02; others lose .03, per unit of
    pressure.

    >>> press_loss(1.0, 1.0), press_loss(0.5, 0.0)
    (0.02, 0.015)
    """
    rate = PRESS_OWN if by_guarantor > 0.5 else PRESS_OTHER
    return rate * pressure


def cross_loss(defended: float) -> float:
    """Influence over the challenger that a guarantor loses by defending its adversary, .10 y f.

    >>> cross_loss(0.5)
    0.05
    """
    return DEFENDED_CROSS * defended


def cap_factor(total: float) -> float:
    """Factor that reduces the sum of influence over a client to the cap, in (0, 1].

    >>> cap_factor(0.5), cap_factor(1.9)
    (1.0, 0.5)
    """
    return CLIENT_CAP / total if total > CLIENT_CAP else 1.0


def foresight_weight(patience: float, rate: float) -> float:
    """Weight of the target in the discounted mean of influence, in [0, 1].

    Under I' = I + r (T - I) the discounted mean of I is (1 - w) I + w T with
    w = gamma r / (1 - gamma (1 - r)).

    >>> round(foresight_weight(0.5, 0.5), 6)   # .25 / .75
    0.333333
    """
    return patience * rate / (1.0 - patience * (1.0 - rate))


def foreseen(influence: float, target: float, weight: float) -> float:
    """Discounted mean of influence, (1 - w) I + w T.

    >>> foreseen(0.4, 0.8, 0.25)
    0.5
    """
    return (1.0 - weight) * influence + weight * target

"""Choice: the costs of an order beyond its effects, and the choice of an order from utilities."""

from collections.abc import MutableSequence, Sequence

from sim.rules.functions import exponential, power
from sim.vocabulary import DEFEND, OWN

COVERT_DISCOUNT = 0.4
"""Share of the attacker's own cost that full covert help of a sponsor removes."""
VIOLATION_BARE, VIOLATION_MISSION, VIOLATION_RED_LINE = 0.25, 0.75, 2.0
"""Parts of the cost of breaking a truce: always, for intact peacekeepers, for a red line.

Standing mediation counts in full.
"""
PROVOKED = 0.5
"""Share of that cost that a full provocation removes."""
ALREADY_AT_WAR = 0.7
"""Share of that cost that does not apply during a war."""
RETALIATION_RED_LINE, RETALIATION_CROSS = 0.4, 0.2
"""Retaliation expected for granting a base: for a red line, and for the guarantor's influence."""
REPLY_COST = 0.5
"""Cost of defending relative to the attacker's cost of war."""
REPLY_FLOOR = 0.5
"""Force that defending costs beyond the attacker's: a small attack is not cheap to answer."""
HONOUR_BASE = 0.5
"""Factor on the cost of standing aside for a guarantor whose private resolve is zero."""
REPLY_FROZEN = 2.0
"""Cost of defending a client that has frozen the alliance."""
REPLY_PRECISION = 0.5
"""Precision of the reply relative to that of an order."""
REPLY_THRESHOLD = 0.25
"""Smallest force of an attack to which the guarantor replies."""


def reply_under(instruction: int, chance: float) -> float:
    """Chance that the guarantor defends, [0, 1], under a standing instruction for its reply.

    Args:
        instruction: One of ``vocabulary.REPLIES``, as a number.
        chance: Chance by its own calculation, which counts if it has no instruction.

    >>> from sim.vocabulary import STAND_ASIDE
    >>> reply_under(OWN, 0.3), reply_under(DEFEND, 0.3), reply_under(STAND_ASIDE, 0.3)
    (0.3, 1.0, 0.0)
    """
    if instruction == OWN:
        return chance
    return 1.0 if instruction == DEFEND else 0.0


def reply_drawn(force: float, draw: float, chance: float) -> float:
    """1 if the guarantor defends a theatre; 0 if it stands aside or nothing calls for a reply.

    Args:
        force: Force of the attack, [0, 1].
        draw: Uniform draw in [0, 1).
        chance: Chance of a defence, [0, 1].

    >>> reply_drawn(0.5, 0.2, 0.3), reply_drawn(0.5, 0.4, 0.3), reply_drawn(0.1, 0.2, 0.3)
    (1.0, 0.0, 0.0)
    """
    return 1.0 if calls_for_reply(force) and draw < chance else 0.0


def calls_for_reply(force: float) -> bool:
    """Whether an attack with this force is strong enough that the guarantor replies.

    >>> calls_for_reply(0.3), calls_for_reply(0.2)
    (True, False)
    """
    return force >= REPLY_THRESHOLD


def present_value(utility: float, patience: float) -> float:
    """Present value of the same utility in every quarter from now on, V / (1 - gamma).

    >>> present_value(0.5, 0.5)
    1.0
    """
    return utility / (1.0 - patience)


def war_bill(
    war_cost: float,
    effort: float,
    defended: float,
    theatre_cost: float,
    covert: float,
    pressure: float,
) -> float:
    """Cost of an attack to the attacker in lives and money, in utils, >= 0.

    Args:
        war_cost: Cost of a full war, in utils.
        effort: Force ordered, [0, 1].
        defended: Perceived chance that the guarantor defends, [0, 1].
        theatre_cost: Cost of war in the theatre relative to the main one.
        covert: Sponsor's covert help in the theatre, [0, 1].
        pressure: Pressure that stands against the attacker, [0, 1].

    Formula: c_w f (q + f wc (1 - .4 covert)(1 + Pr)). The attacker's own fighting grows with the
    square of the force, so a limited attack is cheap (faits accomplis, Altman 2017). Source for the
    covert help: Salehyan 2010.

    >>> war_bill(2.0, 1.0, 0.25, 1.0, 0.5, 0.0)   # 2 x (.25 + .8)
    2.1
    >>> war_bill(2.0, 0.5, 0.25, 1.0, 0.0, 1.0)   # 1 x (.25 + .5 x 2)
    1.25
    """
    own = effort * theatre_cost * (1.0 - COVERT_DISCOUNT * covert) * (1.0 + pressure)
    return war_cost * effort * (defended + own)


def violation_bill(
    violation_cost: float,
    effort: float,
    theatre_cost: float,
    peacekeeping: float,
    red_line: float,
    resolve: float,
    mediation: float,
    casus: float,
    war: float,
) -> float:
    """Cost of breaking the truce to the attacker, in utils, >= 0 (Fortna 2004).

    Args:
        violation_cost: Scale of the cost, in utils.
        effort: Force ordered, [0, 1].
        theatre_cost: Cost of war in the theatre relative to the main one.
        peacekeeping: Peacekeepers times integrity in the theatre, [0, 1].
        red_line: Standing red line, [0, 1].
        resolve: Attacker's belief that the guarantor is resolved, [0, 1].
        mediation: Standing mediation in the theatre, [0, 1].
        casus: Remembered provocation, [0, 2].
        war: 1 if there is already war in the theatre, else 0.

    Formula: c_v f wc (.25 + .75 QJ + 2 Z sigma(b) + Md)(1 - min(U, 1)/2)(1 - .7 W).

    >>> violation_bill(1.0, 1.0, 1.0, 1.0, 0.0, 0.5, 0.0, 0.0, 0.0)   # .25 + .75
    1.0
    >>> violation_bill(1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 2.0, 0.0)   # (1 + .5 + .5) / 2
    1.0
    """
    breach = (
        VIOLATION_BARE
        + VIOLATION_MISSION * peacekeeping
        + VIOLATION_RED_LINE * red_line * resolve
        + mediation
    )
    excuse = casus if casus < 1.0 else 1.0
    return (
        violation_cost
        * effort
        * theatre_cost
        * breach
        * (1.0 - PROVOKED * excuse)
        * (1.0 - ALREADY_AT_WAR * war)
    )


def retaliation(red_line: float, resolve: float, cross_influence: float, bandwidth: float) -> float:
    """Retaliation that a challenger expects for granting its sponsor a base, in utils, >= 0.

    Formula: .4 Z sigma(b) + .2 I_x B.

    >>> retaliation(1.0, 0.5, 0.5, 1.0)   # .2 + .1
    0.3
    """
    return (
        RETALIATION_RED_LINE * red_line * resolve + RETALIATION_CROSS * cross_influence * bandwidth
    )


def reply_bill(
    war_cost: float,
    cost_factor: float,
    effort: float,
    escalation_cost: float,
    tension: float,
    shield: float,
    bandwidth: float,
    frozen: float,
) -> float:
    """Cost of defending the client to the guarantor, in utils, >= 0.

    Args:
        war_cost: Cost of a full war, in utils.
        cost_factor: Weight of costs for the guarantor's factions together.
        effort: Attacker's force, [0, 1].
        escalation_cost: Increase of the cost per unit of tension, relative to no tension.
        tension: Confrontation with the sponsor, [0, 1].
        shield: Protection of the sponsor by its alliance, [0, 1].
        bandwidth: Guarantor's bandwidth, (0, 1].
        frozen: Degree to which the client has frozen the alliance, [0, 1].

    Formula: .5 c_w c (f + .5)(1 + c_e t (1 + nu)) / B + 2 Fz.

    >>> reply_bill(2.0, 1.0, 0.5, 1.0, 0.5, 0.0, 0.5, 0.0)   # 1 x 1.5 / .5
    3.0
    """
    fight = (
        REPLY_COST
        * war_cost
        * cost_factor
        * (effort + REPLY_FLOOR)
        * (1.0 + escalation_cost * tension * (1.0 + shield))
    )
    return fight / bandwidth + REPLY_FROZEN * frozen


def casus_foederis(
    honour: float, coverage: float, pledge: float, effort: float, resolve: float
) -> float:
    """Cost to a guarantor of standing aside from what it has promised, in utils, >= 0.

    Args:
        honour: Scale of the cost, in utils.
        coverage: Effective coverage of the theatre, [0, 1].
        pledge: Public guarantee, [0, 1].
        effort: Attacker's force, [0, 1].
        resolve: The guarantor's private type, .2 or .8.

    Formula: honour cov* G f (1/2 + r). Sources: Leeds 2003; Morrow 2000.

    >>> casus_foederis(1.0, 0.5, 0.5, 1.0, 0.5)
    0.25
    """
    return honour * coverage * pledge * effort * (HONOUR_BASE + resolve)


def blurred_precision(precision: float, dissensus_noise: float, dissensus: float) -> float:
    """Choice precision of a guarantor whose factions disagree, lambda (1 - eta dissensus).

    >>> blurred_precision(10.0, 0.5, 1.0)
    5.0
    """
    return precision * (1.0 - dissensus_noise * dissensus)


def prospect_value(gain: float, loss_aversion: float, curvature: float) -> float:
    """Value of a change from the status quo (Kahneman & Tversky 1979).

    Formula: x^a for gains, -k (-x)^a for losses.

    >>> prospect_value(1.0, 2.25, 0.88), prospect_value(-1.0, 2.25, 0.88)
    (1.0, -2.25)
    """
    if gain >= 0.0:
        return power(gain, curvature)
    return -loss_aversion * power(-gain, curvature)


def logit_weights(
    utility: Sequence[float],
    legal: Sequence[float],
    count: int,
    precision: float,
    weight: MutableSequence[float],
) -> None:
    """Logit choice probabilities (McKelvey & Palfrey 1995), written into ``weight``.

    Args:
        utility: Expected utility, axis [option].
        legal: 1 for an option that may be chosen, else 0; the first one may, axis [option].
        count: Number of options, >= 1; later entries of the arrays are not used.
        precision: Logit precision, >= 0, per util; 0 is uniform play.
        weight: Receives the probabilities, axis [option].

    The largest utility is subtracted first, so that no exponential overflows.

    >>> weight = [0.0, 0.0, 0.0]
    >>> utility = [0.0, 1.0986122886681098, 5.0]   # 0, ln 3, and one that is not allowed
    >>> logit_weights(utility, [1.0, 1.0, 0.0], 3, 1.0, weight)
    >>> [round(w, 12) for w in weight]
    [0.25, 0.75, 0.0]
    """
    best = utility[0]
    for k in range(1, count):
        best = better(best, utility[k], legal[k])
    total = 0.0
    for k in range(count):
        weight[k] = option_odds(precision * (utility[k] - best), legal[k])
        total += weight[k]
    for k in range(count):
        weight[k] /= total


def better(best: float, utility: float, legal: float) -> float:
    """The larger one of two utilities; the second counts only if its option is legal (1, not 0).

    >>> better(0.5, 0.8, 1.0), better(0.5, 0.8, 0.0), better(0.5, 0.2, 1.0)
    (0.8, 0.5, 0.5)
    """
    return utility if legal > 0.0 and utility > best else best


def option_odds(gain: float, legal: float) -> float:
    """Odds of an option against the best one, e^gain; 0 for an option that is not legal (0, not 1).

    >>> option_odds(0.0, 1.0), option_odds(0.0, 0.0)
    (1.0, 0.0)
    """
    return exponential(gain) if legal > 0.0 else 0.0


def pick(weight: Sequence[float], legal: Sequence[float], count: int, draw: float) -> int:
    """Number of the option that a random draw selects.

    Args:
        weight: Probabilities, axis [option].
        legal: 1 for an option that may be chosen, else 0; the first one may, axis [option].
        count: Number of options, >= 1.
        draw: Uniform draw in [0, 1).

    >>> pick([0.25, 0.75], [1, 1], 2, 0.2), pick([0.25, 0.75], [1, 1], 2, 0.3)
    (0, 1)
    >>> pick([0.5, 0.5, 0.0], [1, 1, 0], 3, 0.9999999)
    1
    """
    cumulative = 0.0
    place, undecided = 0, 1.0
    for k in range(count):
        place = candidate(undecided, legal[k], k, place)
        cumulative += weight[k]
        undecided = still_undecided(undecided, draw, cumulative)
    return place


def candidate(undecided: float, legal: float, k: int, place: int) -> int:
    """Number ``k`` of an option if it is legal and nothing is selected yet, else ``place``.

    >>> candidate(1.0, 1.0, 3, 2), candidate(0.0, 1.0, 3, 2), candidate(1.0, 0.0, 3, 2)
    (3, 2, 2)
    """
    return k if undecided > 0.0 and legal > 0.0 else place


def still_undecided(undecided: float, draw: float, cumulative: float) -> float:
    """1 as long as the draw has not fallen below the cumulative probability, then 0.

    >>> still_undecided(1.0, 0.4, 0.3), still_undecided(1.0, 0.4, 0.5)
    (1.0, 0.0)
    >>> still_undecided(0.0, 0.4, 0.3)
    0.0
    """
    return 0.0 if draw < cumulative else undecided

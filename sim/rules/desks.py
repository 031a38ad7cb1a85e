"""Desks: the two desks of an actor, and when a desk chooses anew.

Every order belongs to the security desk or to the diplomacy desk. A course goes on until its desk
is reviewed; an act happens once. Sources: organisational routines (Allison 1971), long rest and
sudden change (Baumgartner & Jones 1993), staggered adjustment (Calvo 1983).
"""

from sim.rules.curves import unit

SHOCK_ALARM = 0.5
"""Smallest alarm in a turn in which a large war elsewhere begins or ends."""
ENDED_ALARM = 0.5
"""Alarm that the end of the peacekeepers' mandate adds."""


def review_chance(review_rate: float, alarm: float) -> float:
    """Chance that a course is reviewed this turn, [0, 1]: 1 - (1 - rate)(1 - alarm).

    Args:
        review_rate: Chance of a review in a quiet turn, [0, 1].
        alarm: Alarm from the last turn, [0, 1]; at 1 every desk is reviewed.

    >>> review_chance(0.25, 0.0), review_chance(0.25, 0.5), review_chance(0.25, 1.0)
    (0.25, 0.625, 1.0)
    """
    return 1.0 - (1.0 - review_rate) * (1.0 - alarm)


def changing_chance(lasts: int, chance: float) -> float:
    """Chance that a desk chooses anew, [0, 1], as others see it before its turn.

    Args:
        lasts: 1 if the desk's last order was a course, 0 if it was an act.
        chance: Chance that a course is reviewed, see :func:`review_chance`.

    >>> changing_chance(1, 0.25), changing_chance(0, 0.25)
    (0.25, 1.0)
    """
    return chance if lasts == 1 else 1.0


def chooses_anew(lasts: int, legal: bool, ruled: bool, draw: float, chance: float) -> int:
    """1 if a desk chooses anew this turn, 0 if its course goes on.

    Args:
        lasts: 1 if the desk's last order was a course, 0 if it was an act.
        legal: Whether this order is still legal.
        ruled: Whether the desk follows a rule without chance, which chooses every turn.
        draw: Uniform draw in [0, 1).
        chance: Chance that the course is reviewed, see :func:`review_chance`.

    >>> chooses_anew(1, True, False, 0.3, 0.25), chooses_anew(1, True, False, 0.2, 0.25)
    (0, 1)
    >>> chooses_anew(0, True, False, 0.3, 0.25), chooses_anew(1, False, False, 0.3, 0.25)
    (1, 1)
    """
    return 1 if lasts == 0 or not legal or ruled or draw < chance else 0


def course_in_force(order: int, idle: int, lasts: int, legal: bool) -> int:
    """Course of a desk that has not chosen yet, as the actor's other desk sees it.

    Args:
        order: The desk's last order, by number.
        idle: Number of ``hold``, which is seen if that order does not go on.
        lasts: 1 if the order was a course, 0 if it was an act.
        legal: Whether the order is still legal.

    >>> course_in_force(7, 4, 1, True), course_in_force(7, 4, 0, True)
    (7, 4)
    >>> course_in_force(7, 4, 1, False)
    4
    """
    return order if lasts == 1 and legal else idle


def course_span(patience: float, review_rate: float) -> float:
    """Discounted number of turns that a new course is expected to last, >= 1.

    Formula: 1 / (1 - gamma (1 - rate)).

    >>> course_span(0.5, 0.5), course_span(0.9, 1.0)
    (1.3333333333333333, 1.0)
    """
    return 1.0 / (1.0 - patience * (1.0 - review_rate))


def over_span(own: float, idle: float, span: float) -> float:
    """Expected utility of an order that lasts: the utility of waiting plus span x the difference.

    Args:
        own: Utility of the order, if it lasted one turn.
        idle: Utility of ``hold``.
        span: Expected length of a course; 1 for an act.

    >>> over_span(3.0, 1.0, 2.0), over_span(3.0, 1.0, 1.0)
    (5.0, 3.0)
    """
    return idle + span * (own - idle)


def discord_bill(discord: float, factor: float, line: float, other_line: float) -> float:
    """Cost of an order that contradicts the actor's other desk, in utils, >= 0.

    Args:
        discord: Cost of a contradiction, >= 0.
        factor: Weight of costs for the actor; 1 except for the guarantor.
        line: Line of the order: 1 firm, -1 accommodating, 0 neither.
        other_line: Line of the order of the other desk.

    Source: costs of inconsistency, Levy, McKoy, Poast & Wallace 2015.

    >>> discord_bill(0.25, 2.0, 1.0, -1.0), discord_bill(0.25, 2.0, 1.0, 0.0)
    (0.5, 0.0)
    """
    return discord * factor if line * other_line < 0.0 else 0.0


def alarm_next(force: float, signed: float, rebased: float, ended: float) -> float:
    """Alarm in the next turn, [0, 1], as everybody sees it.

    Args:
        force: Force ordered, summed over theatres.
        signed: 1 if a treaty was signed this turn, else 0.
        rebased: 1 if a base was granted or an alliance frozen this turn, else 0.
        ended: 1 if the mandate of the peacekeepers was ended this turn, else 0.

    Formula: force + signed + rebased + .5 ended.

    >>> alarm_next(0.25, 0.0, 0.0, 1.0), alarm_next(1.0, 0.0, 1.0, 0.0)
    (0.75, 1.0)
    """
    return unit(force + signed + rebased + ENDED_ALARM * ended)


def rebased(granted: float, frozen: float) -> float:
    """Whether the map of bases and alliances changes this turn, as a part of the alarm, >= 0.

    Args:
        granted: Grant of a base by the challenger, [-1, 1]; any positive one counts in full.
        frozen: Degree to which alliances are newly frozen, summed.

    >>> rebased(0.5, 0.0), rebased(0.0, 1.0), rebased(0.0, 0.0)
    (1.0, 1.0, 0.0)
    """
    return 1.0 if granted > 0.0 else frozen


def alarm_in_shock(alarm: float, before: float, after: float) -> float:
    """Alarm after the draw of a large war elsewhere: at least .5 if it has begun or ended.

    ``before`` and ``after`` are 1 during such a war, else 0.

    >>> alarm_in_shock(0.2, 0.0, 1.0), alarm_in_shock(0.8, 1.0, 0.0), alarm_in_shock(0.2, 1.0, 1.0)
    (0.5, 0.8, 0.2)
    """
    if before == after or alarm > SHOCK_ALARM:
        return alarm
    return SHOCK_ALARM

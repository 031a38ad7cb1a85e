"""Reviews: whether a desk chooses anew, and what it knows of the other desk."""

from sim.engine import layout as at
from sim.engine.courses import desk_place, other_desk, turn_of
from sim.engine.draws import uniform
from sim.engine.forecast import conditions
from sim.engine.lanes import lane_count, lane_of
from sim.engine.legality import is_legal
from sim.engine.scripts import has_rules, ruled_order, span_over
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.desks import chooses_anew, course_in_force, review_chance
from sim.vocabulary import DIPLOMACY_DESK, DOCTRINES, DRAW_REVIEW, WITHOUT_CHANCE

RULED = tuple(DOCTRINES.index(name) for name in WITHOUT_CHANCE)
"""Doctrines that choose anew every turn."""


def note_conditions(sc: EncodedScenario, t: Table) -> None:
    """Note for every actor which conditions hold, beside those on what its other desk does."""
    for i in range(sc.ix[at.N_ACTORS]):
        t.holding[i] = conditions(i, t.s, sc.p, sc.ix)


def review(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note whether a desk of actor ``i`` chooses anew this turn.

    It does if its order was an act or is no longer legal, or if its course is reviewed. The
    doctrines that follow a rule without chance choose anew every turn. A desk that follows its own
    doctrine beside the rules of a script does so where a rule applies, and after a rule's span.
    """
    k = desk_place(i, desk)
    set_other(i, desk, sc, t)
    t.reviewed[k] = chooses_anew(
        sc.lasts[t.order[k]],
        is_legal(i, t.order[k], sc, t),
        sc.ix[at.DOCTRINE + k] in RULED,
        uniform(t.stream, turn_of(t), k, DRAW_REVIEW),
        review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM]),
    )
    if has_rules(k, sc):
        for lane in range(lane_count()):
            heed_rules(i, k, lane_of(sc, lane), lane_of(t, lane))


def heed_rules(i: int, k: int, sc: EncodedScenario, t: Table) -> None:
    """Note that the desk at place ``k`` chooses anew if a rule of actor ``i`` applies, in one lane.

    It also does in the turn after the span of a rule.
    """
    if ruled_order(i, k, sc, t) != at.NONE or span_over(k, sc, t):
        t.reviewed[k] = 1


def set_other(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note what the other desk of actor ``i`` does, as this desk sees it.

    The diplomacy desk decides first. It sees the course in force of the security desk, and ``hold``
    if that was an act or is no longer legal. The security desk sees this turn's diplomacy order.
    """
    k = other_desk(i, desk)
    order = t.order[k]
    t.counter[at.OTHER] = order
    if desk == DIPLOMACY_DESK:
        idle = sc.first_action[k]
        t.counter[at.OTHER] = idle
        legal = is_legal(i, order, sc, t)
        t.counter[at.OTHER] = course_in_force(order, idle, sc.lasts[order], legal)
    t.private[at.OTHER_LINE] = sc.line[t.counter[at.OTHER]]

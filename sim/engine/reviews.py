"""Reviews: whether a desk chooses anew, and what it knows of the other desk; in one lane."""

from sim.engine import layout as at
from sim.engine.courses import desk_place, other_desk
from sim.engine.draws import uniform
from sim.engine.forecast import beside, conditions
from sim.engine.lanes import lane_count
from sim.engine.layout import EncodedScenario, Table
from sim.rules.desks import review_chance
from sim.rules.menus import allowed
from sim.vocabulary import DIPLOMACY_DESK, DOCTRINES, DRAW_REVIEW, WITHOUT_CHANCE

RULED = tuple(DOCTRINES.index(name) for name in WITHOUT_CHANCE)
"""Doctrines that choose anew every turn."""


def review(i: int, desk: int, sc: EncodedScenario, t: Table) -> bool:
    """Note and return whether a desk of actor ``i`` chooses anew this turn, in one lane.

    It does if its order was an act or is no longer legal, or if its course is reviewed. The
    doctrines that follow a rule without chance choose anew every turn.
    """
    k = desk_place(i, desk)
    t.counter[at.HOLDING] = conditions(i, t.s, sc.p, sc.ix)
    set_other(i, desk, sc, t)
    due = sc.lasts[t.order[k]] == 0 or not is_legal(t.order[k], sc, t)
    due = due or sc.ix[at.DOCTRINE + k] in RULED
    draw = uniform(t.stream, t.counter[at.TURN], k, DRAW_REVIEW)
    due = due or draw < review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM])
    t.reviewed[k] = 1 if due else 0
    return due


def set_other(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note what the other desk of actor ``i`` does, as this desk sees it, in one lane.

    The diplomacy desk decides first. It sees the course in force of the security desk, and ``hold``
    if that was an act or is no longer legal. The security desk sees this turn's diplomacy order.
    """
    k = other_desk(i, desk)
    t.counter[at.OTHER] = t.order[k]
    if desk == DIPLOMACY_DESK:
        t.counter[at.OTHER] = sc.first_action[k]
        if sc.lasts[t.order[k]] == 1 and is_legal(t.order[k], sc, t):
            t.counter[at.OTHER] = t.order[k]
    t.private[at.OTHER_LINE] = sc.line[t.counter[at.OTHER]]


def is_legal(a: int, sc: EncodedScenario, t: Table) -> bool:
    """Whether the actor that decides may order action ``a`` beside the order of its other desk."""
    return allowed(sc.requires[a], holding_now(sc, t))


def holding_now(sc: EncodedScenario, t: Table) -> int:
    """Conditions for the actor that decides, with those on its other desk, in one lane."""
    return beside(t.counter[at.HOLDING], sc.offers[t.counter[at.OTHER]])


def takes_part(k: int, t: Table) -> bool:
    """Whether a lane needs the options of the desk at place ``k``: not if its course goes on.

    With one lane it always does, so that the options can be shown.
    """
    return lane_count() == 1 or t.reviewed[k] == 1

"""Level-k reasoning: what an actor predicts that the others will order."""

from sim.engine import layout as at
from sim.engine.courses import course_of, desk_place, other_desk
from sim.engine.forecast import add_efforts, add_up, conditions, expect_others
from sim.engine.lanes import lane_count, lane_of
from sim.engine.layout import EncodedScenario, Table
from sim.engine.perceived import observed_belief
from sim.engine.reviews import takes_part
from sim.engine.weighing import list_orders, set_odds, weigh_options
from sim.rules.credibility import RESOLVED, UNRESOLVED
from sim.rules.curves import logistic
from sim.rules.desks import review_chance
from sim.rules.overstretch import bandwidth


def imagine_others(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Level-k reasoning: actor ``i`` predicts both orders of every other actor by a logit choice.

    The predictions become what actor ``i`` expects of the others. They hold no force, because the
    danger stands for it. What the actor knows of its own other desk is kept.
    """
    decider = desk_place(i, desk)
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.private[at.GUESSED] = guessed_resolve(i, sc, own)
        own.counter[at.KEPT] = own.counter[at.OTHER]
    for k in range(at.FORECAST_SIZE):
        t.work.imagined[k] = 0.0
    for j in range(sc.ix[at.N_ACTORS]):
        if j != i:
            for theirs in range(at.DESK_COUNT):
                for lane in range(lane_count()):
                    set_other_course(j, theirs, lane_of(sc, lane), lane_of(t, lane))
                expect_others(j, t.forecast, t.expected, sc.ix, t.work)
                list_orders(desk_place(j, theirs), decider, sc, t)
                weigh_options(j, theirs, i, sc, t, t.private[at.GUESSED], False)
                for lane in range(lane_count()):
                    if takes_part(decider, lane_of(t, lane)):
                        imagine_orders(j, theirs, lane_of(sc, lane), lane_of(t, lane))
    for lane in range(lane_count()):
        own = lane_of(t, lane)
        own.counter[at.OTHER] = own.counter[at.KEPT]
        own.private[at.OTHER_LINE] = sc.line[own.counter[at.OTHER]]
        own.counter[at.HOLDING] = conditions(i, own.s, lane_of(sc, lane).p, sc.ix)
    add_up(t.work.imagined, sc.ix, t.work.total)
    expect_others(i, t.work.imagined, t.work.total, sc.ix, t.work)


def set_other_course(j: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note what holds for actor ``j``, and its other desk's course: ``hold`` after an act."""
    k = other_desk(j, desk)
    other = course_of(k, t.before[k], sc)
    t.counter[at.HOLDING] = conditions(j, t.s, sc.p, sc.ix)
    t.counter[at.OTHER] = other
    t.private[at.OTHER_LINE] = sc.line[other]


def guessed_resolve(i: int, sc: EncodedScenario, t: Table) -> float:
    """Actor ``i``'s guess of the guarantor's type, from ``UNRESOLVED`` to ``RESOLVED``."""
    trust = logistic(t.s[observed_belief(i, sc.ix)])
    return UNRESOLVED + (RESOLVED - UNRESOLVED) * trust


def imagine_orders(j: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Add the mean effort that a desk of actor ``j`` is predicted to make, in one lane.

    With the chance of a review it chooses among its options, else its course goes on. Attacks are
    left out.
    """
    work, first = t.work, j * at.CHANNEL_COUNT
    course, width = t.before[desk_place(j, desk)], bandwidth(t.s[at.OVERSTRETCH + j])
    chance = review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM])
    if sc.lasts[course] == 0:
        chance = 1.0
    set_odds(j, sc, t)
    for k in range(t.counter[at.OPTIONS]):
        a = work.option[k]
        if sc.attack_theatre[a] < 0:
            add_efforts(a, chance * work.weight[k], width, sc, first, work.imagined)
    if sc.attack_theatre[course] < 0:
        add_efforts(course, 1.0 - chance, width, sc, first, work.imagined)

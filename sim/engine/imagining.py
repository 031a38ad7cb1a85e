"""Level-k reasoning: what an actor predicts that the others will order."""

from sim.engine import layout as at
from sim.engine.courses import course_of, desk_place, other_desk
from sim.engine.forecast import add_efforts, add_up, clear_forecasts, expect_others
from sim.engine.lanes import anywhere, lane_of
from sim.engine.perceived import observed_belief
from sim.engine.vectors import EncodedScenario, Table
from sim.engine.weighing import list_orders, set_odds, weigh_options
from sim.rules.credibility import RESOLVED, UNRESOLVED
from sim.rules.curves import indicator, logistic
from sim.rules.desks import changing_chance, review_chance
from sim.rules.overstretch import bandwidth


def imagine_others(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Level-k reasoning: actor ``i`` predicts both orders of every other actor by a logit choice.

    The predictions become what actor ``i`` expects of the others. They hold no force, because the
    danger stands for it. What the actor knows of its own other desk is kept.
    """
    decider = desk_place(i, desk)
    t.private[at.GUESSED] = guessed_resolve(i, sc, t)
    t.counter[at.KEPT] = t.counter[at.OTHER]
    clear_forecasts(sc, t.work.imagined)
    for j in range(sc.ix[at.N_ACTORS]):
        if j != i:
            for theirs in range(at.DESK_COUNT):
                set_other_course(j, theirs, sc, t)
                expect_others(j, t.forecast, t.expected, sc, t.work.raw)
                count = list_orders(j, theirs, sc, t)
                weigh_options(j, theirs, i, decider, count, sc, t, t.private[at.GUESSED], False)
                imagine_orders(j, theirs, count, sc, t)
    t.counter[at.OTHER] = t.counter[at.KEPT]
    t.private[at.OTHER_LINE] = sc.line[t.counter[at.OTHER]]
    add_up(t.work.imagined, sc, t.work.total)
    expect_others(i, t.work.imagined, t.work.total, sc, t.work.raw)


def set_other_course(j: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Note the course of the other desk of actor ``j``: ``hold`` after an act."""
    k = other_desk(j, desk)
    t.counter[at.OTHER] = course_of(k, t.before[k], sc)
    t.private[at.OTHER_LINE] = sc.line[t.counter[at.OTHER]]


def guessed_resolve(i: int, sc: EncodedScenario, t: Table) -> float:
    """Actor ``i``'s guess of the guarantor's type, from ``UNRESOLVED`` to ``RESOLVED``."""
    trust = logistic(t.s[observed_belief(i, sc.ix)])
    return UNRESOLVED + (RESOLVED - UNRESOLVED) * trust


def imagine_orders(j: int, desk: int, count: int, sc: EncodedScenario, t: Table) -> None:
    """Add the mean effort that a desk of actor ``j`` is predicted to make.

    With the chance of a review it chooses among its options, else its course goes on. Attacks are
    left out.
    """
    work, first, k = t.work, j * at.CHANNEL_COUNT, desk_place(j, desk)
    course, width = t.before[k], bandwidth(t.s[at.OVERSTRETCH + j])
    chance = changing_chance(sc.lasts[course], review_chance(sc.p[at.REVIEW_RATE], t.s[at.ALARM]))
    set_odds(j, count, sc, t)
    for option in range(count):
        a = lane_of(work, 0).option[option]
        if sc.attack_theatre[a] < 0:
            add_efforts(a, chance * work.weight[option], width, sc, first, work.imagined)
    for a in range(sc.first_action[k], sc.first_action[k + 1]):
        given = course == a
        if sc.attack_theatre[a] < 0 and anywhere(given):
            share = indicator(given) * (1.0 - chance)
            add_efforts(a, share, width, sc, first, work.imagined)

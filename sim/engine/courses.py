"""Courses: the orders in force on the desks, and what everybody expects of them."""

from sim.engine import layout as at
from sim.engine.forecast import add_efforts
from sim.engine.layout import EncodedScenario, Table
from sim.rules.overstretch import bandwidth
from sim.vocabulary import DIPLOMACY_DESK, SECURITY_DESK


def desk_place(i: int, desk: int) -> int:
    """Place of a desk of actor ``i`` in vectors by desk."""
    return i * at.DESK_COUNT + desk


def other_desk(i: int, desk: int) -> int:
    """Place of the other desk of actor ``i`` in vectors by desk."""
    return desk_place(i, SECURITY_DESK + DIPLOMACY_DESK - desk)


def course_of(k: int, order: int, sc: EncodedScenario) -> int:
    """Course of the desk at place ``k`` after this order: the order, or ``hold`` after an act."""
    return order if sc.lasts[order] == 1 else sc.first_action[k]


def open_run(sc: EncodedScenario, t: Table) -> None:
    """Set orders and forecasts to the opening courses, in one lane."""
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        t.order[k] = sc.ix[at.OPENING + k]
        t.before[k] = sc.ix[at.OPENING + k]
    t.private[at.ATTRIBUTED] = 1.0
    expect_courses(sc, t)


def expect_courses(sc: EncodedScenario, t: Table) -> None:
    """Write the efforts that everybody expects of each actor next turn, in one lane.

    These are the efforts of its courses. Acts do not recur, and covert help that was not attributed
    is not expected.
    """
    for i in range(sc.ix[at.N_ACTORS]):
        first, width = i * at.CHANNEL_COUNT, bandwidth(t.s[at.OVERSTRETCH + i])
        for k in range(sc.ix[at.N_LIVE]):
            t.forecast[first + sc.ix[at.LIVE + k]] = 0.0
        for desk in range(at.DESK_COUNT):
            a = t.order[desk_place(i, desk)]
            if sc.lasts[a] == 1:
                add_efforts(a, 1.0, width, sc, first, t.forecast)
        if t.private[at.ATTRIBUTED] < 0.5:
            for h in range(at.MAX_THEATRES):
                t.forecast[first + at.DO_COVERT + h] = 0.0

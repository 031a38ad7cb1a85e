"""Courses: the orders in force on the desks, and what everybody expects of them."""

from sim.engine import layout as at
from sim.engine.forecast import add_order, clear_forecasts
from sim.engine.lanes import lane_of
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.desks import course_in_force
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
    return course_in_force(order, sc.first_action[k], sc.lasts[order], True)


def turn_of(t: Table) -> int:
    """Return the number of the turn that is being played, from 0; it is the same in all lanes."""
    return lane_of(t, 0).counter[at.TURN]


def open_run(sc: EncodedScenario, t: Table) -> None:
    """Set orders and forecasts to the opening courses."""
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        t.order[k] = sc.ix[at.OPENING + k]
        t.before[k] = sc.ix[at.OPENING + k]
    t.private[at.ATTRIBUTED] = 1.0
    expect_courses(sc, t)


def expect_courses(sc: EncodedScenario, t: Table) -> None:
    """Write the efforts that everybody expects of each actor next turn.

    These are the efforts of its courses. Acts do not recur, and covert help that was not attributed
    is not expected.
    """
    clear_forecasts(sc, t.forecast)
    for i in range(sc.ix[at.N_ACTORS]):
        first, width = i * at.CHANNEL_COUNT, bandwidth(t.s[at.OVERSTRETCH + i])
        for desk in range(at.DESK_COUNT):
            k = desk_place(i, desk)
            add_order(k, t.order[k], False, width, sc, first, t.forecast)
        for h in range(sc.ix[at.N_THEATRES]):
            t.forecast[first + at.DO_COVERT + h] *= t.private[at.ATTRIBUTED]

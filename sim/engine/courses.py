"""Courses: the orders in force on the desks, and what everybody expects of them."""

from sim.engine import layout as at
from sim.engine.layout import EncodedScenario, Table
from sim.rules.overstretch import bandwidth


def desk_place(i: int, desk: int) -> int:
    """Place of a desk of actor ``i`` in vectors by desk."""
    return i * at.DESK_COUNT + desk


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
                expect_course(first, a, width, sc, t)


def expect_course(first: int, a: int, width: float, sc: EncodedScenario, t: Table) -> None:
    """Add the efforts of course ``a`` to the forecast from place ``first`` on, in one lane."""
    for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
        slot = sc.slot[k]
        covert = at.DO_COVERT <= slot < at.DO_COVERT + at.MAX_THEATRES
        if covert and t.private[at.ATTRIBUTED] < 0.5:
            continue
        scale = width if at.WEIGHTED <= slot < at.PLAIN else 1.0
        t.forecast[first + slot] += scale * sc.effort[k]

"""Gather the runs whose desk chooses anew in full rows: in the lanes of the spare group.

See ``lanes``. With one lane the spare group is the run itself, and there is nothing to copy.
"""

from sim.engine import layout as at
from sim.engine.lanes import lane_count, lane_of, run_of, run_room, spare_of
from sim.engine.vectors import EncodedScenario, Table
from sim.vocabulary import LEVEL_K


def line_up(k: int, t: Table, runs: int) -> int:
    """Note the runs in which the desk at place ``k`` chooses anew; return how many they are."""
    queue, count = spare_of(t).queue, 0
    for run in range(runs):
        if run_of(t, run).reviewed[k] == 1:
            lane_of(queue, count % lane_count())[count // lane_count()] = run
            count += 1
    return count


def run_in_line(number: int, t: Table) -> int:
    """Return the run with this number, from 0, in the line."""
    return lane_of(spare_of(t).queue, number % lane_count())[number // lane_count()]


def bring(i: int, k: int, first: int, last: int, sc: EncodedScenario, t: Table) -> None:
    """Copy runs ``first`` to ``last - 1`` of the line into the lanes of the spare group.

    Copies what actor ``i`` reads when its desk at place ``k`` chooses. Lanes that are left over
    repeat the last run.
    """
    if run_room() == 1:
        return
    everybody = sc.ix[at.DOCTRINE + k] == LEVEL_K
    for lane in range(lane_count()):
        run = run_in_line(min(first + lane, last - 1), t)
        home, seat = run_of(t, run), lane_of(spare_of(t), lane)
        if seat.counter[at.POINT] != home.counter[at.POINT]:
            seat.counter[at.POINT] = home.counter[at.POINT]
            seat.counter[at.LOADED] = 0
        if seat.counter[at.LOADED] & (1 << k) == 0:
            seat.counter[at.LOADED] |= 1 << k
            copy_numbers(k, run_of(sc, run), lane_of(spare_of(sc), lane))
        copy_view(i, k, sc, home, seat)
        if everybody:
            copy_forecasts(sc, home, seat)


def hand_back(k: int, first: int, last: int, t: Table) -> None:
    """Copy the orders of the desk at place ``k`` from the spare group to the runs of the line."""
    if run_room() == 1:
        return
    for number in range(first, last):
        order = lane_of(spare_of(t), number - first).order[k]
        run_of(t, run_in_line(number, t)).order[k] = order


def copy_numbers(k: int, source: EncodedScenario, target: EncodedScenario) -> None:
    """Copy the numbers that the desk at place ``k`` reads from one lane to another."""
    for n in range(source.read_first[k], source.read_first[k + 1]):
        target.p[source.read_place[n]] = source.p[source.read_place[n]]


def copy_view(i: int, k: int, sc: EncodedScenario, source: Table, target: Table) -> None:
    """Copy what the desk at place ``k``, of actor ``i``, reads from one lane to another."""
    for n in range(sc.seen_first[k], sc.seen_first[k + 1]):
        target.s[sc.seen_place[n]] = source.s[sc.seen_place[n]]
    first = i * at.CHANNEL_COUNT
    for n in range(sc.ix[at.N_LIVE]):
        place = first + sc.ix[at.LIVE + n]
        target.others[place] = source.others[place]
    target.edge[i] = source.edge[i]
    target.holding[i] = source.holding[i]
    target.counter[at.TURN] = source.counter[at.TURN]
    target.counter[at.OTHER] = source.counter[at.OTHER]
    target.private[at.OTHER_LINE] = source.private[at.OTHER_LINE]
    target.private[at.RESOLVE] = source.private[at.RESOLVE]
    for n in range(at.STREAM_SIZE):
        target.stream[n] = source.stream[n]


def copy_forecasts(sc: EncodedScenario, source: Table, target: Table) -> None:
    """Copy what level-k reasoning reads beside that: the forecasts and courses of all actors."""
    for n in range(sc.ix[at.N_LIVE]):
        slot = sc.ix[at.LIVE + n]
        target.expected[slot] = source.expected[slot]
        for j in range(sc.ix[at.N_ACTORS]):
            place = j * at.CHANNEL_COUNT + slot
            target.forecast[place] = source.forecast[place]
    for j in range(sc.ix[at.N_ACTORS]):
        target.holding[j] = source.holding[j]
    for n in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        target.before[n] = source.before[n]

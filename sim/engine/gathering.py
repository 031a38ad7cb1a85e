"""Gather the runs whose desk chooses anew in full rows: in the lanes of the spare group.

See ``lanes``. With one lane the spare group is the run itself, and there is nothing to copy.
"""

from sim.engine import layout as at
from sim.engine.lanes import anywhere, collect, lane_count, lane_of, run_of, run_room, spare_of
from sim.engine.vectors import EncodedScenario, Table
from sim.vocabulary import LEVEL_K


def line_up(k: int, t: Table, runs: int) -> int:
    """Note the runs in which the desk at place ``k`` chooses anew; return how many they are.

    The queue of the spare group gets a run in every lane, row by row. Lanes that are left over in
    the last row repeat the last run.
    """
    queue, count, last = spare_of(t).queue, 0, 0
    for run in range(runs):
        if run_of(t, run).reviewed[k] == 1:
            lane_of(queue, count % lane_count())[count // lane_count()] = run
            count += 1
            last = run
    left_over = -count % lane_count()
    for number in range(count, count + left_over):
        lane_of(queue, number % lane_count())[number // lane_count()] = last
    return count


def bring(i: int, k: int, row: int, sc: EncodedScenario, t: Table) -> None:
    """Copy the runs in this row of the queue into the lanes of the spare group.

    Copies what actor ``i`` reads when its desk at place ``k`` chooses.
    """
    if run_room() == 1:
        return
    seats = spare_of(t)
    runs = seats.queue[row]
    point = collect(t.counter, runs, at.POINT)
    if anywhere(point != seats.counter[at.POINT]):
        seats.counter[at.POINT] = point
        seats.counter[at.LOADED] = 0
    loaded = lane_of(seats, 0).counter[at.LOADED]
    if loaded & (1 << k) == 0:
        seats.counter[at.LOADED] = loaded | (1 << k)
        copy_numbers(k, sc, runs, spare_of(sc))
    copy_view(i, k, sc, t, runs, seats)
    if sc.ix[at.DOCTRINE + k] == LEVEL_K:
        copy_forecasts(sc, t, runs, seats)


def hand_back(k: int, row: int, count: int, t: Table) -> None:
    """Copy the orders of the desk at place ``k`` from the spare group to the runs in a row.

    ``count`` is the number of lanes that hold different runs.
    """
    if run_room() == 1:
        return
    for lane in range(count):
        seat = lane_of(spare_of(t), lane)
        run_of(t, seat.queue[row]).order[k] = seat.order[k]


def copy_numbers(k: int, sc: EncodedScenario, runs: int, target: EncodedScenario) -> None:
    """Copy the numbers that the desk at place ``k`` reads, from a run into each lane."""
    for n in range(sc.read_first[k], sc.read_first[k + 1]):
        place = sc.read_place[n]
        target.p[place] = collect(sc.p, runs, place)


def copy_view(i: int, k: int, sc: EncodedScenario, t: Table, runs: int, target: Table) -> None:
    """Copy what the desk at place ``k``, of actor ``i``, reads, from a run into each lane."""
    for n in range(sc.seen_first[k], sc.seen_first[k + 1]):
        place = sc.seen_place[n]
        target.s[place] = collect(t.s, runs, place)
    for n in range(sc.ix[at.N_LIVE]):
        slot = sc.ix[at.LIVE + n]
        target.expected[slot] = collect(t.expected, runs, slot)
    copy_forecast(i, sc, t, runs, target)
    target.edge[i] = collect(t.edge, runs, i)
    target.holding[i] = collect(t.holding, runs, i)
    target.counter[at.TURN] = collect(t.counter, runs, at.TURN)
    target.counter[at.OTHER] = collect(t.counter, runs, at.OTHER)
    target.private[at.OTHER_LINE] = collect(t.private, runs, at.OTHER_LINE)
    target.private[at.RESOLVE] = collect(t.private, runs, at.RESOLVE)
    for n in range(at.STREAM_SIZE):
        target.stream[n] = collect(t.stream, runs, n)


def copy_forecast(i: int, sc: EncodedScenario, t: Table, runs: int, target: Table) -> None:
    """Copy what everybody expects of actor ``i``, from a run into each lane."""
    for n in range(sc.own_first[i], sc.own_first[i + 1]):
        place = i * at.CHANNEL_COUNT + sc.own_slot[n]
        target.forecast[place] = collect(t.forecast, runs, place)


def copy_forecasts(sc: EncodedScenario, t: Table, runs: int, target: Table) -> None:
    """Copy what level-k reasoning reads beside that: the forecasts and courses of all actors."""
    for j in range(sc.ix[at.N_ACTORS]):
        copy_forecast(j, sc, t, runs, target)
        target.holding[j] = collect(t.holding, runs, j)
    for n in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        target.before[n] = collect(t.before, runs, n)

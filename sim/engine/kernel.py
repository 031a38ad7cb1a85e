"""The batch kernel: compiled code that plays whole runs at many settings.

It calls ``sim.engine.turn.play_turn``, the same order of play as a single game, in as many lanes as
it is compiled for (see ``lanes``). The runs fill the lanes in order: all replicates of the first
point, then those of the next.
"""

from __future__ import annotations

from typing import Any

from sim.engine import layout as at
from sim.engine.courses import open_run
from sim.engine.lanes import in_rows, lane_count, lane_of
from sim.engine.layout import EncodedScenario, Links, Table
from sim.engine.outcome import (
    measure_run,
    measure_thresholds,
    read_stances,
)
from sim.engine.table import draw_type
from sim.engine.turn import play_turn
from sim.measures import MEASURE_NAMES, THRESHOLDS

MEASURE_COUNT = len(MEASURE_NAMES)
SPELLS_AT = MEASURE_COUNT
RESOLVE_AT = SPELLS_AT + len(THRESHOLDS)
ENDS_AT = RESOLVE_AT + 1
"""Columns of an outcome row: measures, spells at thresholds, private type, end state."""


def play_points(
    encoded: EncodedScenario,
    table: Table,
    numbers: Any,
    first: int,
    count: int,
    turns: int,
    ends: Links,
    watched: Links,
    outcomes: Any,
    paths: Any,
    stances: Any,
    conduct: Any,
) -> None:
    """Play the same replicates at every point.

    Args:
        encoded: The encoded scenario of all lanes; its numbers are overwritten.
        table: The table of all lanes.
        numbers: Numbers of every point, axes [point, place in ``p``].
        first: First replicate.
        count: Number of replicates.
        turns: Turns of a run.
        ends: Places of the state variables to keep at the end of a run.
        watched: Places of the state variables to keep for every turn.
        outcomes: Receives one row per run, axes [point, replicate, column].
        paths: Receives the watched variables, axes [point, replicate, turn, watched]; turn 0 is the
            opening state.
        stances: Receives the stance at the end of every turn, axes [point, replicate, turn]; its
            last axis is empty if stances are not needed.
        conduct: Receives the orders and reviews of all desks and the replies in all theatres, axes
            [point, replicate, turn, column]; its last axis is empty if they are not needed.
    """
    sc, t = in_rows(encoded), in_rows(table)
    runs = numbers.shape[0] * count
    for start in range(0, runs, lane_count()):
        playing = min(lane_count(), runs - start)
        for lane in range(lane_count()):
            # If runs are fewer than lanes, the lanes left over repeat the last run.
            run = start + min(lane, playing - 1)
            deal(run // count, first + run % count, numbers, lane_of(sc, lane), lane_of(t, lane))
        open_runs(sc, t)
        keep(0, start, playing, count, t, watched, paths)
        for turn in range(turns):
            play_turn(sc, t)
            keep(turn + 1, start, playing, count, t, watched, paths)
            if conduct.shape[3] > 0:
                keep_conduct(turn, start, playing, count, sc, t, conduct)
        for lane in range(playing):
            point, run = (start + lane) // count, (start + lane) % count
            own = lane_of(t, lane)
            report(turns, lane_of(sc, lane), own, ends, outcomes[point, run])
            read_stances(own.log, stances[point, run])


def deal(point: int, replicate: int, numbers: Any, sc: EncodedScenario, t: Table) -> None:
    """Prepare a lane for one run: the numbers of its point, its replicate, and the private type."""
    if t.counter[at.POINT] != point:
        t.counter[at.POINT] = point
        for place in range(at.NUMBERS_SIZE):
            sc.p[place] = float(numbers[point, place])
    t.counter[at.TURN] = 0
    t.stream[2] = replicate
    draw_type(sc, t)


def open_runs(sc: EncodedScenario, t: Table) -> None:
    """Set all lanes to the opening of their runs."""
    for place in range(at.STATE_SIZE):
        t.s[place] = sc.p[at.START + place]
    for place in range(at.FORECAST_SIZE):
        t.forecast[place] = 0.0
    for lane in range(lane_count()):
        open_run(lane_of(sc, lane), lane_of(t, lane))


def keep(
    turn: int, start: int, playing: int, count: int, t: Table, watched: Links, paths: Any
) -> None:
    """Copy the watched variables of this turn to ``paths``, for the runs from ``start`` on."""
    for lane in range(playing):
        s, run = lane_of(t, lane).s, start + lane
        for k in range(len(watched)):
            paths[run // count, run % count, turn, k] = s[watched[k]]


def keep_conduct(
    turn: int, start: int, playing: int, count: int, sc: EncodedScenario, t: Table, conduct: Any
) -> None:
    """Copy the orders, the reviews and the replies of this turn, for the runs from ``start`` on."""
    desks = at.DESK_COUNT * sc.ix[at.N_ACTORS]
    for lane in range(playing):
        own, run = lane_of(t, lane), start + lane
        row = conduct[run // count, run % count, turn]
        for k in range(desks):
            row[k] = own.order[k]
            row[desks + k] = own.reviewed[k]
        for h in range(sc.ix[at.N_THEATRES]):
            row[2 * desks + h] = int(own.reply[h])


def report(turns: int, sc: EncodedScenario, t: Table, ends: Links, row: Any) -> None:
    """Write the outcome of one run."""
    measure_run(turns, t.log, t.s, sc.p, sc.ix, row[:MEASURE_COUNT])
    measure_thresholds(turns, t.log, sc.p, row[SPELLS_AT:RESOLVE_AT])
    row[RESOLVE_AT] = t.private[at.RESOLVE]
    for k in range(len(ends)):
        row[ENDS_AT + k] = t.s[ends[k]]

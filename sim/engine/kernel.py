"""The batch kernel: compiled code that plays whole runs at many settings.

It calls ``sim.engine.turn.play_turn``, the same order of play as a single game, in as many lanes as
it is compiled for (see ``lanes``). The runs fill groups and lanes in order: all replicates of the
first point, then those of the next.
"""

from __future__ import annotations

from typing import Any

from sim.engine import layout as at
from sim.engine.courses import open_run
from sim.engine.lanes import group_count, group_of, lane_count, run_of, run_room
from sim.engine.layout import Links
from sim.engine.opening import Opening, take_up
from sim.engine.outcome import (
    measure_run,
    measure_thresholds,
    read_stances,
)
from sim.engine.table import draw_type
from sim.engine.turn import close_turn, decide_beside, open_turn, play_turn
from sim.engine.vectors import EncodedScenario, Table
from sim.measures import MEASURE_NAMES, THRESHOLDS

MEASURE_COUNT = len(MEASURE_NAMES)
SPELLS_AT = MEASURE_COUNT
RESOLVE_AT = SPELLS_AT + len(THRESHOLDS)
ENDS_AT = RESOLVE_AT + 1
"""Columns of an outcome row: measures, spells at thresholds, private type, end state."""


def play_points(
    encoded: EncodedScenario,
    table: Table,
    opening: Opening,
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
        encoded: The encoded scenario of all groups; its numbers are overwritten.
        table: The table of all groups.
        opening: Where the runs begin.
        numbers: Numbers of every point, axes [point, place in ``p``].
        first: First replicate.
        count: Number of replicates.
        turns: Turns of a run, with those before it begins here.
        ends: Places of the state variables to keep at the end of a run.
        watched: Places of the state variables to keep for every turn.
        outcomes: Receives one row per run, axes [point, replicate, column].
        paths: Receives the watched variables, axes [point, replicate, turn, watched], the first
            of the state in which the runs begin.
        stances: Receives the stance at the end of every turn, axes [point, replicate, turn]; its
            last axis is empty if stances are not needed.
        conduct: Receives the orders and reviews of all desks and the replies in all theatres, axes
            [point, replicate, turn played, column]; its last axis is empty if they are not needed.
    """
    runs = numbers.shape[0] * count
    for start in range(0, runs, run_room()):
        playing = min(run_room(), runs - start)
        for lane in range(group_count(playing) * lane_count()):
            # Lanes that are left over in the last group repeat the last run.
            run = start + min(lane, playing - 1)
            own = run_of(table, lane)
            deal(run // count, first + run % count, numbers, run_of(encoded, lane), own)
            own.counter[at.TURN] = opening.turn
        for group in range(group_count(playing)):
            open_runs(opening, group_of(encoded, group), group_of(table, group))
        keep(0, start, playing, count, table, watched, paths)
        for turn in range(turns - opening.turn):
            if turn == 0 and opening.begun == 1:
                play_on(opening, encoded, table, playing)
            else:
                play_turn(encoded, table, playing)
            keep(turn + 1, start, playing, count, table, watched, paths)
            if conduct.shape[3] > 0:
                keep_conduct(turn, start, playing, count, encoded, table, conduct)
        for lane in range(playing):
            point, run = (start + lane) // count, (start + lane) % count
            own = run_of(table, lane)
            report(turns, run_of(encoded, lane), own, ends, outcomes[point, run])
            read_stances(own.log, stances[point, run])


def deal(point: int, replicate: int, numbers: Any, sc: EncodedScenario, t: Table) -> None:
    """Prepare a lane for one run: the numbers of its point, and its replicate."""
    if t.counter[at.POINT] != point:
        t.counter[at.POINT] = point
        for n in range(sc.ix[at.N_NUMBERS]):
            sc.p[sc.used[n]] = numbers[point, sc.used[n]]
    t.stream[2] = replicate


def open_runs(opening: Opening, sc: EncodedScenario, t: Table) -> None:
    """Set all lanes of a group to the moment at which their runs begin."""
    if opening.begun == 1:
        take_up(opening, sc, t)
        return
    for n in range(sc.ix[at.N_PLACES]):
        place = sc.ix[at.PLACES + n]
        t.s[place] = sc.p[at.START + place]
    draw_type(sc, t)
    open_run(sc, t)


def play_on(opening: Opening, sc: EncodedScenario, t: Table, runs: int) -> None:
    """Play the first turn of runs that have begun, with the orders and replies that are given."""
    for group in range(group_count(runs)):
        instruct(opening.replies, 0, group_of(sc, group), group_of(t, group))
        if opening.opened == 0:
            open_turn(group_of(sc, group), group_of(t, group))
    decide_beside(opening.given, sc, t, runs)
    for group in range(group_count(runs)):
        close_turn(group_of(sc, group), group_of(t, group))
        instruct(sc.ix, at.DOCTRINE_REPLY, group_of(sc, group), group_of(t, group))


def instruct(replies: Links, first: int, sc: EncodedScenario, t: Table) -> None:
    """Set the instruction for the reply of every actor to those from place ``first`` on."""
    for i in range(sc.ix[at.N_ACTORS]):
        t.instruction[i] = replies[first + i]


def keep(
    turn: int, start: int, playing: int, count: int, t: Table, watched: Links, paths: Any
) -> None:
    """Copy the watched variables of this turn to ``paths``, for the runs from ``start`` on."""
    for lane in range(playing):
        s, run = run_of(t, lane).s, start + lane
        for k in range(len(watched)):
            paths[run // count, run % count, turn, k] = s[watched[k]]


def keep_conduct(
    turn: int, start: int, playing: int, count: int, sc: EncodedScenario, t: Table, conduct: Any
) -> None:
    """Copy the orders, the reviews and the replies of this turn, for the runs from ``start`` on."""
    desks = at.DESK_COUNT * sc.ix[at.N_ACTORS]
    for lane in range(playing):
        own, run = run_of(t, lane), start + lane
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

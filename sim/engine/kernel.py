"""The batch kernel: whole runs, compiled; the Mesa driver's rules, order of play and draws."""

from __future__ import annotations

from typing import Any

from sim.engine import layout as at
from sim.engine.forecast import copy
from sim.engine.layout import Board, Links, Table
from sim.engine.outcome import MEASURES, THRESHOLDS, measure_run, measure_thresholds
from sim.engine.table import draw_type
from sim.engine.turn import play_turn

MEASURE_COUNT = len(MEASURES)
SPELLS_AT = MEASURE_COUNT
RESOLVE_AT = SPELLS_AT + len(THRESHOLDS)
ENDS_AT = RESOLVE_AT + 1
"""Columns of an outcome row: measures, spells at thresholds, private type, end state."""


def reset(b: Board, t: Table, replicate: int) -> None:
    """Put the table back to the opening of a run."""
    for place in range(at.STATE_SIZE):
        t.s[place] = b.p[at.START + place]
    for place in range(at.MAX_ACTORS * at.CHANNEL_COUNT):
        t.forecast[place] = 0.0
    for i in range(at.MAX_ACTORS):
        t.last[i] = at.NONE
    t.counter[at.TURN] = 0
    t.stream[2] = replicate
    draw_type(b, t)


def play_points(
    b: Board,
    t: Table,
    numbers: Any,
    first: int,
    count: int,
    turns: int,
    ends: Links,
    watched: Links,
    outcomes: Any,
    paths: Any,
) -> None:
    """Play the same replicates at every point.

    Args:
        b: The board; its numbers are overwritten.
        t: A table of this call's own.
        numbers: Numbers of every point, axes [point, place in ``p``].
        first: First replicate.
        count: Number of replicates.
        turns: Turns of a run.
        ends: Places of the state kept at the end.
        watched: Places of the state kept every turn.
        outcomes: Receives a row a run, axes [point, replicate, column].
        paths: Receives the course of every run, axes [point, replicate, turn, watched]; the opening
            state is turn 0.
    """
    for point in range(numbers.shape[0]):
        copy(numbers[point], b.p)
        for run in range(count):
            reset(b, t, first + run)
            for k in range(len(watched)):
                paths[point, run, 0, k] = t.s[watched[k]]
            for turn in range(turns):
                play_turn(b, t)
                for k in range(len(watched)):
                    paths[point, run, turn + 1, k] = t.s[watched[k]]
            row = outcomes[point, run]
            measure_run(turns, t.log, t.s, b.p, b.ix, row[:MEASURE_COUNT])
            measure_thresholds(turns, t.log, b.p, row[SPELLS_AT:RESOLVE_AT])
            row[RESOLVE_AT] = t.private[at.RESOLVE]
            for k in range(len(ends)):
                row[ENDS_AT + k] = t.s[ends[k]]

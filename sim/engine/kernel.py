"""The batch kernel: whole runs, compiled; the same rules, order of play and draws as the Mesa driver."""

from __future__ import annotations

from sim.engine import layout as at
from sim.engine.layout import Board, Table, Vector
from sim.engine.outcome import measure_run
from sim.engine.table import draw_type
from sim.engine.turn import play_turn


def reset(b: Board, t: Table, replicate: int) -> None:
    """Put the table back to the opening of a run."""
    for k in range(at.STATE_SIZE):
        t.s[k] = b.p[at.START + k]
        t.nxt[k] = t.s[k]
    for k in range(at.MAX_ACTORS * at.CHANNEL_COUNT):
        t.forecast[k] = 0.0
    for i in range(at.MAX_ACTORS):
        t.last[i] = at.NONE
    t.counter[at.TURN] = 0
    t.stream[2] = replicate
    draw_type(b, t)


def play_runs(
    b: Board, t: Table, first: int, count: int, turns: int, measures: Vector, ends: Vector
) -> None:
    """Play ``count`` runs from replicate ``first``; write measures [run, measure] and end states [run, place]."""
    for run in range(count):
        reset(b, t, first + run)
        for _ in range(turns):
            play_turn(b, t)
        measure_run(turns, t.log, t.s, b.p, b.ix, measures[run])
        for place in range(at.STATE_SIZE):
            ends[run, place] = t.s[place]

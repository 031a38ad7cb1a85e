"""The batch kernel: whole runs, compiled; the Mesa driver's rules, order of play and draws.

``LANES`` replicates are played side by side, in one wide table whose every place holds a row of
numbers, one for each lane (see ``lanes``). What takes the time, projecting orders, is done for all
lanes at once; chance, options and choices are each lane's own, and played lane by lane on its
column of the same table. Either way it is the functions of a single run that do it.
"""

from __future__ import annotations

from typing import Any

from sim.engine import layout as at
from sim.engine.decision import (
    expect_imagined,
    fade_memory,
    follow_doctrine,
    guessed_resolve,
    imagine_orders,
    set_odds,
    weigh_options,
    weighs_options,
)
from sim.engine.forecast import add_up, copy, expect_others, list_options
from sim.engine.lanes import LANES, abreast, lane_of, rows
from sim.engine.layout import (
    FORECAST_SIZE,
    MAX_ACTORS,
    NUMBERS_SIZE,
    STATE_SIZE,
    Board,
    Links,
    Table,
)
from sim.engine.outcome import (
    MEASURES,
    THRESHOLDS,
    measure_run,
    measure_thresholds,
    note_turn,
    read_stances,
)
from sim.engine.reply import defence_gain, draw_reply, weighed_chance
from sim.engine.table import draw_type
from sim.engine.transition import EVERY_STATE, transition
from sim.engine.turn import (
    add_orders,
    blur,
    choose,
    clear_channels,
    clip_channels,
    draw_luck,
    note_orders,
    settle,
    shock,
)
from sim.engine.wide import Cells, Own, at_numbers, board_of, seat, widen
from sim.rules.choice import REPLY_THRESHOLD
from sim.vocabulary import LEVEL_K, PROSPECT

MEASURE_COUNT = len(MEASURES)
SPELLS_AT = MEASURE_COUNT
RESOLVE_AT = SPELLS_AT + len(THRESHOLDS)
ENDS_AT = RESOLVE_AT + 1
"""Columns of an outcome row: measures, spells at thresholds, private type, end state."""


def play_points(
    plain: Board,
    cells: Cells,
    own: Own,
    union: Links,
    numbers: Any,
    first: int,
    count: int,
    turns: int,
    ends: Links,
    watched: Links,
    outcomes: Any,
    paths: Any,
    stances: Any,
) -> None:
    """Play the same replicates at every point.

    Args:
        plain: The board; its numbers are not looked at.
        cells: Room for what is kept in rows.
        own: What every lane has for itself.
        union: Room for the options of one seat, in any lane.
        numbers: Numbers of every point, axes [point, place in ``p``].
        first: First replicate.
        count: Number of replicates.
        turns: Turns of a run.
        ends: Places of the state kept at the end.
        watched: Places of the state kept every turn.
        outcomes: Receives a row a run, axes [point, replicate, column].
        paths: Receives the course of every run, axes [point, replicate, turn, watched]; the opening
            state is turn 0.
        stances: Receives the stance at the end of every turn, axes [point, replicate, turn]; of
            no turns where nobody asks for it.
    """
    b, wide = at_numbers(plain, rows(cells.p, NUMBERS_SIZE)), widen(cells, own, union)
    runs = numbers.shape[0] * count
    for lane in range(LANES):
        own.point[lane] = at.NONE
    for start in range(0, runs, LANES):
        playing = min(LANES, runs - start)
        for lane in range(LANES):
            # Lanes without a run of their own play the last one once more.
            run = start + min(lane, playing - 1)
            deal(run // count, first + run % count, lane, numbers, b, wide, own)
        open_runs(b, wide)
        keep(0, start, playing, count, wide, watched, paths)
        for turn in range(turns):
            play_turns(b, wide, own)
            keep(turn + 1, start, playing, count, wide, watched, paths)
        for lane in range(playing):
            point, run = (start + lane) // count, (start + lane) % count
            report(turns, board_of(b, lane), seat(wide, own, lane), ends, outcomes[point, run])
            read_stances(own.log[lane], stances[point, run])


def deal(
    point: int, replicate: int, lane: int, numbers: Any, b: Board, wide: Table, own: Own
) -> None:
    """Give a lane its point and its replicate, and draw what is drawn once a run."""
    mine, t = board_of(b, lane), seat(wide, own, lane)
    if own.point[lane] != point:
        own.point[lane] = point
        for place in range(NUMBERS_SIZE):
            mine.p[place] = numbers[point, place]
    t.counter[at.TURN] = 0
    t.stream[2] = replicate
    draw_type(mine, t)


def open_runs(b: Board, wide: Table) -> None:
    """Put all lanes at the opening of their runs."""
    for place in range(STATE_SIZE):
        wide.s[place] = b.p[at.START + place]
    for place in range(FORECAST_SIZE):
        wide.forecast[place] = 0.0
    for i in range(MAX_ACTORS):
        wide.last[i] = float(at.NONE)


def keep(
    turn: int, start: int, playing: int, count: int, wide: Table, watched: Links, paths: Any
) -> None:
    """Keep what is watched of the runs from ``start``, axes [point, replicate, turn, watched]."""
    for lane in range(playing):
        s, run = lane_of(wide.s, lane), start + lane
        for k in range(len(watched)):
            paths[run // count, run % count, turn, k] = s[watched[k]]


def report(turns: int, b: Board, t: Table, ends: Links, row: Any) -> None:
    """Write the outcome of one run."""
    measure_run(turns, t.log, t.s, b.p, b.ix, row[:MEASURE_COUNT])
    measure_thresholds(turns, t.log, b.p, row[SPELLS_AT:RESOLVE_AT])
    row[RESOLVE_AT] = t.private[at.RESOLVE]
    for k in range(len(ends)):
        row[ENDS_AT + k] = t.s[ends[k]]


def play_turns(b: Board, wide: Table, own: Own) -> None:
    """Play one turn in every lane; the order of play is that of ``turn.play_turn``."""
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        shock(mine, t)
        blur(mine, t)
    add_up(wide.forecast, b.ix, wide.expected)
    for i in range(b.ix[at.N_ACTORS]):
        decide_abreast(i, b, wide, own)
    adjudicate_abreast(b, wide, own)
    for lane in range(LANES):
        settle(board_of(b, lane), seat(wide, own, lane))
    copy(wide.nxt, wide.s)
    fade_memory(b, wide)
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        note_orders(mine, t)
        note_turn(mine, t)
        t.counter[at.TURN] += 1


def decide_abreast(i: int, b: Board, wide: Table, own: Own) -> None:
    """Actor ``i`` orders in every lane, by its doctrine."""
    doctrine = b.ix[at.DOCTRINE + i]
    if doctrine == LEVEL_K:
        for j in range(b.ix[at.N_ACTORS]):
            if j != i:
                imagine_abreast(i, j, b, wide, own)
        expect_imagined(i, b, wide)
    else:
        expect_others(i, wide.forecast, wide.expected, b.ix, wide.desk)
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        t.counter[at.OPTIONS] = list_options(i, t.s, mine, t.desk)
    weighing = weighs_options(doctrine)
    if weighing:
        weigh_abreast(i, i, wide.private[at.RESOLVE], b, wide, own, doctrine == PROSPECT)
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        count = t.counter[at.OPTIONS]
        if weighing:
            set_odds(i, count, mine, t)
        else:
            follow_doctrine(i, count, mine, t)
        t.order[i] = choose(i, count, mine, t)


def imagine_abreast(i: int, j: int, b: Board, wide: Table, own: Own) -> None:
    """Level-k in every lane: what actor ``i`` imagines that actor ``j`` will order."""
    expect_others(j, wide.forecast, wide.expected, b.ix, wide.desk)
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        t.counter[at.OPTIONS] = list_options(j, t.s, mine, t.desk)
        t.private[at.GUESSED] = guessed_resolve(i, mine, t)
    weigh_abreast(j, i, wide.private[at.GUESSED], b, wide, own, False)
    for lane in range(LANES):
        mine, t = board_of(b, lane), seat(wide, own, lane)
        imagine_orders(j, t.counter[at.OPTIONS], mine, t)


def weigh_abreast(
    i: int, observer: int, resolve: float, b: Board, wide: Table, own: Own, framed: bool
) -> None:
    """Expected utility of the options on every lane's desk, for all lanes at once.

    An option that is legal in some lanes is weighed in all; those where it is not never read it.
    """
    union = wide.desk.option
    count = unite(i, b, own, union)
    weigh_options(i, observer, count, b, wide, resolve, framed)
    for lane in range(LANES):
        utility, mine = lane_of(wide.desk.utility, lane), 0
        for k in range(count):
            if mine < own.counter[lane, at.OPTIONS] and own.option[lane, mine] == union[k]:
                utility[mine] = utility[k]
                mine += 1


def unite(i: int, b: Board, own: Own, union: Links) -> int:
    """List the options that actor ``i`` has in any lane, in the order of its menu."""
    first, legal = b.first_action[i], 0
    for lane in range(LANES):
        for k in range(own.counter[lane, at.OPTIONS]):
            legal |= 1 << (own.option[lane, k] - first)
    count = 0
    for a in range(first, b.first_action[i + 1]):
        if legal & (1 << (a - first)):
            union[count] = a
            count += 1
    return count


def adjudicate_abreast(b: Board, wide: Table, own: Own) -> None:
    """Orders become effort, attacks are answered, and the arithmetic runs once for all lanes."""
    clear_channels(b, wide)
    for lane in range(LANES):
        add_orders(board_of(b, lane), seat(wide, own, lane))
    clip_channels(b, wide)
    answer_abreast(b, wide, own)
    for lane in range(LANES):
        draw_luck(board_of(b, lane), seat(wide, own, lane))
    copy(wide.s, wide.nxt)
    transition(
        EVERY_STATE,
        at.NONE,
        wide.s,
        wide.u,
        wide.reply,
        b.p,
        b.ix,
        abreast(1.0),
        wide.luck,
        wide.private[at.ATTRIBUTED],
        wide.nxt,
        wide.led,
    )


def answer_abreast(b: Board, wide: Table, own: Own) -> None:
    """The guarantor answers attacks theatre by theatre, in the lanes where there are any."""
    guarantor = b.ix[at.GUARANTOR_AT]
    for h in range(b.ix[at.N_THEATRES]):
        wide.reply[h] = 0.0
    for h in range(b.ix[at.N_THEATRES]):
        attacked = False
        for lane in range(LANES):
            force = lane_of(wide.u, lane)[at.DO_FORCE + h]
            attacked = attacked or force >= REPLY_THRESHOLD
        if not attacked:
            continue
        wide.private[at.REPLY_GAIN] = defence_gain(guarantor, h, b, wide)
        for lane in range(LANES):
            mine, t = board_of(b, lane), seat(wide, own, lane)
            if t.u[at.DO_FORCE + h] >= REPLY_THRESHOLD:
                chance = weighed_chance(guarantor, h, t.private[at.REPLY_GAIN], mine, t)
                draw_reply(h, chance, t)

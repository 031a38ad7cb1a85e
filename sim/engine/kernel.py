"""The batch kernel: whole runs, compiled; the Mesa driver's rules, order of play and draws.

``LANES`` replicates are played side by side. Each has a table of its own, and most of a turn is
played seat by seat and lane by lane by the functions that the Mesa driver calls. What takes the
time, projecting orders, is done for all lanes at once: their states are laid side by side in one
wide table, whose every place holds a row of numbers (see ``lanes``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.engine import layout as at
from sim.engine.blocks import EVERY_STATE
from sim.engine.decision import (
    expect_imagined,
    follow_doctrine,
    guessed_resolve,
    imagine_orders,
    set_odds,
    weigh_options,
    weighs_options,
)
from sim.engine.forecast import copy, expect_others, list_options
from sim.engine.lanes import LANES, abreast, put, rows, take
from sim.engine.layout import (
    CHANNEL_COUNT,
    LEDGER_SIZE,
    MAX_ACTIONS,
    MAX_ACTORS,
    MAX_THEATRES,
    NOISE_SIZE,
    PRIVATE_SIZE,
    STATE_SIZE,
    TERM_COUNT,
    TERMS_SIZE,
    Board,
    Desk,
    Links,
    Table,
)
from sim.engine.outcome import MEASURES, THRESHOLDS, measure_run, measure_thresholds
from sim.engine.reply import defence_gain, draw_reply, weighed_chance
from sim.engine.table import draw_type
from sim.engine.transition import transition
from sim.engine.turn import choose, draw_luck, gather, open_turn, remember, update
from sim.rules.choice import REPLY_THRESHOLD
from sim.vocabulary import LEVEL_K, PROSPECT

MEASURE_COUNT = len(MEASURES)
SPELLS_AT = MEASURE_COUNT
RESOLVE_AT = SPELLS_AT + len(THRESHOLDS)
ENDS_AT = RESOLVE_AT + 1
"""Columns of an outcome row: measures, spells at thresholds, private type, end state."""


class Cells(NamedTuple):
    """Room for the wide table, axes [place, lane]; names as in ``Table`` and ``Desk``."""

    s: Any
    nxt: Any
    led: Any
    u: Any
    reply: Any
    luck: Any
    calm: Any
    edge: Any
    last: Any
    private: Any
    raw: Any
    desk_u: Any
    desk_reply: Any
    desk_nxt: Any
    desk_led: Any
    base_nxt: Any
    base_led: Any
    term: Any
    utility: Any
    terms: Any


CELL_SIZES = Cells(
    s=STATE_SIZE,
    nxt=STATE_SIZE,
    led=LEDGER_SIZE,
    u=CHANNEL_COUNT,
    reply=MAX_THEATRES,
    luck=NOISE_SIZE,
    calm=NOISE_SIZE,
    edge=MAX_ACTORS,
    last=MAX_ACTORS,
    private=PRIVATE_SIZE,
    raw=CHANNEL_COUNT,
    desk_u=CHANNEL_COUNT,
    desk_reply=MAX_THEATRES,
    desk_nxt=STATE_SIZE,
    desk_led=LEDGER_SIZE,
    base_nxt=STATE_SIZE,
    base_led=LEDGER_SIZE,
    term=TERM_COUNT,
    utility=MAX_ACTIONS,
    terms=TERMS_SIZE,
)
"""Places of each vector of the wide table."""


def widen(c: Cells, t: Table, union: Links) -> Table:
    """The wide table over its cells; what is the same in all lanes is that of the first lane.

    ``union`` is room for the options of a seat in any lane.
    """
    d = t.desk
    desk = Desk(
        rows(c.raw, CHANNEL_COUNT),
        rows(c.desk_u, CHANNEL_COUNT),
        rows(c.desk_reply, MAX_THEATRES),
        rows(c.desk_nxt, STATE_SIZE),
        rows(c.desk_led, LEDGER_SIZE),
        rows(c.base_nxt, STATE_SIZE),
        rows(c.base_led, LEDGER_SIZE),
        rows(c.term, TERM_COUNT),
        union,
        rows(c.utility, MAX_ACTIONS),
        d.weight[0],
        rows(c.terms, TERMS_SIZE),
        d.imagined[0],
        d.total[0],
    )
    return Table(
        rows(c.s, STATE_SIZE),
        rows(c.nxt, STATE_SIZE),
        rows(c.led, LEDGER_SIZE),
        rows(c.u, CHANNEL_COUNT),
        rows(c.reply, MAX_THEATRES),
        rows(c.luck, NOISE_SIZE),
        rows(c.calm, NOISE_SIZE),
        t.forecast[0],
        t.expected[0],
        rows(c.edge, MAX_ACTORS),
        t.order[0],
        rows(c.last, MAX_ACTORS),
        t.instruction[0],
        t.counter[0],
        rows(c.private, PRIVATE_SIZE),
        t.stream[0],
        t.log[0],
        desk,
    )


def seat(t: Table, lane: int) -> Table:
    """The table of one lane, of tables with axes [lane, place]."""
    d = t.desk
    desk = Desk(
        d.raw[lane],
        d.u[lane],
        d.reply[lane],
        d.nxt[lane],
        d.led[lane],
        d.base_nxt[lane],
        d.base_led[lane],
        d.term[lane],
        d.option[lane],
        d.utility[lane],
        d.weight[lane],
        d.terms[lane],
        d.imagined[lane],
        d.total[lane],
    )
    return Table(
        t.s[lane],
        t.nxt[lane],
        t.led[lane],
        t.u[lane],
        t.reply[lane],
        t.luck[lane],
        t.calm[lane],
        t.forecast[lane],
        t.expected[lane],
        t.edge[lane],
        t.order[lane],
        t.last[lane],
        t.instruction[lane],
        t.counter[lane],
        t.private[lane],
        t.stream[lane],
        t.log[lane],
        desk,
    )


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
    tables: Table,
    cells: Cells,
    union: Links,
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
        tables: Tables of this call's own, axes [lane, place].
        cells: Room for the wide table.
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
    """
    wide = widen(cells, tables, union)
    for point in range(numbers.shape[0]):
        copy(numbers[point], b.p)
        for start in range(0, count, LANES):
            for lane in range(LANES):
                # Lanes without a run of their own play the last one once more.
                reset(b, seat(tables, lane), first + min(start + lane, count - 1))
            playing = min(LANES, count - start)
            follow(0, start, playing, tables, watched, paths[point])
            for turn in range(turns):
                play_turns(b, tables, wide)
                follow(turn + 1, start, playing, tables, watched, paths[point])
            for lane in range(playing):
                report(turns, b, seat(tables, lane), ends, outcomes[point, start + lane])


def follow(turn: int, start: int, playing: int, tables: Table, watched: Links, paths: Any) -> None:
    """Keep what is watched of every lane, axes of ``paths`` [replicate, turn, watched]."""
    for lane in range(playing):
        for k in range(len(watched)):
            paths[start + lane, turn, k] = tables.s[lane, watched[k]]


def report(turns: int, b: Board, t: Table, ends: Links, row: Any) -> None:
    """Write the outcome of one run."""
    measure_run(turns, t.log, t.s, b.p, b.ix, row[:MEASURE_COUNT])
    measure_thresholds(turns, t.log, b.p, row[SPELLS_AT:RESOLVE_AT])
    row[RESOLVE_AT] = t.private[at.RESOLVE]
    for k in range(len(ends)):
        row[ENDS_AT + k] = t.s[ends[k]]


def play_turns(b: Board, tables: Table, wide: Table) -> None:
    """Play one turn in every lane: the order of play of ``turn.play_turn``."""
    for lane in range(LANES):
        open_turn(b, seat(tables, lane))
    for lane in range(LANES):
        t = seat(tables, lane)
        for place in range(at.STATE_SIZE):
            put(wide.s, place, lane, t.s[place])
        for i in range(b.ix[at.N_ACTORS]):
            put(wide.edge, i, lane, t.edge[i])
    for i in range(b.ix[at.N_ACTORS]):
        decide_abreast(i, b, tables, wide)
    for lane in range(LANES):
        gather(b, seat(tables, lane))
    answer_abreast(b, tables, wide)
    adjudicate_abreast(b, tables, wide)
    for lane in range(LANES):
        t = seat(tables, lane)
        update(b, t)
        remember(b, t)


def decide_abreast(i: int, b: Board, tables: Table, wide: Table) -> None:
    """Actor ``i`` orders in every lane, by its doctrine."""
    doctrine = b.ix[at.DOCTRINE + i]
    if doctrine == LEVEL_K:
        for j in range(b.ix[at.N_ACTORS]):
            if j != i:
                imagine_abreast(i, j, b, tables, wide)
    for lane in range(LANES):
        t = seat(tables, lane)
        if doctrine == LEVEL_K:
            expect_imagined(i, b, t)
        else:
            expect_others(i, t.forecast, t.expected, b.ix, t.desk)
        t.counter[at.OPTIONS] = list_options(i, t.s, b, t.desk)
        put(wide.private, at.RESOLVE, lane, t.private[at.RESOLVE])
    weighing = weighs_options(doctrine)
    if weighing:
        weigh_abreast(i, i, b, tables, wide, doctrine == PROSPECT)
    for lane in range(LANES):
        t = seat(tables, lane)
        count = t.counter[at.OPTIONS]
        if weighing:
            set_odds(i, count, b, t)
        else:
            follow_doctrine(i, count, b, t)
        t.order[i] = choose(i, count, b, t)


def imagine_abreast(i: int, j: int, b: Board, tables: Table, wide: Table) -> None:
    """Level-k in every lane: what actor ``i`` imagines that actor ``j`` will order."""
    for lane in range(LANES):
        t = seat(tables, lane)
        expect_others(j, t.forecast, t.expected, b.ix, t.desk)
        t.counter[at.OPTIONS] = list_options(j, t.s, b, t.desk)
        put(wide.private, at.RESOLVE, lane, guessed_resolve(i, b, t))
    weigh_abreast(j, i, b, tables, wide, False)
    for lane in range(LANES):
        t = seat(tables, lane)
        imagine_orders(j, t.counter[at.OPTIONS], b, t)


def weigh_abreast(
    i: int, observer: int, b: Board, tables: Table, wide: Table, framed: bool
) -> None:
    """Expected utility of the options on every lane's desk, for all lanes at once.

    An option that is legal in some lanes is weighed in all; those where it is not never read it.
    """
    count = unite(i, b, tables, wide.desk.option)
    for lane in range(LANES):
        d = tables.desk
        for k in range(b.ix[at.N_LIVE]):
            slot = b.ix[at.LIVE + k]
            put(wide.desk.raw, slot, lane, d.raw[lane, slot])
            put(wide.desk.u, slot, lane, d.u[lane, slot])
        put(wide.last, i, lane, float(tables.last[lane, i]))
    weigh_options(i, observer, count, b, wide, wide.private[at.RESOLVE], framed)
    for lane in range(LANES):
        hand_out(lane, count, tables, wide)


def unite(i: int, b: Board, tables: Table, union: Links) -> int:
    """List the options that actor ``i`` has in any lane, in the order of its menu."""
    count = 0
    for a in range(b.first_action[i], b.first_action[i + 1]):
        legal = False
        for lane in range(LANES):
            for k in range(tables.counter[lane, at.OPTIONS]):
                legal = legal or tables.desk.option[lane, k] == a
        if legal:
            union[count] = a
            count += 1
    return count


def hand_out(lane: int, count: int, tables: Table, wide: Table) -> None:
    """Write the utilities of one lane's own options on its desk."""
    own = 0
    for k in range(count):
        options = tables.counter[lane, at.OPTIONS]
        if own < options and tables.desk.option[lane, own] == wide.desk.option[k]:
            tables.desk.utility[lane, own] = take(wide.desk.utility, k, lane)
            own += 1


def answer_abreast(b: Board, tables: Table, wide: Table) -> None:
    """The guarantor answers attacks theatre by theatre, in the lanes where there are any."""
    guarantor = b.ix[at.GUARANTOR_AT]
    for lane in range(LANES):
        for k in range(b.ix[at.N_LIVE]):
            slot = b.ix[at.LIVE + k]
            put(wide.u, slot, lane, tables.u[lane, slot])
        for h in range(b.ix[at.N_THEATRES]):
            tables.reply[lane, h] = 0.0
            put(wide.reply, h, lane, 0.0)
    for h in range(b.ix[at.N_THEATRES]):
        attacked = False
        for lane in range(LANES):
            attacked = attacked or tables.u[lane, at.DO_FORCE + h] >= REPLY_THRESHOLD
        if not attacked:
            continue
        for lane in range(LANES):
            put(wide.private, at.RESOLVE, lane, tables.private[lane, at.RESOLVE])
        wide.private[at.REPLY_GAIN] = defence_gain(guarantor, h, b, wide)
        for lane in range(LANES):
            t = seat(tables, lane)
            if t.u[at.DO_FORCE + h] >= REPLY_THRESHOLD:
                gain = take(wide.private, at.REPLY_GAIN, lane)
                draw_reply(h, weighed_chance(guarantor, h, gain, b, t), t)
                put(wide.reply, h, lane, t.reply[h])


def adjudicate_abreast(b: Board, tables: Table, wide: Table) -> None:
    """The turn's arithmetic on the true orders, for all lanes at once."""
    for lane in range(LANES):
        t = seat(tables, lane)
        draw_luck(b, t)
        put(wide.private, at.ATTRIBUTED, lane, t.private[at.ATTRIBUTED])
        for k in range(at.NOISE_SIZE):
            put(wide.luck, k, lane, t.luck[k])
    copy(wide.s, wide.nxt)
    seen = wide.private[at.ATTRIBUTED]
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
        seen,
        wide.nxt,
        wide.led,
    )
    for lane in range(LANES):
        for place in range(at.STATE_SIZE):
            tables.nxt[lane, place] = take(wide.nxt, place, lane)
        for place in range(at.LEDGER_SIZE):
            tables.led[lane, place] = take(wide.led, place, lane)

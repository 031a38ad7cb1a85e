"""The wide table: the tables of all lanes in one, a row of numbers at every place.

The board and the table of one lane are columns of it, over the same memory, and look to the
functions of a single run like its vectors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.engine.lanes import lane_of, rows
from sim.engine.layout import (
    CHANNEL_COUNT,
    FORECAST_SIZE,
    LEDGER_SIZE,
    MAX_ACTIONS,
    MAX_ACTORS,
    MAX_THEATRES,
    NOISE_SIZE,
    NUMBERS_SIZE,
    PRIVATE_SIZE,
    STATE_SIZE,
    TERM_COUNT,
    TERMS_SIZE,
    Board,
    Desk,
    Links,
    Table,
    Vector,
)


class Cells(NamedTuple):
    """Room for what is kept in rows, axes [place, lane]; names as in board, table and desk."""

    p: Any
    s: Any
    nxt: Any
    led: Any
    u: Any
    reply: Any
    luck: Any
    calm: Any
    forecast: Any
    expected: Any
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
    imagined: Any
    total: Any


CELL_SIZES = Cells(
    p=NUMBERS_SIZE,
    s=STATE_SIZE,
    nxt=STATE_SIZE,
    led=LEDGER_SIZE,
    u=CHANNEL_COUNT,
    reply=MAX_THEATRES,
    luck=NOISE_SIZE,
    calm=NOISE_SIZE,
    forecast=FORECAST_SIZE,
    expected=CHANNEL_COUNT,
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
    imagined=FORECAST_SIZE,
    total=CHANNEL_COUNT,
)
"""Places of each."""


class Own(NamedTuple):
    """What every lane has for itself, axes [lane, place]; named as in ``Table`` and ``Desk``.

    ``point`` is the point whose numbers stand in the lane [lane].
    """

    point: Any
    order: Any
    instruction: Any
    counter: Any
    stream: Any
    log: Any
    option: Any
    weight: Any


def widen(c: Cells, own: Own, union: Links) -> Table:
    """The table of all lanes; ``union`` is room for the options of a seat in any lane.

    What is not kept in rows is that of the first lane, which stands for all.
    """
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
        own.weight[0],
        rows(c.terms, TERMS_SIZE),
        rows(c.imagined, FORECAST_SIZE),
        rows(c.total, CHANNEL_COUNT),
    )
    return Table(
        rows(c.s, STATE_SIZE),
        rows(c.nxt, STATE_SIZE),
        rows(c.led, LEDGER_SIZE),
        rows(c.u, CHANNEL_COUNT),
        rows(c.reply, MAX_THEATRES),
        rows(c.luck, NOISE_SIZE),
        rows(c.calm, NOISE_SIZE),
        rows(c.forecast, FORECAST_SIZE),
        rows(c.expected, CHANNEL_COUNT),
        rows(c.edge, MAX_ACTORS),
        own.order[0],
        rows(c.last, MAX_ACTORS),
        own.instruction[0],
        own.counter[0],
        rows(c.private, PRIVATE_SIZE),
        own.stream[0],
        own.log[0],
        desk,
    )


def seat(wide: Table, own: Own, lane: int) -> Table:
    """The table of one lane, as the functions of a single run know it."""
    d = wide.desk
    desk = Desk(
        lane_of(d.raw, lane),
        lane_of(d.u, lane),
        lane_of(d.reply, lane),
        lane_of(d.nxt, lane),
        lane_of(d.led, lane),
        lane_of(d.base_nxt, lane),
        lane_of(d.base_led, lane),
        lane_of(d.term, lane),
        own.option[lane],
        lane_of(d.utility, lane),
        own.weight[lane],
        lane_of(d.terms, lane),
        lane_of(d.imagined, lane),
        lane_of(d.total, lane),
    )
    return Table(
        lane_of(wide.s, lane),
        lane_of(wide.nxt, lane),
        lane_of(wide.led, lane),
        lane_of(wide.u, lane),
        lane_of(wide.reply, lane),
        lane_of(wide.luck, lane),
        lane_of(wide.calm, lane),
        lane_of(wide.forecast, lane),
        lane_of(wide.expected, lane),
        lane_of(wide.edge, lane),
        own.order[lane],
        lane_of(wide.last, lane),
        own.instruction[lane],
        own.counter[lane],
        lane_of(wide.private, lane),
        own.stream[lane],
        own.log[lane],
        desk,
    )


def at_numbers(b: Board, p: Vector) -> Board:
    """The board at other numbers."""
    return Board(
        p,
        b.ix,
        b.needs,
        b.first_action,
        b.first_effort,
        b.slot,
        b.effort,
        b.requires,
        b.touches,
        b.changed_first,
        b.changed_place,
        b.saved_first,
        b.saved_place,
        b.attack_theatre,
        b.attack_effort,
        b.grants_base,
        b.posture,
        b.move,
        b.target,
        b.rule_place,
        b.rule_operator,
        b.rule_level,
        b.rule_order,
        b.event_turn,
        b.event_place,
        b.event_value,
    )


def board_of(wide: Board, lane: int) -> Board:
    """The board of one lane, at its own numbers."""
    return at_numbers(wide, lane_of(wide.p, lane))

"""Laying the table: the changing part of a run, in lists."""

from __future__ import annotations

from sim.engine import layout as at
from sim.engine.draws import open_stream, uniform
from sim.engine.layout import Board, Desk, Table
from sim.rules.credibility import RESOLVED, UNRESOLVED
from sim.vocabulary import DRAW_TYPE


def zeros(count: int) -> list[float]:
    """A list of zeros."""
    return [0.0] * count


def new_desk() -> Desk:
    """An empty desk."""
    return Desk(
        raw=zeros(at.CHANNEL_COUNT),
        u=zeros(at.CHANNEL_COUNT),
        reply=zeros(at.MAX_THEATRES),
        nxt=zeros(at.STATE_SIZE),
        led=zeros(at.LEDGER_SIZE),
        base_nxt=zeros(at.STATE_SIZE),
        base_led=zeros(at.LEDGER_SIZE),
        term=zeros(at.TERM_COUNT),
        option=[0] * at.MAX_ACTIONS,
        utility=zeros(at.MAX_ACTIONS),
        weight=zeros(at.MAX_ACTIONS),
        terms=zeros(at.TERMS_SIZE),
        imagined=zeros(at.FORECAST_SIZE),
        total=zeros(at.CHANNEL_COUNT),
    )


def lay_table(board: Board, seed: int, replicate: int, turns: int) -> Table:
    """The table at the opening of a run: the start of the scenario, and the guarantor's type drawn.

    Raises:
        ValueError: Seed or replicate out of range.
    """
    stream = open_stream(seed, replicate)
    start = list(board.p[at.START : at.START + at.STATE_SIZE])
    actors = board.ix[at.N_ACTORS]
    table = Table(
        s=start,
        nxt=list(start),
        led=zeros(at.LEDGER_SIZE),
        u=zeros(at.CHANNEL_COUNT),
        reply=zeros(at.MAX_THEATRES),
        luck=zeros(at.NOISE_SIZE),
        calm=zeros(at.NOISE_SIZE),
        forecast=zeros(at.FORECAST_SIZE),
        expected=zeros(at.CHANNEL_COUNT),
        edge=[1.0] * at.MAX_ACTORS,
        order=[0] * at.MAX_ACTORS,
        last=[float(at.NONE)] * at.MAX_ACTORS,
        instruction=list(board.ix[at.DOCTRINE_REPLY : at.DOCTRINE_REPLY + actors]),
        counter=[0, 0, 0],
        private=zeros(at.PRIVATE_SIZE),
        stream=stream,
        log=zeros(turns * at.LOG_WIDTH),
        desk=new_desk(),
    )
    draw_type(board, table)
    return table


def copy_table(table: Table) -> Table:
    """Return a table of its own, with the same numbers on it and on its desk."""
    parts = table._asdict()
    desk = Desk(*(list(part) for part in parts.pop("desk")))
    return Table(**{name: list(part) for name, part in parts.items()}, desk=desk)


def draw_type(b: Board, t: Table) -> None:
    """Draw the guarantor's private type, once a run."""
    draw = uniform(t.stream, 0, b.ix[at.GUARANTOR_AT], DRAW_TYPE)
    t.private[at.RESOLVE] = RESOLVED if draw < b.p[at.RESOLVE_PRIOR] else UNRESOLVED

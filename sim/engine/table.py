"""Make and copy the table of a run, which holds all data that change; its vectors are lists."""

from __future__ import annotations

from typing import Any, get_args

from sim.engine import layout as at
from sim.engine.courses import open_run
from sim.engine.draws import open_stream, uniform
from sim.engine.layout import Vector
from sim.engine.outcome import LOG_WIDTH
from sim.engine.vectors import EncodedScenario, Table, Workspace
from sim.rules.credibility import type_drawn
from sim.vocabulary import DRAW_TYPE


def zeros(count: int) -> list[float]:
    """A list of zeros."""
    return [0.0] * count


def room(part: type[Workspace] | type[Table]) -> dict[str, Any]:
    """Return a list of zeros, by name, for every field whose annotation gives a size."""
    found: dict[str, Any] = {}
    for name, hint in part.__annotations__.items():
        match get_args(hint):
            case (kind, int(size)):
                found[name] = zeros(size) if kind == Vector else [0] * size
    return found


def lay_table(encoded: EncodedScenario, seed: int, replicate: int, turns: int) -> Table:
    """Return the table at the opening of a run; the guarantor's private type is drawn.

    Args:
        encoded: Encoded scenario.
        seed: Seed, [0, 2^64).
        replicate: Replicate, [0, 2^32).
        turns: Number of turns for which the log has room.

    Raises:
        TypeError: Seed or replicate is not a whole number.
        ValueError: Seed or replicate out of range.
    """
    start = list(encoded.p[at.START : at.START + at.STATE_SIZE])
    opening: dict[str, Any] = {
        "s": start,
        "nxt": list(start),
        "edge": [1.0] * at.MAX_ACTORS,
        "instruction": list(encoded.ix[at.DOCTRINE_REPLY : at.DOCTRINE_REPLY + at.MAX_ACTORS]),
        "stream": open_stream(seed, replicate),
        "log": zeros(turns * LOG_WIDTH),
        "work": Workspace(**room(Workspace)),
    }
    table = Table(**room(Table) | opening)
    table.counter[at.POINT] = at.NONE
    draw_type(encoded, table)
    open_run(encoded, table)
    return table


def copy_table(table: Table) -> Table:
    """Return an independent copy of a table and its workspace."""
    parts = table._asdict()
    work = Workspace(*(list(part) for part in parts.pop("work")))
    return Table(**{name: list(part) for name, part in parts.items()}, work=work)


def draw_type(sc: EncodedScenario, t: Table) -> None:
    """Draw the guarantor's private type, which is fixed for the run."""
    draw = uniform(t.stream, 0, sc.ix[at.GUARANTOR_AT], DRAW_TYPE)
    t.private[at.RESOLVE] = type_drawn(draw, sc.p[at.RESOLVE_PRIOR])

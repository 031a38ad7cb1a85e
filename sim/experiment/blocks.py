"""Many runs in blocks, over threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import as_completed
from typing import TYPE_CHECKING

from sim.experiment.executors import hire

if TYPE_CHECKING:
    from sim.experiment.table import Values

BLOCK = 1024
"""Replicates played in one call, which takes some tenths of a second."""

Watch = Callable[[int], None]
"""Called with the number of runs played since the last call."""


def in_blocks(
    play: Callable[[int, int, int], Values], found: Values, jobs: int | None, watch: Watch
) -> None:
    """Fill `found` [row, variant, replicate] by `play(variant, first replicate, number)`."""
    count = found.shape[2]
    blocks = [(start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    with hire("threads", jobs=jobs) as crew:
        waiting = {
            crew.executor.submit(play, k, start, number): (k, start)
            for k in range(found.shape[1])
            for start, number in blocks
        }
        for done in as_completed(waiting):
            k, start = waiting[done]
            values = done.result()
            found[:, k, start : start + values.shape[1]] = values
            watch(values.shape[1])

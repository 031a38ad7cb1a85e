"""A crew: the workers that play the units of a sweep."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass


def _no_news() -> str:
    return ""


@dataclass(frozen=True)
class Crew:
    """An executor, and the number of units that it can play at once.

    `trouble` returns one line that says why the executor may never finish a unit, or "".
    """

    executor: Executor
    workers: int
    trouble: Callable[[], str] = _no_news


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1

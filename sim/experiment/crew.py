"""A crew: what plays the units of a sweep, and how many at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass


def _no_news() -> str:
    return ""


@dataclass(frozen=True)
class Crew:
    """An executor, and how many units it can play at once.

    `trouble` says why nothing may ever be finished, in one line, or "".
    """

    executor: Executor
    workers: int
    trouble: Callable[[], str] = _no_news


def usable_cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
